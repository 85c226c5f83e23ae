"""Named values of the chapter on ties and treatment."""

from thirdcountry.chapters import treatment as chapter
from thirdcountry.measures import practice, treatment
from thirdcountry.tables import load

PAIR = ["KOR", "PRK"]
SPAN = (2004, 2020)


def test_headline_without_enough_hosts_is_missing_not_wrong():
    two = {"LAO": "Laos", "VNM": "Viet Nam"}
    events = practice.select_practice(load("practice"), two, SPAN, include_leaked=False)
    books = load("trade"), load("trade_totals")
    weight = treatment.weigh_ties(*books, two, PAIR, SPAN, "log_ratio")
    table = treatment.compare_hosts(weight, events, two)
    found = chapter.name_hosts(table) | chapter.name_test(table)
    assert found["hosts"] == (0, "count") and found["tau"][0] is None
    assert found["left_out"][0] == ["Laos", "Viet Nam"]
    cells = treatment.try_every_measure(*books, load("practice"), two, PAIR, SPAN)
    assert chapter.name_cells(cells)["cells"] == (0, "count")
