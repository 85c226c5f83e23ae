"""What the interviews of the articles are worth, held against documents."""

from __future__ import annotations

from pydantic import StrictStr

from thirdcountry.parameters import Flag, ParameterSet, check_known
from thirdcountry.tables import holdings


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    source_type: StrictStr = "all"
    include_leaked: Flag = False

    def against_data(self) -> list[str]:
        known = {"all", *holdings.allowed("statements", "source_type")}
        return check_known("source_type", self.source_type, known, "data/statements.csv")
