"""The key above a plot: what its marks mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from simlaw.charts.axes import fixed
from simlaw.charts.look import INK, Layout

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Key", "key_layers"]


@dataclass(frozen=True)
class Key:
    """One entry of the key above a plot."""

    mark: Literal["point", "dot", "line", "dash", "area"]
    colour: str
    text: str


def key_layers(entries: list[Key], layout: Layout) -> list[Any]:
    """Return layers that draw the entries in rows above the plot, below nothing else.

    The key is drawn by hand because entries of several layers (points with bars, bands, dashed
    lines) cannot be told apart in a generated one.
    """
    import altair as alt

    rows: list[list[tuple[float, Key]]] = [[]]
    x = 0.0
    left = -44.0  # below the labels of the y axis
    for entry in entries:
        width = 30 + 0.47 * layout.size * len(entry.text) + 14
        if rows[-1] and x + width > layout.width - left:
            rows.append([])
            x = 0.0
        rows[-1].append((x, entry))
        x += width
    layers: list[Any] = []
    base = pd.DataFrame({"one": [0]})
    for number, row in enumerate(reversed(rows)):
        y = -42 - 20 * number
        for x, entry in row:
            x0 = left + x
            chart = alt.Chart(base)
            layers.append(_symbol(chart, entry, x0, y))
            layers.append(
                chart.mark_text(
                    align="left", baseline="middle", fontSize=layout.size - 1, color=INK.text
                ).encode(
                    fixed("X", x0 + 30),
                    fixed("Y", y),
                    fixed("Text", entry.text),
                )
            )
    return layers


def _symbol(chart: alt.Chart, entry: Key, x: float, y: float) -> Any:
    at, middle, end = fixed("X", x), fixed("X", x + 12), fixed("X2", x + 24)
    row, top, bottom = fixed("Y", y), fixed("Y", y - 6), fixed("Y2", y + 6)
    if entry.mark == "area":
        area = chart.mark_rect(color=entry.colour, opacity=1)
        return area.encode(at, end, top, bottom)
    if entry.mark in {"line", "dash"}:
        dash = [5, 4] if entry.mark == "dash" else [1, 0]
        line = chart.mark_rule(color=entry.colour, strokeWidth=2.25, strokeDash=dash)
        return line.encode(at, end, row)
    if entry.mark == "dot":
        dot = chart.mark_circle(color=entry.colour, size=14, opacity=0.35)
        return dot.encode(middle, row)
    point = chart.mark_point(
        filled=True, fill="white", stroke=entry.colour, strokeWidth=2, size=56, opacity=1
    )
    return point.encode(middle, row)
