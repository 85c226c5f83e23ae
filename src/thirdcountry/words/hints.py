"""Hints at the nearest known word, for messages about an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(word: object, known: Iterable[str], end: str = "") -> str:
    """Return ``; did you mean 'x'?``, or ``end`` where nothing known is near.

    Args:
        word: what was given.
        known: what would be right.
        end: how the sentence goes on without a hint.
    """
    near = get_close_matches(str(word), [str(k) for k in known], n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else end


def enumerate_some(names: Iterable[object], most: int = 20) -> str:
    """Return the first names in order, and how many more there are."""
    listed = sorted(str(name) for name in names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
