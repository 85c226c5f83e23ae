"""The built report, opened with real parsers and a real browser."""

import csv
import hashlib
import json
import re
import shutil
from functools import lru_cache

import lxml.html
import nbformat
import papermill
import pikepdf
import pytest
from pypdf import PdfReader

from thirdcountry import MIME, chapters
from thirdcountry.build import plan, report

CHAPTERS = [
    "summary",
    "arrival_trends",
    "routes",
    "rules",
    "trade_ties-THA",
    "trade_ties-LAO",
    "trade_ties-MNG",
    "hosts",
    "treatment",
    "balance",
    "burden_sharing",
    "testimony",
    "claims",
]
BOUND = "arrivals-and-ties.pdf"


@pytest.fixture(scope="session")
def reports(built):
    return built / "reports"


@pytest.fixture(scope="session")
def results(reports):
    return json.loads((reports / "results.json").read_text("utf-8"))["runs"]


def page(reports, name):
    return lxml.html.fromstring((reports / name).read_text("utf-8"))


@lru_cache
def text_of(file):
    return " ".join(" ".join(p.extract_text() for p in PdfReader(file).pages).split())


def test_everything_a_reader_opens_is_there(reports):
    names = {p.name for p in reports.iterdir()}
    wanted = {
        "index.html",
        "results.json",
        "manifest.json",
        "sources.csv",
        "data",
        "editions",
        BOUND,
    }
    assert wanted | {f"{c}.{kind}" for c in CHAPTERS for kind in ("html", "pdf")} <= names
    assert not [n for n in names if n.startswith(".")]


def test_results_hold_the_published_figures(results):
    arrivals, thai = results["arrival_trends"], results["trade_ties-THA"]
    assert arrivals["peak"]["value"] == 2914 and arrivals["peak"]["text"] == "2,914"
    assert arrivals["last"]["value"] == 223
    assert thai["record_year_first"]["value"] == 2018
    assert thai["record_first"]["text"] == "13.82 billion US$"
    assert thai["record_mirror_first"]["text"] == "14.09 billion US$"
    assert results["trade_ties-LAO"]["rank_china"]["text"] == "2nd"
    assert results["trade_ties-MNG"]["rank_first"]["text"] == "5th"


