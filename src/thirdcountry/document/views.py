"""How an item looks in JupyterLab and in a stock export of the notebook."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

#: JupyterLab reads two dollar signs as mathematics, except inside an element of these classes.
NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"
#: The view of what is published for the exporters alone.
NOTHING = "<!-- named values -->"


def figure(item: Mapping[str, Any], number: str) -> str:
    """Return the HTML of a figure: picture, number, caption, sources."""
    image = base64.b64encode(item["svg"].encode()).decode()
    return _shielded(
        f'<figure><img alt="{html.escape(item["alt"])}" src="data:image/svg+xml;base64,{image}">'
        f"<figcaption>{_head(item, number)}{_foot(item)}</figcaption></figure>"
    )


def table(item: Mapping[str, Any], number: str) -> str:
    """Return the HTML of a table: number, caption, cells as they are published, note, sources."""
    labels = [column["label"] for column in item["columns"]]
    cells = pd.DataFrame(item["rows"], columns=labels).to_html(index=False, border=0)
    for align in ("left", "right"):
        places = [k for k, c in enumerate(item["columns"], start=1) if c["align"] == align]
        cells = _aligned(cells, places, align)
    return _shielded(f"<p>{_head(item, number)}</p>{cells}{_foot(item)}")


def local(markdown: str, numbers: Mapping[str, str]) -> str:
    """Return Markdown for JupyterLab: references with the numbers of this notebook."""

    def named(match: re.Match[str]) -> str:
        chapter, id = match[1], match[2]
        if not chapter:
            return numbers.get(id, id)
        return f"[{chapter}]({chapter.partition('-')[0]}.ipynb)"

    text = re.sub(r"(?<![\w@\\])@(?:([\w-]+):)?((?:fig|tbl)-[a-z0-9-]+)", named, markdown)
    return text.replace("\\$", f'<span class="{NO_MATHEMATICS}">&#36;</span>')


def _head(item: Mapping[str, Any], number: str) -> str:
    return f"<b>{html.escape(number)}.</b> {html.escape(item['caption'])}"


def _foot(item: Mapping[str, Any]) -> str:
    lines = [line for line in (item.get("note"), item.get("source_line")) if line]
    return "".join(f"<br><small>{html.escape(line)}</small>" for line in lines)


def _aligned(cells: str, places: list[int], align: str) -> str:
    """Set the cells of some columns, counted from one, to a side."""
    out, place = [], 0
    for line in cells.splitlines():
        if "<tr" in line:
            place = 0
        if cell := re.match(r"\s*<(td|th)>", line):
            place += 1
            if place in places:
                line = line.replace(f"<{cell[1]}>", f'<{cell[1]} style="text-align:{align}">', 1)
        out.append(line)
    return "\n".join(out)


def _shielded(view: str) -> str:
    return f'<div class="{NO_MATHEMATICS}">{view}</div>'
