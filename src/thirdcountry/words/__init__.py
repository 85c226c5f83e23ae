"""The ground floor: named values, numbers and dates in a language, the words of a chapter."""

from thirdcountry.words.language import UNITS, Language, read_language
from thirdcountry.words.text import Block, Text, escape_markdown, read_text
from thirdcountry.words.values import DocumentError, Named, Origin, Value, is_missing, settle, trace

__all__ = [
    "UNITS",
    "Block",
    "DocumentError",
    "Language",
    "Named",
    "Origin",
    "Text",
    "Value",
    "escape_markdown",
    "is_missing",
    "read_language",
    "read_text",
    "settle",
    "trace",
]
