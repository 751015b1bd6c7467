"""Several methods beside each other, one line each: `plot_methods`.

Lines are told apart by shape and dash as well as by colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlaw.charts.axes import fixed, x_axis, y_axis
from simlaw.charts.labels import Label, halo, moved_apart, text_width
from simlaw.charts.layers import Window
from simlaw.charts.look import INK, PLAIN, X_TITLE, Layout, Look, themed, titled
from simlaw.decide.curve_reading import error_title
from simlaw.decide.method_comparison import Entry, MethodComparison, compare_methods
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.printed_numbers import count, value

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot_methods"]


@dataclass(frozen=True)
class _Style:
    colour: str
    shape: str
    dash: tuple[int, ...]


# Okabe and Ito (2008); the vermilion of direct learning is kept for methods without computed data.
_STYLES = (
    _Style("#0072B2", "circle", (1, 0)),
    _Style("#009E73", "square", (8, 3)),
    _Style("#CC79A7", "triangle-up", (3, 2)),
    _Style("#E69F00", "diamond", (9, 3, 2, 3)),
    _Style("#56B4E9", "triangle-down", (5, 5)),
    _Style("#24292F", "cross", (2, 4)),
)
_ALONE = _Style(INK.direct, "stroke", (1, 3))
_SYMBOL = 22.0


def plot_methods(
    compared: LearningCurve | MethodComparison,
    *,
    m: int | None = None,
    look: Look = PLAIN,
) -> alt.LayerChart:
    """Draw the mean error of every transfer method against n, on logarithmic axes.

    A horizontal line is the best method that learns from the measurements alone. Each line is
    named at its right end.

    Parameters
    ----------
    compared
        A learning curve, or what `simlaw.decide.compare_methods` made of one.
    m
        Which m of the curve; the largest by default. A comparison has its own.
    look
        Titles and size.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InputError
        If there is no trial of a method that transfers.
    """
    import altair as alt

    y_title = "mean error"
    comparison = compared
    if isinstance(comparison, LearningCurve):
        if comparison.ms.size == 0:
            raise InputError("The curve has no trial yet that learns from both tables.")
        at = int(comparison.ms[-1]) if m is None else m
        y_title = error_title(comparison, at)
        comparison = compare_methods(comparison, at)
    look = titled(look, X_TITLE, y_title)
    layout = look.layout
    shown = [entry for entry in comparison.entries if entry.role == "transfer"]
    if not shown:
        raise InputError(f"No method transfers at m = {comparison.m}, so there is none to draw.")
    styles = {entry.name: _STYLES[i % len(_STYLES)] for i, entry in enumerate(shown)}
    if comparison.reference is not None:
        shown.append(comparison.reference)
        styles[comparison.reference.name] = _ALONE
    window = _window(comparison, shown, layout)
    x = x_axis(look.x_title, *window.x, layout, last=comparison.largest)
    y = y_axis(look.y_title, *window.y, layout)
    layers: list[Any] = []
    for entry in reversed(shown):
        layers += _line(entry, styles[entry.name], (window.x[0], comparison.largest), x, y)
    ends = [window.column(_last(entry, comparison)) for entry in shown]
    left = max(ends) + 26
    wanted = [Label(entry.name, left, window.row(entry.last), INK.text, "left") for entry in shown]
    for entry, end, was, label in zip(
        shown, ends, wanted, moved_apart(wanted, layout), strict=True
    ):
        style = styles[entry.name]
        layers += _leader(end + 6, was.y, left - 4, label.y, style.colour)
        layers += _symbol(left, label.y, style)
        layers += halo(label.text, left + _SYMBOL, label.y, INK.text, layout, align="left")
    chart = alt.layer(*layers).properties(width=layout.width, height=layout.height)
    return themed(chart)  # type: ignore[no-any-return]


def _last(entry: Entry, comparison: MethodComparison) -> float:
    return float(entry.n[-1]) if entry.role == "transfer" else float(comparison.largest)


def _window(comparison: MethodComparison, shown: list[Entry], layout: Layout) -> Window:
    """Return the stretch shown; at the right it leaves room for the names."""
    errors = np.concatenate([entry.mean for entry in shown])
    errors = errors[errors > 0]
    low, high = (float(errors.min()), float(errors.max())) if errors.size else (0.5, 1.0)
    margin = max(high / low, 1.1) ** 0.08
    first = min(float(entry.n[0]) for entry in shown if entry.role == "transfer")
    ratio = max(comparison.largest / first, 1.5)
    names = max(text_width(entry.name, layout) for entry in shown) + _SYMBOL + 30
    share = min(names / layout.width, 0.6)
    left = first / ratio**0.04
    right = comparison.largest * (comparison.largest / left) ** (share / (1 - share))
    if comparison.largest == first:
        right = first * ratio
    return Window((left, right), (low / margin, high * margin), layout)


def _line(
    entry: Entry, style: _Style, across: tuple[float, float], x: alt.X, y: alt.Y
) -> list[Any]:
    import altair as alt

    if entry.role == "target":
        frame = pd.DataFrame({"x": list(across), "y": [entry.last] * 2})
    else:
        frame = pd.DataFrame({"x": entry.n, "y": entry.mean})
    line = alt.Chart(frame).mark_line(
        color=style.colour, strokeWidth=2.25, strokeDash=list(style.dash), clip=True
    )
    layers = [line.encode(x=x, y=y)]
    if entry.role == "target":
        return layers
    frame["tip"] = [
        f"{entry.name}, n = {count(n)}: {value(error)}"
        for n, error in zip(frame["x"], frame["y"], strict=True)
    ]
    points = alt.Chart(frame).mark_point(
        shape=style.shape, filled=True, fill="white", stroke=style.colour, strokeWidth=2,
        size=60, opacity=1,
    )  # fmt: skip
    return [*layers, points.encode(x, y, alt.Description("tip:N"))]


def _leader(x: float, y: float, x2: float, y2: float, colour: str) -> list[Any]:
    """Return a thin line from the end of a curve to its name, where the name had to move."""
    import altair as alt

    if abs(y2 - y) < 3:
        return []
    rule = alt.Chart(pd.DataFrame({"one": [0]})).mark_rule(color=colour, strokeWidth=0.9)
    return [rule.encode(fixed("X", x), fixed("X2", x2), fixed("Y", y), fixed("Y2", y2))]


def _symbol(x: float, y: float, style: _Style) -> list[Any]:
    """Return the line and the shape of a method in front of its name."""
    import altair as alt

    base = alt.Chart(pd.DataFrame({"one": [0]}))
    line = base.mark_rule(color=style.colour, strokeWidth=2.25, strokeDash=list(style.dash))
    layers: list[Any] = [line.encode(fixed("X", x - 2), fixed("X2", x + 18), fixed("Y", y))]
    if style.shape != "stroke":
        mark = base.mark_point(
            shape=style.shape, filled=True, fill="white", stroke=style.colour, strokeWidth=2,
            size=60, opacity=1,
        )  # fmt: skip
        layers.append(mark.encode(fixed("X", x + 8), fixed("Y", y)))
    return layers
