"""What the charts share: colours, type, axes with readable ticks, and the key above a plot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "INK",
    "NARROW",
    "WIDE",
    "Key",
    "Layout",
    "apart",
    "fixed",
    "halo",
    "key",
    "log_ticks",
    "steps",
    "themed",
    "x_axis",
    "y_axis",
]

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"


@dataclass(frozen=True)
class _Ink:
    """Colours that stay apart in the common forms of colour blindness (Okabe and Ito, 2008)."""

    law: str = "#0072B2"
    band: str = "#9CC9E3"
    new_run: str = "#DCEBF5"
    direct: str = "#C44E00"
    zero_shot: str = "#9B4F82"
    gap: str = "#00795A"
    text: str = "#24292F"
    quiet: str = "#5B6570"
    grid: str = "#E9ECEF"
    point: str = "#24292F"


INK = _Ink()


@dataclass(frozen=True)
class Layout:
    """The size of a plot and its type.

    Attributes
    ----------
    width, height
        The plot without its axes, in pixels.
    narrow
        Whether it is meant for a phone: fewer ticks, short labels.
    """

    width: int = 740
    height: int = 420
    narrow: bool = False

    @property
    def size(self) -> int:
        """Type size in pixels."""
        return 13


WIDE = Layout()
NARROW = Layout(width=296, height=330, narrow=True)


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
        return steps(low, high, most)
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{f}e{k}") for k in exponents for f in factors]
        inside = [t for t in ticks if low <= t <= high]
        if len(inside) <= most:
            return inside
    every = math.ceil(len(inside) / most)
    return inside[::every]


def steps(low: float, high: float, most: int) -> list[float]:
    """Return multiples of a round step (1, 2 or 5 times a power of ten) between two numbers.

    The values are the floats that their shortest decimal text stands for.

    Examples
    --------
    >>> steps(0.0, 1.0, 6)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    if not high > low:
        return [low]
    exponent = math.floor(math.log10((high - low) / most))
    for power in range(exponent, exponent + 3):
        for factor in (1, 2, 5):
            step = float(f"{factor}e{power}")
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            if last - first + 1 <= most:
                return [_exact(k * factor, power) for k in range(first, last + 1)]
    return [low, high]


def _exact(mantissa: int, power: int) -> float:
    return float(f"{mantissa}e{power}")


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


@dataclass(frozen=True)
class Key:
    """One entry of the key above a plot."""

    mark: Literal["point", "dot", "line", "dash", "area"]
    colour: str
    text: str


def key(entries: list[Key], layout: Layout) -> list[Any]:
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


def fixed(channel: str, place: float | str) -> Any:
    """Return an encoding fixed at a pixel, or a text, instead of following the data."""
    import altair as alt

    return getattr(alt, f"{channel}Value")(place)


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


def themed(chart: Any) -> Any:
    """Return the chart with the type, the axes and the background that all charts share."""
    quiet = INK.quiet
    return (
        chart.configure(
            font=FONT, background="white", padding={"left": 2, "top": 2, "right": 4, "bottom": 2}
        )
        .configure_axis(
            labelColor=quiet,
            titleColor=INK.text,
            labelFontSize=12,
            titleFontSize=13,
            titleFontWeight=500,
            gridColor=INK.grid,
            tickColor="#AEB6BD",
            domainColor="#AEB6BD",
            domain=False,
            ticks=False,
            labelPadding=6,
            labelOverlap=True,
        )
        .configure_view(stroke=None)
    )
