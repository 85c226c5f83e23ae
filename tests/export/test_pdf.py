"""The PDF: tags, alternative texts, outline, links, determinism."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pypdf
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from thirdcountry.export import ExportError, PDFReportExporter, bind
from thirdcountry.export.chapter import Column, Table
from thirdcountry.export.pdf import fit_size, share_columns, to_literal

from .conftest import HOSTILE, REPORT, figure, good_notebook, notebook, publish, table


@pytest.fixture(scope="module")
def single(good):
    return PDFReportExporter().from_notebook_node(good)[0]


@pytest.fixture(scope="module")
def bound():
    return bind([good_notebook(), good_notebook("trade_ties", 3)], REPORT)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Yield every structure element below a node in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def outline(pdf: bytes) -> list[str]:
    flat: list[str] = []

    def collect(items):
        for item in items:
            collect(item) if isinstance(item, list) else flat.append(item.title)

    collect(pypdf.PdfReader(io.BytesIO(pdf)).outline)
    return flat


@pytest.fixture(params=["single", "bound"])
def either(request):
    return request.getfixturevalue(request.param)


def test_it_is_tagged_and_declares_pdf_ua(either):
    with pikepdf.open(io.BytesIO(either)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"]
        assert "/CreationDate" not in pdf.docinfo and "/ModDate" not in pdf.docinfo


def test_figures_carry_alternative_text_and_tables_header_cells(single):
    with pikepdf.open(io.BytesIO(single)) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        alts = [str(e.Alt) for e in found if e.S == "/Figure"]
        assert alts == [f"A falling line {HOSTILE}", "Another line"]
        names = [str(e.S) for e in found]
        assert names.count("/Table") == 2 and names.count("/TH") == 5
        assert {"/Caption", "/H1", "/H2", "/TOC"} <= set(names)


def test_text_is_there_and_hostile_text_is_not_interpreted(single):
    text = text_of(single)
    for wanted in (
        "Figure 2.1:",
        "Table 2.1:",
        "Main findings",
        "Parameters of this run",
        "Contents",
        'alert(1)</script> #panic("x") $x$ *b* _i_ [l](u)',
        "Cite as: Arrivals and Ties (2025)",
        "printed <b>",
        "1 / 2",
        "2020-?",
    ):
        assert wanted in text, wanted
    assert "out.show()" not in text
    assert "a warning on stderr" not in text


def test_outline_leads_through_title_and_sections(single):
    assert [title for title in outline(single) if "Title" not in title] == [
        "Main findings",
        "Context",
        "Context",
        "Deep heading",
    ]


def test_a_reference_to_another_pdf_is_plain_text(single):
    assert "Elsewhere: Figure 3.1 in “Trade ties”" in text_of(single)


def test_the_bound_report_links_between_chapters(bound):
    text = text_of(bound)
    assert "(Trade ties)" not in text and "Elsewhere: Figure 3.1;" in text
    reader = pypdf.PdfReader(io.BytesIO(bound))
    assert reader.metadata.title == "Arrivals and Ties"
    pages = [p for p in reader.pages if "Elsewhere: Figure 3.1" in p.extract_text()]
    links = [a.get_object() for a in pages[0]["/Annots"]]
    chapter3 = next(
        k for k, p in enumerate(reader.pages) if "Title trade_ties" in p.extract_text() and k > 1
    )
    targets = {reader.get_page_number(destination_page(link)) for link in links}
    assert any(target >= chapter3 for target in targets)


def destination_page(link):
    destination = link.get("/Dest") or link["/A"]["/D"]
    return destination[0].get_object()


def test_bound_chapters_start_on_new_pages_and_are_in_the_outline(bound):
    titles = [title for title in outline(bound) if "Title" in title]
    assert [title.split()[0] for title in titles] == ["2", "3"]


def test_same_bytes_twice_and_anywhere(good, single, bound, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert PDFReportExporter().from_notebook_node(good)[0] == single
    assert bind([good_notebook(), good_notebook("trade_ties", 3)], REPORT) == bound


def test_two_chapters_of_one_slug_are_refused():
    with pytest.raises(ExportError, match="same slug"):
        bind([good_notebook(), good_notebook()], REPORT)


def test_a_character_without_a_glyph_is_named():
    nb = new_notebook(cells=[new_markdown_cell("# T\n\n통일부")])
    with pytest.raises(ExportError, match=r"no character for '통' \(U\+D1B5\)"):
        PDFReportExporter().from_notebook_node(nb)


def test_a_foreign_notebook_exports():
    nb = new_notebook(cells=[new_markdown_cell("# Study\n\nSee [there](#nowhere). ## no")])
    assert "Study" in text_of(PDFReportExporter().from_notebook_node(nb)[0])


def test_a_long_table_repeats_its_header():
    rows = [[f"State {k}", str(k)] for k in range(120)]
    title = publish({"kind": "title", "title": "T", "subtitle": ""})
    pdf = PDFReportExporter().from_notebook_node(notebook(title, publish(table(rows=rows))))[0]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len([page for page in pages if "State " in page]) == 3
    assert all(page.count("#panic") for page in pages if "State " in page)


def test_literals_never_end_early():
    assert to_literal('a "b" \\ #c') == '"a \\"b\\" \\\\ #c"'
    assert to_literal((True, None, ("x",))) == '(true, none, ("x", ), )'


def test_a_wide_table_is_set_smaller():
    def of(count):
        columns = tuple(Column("Column heading", "left") for _ in range(count))
        return fit_size(Table("tbl-x", "Table 1", "c", columns, (), False, "", "", "", (), ()))

    assert of(3) == 9.0
    assert 7.0 <= of(9) < 9.0


def test_sentences_share_the_width_and_numbers_keep_their_own():
    columns = (Column("Claim", "left"), Column("Value", "right"), Column("Verdict", "left"))
    rows = (("x" * 160, "1,024", "y" * 40),)
    claim, value, verdict = share_columns(
        Table("tbl-x", "Table 1", "c", columns, rows, True, "", "", "", (), ())
    )
    assert value == 0
    assert claim > verdict > 0


def test_many_figures_keep_their_order_and_leave_no_empty_half_pages():
    cells = [publish({"kind": "title", "title": "T", "subtitle": ""})]
    for k in range(9):
        cells += [
            new_markdown_cell(f"## Section {k}\n\n" + "Some words to fill a line. " * 8 * (k % 4)),
            publish(figure(id=f"fig-{k}", caption=f"Caption {k}.", alt="A box")),
        ]
    pdf = PDFReportExporter().from_notebook_node(notebook(*cells))[0]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    found = [int(k) for page in pages for k in re.findall(r"Caption (\d)\.", page)]
    assert found == list(range(9))
    # A figure and its caption take less than half a page: nine and their text fill about six.
    assert len(pages) <= 8
    assert all("Caption" in page for page in pages[1:])


def test_a_table_taller_than_a_page_breaks_though_it_has_few_rows():
    rows = [[f"Claim {k}", "many words " * 60] for k in range(14)]
    title = publish({"kind": "title", "title": "T", "subtitle": ""})
    pdf = PDFReportExporter().from_notebook_node(notebook(title, publish(table(rows=rows))))[0]
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) >= 3
    assert all(f"Claim {k}" in text_of(pdf) for k in range(14))


def test_a_kept_table_breaks_only_where_it_would_leave_much_of_a_page_empty():
    def first_and_last(lines_before: int) -> list[bool]:
        rows = [[f"State {k:02}", str(k)] for k in range(18)]
        cells = [
            publish({"kind": "title", "title": "T", "subtitle": ""}),
            new_markdown_cell("\n\n".join(f"Paragraph {k}." for k in range(lines_before))),
            publish(table(rows=rows)),
        ]
        pdf = PDFReportExporter().from_notebook_node(notebook(*cells))[0]
        texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        return ["State 00" in texts[0], "State 17" in texts[0]]

    assert first_and_last(8) == [True, True]  # there is room for all of it
    assert first_and_last(16) == [True, False]  # a third of the page would stay empty
    assert first_and_last(26) == [False, False]  # little room is left: it stays whole


def test_the_list_of_sources_is_set_closer_to_save_an_almost_empty_page():
    def pages(rows: int, id: str) -> int:
        lines = [[f"Source {k}", "It shows one case."] for k in range(rows)]
        title = publish({"kind": "title", "title": "T", "subtitle": ""})
        cell = publish(table(id=id, rows=lines, note="", source_line=""))
        pdf = PDFReportExporter().from_notebook_node(notebook(title, cell))[0]
        assert f"Source {rows - 1}" in text_of(pdf)
        return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)

    found = [(pages(k, "tbl-sources"), pages(k, "tbl-other")) for k in (38, 44, 56)]
    assert found == [(1, 1), (1, 2), (2, 2)]
