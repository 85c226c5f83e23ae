"""The web page: structure, accessibility, self-containment and escaping."""

from __future__ import annotations

import copy
import re
import shutil
from itertools import pairwise

import pytest
from lxml import html
from nbconvert.writers import FilesWriter
from nbformat.v4 import new_markdown_cell, new_notebook

from thirdcountry.export import ExportError, HTMLReportExporter, render_index

from .conftest import HOSTILE, REPORT, good_notebook, notebook, publish
from .conftest import table as exhibit

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# Attributes whose value a browser loads by itself (a link is followed by the reader only).
LOADED = ("src", "srcset", "poster", "background")


@pytest.fixture(scope="module")
def exported(good):
    return HTMLReportExporter().from_notebook_node(good)


@pytest.fixture(scope="module")
def page(exported):
    return html.document_fromstring(exported[0])


@pytest.fixture(scope="module")
def index():
    notebooks = [good_notebook(), good_notebook("trade_ties", 3)]
    return html.document_fromstring(render_index(notebooks, REPORT))


def text_of(element):
    return " ".join(element.text_content().split())


@pytest.fixture(params=["page", "index"])
def either(request):
    return request.getfixturevalue(request.param)


def test_short_words_stay_on_one_line_where_a_whole_column_is_short():
    rows = [["2007-09-06", "Talks", "1"], ["2012-11-15", "Talks of two days and more", "12"]]
    columns = [
        {"label": "Date", "align": "left"},
        {"label": "Meeting", "align": "left"},
        {"label": "Rows", "align": "right"},
    ]
    nb = notebook(
        publish({"kind": "title", "title": "T", "subtitle": ""}),
        publish(exhibit(columns=columns, rows=rows)),
    )
    tree = html.document_fromstring(HTMLReportExporter().from_notebook_node(nb)[0])
    cells = tree.xpath("//*[@id='tbl-ranks']//tbody/tr[1]/*")
    assert [c.get("class") for c in cells] == ["brief", None, "num"]


def test_landmarks_language_and_one_h1(either):
    assert either.get("lang") == "en"
    assert len(either.xpath("//h1")) == 1
    for landmark in ("header", "main", "footer", "nav"):
        assert either.xpath(f"//{landmark}"), landmark
    assert either.xpath("//title")[0].text_content().strip()
    skip = either.xpath("//body/a[1]")[0]
    assert either.xpath(f"//main[@id='{skip.get('href')[1:]}']")


def test_headings_never_skip_a_level(either):
    levels = [int(h.tag[1]) for h in either.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_ids_are_unique_and_links_within_the_page_arrive(either):
    ids = either.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = [h for h in either.xpath("//a/@href") if h.startswith("#")]
    assert {h[1:] for h in inner} <= set(ids)


def test_nothing_is_loaded_from_anywhere(either):
    for attribute in LOADED:
        assert all(v.startswith("data:") for v in either.xpath(f"//@{attribute}"))
    assert either.xpath("//link/@href") == ["data:,"]
    assert not re.search(r"@import|url\(", "".join(either.xpath("//style/text()")))
    policy = either.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")


def test_hostile_text_stays_text(either):
    assert len(either.xpath("//script")) == 1
    assert HOSTILE in text_of(either.xpath("//main")[0])


def test_raw_html_in_markdown_is_shown_as_text(page):
    assert "@fig-none, @fig-none and <b>raw</b>." in text_of(page.xpath("//main")[0])


def test_every_picture_has_its_alternative_text_and_caption(page):
    pictures = page.xpath("//img")
    assert [p.get("alt") for p in pictures] == [f"A falling line {HOSTILE}", "Another line"]
    assert text_of(page.xpath("//figure[@id='fig-annual']/figcaption")[0]) == (
        f"Figure 2.1: Arrivals {HOSTILE}"
    )


def test_tables_have_caption_and_scopes_and_a_focusable_region(page):
    for table in page.xpath("//table"):
        assert table.xpath("./caption") and table.xpath("./thead/tr/th[@scope='col']")
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-label")
    ranks = page.xpath("//*[@id='tbl-ranks']//table")[0]
    assert [text_of(th) for th in ranks.xpath(".//th[@scope='row']")] == ["China", HOSTILE]
    assert ranks.xpath(".//td[@class='num']/text()") == ["1,024", "−5"]


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_on_a_phone_a_figure_is_moved_in_its_frame_and_stays_legible(exported, tmp_path):
    from playwright.sync_api import sync_playwright

    file = tmp_path / "page.html"
    file.write_text(exported[0], "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 390, "height": 800})
        view.goto(file.as_uri())
        # lettering of 8 pt on 6.7 in, drawn at this width, is more than 8 px high
        assert view.locator(".card img").first.bounding_box()["width"] >= 500
        assert view.evaluate("document.documentElement.scrollWidth") <= 390
        view.locator(".card").first.focus()
        view.keyboard.press("ArrowRight")
        view.wait_for_timeout(300)
        assert view.evaluate("document.querySelector('.card').scrollLeft") > 0, "by keyboard"
        browser.close()


def test_references_carry_the_number_and_lead_to_it(page):
    links = {a.get("href"): text_of(a) for a in page.xpath("//main//a[@href]")}
    assert links["#fig-annual"] == "Figure 2.1"
    assert links["#tbl-ranks"] == "Table 2.1"
    assert links["trade_ties.html#fig-annual"] == "Figure 3.1"


def test_code_is_folded_and_parameter_cells_are_not_shown(page):
    folded = page.xpath("//details[contains(@class, 'code')]")
    assert folded and not any(d.get("open") for d in folded)
    assert "start = 1998" not in page.text_content()
    assert "a warning on stderr" not in page.text_content()


def test_data_is_linked_and_written_beside_the_page(exported, page, tmp_path):
    body, resources = exported
    assert resources["outputs"]["data/arrival_trends/fig-annual.csv"].startswith(b"Year,")
    FilesWriter(build_directory=str(tmp_path)).write(body, resources, notebook_name="page")
    for link in page.xpath("//a[@download]/@href"):
        assert (tmp_path / link).is_file()


def test_navigation_names_the_current_chapter_and_the_next(page):
    assert page.xpath("//*[@aria-current='page']/@href") == ["arrival_trends.html"]
    assert page.xpath("//a[@rel='next']/@href") == ["trade_ties.html"]
    assert not page.xpath("//a[@rel='prev']")


def test_headings_of_the_same_text_get_different_ids(page):
    assert page.xpath("//h2/@id")[-2:] == ["context", "context-2"]


def test_the_page_itself_is_small(exported):
    without_pictures = re.sub(r'src="data:[^"]*"', "", exported[0])
    assert len(without_pictures.encode()) < 40_000


def test_the_same_notebook_gives_the_same_page(good, exported):
    assert HTMLReportExporter().from_notebook_node(copy.deepcopy(good))[0] == exported[0]


def test_an_open_code_fence_is_refused():
    nb = new_notebook(cells=[new_markdown_cell("# T\n\n```\nx"), new_markdown_cell("swallowed")])
    with pytest.raises(ExportError, match="code fence"):
        HTMLReportExporter().from_notebook_node(nb)


def test_index_links_pages_pdfs_and_downloads(index):
    links = index.xpath("//main//@href")
    for wanted in (
        "arrival_trends.html",
        "trade_ties.pdf",
        "report.pdf",
        "results.json",
        "sources.csv",
        "manifest.json",
        "arrival_trends.html#fig-annual",
    ):
        assert wanted in links
