"""The chapter on arrivals with other steps than its own."""


def test_one_step_alone_is_not_called_a_further_one(run_notebook):
    run = run_notebook("arrival_trends", steps="2015-01-01", events="none", draws=99)
    assert "no data times" not in run.words and "a further step would" not in run.words
    assert "annual counts a step would be seen only if" in run.words


def test_the_rank_of_the_tested_step_is_by_its_uncertainty_not_by_its_size(run_notebook):
    run = run_notebook("arrival_trends", draws=99)
    assert run.values["placebo_rank"]["text"] == "1st"
    assert (
        "Against its uncertainty, the tested fall ranks 1st" in run.item("fig-placebo")["caption"]
    )
    assert "near the 775 of the first nine months" in run.words
