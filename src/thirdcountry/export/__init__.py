"""Executed notebooks as accessible web pages and PDFs."""

from thirdcountry.export.chapter import Chapter, ExportError, number_exhibits, read_chapter
from thirdcountry.export.html import HTMLReportExporter, render_index
from thirdcountry.export.pdf import PDFReportExporter, bind

__all__ = [
    "Chapter",
    "ExportError",
    "HTMLReportExporter",
    "PDFReportExporter",
    "bind",
    "number_exhibits",
    "read_chapter",
    "render_index",
]
