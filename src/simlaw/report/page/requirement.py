"""The requirement as the report shows it: answers at round targets, and their chart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlaw.charts.axes import INK, WIDE, Layout, halo, steps, themed, y_axis
from simlaw.printed_numbers import about, chance, pretty_unit, size_span, value

if TYPE_CHECKING:
    import altair as alt

    from simlaw.decide.requirement import Requirement
    from simlaw.law import Law

__all__ = ["Stop", "default_stop", "places", "requirement_chart", "stops"]

MOST_STOPS = 90
_BEYOND = 1e3
_BACK = 50.0
_EASIEST = 1.6
STRIP = 66


@dataclass(frozen=True)
class Stop:
    """One target error and what it needs.

    Attributes
    ----------
    error
        The target: exactly the number that its label reads as.
    label
        The target as text, without unit.
    needed
        What `simlaw.decide.requirement.required_n` answers for it.
    """

    error: float
    label: str
    needed: Requirement

    def texts(self, unit: str) -> dict[str, str]:
        """Return what the page prints for this target, ready to show."""
        needed = self.needed
        reachable = not math.isinf(needed.low)
        return {
            "error": self.label,
            "median": median_text(needed.median, needed.fewest),
            "interval": (
                size_span(needed.low, needed.high, needed.fewest) if reachable else MISSING_INTERVAL
            ),
            "unreachable": chance(needed.unreachable_probability),
            "sentence": needed.sentence(unit),
        }


MISSING_INTERVAL = "no n reaches it"


def median_text(median: float, fewest: float) -> str:
    """Return a median requirement; below the smallest n studied nothing is known."""
    if math.isinf(median):
        return "out of reach"
    return f"under {about(fewest)}" if median < fewest else about(median)


def stops(law: Law, most: int = MOST_STOPS) -> list[Stop]:
    """Return answers at equally spaced round targets, from hard to easy.

    The targets run from an error that is hardly reachable, if at all, to that of a small n
    studied. Each is the float of its own label, so that the command line, asked for the label,
    gives the same answer.

    Parameters
    ----------
    law
        The fitted law.
    most
        Most targets.
    """
    from simlaw.decide.requirement import required_n

    # Targets met long ago are of no interest and would press the rest of the chart together.
    now = float(law.predict(law.n[-1]))
    back = float(law.predict(max(law.n[0], law.n[-1] / _BACK)))
    high = min(max(back, 1.12 * now), _EASIEST * now)
    far = float(law.predict(law.n[-1] * _BEYOND))
    gap = law.parameters.get("C")
    floor = gap.low if gap is not None else 0.0
    low = max(min(floor, far) * 0.98, 0.6 * far)
    if high < 1.05 * low:
        low, high = 0.9 * min(low, high), 1.1 * max(low, high)
    targets = steps(low, high, most)
    places = _decimals(targets)
    return [Stop(t, f"{t:.{places}f}", required_n(law, t)) for t in targets if t > 0]


def default_stop(answers: list[Stop]) -> int:
    """Return which answer to show first: the easiest that needs more than was measured.

    Where none can be reached beyond the data, it is the middle one.
    """
    for i in reversed(range(len(answers))):
        needed = answers[i].needed
        if 1.5 * needed.measured < needed.median < math.inf:
            return i
    return len(answers) // 2


def requirement_chart(
    answers: list[Stop],
    *,
    unit: str = "",
    now: float | None = None,
    things: str = "computed materials",
    layout: Layout = WIDE,
) -> alt.VConcatChart:
    """Draw the sample size that each target error needs, and how surely it is out of reach.

    Parameters
    ----------
    answers
        From :func:`stops`.
    unit
        Unit of the error.
    now
        Error of the law at the largest n studied, marked in the plot.
    things
        What is counted by n.
    layout
        Size of the upper plot.
    """
    import altair as alt

    measured = answers[0].needed.measured
    bottom, top = _sizes_shown(answers, measured)
    frame = _frame(answers, bottom, top)
    domain = [answers[0].error, answers[-1].error]
    unit = pretty_unit(unit)
    title = f"target error ({unit})" if unit else "target error"
    ticks = steps(domain[0], domain[1], 5 if layout.narrow else 9)
    scale = alt.Scale(domain=domain, nice=False, zero=False)

    def x(**axis: Any) -> alt.X:
        where = alt.Axis(values=ticks, grid=False, **axis)
        return alt.X("x:Q", title=title, scale=scale, axis=where)

    bare = x(labels=False, title=None, ticks=False, domain=True)
    low = y_axis(f"{things} needed, n", bottom, top, layout, field="low")
    upper: list[Any] = [
        alt.Chart(frame.dropna(subset=["low"]))
        .mark_area(color=INK.band, opacity=0.75, clip=True)
        .encode(bare, low, alt.Y2("high")),
        alt.Chart(frame.dropna(subset=["median"]))
        .mark_line(color=INK.law, strokeWidth=2.25, clip=True)
        .encode(bare, alt.Y("median:Q")),
        alt.Chart(pd.DataFrame({"y": [measured]}))
        .mark_rule(color=INK.quiet, strokeDash=[2, 3], strokeWidth=1.25)
        .encode(alt.Y("y:Q")),
    ]
    row = layout.height * math.log(top / measured) / math.log(top / bottom)
    # Below the line and left of the curve is where nothing else is drawn.
    text = f"largest n studied: {about(measured)}"
    upper += halo(text, 6, row + 11, INK.quiet, layout, align="left")
    if now is not None and domain[0] < now < domain[1]:
        upper.append(
            alt.Chart(pd.DataFrame({"x": [now], "y": [measured]}))
            .mark_point(
                filled=True, fill="white", stroke=INK.law, strokeWidth=2, size=56, opacity=1
            )
            .encode(alt.X("x:Q"), alt.Y("y:Q"))
        )
        column = layout.width * (now - domain[0]) / (domain[1] - domain[0])
        near_edge = column > layout.width - 90
        column, align = (layout.width - 2, "right") if near_edge else (column + 9, "left")
        upper += halo(f"now: {value(now)}", column, row - 13, INK.law, layout, align=align)
    strip = (
        alt.Chart(frame)
        .mark_area(color="#E3B7A0", line={"color": INK.direct, "strokeWidth": 1.75})
        .encode(
            x=x(titlePadding=10, ticks=True, domain=True),
            y=alt.Y(
                "unreachable:Q",
                title="probability that no n reaches it",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(
                    values=[0, 0.5, 1],
                    format=".0%",
                    titleAngle=0,
                    titleAlign="left",
                    titleAnchor="end",
                    titleX=-44,
                    titleY=-12,
                ),
            ),
        )
    )
    plots = alt.vconcat(
        alt.layer(*upper).properties(width=layout.width, height=layout.height),
        strip.properties(width=layout.width, height=STRIP),
        spacing=16,
    )
    return themed(plots)  # type: ignore[no-any-return]


def places(answers: list[Stop], layout: Layout, left: float) -> list[float]:
    """Return the x of every target in the drawing, in units of its ``viewBox``.

    Parameters
    ----------
    answers
        From :func:`stops`.
    layout
        The layout the chart was drawn with.
    left
        The x of the plot's left edge, from `simlaw.charts.svg.origin`.
    """
    low, high = answers[0].error, answers[-1].error
    return [round(left + layout.width * (stop.error - low) / (high - low), 2) for stop in answers]


def _sizes_shown(answers: list[Stop], measured: float) -> tuple[float, float]:
    medians = np.array([stop.needed.median for stop in answers])
    seen = medians[np.isfinite(medians)]
    smallest = min(float(seen.min()) if seen.size else measured, measured)
    return max(1.0, smallest / 1.5), measured * _BEYOND


def _frame(answers: list[Stop], bottom: float, top: float) -> pd.DataFrame:
    """Return the answers as plotted: what is infinite ends at the upper edge or is left out."""
    rows = []
    for stop in answers:
        needed = stop.needed
        reached = not math.isinf(needed.low) and needed.low < top
        rows.append(
            {
                "x": stop.error,
                "low": max(needed.low, bottom) if reached else None,
                "high": min(needed.high, top) if reached else None,
                "median": needed.median if needed.median < 10 * top else None,
                "unreachable": needed.unreachable_probability,
            }
        )
    return pd.DataFrame(rows).astype(float)


def _decimals(targets: list[float]) -> int:
    """Return the decimals that tell neighbouring targets apart and keep each one exact."""
    return max(len(f"{t:.12f}".rstrip("0").partition(".")[2]) for t in targets)
