"""Labels inside a plot, moved apart where they would run into each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from simlaw.charts.axes import fixed
from simlaw.charts.look import Layout

__all__ = ["LINE", "Label", "apart", "halo", "label_layers", "moved_apart"]

LINE = 17.0
"""Least distance between the middles of two labels above each other, in pixels."""


@dataclass(frozen=True)
class Label:
    """A text at a pixel of the plot.

    Attributes
    ----------
    text
        What it says.
    x, y
        Where it ends (``align="right"``) or begins (``"left"``), and its middle line, in pixels.
    colour
        Of the text.
    align
        Which end of the text lies at `x`.
    """

    text: str
    x: float
    y: float
    colour: str
    align: Literal["left", "right"] = "right"

    def extent(self, layout: Layout) -> tuple[float, float]:
        """Return about where the text begins and ends, in pixels."""
        width = text_width(self.text, layout)
        return (self.x, self.x + width) if self.align == "left" else (self.x - width, self.x)


def text_width(text: str, layout: Layout) -> float:
    """Return about how wide a label's text is, in pixels; rather too much than too little."""
    return 0.58 * (layout.size - 1) * len(text)


def moved_apart(labels: list[Label], layout: Layout, line: float = LINE) -> list[Label]:
    """Return the labels in their order, moved up or down where they would lie on each other.

    Only labels that share a stretch of the width are moved, each as little as the others allow.

    Parameters
    ----------
    labels
        Labels where they are wanted.
    layout
        The plot, inside which they stay.
    line
        Least distance between two middles, in pixels.
    """
    extents = [label.extent(layout) for label in labels]
    groups: list[list[int]] = []
    reach = float("-inf")
    for i in sorted(range(len(labels)), key=lambda i: extents[i]):
        if groups and extents[i][0] <= reach:
            groups[-1].append(i)
        else:
            groups.append([i])
        reach = max(reach, extents[i][1])
    placed = list(labels)
    for group in groups:
        rows = apart([labels[i].y for i in group], line, 8, layout.height - 8)
        for i, row in zip(group, rows, strict=True):
            placed[i] = replace(labels[i], y=row)
    return placed


def label_layers(labels: list[Label], layout: Layout) -> list[Any]:
    """Return the layers of labels that do not lie on each other."""
    return [
        layer
        for label in moved_apart(labels, layout)
        for layer in halo(label.text, label.x, label.y, label.colour, layout, align=label.align)
    ]


def halo(
    text: str, x: float, y: float, colour: str, layout: Layout, align: str = "right"
) -> list[Any]:
    """Return a label at pixel (x, y) that stays readable over lines and bands."""
    import altair as alt

    layers = []
    for stroke, width in (("white", 4.0), (None, 0.0)):
        mark: dict[str, Any] = {"stroke": stroke, "strokeWidth": width} if stroke else {}
        layers.append(
            alt.Chart(pd.DataFrame({"one": [0]}))
            .mark_text(
                align=align,  # type: ignore[arg-type]
                baseline="middle",
                color=colour,
                fontSize=layout.size - 1,
                fontWeight=600,
                **mark,
            )
            .encode(
                fixed("X", x),
                fixed("Y", y),
                fixed("Text", text),
            )
        )
    return layers


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return label positions near the wanted ones, no two closer than `gap`, all within bounds.

    Examples
    --------
    >>> apart([10.0, 12.0, 80.0], gap=15, low=0, high=100)
    [10.0, 25.0, 80.0]
    """
    order = np.argsort(places, kind="stable")
    placed = [min(max(place, low), high) for place in places]
    previous = -math.inf
    for i in order:
        placed[i] = max(placed[i], previous + gap)
        previous = placed[i]
    limit = high
    for i in order[::-1]:
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    return [float(place) for place in placed]
