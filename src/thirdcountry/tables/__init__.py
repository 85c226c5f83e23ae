"""Read ``data/``, check it, hand out typed frames; sources and citations."""

from thirdcountry.tables.schema import DataError, Violation
from thirdcountry.tables.store import check_all, descriptor, load, own_series, seal

__all__ = ["DataError", "Violation", "check_all", "descriptor", "load", "own_series", "seal"]
