"""Names of countries."""

from __future__ import annotations

from collections.abc import Iterable

from thirdcountry.tables.store import load


def name_countries(codes: Iterable[str]) -> dict[str, str]:
    """Return code -> readable name (countries.csv, short_name), in the order given.

    Raises:
        KeyError: a code that the table of countries does not have.
    """
    names = load("countries").set_index("code").short_name
    return {code: str(names[code]) for code in codes}
