"""Questions put to a country, answered from the tables."""

import pandas as pd
import pytest

from thirdcountry.errors import UserError
from thirdcountry.measures import stories
from thirdcountry.measures.trade import compared, growth, shares
from thirdcountry.tables import Panel, load
from thirdcountry.tables.countries import name_countries
from thirdcountry.tables.holdings import longest_gdp_vintage
from thirdcountry.words.text import names_in

SPAN = (1990, 2020)
TABLE = load("stories")
PAIR = ["KOR", "PRK"]
HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


def case(country, span=SPAN):
    names = name_countries(list(load("countries").code))
    trade, totals = load("trade"), load("trade_totals")
    pair = {code: names[code] for code in ("KOR", "PRK", "CHN") if code != country}
    return stories.Case(
        country,
        names,
        shares.rank_partners(trade, totals, country, span),
        compared.collect_series(trade, load("trade_alternatives"), country, pair, span),
        Panel(trade, totals, load("distances")),
        growth.select_gdp(load("indicators"), country, longest_gdp_vintage()),
        load("facts"),
        span,
    )


def answer(asked, rows):
    return {row.story_id: stories.answer_question(asked, row) for _, row in rows.iterrows()}


@pytest.fixture(scope="module")
def answered():
    return {code: answer(case(code), stories.select_questions(TABLE, code, PAIR)) for code in HOSTS}


def raw(named, name):
    return named[name][0]


def test_2018_was_a_record_for_thailand_and_was_passed_later(answered):
    found = answered["THA"]["thailand_record"]
    assert raw(found, "highest") is True and raw(found, "record_year") == 2018
    assert raw(found, "value") == pytest.approx(13.82e9, rel=1e-3)
    assert raw(found, "mirror") == pytest.approx(14.09e9, rel=1e-3)
    assert raw(found, "later") == pytest.approx(16.5e9) and raw(found, "later_year") == 2022


def test_thailands_trade_with_the_north_collapsed_after_2011(answered):
    assert raw(answered["THA"]["thailand_north_change"], "change") < -0.9
    assert abs(raw(answered["THA"]["thailand_south_change"], "change")) < 0.2


def test_the_lao_railway_is_a_third_of_gdp_and_its_split_adds_up(answered):
    """AidData: 5.9 billion, 60 % debt; equity 1.63 + 0.48 + 0.25 billion."""
    found = answered["LAO"]["laos_railway"]
    assert raw(found, "to_gdp") == pytest.approx(0.325, abs=1e-3)
    shares = [raw(found, f"part_{n}_share") for n in range(1, 5)]
    assert sum(shares) == pytest.approx(1, abs=1e-3) and shares[0] == pytest.approx(0.6)
    budget = raw(found, "part_4") / (raw(found, "part_3") + raw(found, "part_4"))
    assert budget == pytest.approx(0.34, abs=0.01), "share of budget money in the Lao equity"


def test_how_often_south_korea_was_mongolias_fourth_partner(answered):
    found = answered["MNG"]["mongolia_fourth"]
    which = {2001, 2002, 2007, 2008, 2015, 2018}
    assert which <= set(raw(found, "which_turnover"))
    assert raw(found, "true_turnover") == len(raw(found, "which_turnover"))
    assert raw(found, "reports") == 7 and raw(found, "reports_true") == 5


def test_the_share_without_gold_by_hand(answered):
    """X = 9,247.1 m, s = 2.4 %, g = 80.6 %, p = 15.4 %."""
    exports, korea = 9247.1, 0.024 * 9247.1
    gold = 0.806 * korea
    wanted = (korea - gold) / (exports - gold / 0.154)
    assert raw(answered["MNG"]["mongolia_gold"], "without") == pytest.approx(wanted)


def test_mongolia_beyond_its_neighbours_starts_when_russia_is_on_record(answered):
    found = answered["MNG"]["beyond_neighbours"]
    assert raw(found, "neighbours") == ["China", "Russia"]
    assert raw(found, "first_year_export") == 1992, "before, the Soviet Union has no figures"


def test_every_question_has_an_answer_for_some_country_and_asks_for_known_names(answered):
    rows = TABLE.set_index("story_id")
    for story_id, row in rows.iterrows():
        named = [found[story_id] for found in answered.values() if story_id in found]
        assert any(names_in(row.answer) <= set(found) for found in named), story_id


def test_a_general_question_is_put_to_all_but_the_partner_itself():
    assert "china_dependence" in set(stories.select_questions(TABLE, "MMR", PAIR).story_id)
    assert "china_dependence" not in set(stories.select_questions(TABLE, "CHN", PAIR).story_id)
    assert "laos_railway" not in set(stories.select_questions(TABLE, "MMR", PAIR).story_id)


def test_years_without_figures_have_no_answer_rather_than_a_zero():
    rows = stories.select_questions(TABLE, "THA", PAIR)
    found = answer(case("THA", (1990, 2005)), rows)
    assert set(found["thailand_record"]) == {"country", "year"}, "2018 is not in these years"


def test_an_unknown_kind_is_refused():
    rows = pd.DataFrame({"kind": ["guess"], "country": ["LAO"], "partner": ["CHN"]})
    with pytest.raises(UserError, match=r"stories\.csv, field kind: guess is not known"):
        stories.select_questions(rows, "LAO", PAIR)


def test_the_path_is_asked_for_the_two_that_are_compared():
    rows = stories.select_questions(TABLE, "VNM", ["CHN", "USA"]).set_index("story_id")
    assert rows.partner["first_path"] == "CHN" and rows.partner["second_path"] == "USA"
    found = answer(case("VNM"), rows.reset_index())
    assert raw(found["second_path"], "partner") == "United States"
    assert raw(found["second_path"], "last_year") == 2020


def test_a_share_known_from_an_estimate_says_so(answered):
    assert raw(answered["LAO"]["china_dependence"], "basis") == "fund"
    assert raw(answered["MNG"]["china_dependence"], "basis") == "report"
