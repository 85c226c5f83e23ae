"""Executed notebooks as accessible web pages and PDFs."""

from .chapter import MIME, Chapter, ExportError, catalogue, read_chapter
from .html import HTMLReportExporter, index_page
from .pdf import PDFReportExporter, bind

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
