"""The way down, and explanations judged by rule."""

import pandas as pd
import pytest

from thirdcountry.measures.arrivals import counts, explanations, nowcast


def test_the_way_down_ends_at_one(series):
    down = explanations.trace_fall(series, 2019)
    assert down[down.year == 2019].progress.tolist() == pytest.approx([1, 1, 1])
    at = down[(down.year == 2012) & (down.sex == "all")].progress.item()
    assert at == pytest.approx((2914 - 1502) / (2914 - 1047))


def test_explanations_are_judged_by_rule():
    predictions = pd.DataFrame({
        "explanation": ["a", "a", "b", "c"],
        "observable": ["Timing", "Routes", "Timing", "Timing"],
        "quantity": ["q", None, "q", "none"], "expect": ["fall", "rise", "no change", "fall"],
    })  # fmt: skip
    matrix = explanations.judge_explanations(predictions, {"q": -0.38, "none": None})
    assert matrix.verdict.tolist() == ["fits", "nothing", "misses", "nothing"]


def test_predictions_name_what_is_observed(korea, series):
    short = nowcast.select_parts(korea, 1998, 2025)
    found = explanations.observe(["q1_2012", "h2_2013", "men_2013", "q1_2005"], short, series)
    assert found["q1_2012"] == pytest.approx(352 / 566 - 1)
    assert found["h2_2013"] == pytest.approx((1514 - 717) / (1502 - 710) - 1)
    assert found["men_2013"] < 0 and found["q1_2005"] is None
    with pytest.raises(counts.SeriesError, match="unknown quantities: q5_2012, women_2012"):
        explanations.observe(["women_2012", "q5_2012"], short, series)
