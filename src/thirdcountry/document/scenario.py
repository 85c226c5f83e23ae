"""The funding scenario that a reader can move: on the web page by a script, in JupyterLab by
sliders, and in print as a table of the values it starts from.

The page holds the shares that Python computed for every key and membership, and the words of the
text file; its script only multiplies, rounds and fills in. The texts made here are the ones it must
arrive at (a test compares every cell), so both count in whole dollars and tenths of a per cent.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from IPython import get_ipython
from IPython.display import display

from thirdcountry.measures.burden import KEYS, Inputs, Scenario, find_payers
from thirdcountry.measures.sharing import SharingError
from thirdcountry.words import Language, read_language, settle

#: Field -> step on the page and in JupyterLab.
FIELDS = {"persons": 1, "days": 1, "unit_cost": 0.5, "fixed_cost": 1}
#: What stands in the words for what is known only once the scenario has moved: ``{cost}``.
HOLES = {
    name: f"{{{name}}}"
    for name in ("cost", "member", "share", "key", "count", "field", "low", "high")
}


@dataclass(frozen=True)
class Wording:
    """The words of a scenario, which are the same for the page, the sliders and print.

    ``labels`` are those of its block, with :data:`HOLES`; ``keys`` the names of the keys by code;
    ``headings`` those of the table.
    """

    labels: Mapping[str, str]
    keys: Mapping[str, str]
    headings: list[str]
    language: Language = field(default_factory=read_language)

    def rows(self, bill: pd.DataFrame) -> list[list[str]]:
        """Return the table as text, a line per member and one for all."""
        budget = int(bill.payment.sum())
        columns = ["member_name", "payment", "handling", "net"]
        total = (self.labels["total"], budget, bill.handling.sum(), bill.net.sum())
        return [
            [name, self.share(payment, budget), *self._dollars(payment, *rest)]
            for name, payment, *rest in [*bill[columns].itertuples(index=False), total]
        ]

    def summary(self, bill: pd.DataFrame) -> str:
        """Return the sentences that say what the table says."""
        budget = int(bill.payment.sum())
        said = self.labels["cost"].format(cost=self._dollars(budget)[0])
        if not budget:
            return said
        top = find_payers(bill)
        most = self.labels["most" if len(top) == 1 else "several"].format(
            member=top[0],
            count=len(top),
            share=self.share(bill.payment.max(), budget),
            key=self.keys[bill.key.iloc[0]],
        )
        return f"{said} {most}"

    def share(self, part: int, whole: int) -> str:
        """Return a share as text with one decimal, from whole tenths of a per cent."""
        if not whole:
            return self.language.facts["dash"]
        tenths = math.floor(1000 * part / whole + 0.5)
        if part and not tenths:
            return "<" + self.language.percent(0.001)
        return self.language.percent(tenths / 1000)

    def _dollars(self, *values: int) -> list[str]:
        return [self.language.number(int(value)) for value in values]

    def view(self, bill: pd.DataFrame) -> str:
        """Return the table as HTML for JupyterLab."""
        return pd.DataFrame(self.rows(bill), columns=self.headings).to_html(index=False, border=0)


def describe_model(scenario: Scenario, words: Wording) -> dict[str, Any]:
    """Return what the page needs to follow a reader, as plain values.

    ``shares`` is key -> members left out, joined by "+" -> [handling shares, fixed shares] of the
    members that remain.
    """
    start = scenario.inputs
    names = scenario.body.set_index("member").member_name
    return {
        "words": dict(words.labels),
        "fields": [
            {
                "name": name,
                "label": words.labels[name],
                "value": _plain(getattr(start, name)),
                "low": _plain(scenario.limits[name][0]),
                "high": _plain(scenario.limits[name][1]),
                "step": step,
            }
            for name, step in FIELDS.items()
        ],
        "key": start.key,
        "keys": [{"name": key, "label": words.keys[key]} for key in KEYS],
        "switches": [
            {"code": code, "label": words.labels["switch"].format(member=names[code])}
            for code in scenario.switches
        ],
        "members": [
            {"code": m.member, "name": m.member_name, "caseload": settle(m.caseload)}
            for m in scenario.body.itertuples()
        ],
        "shares": {
            key: {
                "+".join(out): [
                    list(map(settle, own[column])) for column in ("handling_share", "fixed_share")
                ]
                for out, table in scenario.shares.items()
                if len(own := table[table.key == key])
            }
            for key in KEYS
        },
    }


def _plain(value: float) -> float:
    """A whole number without its point."""
    return int(value) if value == int(value) else value


def is_attended() -> bool:
    """Return whether somebody sits at the notebook: the front end can be asked for input.

    JupyterLab says so with every cell it sends; Papermill and nbconvert say no. Sliders in an
    unattended run would leave identifiers in the notebook that differ from run to run.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    message = kernel.get_parent() if kernel else {}
    return bool(message.get("content", {}).get("allow_stdin"))


class Sliders:
    """Sliders that move the scenario in JupyterLab, with the same functions as the report.

    ``box`` is the widget to display, ``controls`` the inputs by name.
    """

    def __init__(self, scenario: Scenario, words: Wording):
        import ipywidgets as widgets  # needed by nobody but a reader in JupyterLab

        self.scenario, self.words = scenario, words
        model = describe_model(scenario, words)
        look = {"style": {"description_width": "15rem"}, "layout": {"width": "38rem"}}
        self.controls: dict[str, Any] = {
            box["name"]: (widgets.FloatSlider if box["step"] < 1 else widgets.IntSlider)(
                value=box["value"],
                min=box["low"],
                max=box["high"],
                step=box["step"],
                description=box["label"],
                continuous_update=False,
                **look,
            )
            for box in model["fields"]
        }
        options = [(key["label"], key["name"]) for key in model["keys"]]
        self.controls["key"] = widgets.Dropdown(
            options=options, value=model["key"], description=words.labels["key"], **look
        )
        for switch in model["switches"]:
            self.controls[switch["code"]] = widgets.Checkbox(
                value=True, description=switch["label"], style=look["style"]
            )
        self.table = widgets.HTML()
        for control in self.controls.values():
            control.observe(self.update, names="value")
        self.update()
        self.box = widgets.VBox([*self.controls.values(), self.table])

    def inputs(self) -> Inputs:
        """Return the values of the sliders."""
        values = {name: self.controls[name].value for name in (*FIELDS, "key")}
        out = tuple(code for code in self.scenario.switches if not self.controls[code].value)
        return Inputs(**values, without=out)

    def update(self, _change: Any = None) -> None:
        """Compute the table anew."""
        try:
            bill = self.scenario.bill(self.inputs())
        except SharingError:
            self.table.value = f"<p>{html.escape(self.words.labels['impossible'])}</p>"
            return
        said = html.escape(self.words.summary(bill))
        self.table.value = f"<p>{said}</p>{self.words.view(bill)}"


def show_sliders(scenario: Scenario, words: Wording) -> None:
    """Show the sliders where somebody can move them; nothing in an unattended run."""
    if is_attended():
        display(Sliders(scenario, words).box)
