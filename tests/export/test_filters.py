"""A table that readers can narrow: without a script all rows, with one only those asked for."""

from __future__ import annotations

import shutil

import pytest
from lxml import html

from thirdcountry.export import HTMLReportExporter

from .conftest import HOSTILE, notebook, publish, table

ROWS = [
    ["771 people came.", "partly"],
    ["1,502 came.", "supported"],
    [HOSTILE, "supported"],
    ["None came.", "partly"],
]
FILTERED = table(
    rows=ROWS,
    columns=[{"label": "Claim", "align": "left"}, {"label": "Verdict", "align": "left"}],
    filters=[
        {"label": "Article", "values": ["One", "Two", HOSTILE, "One"]},
        {"label": "Verdict", "values": ["partly", "supported", "supported", "partly"]},
    ],
)


@pytest.fixture(scope="module")
def text():
    title = {"kind": "title", "title": "T", "subtitle": ""}
    plain = table(id="tbl-plain")
    return HTMLReportExporter().from_notebook_node(notebook(publish(title, FILTERED, plain)))[0]


def test_without_a_script_every_row_is_shown_and_nothing_can_be_chosen(text):
    page = html.document_fromstring(text)
    rows = page.xpath("//*[@id='tbl-ranks']//tbody/tr")
    assert len(rows) == 4 and not any("hidden" in row.attrib for row in rows)
    (form,) = page.xpath("//form")
    assert "hidden" in form.attrib and form.get("data-table") == "tbl-ranks"


def test_each_control_is_labelled_and_changes_are_announced(text):
    page = html.document_fromstring(text)
    for control in page.xpath("//form//input | //form//select"):
        assert control.getparent().tag == "label"
        assert control.getparent().text.strip()
    assert page.xpath("//form/@aria-label") == ["Narrow Table 2.1"]
    assert page.xpath("//form/output/@aria-live") == ["polite"]
    article = page.xpath("//form//select")[0]
    assert [o.text for o in article.xpath("./option")] == [
        "all",
        *sorted([HOSTILE, "One", "Two"], key=str.lower),
    ]


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_the_table_is_narrowed_by_keyboard(text, tmp_path):
    from playwright.sync_api import sync_playwright

    file = tmp_path / "page.html"
    file.write_text(text, "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(file.as_uri())
        rows, said = page.locator("#tbl-ranks tbody tr:visible"), page.locator("form output")
        assert rows.count() == 4 and said.inner_text() == "4 of 4 rows shown"
        page.get_by_label("Verdict").focus()
        page.keyboard.type("supp")
        assert rows.count() == 2 and said.inner_text() == "2 of 4 rows shown"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")
        page.keyboard.type("1,502 CAME")
        assert rows.count() == 1 and "1,502" in rows.first.inner_text()
        # sorting keeps what was narrowed
        page.get_by_role("button", name="Claim").click()
        assert rows.count() == 1
        page.get_by_role("button", name="Show all", exact=True).press("Enter")
        page.wait_for_function("document.querySelector('form output').textContent[0] === '4'")
        assert rows.count() == 4
        page.get_by_label("Article").select_option(HOSTILE)
        assert rows.count() == 1 and said.inner_text() == "1 of 4 rows shown"
        assert faults == []
        bare = browser.new_context(java_script_enabled=False).new_page()
        bare.goto(file.as_uri())
        assert bare.locator("#tbl-ranks tbody tr:visible").count() == 4
        assert bare.locator("form:visible").count() == 0
        browser.close()


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_a_column_of_numbers_is_sorted_by_size(tmp_path):
    from playwright.sync_api import sync_playwright

    values = ["1.27 million US$", "11.92 billion US$", "–", "181,999 US$", "1.00 billion US$"]
    shares = ["0.1 %", "<0.1 %", "−5.4 %", "–", "12.3 %"]
    sized = table(
        rows=[list(pair) for pair in zip(values, shares, strict=True)],
        columns=[{"label": n, "align": "right"} for n in ("Turnover", "Share")],
        row_header=False,
    )
    title = {"kind": "title", "title": "T", "subtitle": ""}
    file = tmp_path / "page.html"
    nb = notebook(publish(title, sized))
    file.write_text(HTMLReportExporter().from_notebook_node(nb)[0], "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(file.as_uri())

        def sorted_by(name: str, column: int) -> list[str]:
            page.get_by_role("button", name=name).click()
            return page.locator(f"#tbl-ranks tbody tr > :nth-child({column})").all_inner_texts()

        upwards = ["181,999 US$", "1.27 million US$", "1.00 billion US$", "11.92 billion US$"]
        assert sorted_by("Turnover", 1) == [*upwards, "–"]
        assert sorted_by("Turnover", 1) == [*reversed(upwards), "–"]
        assert sorted_by("Share", 2) == ["−5.4 %", "<0.1 %", "0.1 %", "12.3 %", "–"]
        browser.close()
