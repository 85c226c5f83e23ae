"""The publishing contract between a notebook cell and the reports."""

from thirdcountry import MIME
from thirdcountry.document.chapter import Chapter
from thirdcountry.document.publisher import Publisher
from thirdcountry.document.values import DocumentError, Value

__all__ = ["MIME", "Chapter", "DocumentError", "Publisher", "Value"]
