"""Arrivals and Ties: what arrivals and trade say about third countries between the two Koreas.

The rooms, from left to right; a room imports only from rooms to its left:
words -> tables -> measures -> ledger -> chapters -> pictures -> document -> (notebooks) ->
export -> build -> cli.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thirdcountry.document import Publisher

__version__ = "0.1.0"

#: The kind of output by which a cell publishes an item; the exporters look for nothing else.
MIME = "application/vnd.thirdcountry+json"


def chapter(name: str, **values: Any) -> Publisher:
    """Open a chapter inside its notebook: check the parameters, compute what it finds.

    The parameters are the notebook's variables of these names; ``values`` win over them. Returns a
    :class:`thirdcountry.document.Publisher`. Imported lazily so that ``import thirdcountry`` stays
    cheap for the command line.
    """
    from thirdcountry.document import Publisher

    return Publisher.open(name, values)
