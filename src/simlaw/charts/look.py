"""How pictures look: colours, type, sizes, and the words on their axes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

__all__ = [
    "INK",
    "NARROW",
    "PLAIN",
    "REACH",
    "WIDE",
    "X_TITLE",
    "Layout",
    "Look",
    "shades",
    "themed",
    "titled",
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

X_TITLE = "computed materials used for pretraining, n"

REACH = 10.0
"""How many times beyond the largest measured size pictures show a law."""


@dataclass(frozen=True)
class Look:
    """How a picture of errors is framed.

    Attributes
    ----------
    x_title, y_title
        Titles of the axes; where empty, the picture says what it is of.
    reach
        How many times beyond the largest n a law is drawn.
    layout
        Size of the plot.
    """

    x_title: str = ""
    y_title: str = ""
    reach: float = REACH
    layout: Layout = WIDE


PLAIN = Look()
"""What a picture looks like unless something else is asked for."""


def titled(look: Look, x_title: str, y_title: str) -> Look:
    """Return a look with these titles where it has none of its own."""
    return replace(look, x_title=look.x_title or x_title, y_title=look.y_title or y_title)


def shades(k: int) -> list[str]:
    """Return k colours from light to dark that keep their order in grey and to any eye."""
    ramp = ("#5DB7C4", "#3A93C0", "#3F6BB0", "#463F92", "#36135F")
    if k == 1:
        return [ramp[2]]
    return [ramp[round(i * (len(ramp) - 1) / (k - 1))] for i in range(k)]


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
