"""The size that each wanted error needs, and how surely none does: `plot_required_n`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlaw.charts.axes import y_axis
from simlaw.charts.labels import halo
from simlaw.charts.look import INK, WIDE, Layout, themed
from simlaw.decide.required_n_at_targets import BEYOND, TargetAnswer, required_n_at_targets
from simlaw.law import Law
from simlaw.printed_numbers import about, pretty_unit, round_steps, value

if TYPE_CHECKING:
    import altair as alt

__all__ = ["STRIP", "draw_answers", "places_of_targets", "plot_required_n"]

STRIP = 66
"""Height of the lower plot, in pixels."""


def plot_required_n(
    law: Law,
    *,
    answers: Sequence[TargetAnswer] | None = None,
    unit: str = "",
    things: str = "computed materials",
    layout: Layout = WIDE,
) -> alt.VConcatChart:
    """Draw the sample size that each target error needs, and how surely it is out of reach.

    Above, the median n with its interval against the target error, on a logarithmic axis; below,
    the probability that no n reaches it.

    Parameters
    ----------
    law
        The fitted law.
    answers
        What it answers, from `simlaw.decide.required_n_at_targets`; asked here by default.
    unit
        Unit of the error.
    things
        What is counted by n.
    layout
        Size of the upper plot.

    Returns
    -------
    altair.VConcatChart

    Examples
    --------
    >>> from simlaw.law import fit
    >>> n = [100, 200, 400, 800, 1600, 3200]
    >>> chart = plot_required_n(fit(n, [2.0 * size**-0.5 + 0.1 for size in n]), unit="eV")
    >>> type(chart).__name__
    'VConcatChart'
    """
    shown = required_n_at_targets(law) if answers is None else answers
    now = float(law.predict(law.n[-1]))
    return draw_answers(shown, unit=unit, now=now, things=things, layout=layout)


def draw_answers(
    answers: Sequence[TargetAnswer],
    *,
    unit: str,
    now: float | None,
    things: str,
    layout: Layout,
) -> alt.VConcatChart:
    """Draw answers; `now` is the error at the largest n studied, marked where it is given."""
    import altair as alt

    measured = answers[0].needed.measured
    bottom, top = _sizes_shown(answers, measured)
    frame = _frame(answers, bottom, top)
    domain = [answers[0].error, answers[-1].error]
    unit = pretty_unit(unit)
    title = f"target error ({unit})" if unit else "target error"
    ticks = round_steps(domain[0], domain[1], 5 if layout.narrow else 9)
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


def places_of_targets(answers: Sequence[TargetAnswer], layout: Layout, left: float) -> list[float]:
    """Return the x of every target in the drawing, in units of its ``viewBox``.

    Parameters
    ----------
    answers
        What was drawn.
    layout
        The layout the chart was drawn with.
    left
        The x of the plot's left edge, from `simlaw.charts.svg.origin`.
    """
    low, high = answers[0].error, answers[-1].error
    return [round(left + layout.width * (one.error - low) / (high - low), 2) for one in answers]


def _sizes_shown(answers: Sequence[TargetAnswer], measured: float) -> tuple[float, float]:
    medians = np.array([one.needed.median for one in answers])
    seen = medians[np.isfinite(medians)]
    smallest = min(float(seen.min()) if seen.size else measured, measured)
    return max(1.0, smallest / 1.5), measured * BEYOND


def _frame(answers: Sequence[TargetAnswer], bottom: float, top: float) -> pd.DataFrame:
    """Return the answers as plotted: what is infinite ends at the upper edge or is left out."""
    rows = []
    for one in answers:
        needed = one.needed
        reached = not math.isinf(needed.low) and needed.low < top
        rows.append(
            {
                "x": one.error,
                "low": max(needed.low, bottom) if reached else None,
                "high": min(needed.high, top) if reached else None,
                "median": needed.median if needed.median < 10 * top else None,
                "unreachable": needed.unreachable_probability,
            }
        )
    return pd.DataFrame(rows).astype(float)
