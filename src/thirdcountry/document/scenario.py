"""The funding scenario that a reader can move: on the web page by a script, in JupyterLab by
sliders, and in print as a table of the values it starts from.

The page holds the shares that Python computed for every key and membership; its script only
multiplies, rounds and writes. The texts made here are the ones it must arrive at (a test compares
every cell), so both count in whole dollars and tenths of a per cent.
"""

from __future__ import annotations

import html
import math
from typing import Any

import pandas as pd
from IPython import get_ipython
from IPython.display import display

from thirdcountry.measures.burden import KEYS, BurdenError, Inputs, Scenario, payers, settled

HEADINGS = ("Member", "Share", "Payment, US$", "Own handling, US$", "Net transfer, US$")
TOTAL = "All members"

#: Field -> label on the page and in JupyterLab, and step.
FIELDS = {
    "persons": ("Persons a year", 1),
    "days": ("Days of care for each person", 1),
    "unit_cost": ("US$ for one person and day", 0.5),
    "fixed_cost": ("US$ a year for the body itself", 1),
}


def rows(bill: pd.DataFrame) -> list[list[str]]:
    """Return the table as text, a line per member and one for all."""
    budget = int(bill.payment.sum())
    lines = [
        [r.member_name, share(r.payment, budget), *map(dollars, (r.payment, r.handling, r.net))]
        for r in bill.itertuples()
    ]
    totals = (budget, int(bill.handling.sum()), int(bill.net.sum()))
    return [*lines, [TOTAL, share(budget, budget), *map(dollars, totals)]]


def summary(bill: pd.DataFrame) -> str:
    """Return the one sentence that says what the table says."""
    budget = int(bill.payment.sum())
    cost = f"Illustrative: the body costs {dollars(budget)} US$ a year."
    if not budget:
        return cost
    top, part = payers(bill), share(bill.payment.max(), budget)
    most = f"{top[0]} pays most" if len(top) == 1 else f"{len(top)} members pay most and the same"
    return f"{cost} {most}, {part} under the key “{bill.key_name.iloc[0]}”."


def dollars(value: int) -> str:
    """1,234,567 and −5."""
    return f"{int(value):,}".replace("-", "−")


def plain(value: float) -> float:
    """A whole number without its point."""
    return int(value) if value == int(value) else value


def share(part: int, whole: int) -> str:
    """A share as text with one decimal, from whole tenths of a per cent."""
    if not whole:
        return "–"
    tenths = math.floor(1000 * part / whole + 0.5)
    number = "<0.1" if part and not tenths else f"{tenths // 10}.{tenths % 10}"
    return f"{number}\N{NO-BREAK SPACE}%"


def public(scenario: Scenario) -> dict[str, Any]:
    """Return what the page needs to follow a reader, as plain values.

    ``shares`` is key -> members left out, joined by "+" -> [handling shares, fixed shares] of the
    members that remain.
    """
    start = scenario.inputs
    names = scenario.body.set_index("member").member_name
    return {
        "fields": [
            {
                "name": name,
                "label": label,
                "value": plain(getattr(start, name)),
                "low": plain(scenario.limits[name][0]),
                "high": plain(scenario.limits[name][1]),
                "step": step,
            }
            for name, (label, step) in FIELDS.items()
        ],
        "key": start.key,
        "keys": [{"name": key, "label": label} for key, label in KEYS.items()],
        "switches": [{"code": code, "label": str(names[code])} for code in scenario.switches],
        "members": [
            {"code": m.member, "name": m.member_name, "caseload": settled(m.caseload)}
            for m in scenario.body.itertuples()
        ],
        "shares": {
            key: {
                "+".join(out): [
                    [settled(s) for s in own.handling_share],
                    [settled(s) for s in own.fixed_share],
                ]
                for out, table in scenario.shares.items()
                if len(own := table[table.key == key])
            }
            for key in KEYS
        },
    }


def interactive() -> bool:
    """Whether somebody sits at the notebook: the front end can be asked for input.

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

    def __init__(self, scenario: Scenario):
        import ipywidgets as widgets  # needed by nobody but a reader in JupyterLab

        self.scenario = scenario
        style, layout = {"description_width": "15rem"}, {"width": "38rem"}
        self.controls: dict[str, Any] = {
            name: (widgets.FloatSlider if step < 1 else widgets.IntSlider)(
                value=getattr(scenario.inputs, name),
                min=plain(scenario.limits[name][0]),
                max=plain(scenario.limits[name][1]),
                step=step,
                description=label,
                style=style,
                layout=layout,
                continuous_update=False,
            )
            for name, (label, step) in FIELDS.items()
        }
        self.controls["key"] = widgets.Dropdown(
            options=[(label, key) for key, label in KEYS.items()],
            value=scenario.inputs.key,
            description="Key",
            style=style,
            layout=layout,
        )
        names = scenario.body.set_index("member").member_name
        for code in scenario.switches:
            self.controls[code] = widgets.Checkbox(
                value=True, description=f"{names[code]} is a member", style=style
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
        except BurdenError as error:
            self.table.value = f"<p>{html.escape(str(error))}</p>"
            return
        self.table.value = f"<p>{html.escape(summary(bill))}</p>{view(rows(bill))}"


def view(lines: list[list[str]]) -> str:
    """Return the table as HTML for JupyterLab."""
    return pd.DataFrame(lines, columns=list(HEADINGS)).to_html(index=False, border=0)


def show_sliders(scenario: Scenario) -> None:
    """Show the sliders where somebody can move them; nothing in an unattended run."""
    if interactive():
        display(Sliders(scenario).box)
