"""One way to damage a table, for every rule that must refuse a row."""

import pytest

from thirdcountry import tables
from thirdcountry.tables import DataError


@pytest.fixture
def damaged(project):
    """The message after the first ``old`` in the text of a table has become ``new``."""

    def message(table: str, old: str, new: str) -> str:
        file = project / "data" / f"{table}.csv"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(DataError) as caught:
            tables.load(table)
        return str(caught.value)

    return message
