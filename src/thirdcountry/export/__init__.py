"""Executed notebooks as accessible web pages and PDFs."""

from thirdcountry.export.chapter import Chapter, ExportError, index_exhibits, read_chapter
from thirdcountry.export.html import HTMLReportExporter, render_index
from thirdcountry.export.pdf import PDFReportExporter, bind

__all__ = [
    "Chapter",
    "ExportError",
    "HTMLReportExporter",
    "PDFReportExporter",
    "bind",
    "index_exhibits",
    "read_chapter",
    "render_index",
]
