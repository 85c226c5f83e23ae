"""The scenario on the page and in print: the same numbers as Python, by keyboard, offline."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from lxml import html
from nbformat.v4 import new_code_cell, new_output

from thirdcountry.chapters.burden_sharing import RELEASES
from thirdcountry.document import scenario as moving
from thirdcountry.export import HTMLReportExporter, PDFReportExporter
from thirdcountry.export.chapter import WIDGET, clean_line, read_chapter
from thirdcountry.measures.burden import (
    KEYS,
    Inputs,
    Scenario,
    bill,
    compute_all_shares,
    describe_members,
    select_caseload,
)
from thirdcountry.tables import load
from thirdcountry.words import read_text, settle

from .conftest import HOSTILE, notebook, publish

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
LIMITS = {
    "persons": (0, 100_000),
    "days": (1, 365),
    "unit_cost": (0, 1000),
    "fixed_cost": (0, 20_000_000),
}
NAMES = {"CHN": "China", "KOR": "South Korea", "LAO": HOSTILE, "MNG": "Mongolia", "THA": "Thailand"}


@pytest.fixture(scope="module")
def model():
    waiting = select_caseload(load("arrivals"))
    body = describe_members(
        load("indicators"), load("assessments"), NAMES, waiting, 2023, RELEASES, "KOR"
    )
    return Scenario(body, Inputs(223, 60, 50, 1_000_000, "eu_2015"), LIMITS, ("CHN", "KOR"))


@pytest.fixture(scope="module")
def words():
    text = read_text("burden_sharing")
    block = text.block("tbl-scenario")
    labels = {n: text.render(block, part, moving.HOLES) for n, part in block.labels.items()}
    keys = {key: text.block(f"key.{key}").words.words for key in KEYS}
    return moving.Wording(labels, keys, [column.heading.words for column in block.columns])


@pytest.fixture(scope="module")
def executed(model, words):
    item = {
        "kind": "scenario",
        "id": "tbl-scenario",
        "caption": "Illustrative bill",
        "note": "Illustrative.",
        "columns": [
            {"label": label, "align": "right" if place else "left"}
            for place, label in enumerate(words.headings)
        ],
        "rows": words.rows(model.bill()),
        "row_header": True,
        "source_line": "Source: S.",
        "csv": "member\nCHN\n",
        "summary": words.summary(model.bill()),
        "model": moving.describe_model(model, words),
    }
    title = publish({"kind": "title", "title": "A body", "subtitle": ""})
    return notebook(title, publish(item), slug="burden_sharing", number=7)


@pytest.fixture(scope="module")
def page(executed):
    return HTMLReportExporter().from_notebook_node(executed)[0]


def test_without_a_script_the_table_stands_and_the_form_is_hidden(page, model, words):
    tree = html.document_fromstring(page)
    form = tree.xpath("//form[@class='scenario']")[0]
    assert form.get("hidden") is not None
    cells = [
        [c.text_content() for c in row.xpath("./th|./td")]
        for row in tree.xpath("//*[@id='tbl-scenario']//tbody/tr")
    ]
    wanted = [[clean_line(cell) for cell in row] for row in words.rows(model.bill())]
    assert cells == wanted
    assert len(tree.xpath("//script")) == 1, "the model is data, not a second script"


def test_every_input_has_its_label_and_the_result_is_announced(page):
    tree = html.document_fromstring(page)
    form = tree.xpath("//form[@class='scenario']")[0]
    for field in form.xpath(".//input[@type='number']|.//select"):
        label = form.xpath(f".//label[@for='{field.get('id')}']")
        assert len(label) == 1 and label[0].text_content().strip()
    for box in form.xpath(".//input[@type='checkbox']"):
        assert box.getparent().tag == "label" and box.getparent().text_content().strip()
    status = form.xpath(".//*[@role='status']")[0]
    assert status.get("aria-live") == "polite" and status.text_content().startswith("Illustrative")
    assert "illustrative" in form.xpath(".//*[@class='legend']")[0].text_content()
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_in_print_it_is_a_table_that_says_where_it_moves(executed):
    import io

    from pypdf import PdfReader

    pdf = PDFReportExporter().from_notebook_node(executed)[0]
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages)
    assert "On the web page of this chapter the inputs can be changed." in " ".join(text.split())
    assert "Own handling" in text and "All members" in text


def test_sliders_left_in_a_notebook_reach_no_reader():
    """Model ids differ from run to run."""
    view = {WIDGET: {"model_id": "8f3c"}, "text/plain": "VBox(children=(IntSlider(...)))"}
    cell = new_code_cell("doc.scenario(...)", outputs=[new_output("display_data", view)])
    title = publish({"kind": "title", "title": "T", "subtitle": ""})
    chapter = read_chapter(nbformat.from_dict(notebook(title, cell)))
    assert [type(b).__name__ for b in chapter.blocks if type(b).__name__ == "Text"] == []
    page = HTMLReportExporter().from_notebook_node(notebook(title, cell))[0]
    assert "8f3c" not in page and "IntSlider" not in page


def test_shares_in_the_page_have_nine_digits(model, words):
    shares = moving.describe_model(model, words)["shares"]
    for key, table in shares.items():
        for parts in table.values():
            for values in parts:
                assert values == [settle(v) for v in values], key
                assert sum(values) == pytest.approx(1, abs=1e-7)


SCENARIOS = [
    (63, 60, 50, 1_000_000, "eu_2015", ()),
    (2914, 180, 12.5, 0, "un_scale", ("CHN",)),
    (223, 30, 0.3, 1, "shapley", ()),
    (99_999, 365, 999.99, 20_000_000, "gdp", ("KOR",)),
    (1047, 45, 75.25, 333_333, "throughput", ("CHN", "KOR")),
    (1, 1, 0, 7, "equal", ()),
    (771, 91, 33.1, 1_234_567, "population", ("CHN",)),
    (0, 60, 50, 0, "equal", ()),
]


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_the_page_follows_the_reader_with_the_numbers_of_python(page, model, words, tmp_path):
    from playwright.sync_api import expect, sync_playwright

    file = tmp_path / "page.html"
    file.write_text(page, "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(offline=True, viewport={"width": 390, "height": 800})
        view = context.new_page()
        problems = []
        view.on("pageerror", lambda e: problems.append(str(e)))
        view.on("console", lambda m: problems.append(m.text))
        view.goto(file.as_uri())
        for persons, days, unit_cost, fixed_cost, key, out in SCENARIOS:
            for name, value in (
                ("persons", persons),
                ("days", days),
                ("unit_cost", unit_cost),
                ("fixed_cost", fixed_cost),
            ):
                view.fill(f"input[name={name}]", str(value))
            view.select_option("select[name=key]", key)
            for code in ("CHN", "KOR"):
                view.set_checked(f"input[value={code}]", code not in out)
            wanted = model.bill(Inputs(persons, days, unit_cost, fixed_cost, key, out))
            shown = view.eval_on_selector_all(
                "#tbl-scenario tbody tr",
                "rows => rows.map(r => [...r.cells].map(c => c.textContent))",
            )
            assert shown == words.rows(wanted), (key, out)
            assert view.text_content(".said") == words.summary(wanted)
        view.fill("input[name=days]", "4000")
        assert "enter a whole number from 1 to 365" in view.text_content(".said")
        view.fill("input[name=persons]", "12.5")
        assert "enter a whole number from 0 to 100,000" in view.text_content(".said")
        view.get_by_role("button", name="Start again").focus()
        view.keyboard.press("Enter")
        # a reset is followed a moment later; the page forbids the polling of wait_for_function
        expect(view.locator(".said")).to_contain_text("Illustrative")
        assert view.text_content(".said") == words.summary(model.bill())
        view.locator("input[value=CHN]").focus()
        view.keyboard.press("Space")
        left = model.bill(Inputs(223, 60, 50, 1_000_000, "eu_2015", ("CHN",)))
        assert view.text_content(".said") == words.summary(left), "by keyboard"
        assert view.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert problems == []


def test_the_shares_sent_are_those_of_the_remaining_members(model, words):
    sent = moving.describe_model(model, words)["shares"]["eu_2015"]["CHN+KOR"]
    own = compute_all_shares(model.left(("CHN", "KOR")), model.rules)
    wanted = own[own.key == "eu_2015"].handling_share
    assert sent[0] == [settle(v) for v in wanted]
    rows = bill(model.left(("CHN", "KOR")), own, Inputs(5, 1, 1, 10, "eu_2015"))
    assert len(rows) == 3
