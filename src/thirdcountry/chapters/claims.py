"""The ledger of claims, or a ledger that a reader brings."""

from __future__ import annotations

from pydantic import StrictStr

from thirdcountry.parameters import Flag, ParameterSet, check_known
from thirdcountry.tables import holdings


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    ledger: StrictStr = "shipped"
    article: StrictStr = "all"
    kind: StrictStr = "all"
    verdict: StrictStr = "all"
    include_leaked: Flag = False

    @property
    def own(self) -> bool:
        """Whether the ledger is the reader's."""
        return self.ledger != "shipped"

    def against_data(self) -> list[str]:
        if self.own:
            narrowed = [n for n in ("article", "kind", "verdict") if getattr(self, n) != "all"]
            faults = [
                f"{name} narrows the shipped ledger only; leave it at all" for name in narrowed
            ]
            return faults + holdings.own_series_faults(self.ledger)
        return [
            fault
            for column in ("article", "kind", "verdict")
            for fault in check_known(
                column,
                getattr(self, column),
                {"all", *holdings.allowed("claims", column)},
                "data/claims.csv",
            )
        ]
