"""The publishing contract between a notebook cell and the reports."""

from thirdcountry import MIME
from thirdcountry.document.publisher import Publisher
from thirdcountry.words import DocumentError, Value

__all__ = ["MIME", "DocumentError", "Publisher", "Value"]
