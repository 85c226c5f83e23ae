"""Arrivals and Ties: what arrivals and trade say about third countries between the two Koreas.

The rooms, from left to right; a room imports only from rooms to its left:
tables -> measures -> pictures -> document -> (notebooks) -> export -> build -> cli.
"""

__version__ = "0.1.0"


def chapter(notebook: str, **values):
    """Open a chapter inside a notebook: check its parameters, return the publisher.

    See :class:`thirdcountry.document.Chapter`. Imported lazily so that ``import thirdcountry``
    stays cheap for the command line.
    """
    from thirdcountry.document import Chapter

    return Chapter.open(notebook, values)
