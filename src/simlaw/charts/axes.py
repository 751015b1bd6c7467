"""Logarithmic axes with readable ticks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simlaw.charts.look import Layout
from simlaw.printed_numbers import round_steps

if TYPE_CHECKING:
    import altair as alt

__all__ = ["fixed", "log_ticks", "x_axis", "y_axis"]


def log_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Return readable tick values for a logarithmic axis of any length.

    Over a decade and more the values are 1, 2, 5 (or 1, 3, or 1) times powers of ten; within a
    decade they are equal steps.

    Examples
    --------
    >>> log_ticks(50, 240_000)
    [100.0, 300.0, 1000.0, 3000.0, 10000.0, 30000.0, 100000.0]
    >>> log_ticks(0.0165, 0.0262)
    [0.018, 0.02, 0.022, 0.024, 0.026]
    """
    if high / low < 8:
        return round_steps(low, high, most)
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{f}e{k}") for k in exponents for f in factors]
        inside = [t for t in ticks if low <= t <= high]
        if len(inside) <= most:
            return inside
    every = math.ceil(len(inside) / most)
    return inside[::every]


def x_axis(title: str, low: float, high: float, layout: Layout, last: float | None = None) -> alt.X:
    """Return a logarithmic x axis over column ``x``; no tick stands beyond `last`."""
    import altair as alt

    return alt.X(
        "x:Q",
        title=title,
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            values=log_ticks(low, high if last is None else last, 5 if layout.narrow else 8),
            format="~s" if layout.narrow else ",~r",
            grid=False,
            ticks=True,
            domain=True,
            titlePadding=10,
        ),
    )


def y_axis(title: str, low: float, high: float, layout: Layout, field: str = "y") -> alt.Y:
    """Return a logarithmic y axis whose title stands above the plot, not turned."""
    import altair as alt

    ticks = log_ticks(low, high, 6 if layout.narrow else 8)
    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            values=ticks,
            format=_format(ticks),
            grid=True,
            titleAngle=0,
            titleAlign="left",
            titleAnchor="end",
            titleX=-44,
            titleY=-9,
        ),
    )


def _format(ticks: list[float]) -> str:
    """Return a d3 format with as many decimals as the ticks need, trailing zeros kept."""
    if not ticks or min(ticks) < 1e-4:
        return "~e"
    if max(ticks) >= 1e5:
        return "~s"
    needed = max(len(repr(t).partition(".")[2]) if t % 1 else 0 for t in ticks)
    within_a_decade = max(ticks) / min(ticks) < 8
    return f",.{needed}f" if within_a_decade else ",~r"


def fixed(channel: str, place: float | str) -> Any:
    """Return an encoding fixed at a pixel, or a text, instead of following the data."""
    import altair as alt

    return getattr(alt, f"{channel}Value")(place)
