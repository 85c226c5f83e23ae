"""Executed notebooks as accessible web pages and PDFs."""

from thirdcountry.export.chapter import MIME, Chapter, ExportError, catalogue, read_chapter
from thirdcountry.export.html import HTMLReportExporter, index_page
from thirdcountry.export.pdf import PDFReportExporter, bind

__all__ = [
    "MIME",
    "Chapter",
    "ExportError",
    "HTMLReportExporter",
    "PDFReportExporter",
    "bind",
    "catalogue",
    "index_page",
    "read_chapter",
]
