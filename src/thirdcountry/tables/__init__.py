"""Read ``data/``, check it, hand out typed frames; sources and citations."""

from thirdcountry.tables import holdings
from thirdcountry.tables.panel import Panel, other_sources, read_panel
from thirdcountry.tables.schema import DataError, Violation
from thirdcountry.tables.sources import used
from thirdcountry.tables.store import check_all, descriptor, load, own_series, seal

__all__ = [
    "DataError",
    "Panel",
    "Violation",
    "check_all",
    "descriptor",
    "holdings",
    "load",
    "other_sources",
    "own_series",
    "read_panel",
    "seal",
    "used",
]