def test_the_manifest_can_be_verified(reports):
    manifest = json.loads((reports / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((reports / name).read_bytes()).hexdigest() == digest, name
    assert "data/trade.csv" in manifest["inputs"]
    assert manifest["runs"]["trade_ties-LAO"]["parameters"]["country"] == "LAO"
    assert manifest["software"]["libraries"]["pandas"]
    assert str(reports) not in json.dumps(manifest)


def test_no_path_of_this_machine_reaches_a_report(reports, built):
    for file in reports.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert str(built).encode() not in content, file.name
            assert b"/tmp/" not in content, file.name


@pytest.mark.parametrize("name", [*CHAPTERS, "index"])
def test_pages_are_whole_and_accessible(reports, name):
    root = page(reports, f"{name}.html")
    assert root.get("lang") == "en" and len(root.findall(".//h1")) == 1
    assert root.xpath("//main") and root.xpath("//title/text()")
    for image in root.xpath("//img"):
        assert image.get("alt", "").strip() and image.get("src").startswith("data:")
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in root.xpath("//a/@href"):
        target, _, anchor = link.partition("#")
        if "://" in link:
            continue
        file = reports / (target or f"{name}.html")
        assert file.exists(), link
        if anchor:
            assert page(reports, file.name).xpath(f"//*[@id='{anchor}']"), link
    loads = root.xpath("//script/@src | //link[@rel='stylesheet']/@href | //iframe/@src")
    assert loads == []


def test_the_ledger_names_chapters_by_their_titles(reports):
    for name in set(CHAPTERS) - {"summary"}:
        title = chapters.read_title(name)
        assert page(reports, f"{name}.html").findtext(".//h1").startswith(title), name


def test_a_page_shows_code_behind_a_disclosure_and_the_parameters(reports):
    root = page(reports, "trade_ties-LAO.html")
    closed = [d for d in root.xpath("//details") if d.xpath(".//pre")]
    assert closed and all(d.get("open") is None for d in closed)
    assert 'chapter("trade_ties")' in root.text_content()
    assert "LAO" in root.text_content() and "first_year" in root.text_content()


def test_figure_data_lie_beside_the_page(reports):
    with open(reports / "data" / "arrival_trends" / "fig-annual.csv", encoding="utf-8") as file:
        rows = {row["year"]: row for row in csv.DictReader(file)}
    assert rows["2009"]["all"] == "2914" and rows["2025"]["source_id"]


def test_a_number_leads_to_its_rows_and_source(reports):
    """From the PDF to code, data and publication: the page names all three."""
    root = page(reports, "arrival_trends.html")
    figure = root.get_element_by_id("fig-annual").getparent()
    assert "Ministry of Unification" in figure.text_content()
    assert figure.xpath(".//a[contains(@href, 'fig-annual.csv')]")


@pytest.mark.parametrize("name", [BOUND, *(f"{c}.pdf" for c in CHAPTERS)])
def test_pdfs_are_tagged_for_accessibility(reports, name):
    with pikepdf.open(reports / name) as pdf:
        root = pdf.Root
        assert str(root.Lang).startswith("en") and bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root and "/Outlines" in root
        with pdf.open_metadata() as meta:
            assert meta.get("pdfuaid:part") == "1" and meta.get("dc:title")
        tags, silent = tagged(root.StructTreeRoot)
        assert "/Table" in tags or "/Figure" in tags
        assert silent == [], "figures without alternative text"
        assert "/CreationDate" not in (pdf.docinfo or {})


def tagged(tree):
    """All structure types, and the figures that have no alternative text."""
    types, silent, todo = set(), [], [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            kind = str(node.get("/S", ""))
            types.add(kind)
            if kind == "/Figure" and not str(node.get("/Alt", "")).strip():
                silent.append(node)
            if "/K" in node:
                todo.append(node.K)
    return types, silent


def test_the_bound_report_reads_well(reports, results):
    file = reports / BOUND
    text = text_of(file)
    for chapter in ("Summary", "Arrivals in South Korea", "Thailand between"):
        assert chapter in text
    assert results["arrival_trends"]["peak"]["text"] in text
    assert "Figure 2.1" in text and "Table 3.1" in text
    assert "measure." not in text, "the PDF shows no code"
    outline = PdfReader(file).outline
    assert len([x for x in outline if not isinstance(x, list)]) >= len(CHAPTERS)


def test_labels_are_the_same_in_html_and_pdf(reports):
    html = page(reports, "trade_ties-MNG.html").text_content()
    labels = set(re.findall(r"(?:Figure|Table) 7\.\d", html))
    assert len(labels) >= 15  # those of this chapter; other chapters have other numbers
    for label in labels:
        assert label in text_of(reports / "trade_ties-MNG.pdf")


def test_the_edition_is_another_report(reports, results):
    edition = reports / "editions" / "VNM"
    found = json.loads((edition / "results.json").read_text("utf-8"))["runs"]["VNM"]
    assert found["country"]["text"] == "Viet Nam"
    assert (found["first_year"]["value"], found["last_year"]["value"]) == (1995, 2015)
    html = page(edition, "trade_ties.html")
    assert "Viet Nam" in html.findtext(".//h1")
    assert "trade_ties.pdf" in html.xpath("//a/@href") and (edition / "trade_ties.pdf").exists()
    other = page(reports, "trade_ties-LAO.html")
    ours, theirs = (r.xpath("//*[@id='fig-turnover']//img/@src")[0] for r in (html, other))
    assert ours != theirs
    with open(edition / "data" / "VNM" / "fig-turnover.csv", encoding="utf-8") as file:
        years = {int(row["year"]) for row in csv.DictReader(file)}
    assert years <= set(range(1995, 2016)) and max(years) == 2015


def items(notebook):
    return [
        o.data[MIME]
        for c in notebook.cells
        for o in c.get("outputs", [])
        if MIME in o.get("data", {})
    ]


def test_plain_papermill_gives_the_same_chapter(built, reports, monkeypatch, tmp_path):
    """``papermill notebooks/x.ipynb out.ipynb -p country LAO``, nothing of ours around it."""
    monkeypatch.setenv("THIRDCOUNTRY_ROOT", str(built))
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        str(built / "notebooks" / "trade_ties.ipynb"),
        str(out),
        parameters={"country": "LAO"},
        progress_bar=False,
        cwd=str(built / "notebooks"),
    )
    figures = {i["id"]: i for i in items(nbformat.read(out, 4)) if i["kind"] == "figure"}
    html = page(reports, "trade_ties-LAO.html")
    for id, item in figures.items():
        with open(reports / "data" / "trade_ties-LAO" / f"{id}.csv", encoding="utf-8") as file:
            assert file.read() == item["csv"]
        alt = html.get_element_by_id(id).xpath(".//img")[0].get("alt")
        assert alt.split() == item["alt"].split()
        saved = (reports / "data" / "trade_ties-LAO" / f"{id}.svg").read_text("utf-8")
        assert saved == item["svg"]


def test_a_rebuild_is_identical_byte_for_byte(reports, project):
    """The same edition in another folder, at another time."""
    values = {"country": "VNM", "first_year": 1995, "last_year": 2015}
    run = plan.edition("trade_ties", values, "VNM")
    report.build_editions(plan.read(), [run], print)
    again, before = project / "reports" / "editions" / "VNM", reports / "editions" / "VNM"
    files = sorted(p.relative_to(before) for p in before.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    differing = [str(f) for f in files if (before / f).read_bytes() != (again / f).read_bytes()]
    assert differing == []


def test_progress_is_one_line_a_run(built):
    said = (built / "said.txt").read_text().splitlines()
    assert len([line for line in said if "executed in" in line]) == len(CHAPTERS) + 1


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_in_a_real_browser(reports):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 390, "height": 800})
        asked, problems = [], []
        view.on("request", lambda r: asked.append(r.url))
        view.on("pageerror", lambda e: problems.append(str(e)))
        view.goto((reports / "trade_ties-LAO.html").as_uri())
        assert [u for u in asked if not u.startswith(("file:", "data:"))] == []
        wide = view.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"the page is {wide} px wide on a phone"
        assert view.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)"), (
            "every figure is drawn"
        )
        code = view.locator("details:has(pre) > summary").first
        assert not view.locator("details:has(pre) pre").first.is_visible()
        code.focus()
        view.keyboard.press("Enter")
        assert view.locator("details:has(pre) pre").first.is_visible(), "by keyboard"
        browser.close()
        assert problems == []
