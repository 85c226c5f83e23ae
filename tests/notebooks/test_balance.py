"""The chapter on one country between two rivals, run with other parameters than the default."""

import pytest

from thirdcountry import chapters
from thirdcountry.parameters import ParameterError

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


def number(run, name):
    return run.values[name]["value"]


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_has_a_chapter_with_findings_of_its_own(run_notebook, host):
    run = run_notebook("balance", country=host)
    low, mean, high = (number(run, f"composite{x}") for x in ("_low", "", "_high"))
    assert -1 <= low <= mean <= high <= 1
    assert run.values["country"]["text"] in run.words
    assert "no data" not in next(i for i in run.items if i["kind"] == "lead")["markdown"]
    assert run.item("fig-channels") and run.item("fig-timeline") and run.item("tbl-contacts")


def test_the_default_chapter(run_notebook):
    run = run_notebook("balance")
    assert number(run, "length_gap") == pytest.approx(41.4, abs=0.05)
    assert number(run, "longer") == "North Korea"
    assert number(run, "balance_trade") > 0.95 > number(run, "balance_trade_adjusted")
    assert "presence and not capacity" in run.words
    lead = next(i for i in run.items if i["kind"] == "lead")["markdown"]
    assert lead.startswith("- Which side the ties of Mongolia lean to depends on the weights")
    titles = {i["kind"]: i for i in run.items}
    assert titles["title"]["title"] == "Mongolia: the balance of its ties"
    for meeting in ("First Ulaanbaatar Dialogue.", "Eleventh Asia-Europe meeting"):
        assert any(meeting in row[1] for row in run.item("tbl-hosted")["rows"])


def test_swapping_the_rivals_turns_every_balance_round(run_notebook):
    one = run_notebook("balance", country="VNM")
    two = run_notebook("balance", country="VNM", rivals="PRK,KOR")
    for name in ("composite", "balance_trade", "balance_trade_adjusted", "balance_length"):
        assert number(two, name) == pytest.approx(-number(one, name))
    assert number(two, "composite_low") == pytest.approx(-number(one, "composite_high"))
    assert number(two, "longer") == number(one, "longer")


def test_a_country_without_contacts_says_so(run_notebook):
    run = run_notebook("balance", country="JPN", rivals="CHN,USA")
    assert number(run, "contacts") == 0
    assert number(run, "composite") == number(run, "balance_trade")
    assert "No contact of Japan with China or the United States" in run.words
    assert "does not show that there was none" in run.words
    assert "Korea" not in run.words


def test_years_without_any_channel_give_a_readable_chapter(run_notebook):
    run = run_notebook("balance", country="JPN", rivals="CHN,USA", first_year=1950, last_year=1960)
    assert number(run, "composite") is None
    assert "No record is not the same as no tie" in run.words


def test_a_partner_of_the_hosts_can_be_the_country(run_notebook):
    run = run_notebook("balance", country="PRK", rivals="CHN,RUS")
    assert number(run, "visits_first") >= 5
    assert number(run, "balance_length") == pytest.approx(0, abs=0.01)
    assert "Kim Jong Un visits China" in str(run.item("tbl-contacts")["rows"])


def test_weights_choose_the_channels(run_notebook):
    run = run_notebook("balance", weights="trade_adjusted=3, length=1")
    trade, length = number(run, "balance_trade_adjusted"), number(run, "balance_length")
    assert number(run, "composite") == pytest.approx((3 * trade + length) / 4)
    assert number(run, "channels") == 2


def test_trade_that_weighs_nothing_is_not_put_into_the_composite(run_notebook):
    run = run_notebook("balance", country="MMR", weights="visits:1")
    assert number(run, "composite_adjusted") == number(run, "composite")
    assert "instead of" not in run.words and "the only channel that can be formed" in run.words


def test_adjusting_trade_keeps_the_weight_of_both(run_notebook):
    run = run_notebook("balance", weights="trade:1,trade_adjusted:3,length:1")
    trade, length = number(run, "balance_trade_adjusted"), number(run, "balance_length")
    assert number(run, "composite_adjusted") == pytest.approx((4 * trade + length) / 5)
    assert "size-adjusted trade" in run.words


def test_one_meeting_and_no_visit_are_said_in_words(run_notebook):
    run = run_notebook("balance", country="VNM", rivals="CHN,USA")
    assert "hosted one meeting on record" in run.words
    assert "No visit in the years counted is on record" in run.words


@pytest.mark.parametrize("span", [(2000, 2015), (1990, 2025)])
def test_the_printed_lengths_differ_by_the_printed_gap(run_notebook, span):
    run = run_notebook("balance", country="CHN", first_year=span[0], last_year=span[1])
    sides = [float(run.values[f"length_{side}"]["text"]) for side in ("first", "second")]
    gap = float(run.values["length_gap"]["text"])
    assert gap == pytest.approx(abs(sides[0] - sides[1]), abs=1e-9)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"weights": "trade=-1"}, "a weight is a number from zero up"),
        ({"weights": "trades=1"}, "did you mean 'trade'"),
        ({"weights": "trade=0,visits=0"}, "weigh nothing"),
        ({"weights": ""}, "weigh nothing"),
        ({"weights": "trade"}, "for example trade:1"),
        ({"weights": "trade=nan"}, "a weight is a number from zero up"),
        ({"weights": "trade=1,trade=2"}, "'trade' twice"),
        ({"rivals": "KOR"}, "must name two different partners"),
        ({"rivals": "KOR,PRK,PRK"}, "must name two different partners"),
        ({"rivals": "KOR,MNG"}, "MNG cannot be studied and a rival at once"),
        ({"rivals": "KOR,FRA"}, "is not in the reporters"),
        ({"country": "FRA"}, "is not in the reporters"),
        ({"last_year": 2060}, "is outside the years of data/contacts.csv"),
        ({"first_year": 2020, "last_year": 2020}, "must be before"),
        ({"weight": "trade=1"}, "did you mean 'weights'"),
    ],
)
def test_a_bad_parameter_is_one_clear_message(values, message):
    with pytest.raises(ParameterError, match="balance: wrong parameters") as caught:
        chapters.check("balance", values)
    assert message in str(caught.value)
