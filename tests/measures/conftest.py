"""Contacts made by hand."""

import pandas as pd
import pytest


@pytest.fixture
def make_contacts():
    """A function from (other, channel, event, date[, seat]) to contacts of AAA."""

    def make(*rows):
        lines = [
            {
                "contact_id": f"row-{n}",
                "country": "AAA",
                "other": row[0],
                "channel": row[1],
                "event": row[2],
                "date": pd.Timestamp(row[3]),
                "precision": "day",
                "seat": row[4] if len(row) > 4 else None,
                "level": None,
                "leaked": False,
                "statement": "A contact.",
                "source_id": "a_source",
            }
            for n, row in enumerate(rows)
        ]
        return pd.DataFrame(lines)

    return make
