"""The errors of one m and their law in one plot: what `plot_curve` and `plot_law` share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlaw.charts.axes import fixed, x_axis, y_axis
from simlaw.charts.key import Key, key_layers
from simlaw.charts.labels import Label, label_layers
from simlaw.charts.layers import (
    Window,
    band_layers,
    forecast_table,
    law_layers,
    mean_layers,
    point_layers,
)
from simlaw.charts.look import INK, Look, themed
from simlaw.decide.curve_reading import CurveReading
from simlaw.errors import InputError
from simlaw.law import Estimate, Law
from simlaw.law.curve import FINE_TUNE
from simlaw.law.diagnose import doubts, rests_on_points
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.printed_numbers import count, span, value

if TYPE_CHECKING:
    import altair as alt

__all__ = ["draw_curve_and_law"]


def draw_curve_and_law(
    reading: CurveReading, law: Law | None, level: float | None, look: Look
) -> alt.LayerChart:
    """Draw errors against n on logarithmic axes, with the law and what it forecasts.

    Parameters
    ----------
    reading
        The errors.
    law
        Their law, or None.
    level
        Probability of the bands; that of the law's intervals by default.
    look
        Titles, reach and size.
    """
    import altair as alt

    layout = look.layout
    bands, share = None, 0.0
    if law is not None:
        share = law.level if level is None else level
        bands = forecast_table(reading, law, look.reach, share)
    window = _window(reading, law, bands, look)
    x = x_axis(look.x_title, *window.x, layout)
    y = y_axis(look.y_title, *window.y, layout)

    layers: list[Any] = []
    if bands is not None:
        layers += band_layers(bands, reading.largest, x, y)
    layers += point_layers(reading, window, x, y)
    if bands is not None:
        layers += law_layers(bands, reading.largest, x, y)
    layers += mean_layers(reading, x, y)
    layers += _level_layers(reading, law, window)
    layers += key_layers(_key(reading, law, share), layout)
    chart = alt.layer(*layers).properties(width=layout.width, height=layout.height)
    return themed(chart)  # type: ignore[no-any-return]


def _window(
    reading: CurveReading, law: Law | None, bands: pd.DataFrame | None, look: Look
) -> Window:
    errors = reading.points["error"].to_numpy(np.float64)
    # One diverged run must not press the curve flat; what lies outside is clipped.
    shown = errors[(errors < 4 * reading.mean.max()) & (errors > reading.mean.min() / 4)]
    ends = [*shown.tolist(), *reading.reach.tolist()]
    if reading.direct:
        ends.append(reading.direct.mean)
    if bands is not None and law is not None:
        ends.append(float(bands["y"].iloc[-1]))
        lows = bands["new_low"].to_numpy(np.float64)
        ends.append(max(float(lows.min()), 0.6 * min(ends)))
        gap = _gap(law)
        if gap is not None and rests_on_points(law, "C"):
            ends += [gap.estimate] if gap.estimate > 0.5 * min(ends) else []
    zero = reading.zero_shot["error"].to_numpy(np.float64)
    ends += zero[(zero > min(ends) / 1.6) & (zero < 1.6 * max(ends))].tolist()
    ends = [end for end in ends if end > 0]
    if not ends:
        raise InputError("Every error is zero, and logarithmic axes cannot show that.")
    low, high = min(ends), max(*ends, 1.02 * min(ends))
    margin = (high / low) ** 0.06
    first, last = float(reading.n[0]), float(reading.n[-1])
    right = last * (look.reach if law is not None else 1.5)
    left = first / (right / first) ** 0.03
    return Window((left, right), (low / margin, high * margin), look.layout)


def _level_layers(reading: CurveReading, law: Law | None, window: Window) -> list[Any]:
    """Return the horizontal levels and their labels at the right, no two labels overlapping."""
    import altair as alt

    width = window.layout.width
    layers: list[Any] = []
    labels: list[Label] = []

    def say(text: str, row: float, colour: str) -> None:
        labels.append(Label(text, width - 16, row, colour))

    def line(error: float, colour: str, dash: list[int]) -> None:
        mark = alt.Chart(pd.DataFrame({"y": [error]})).mark_rule(
            color=colour, strokeWidth=1.5, strokeDash=dash, clip=True
        )
        layers.append(mark.encode(alt.Y("y:Q")))

    zero, zero_label = _zero_shot(reading, window)
    if reading.direct:
        line(reading.direct.mean, INK.direct, [1, 0])
        row = window.row(reading.direct.mean)
        above = reading.last <= reading.direct.mean
        if zero_label and abs(zero_label[0].y - row) < 22:
            # One label on either side, so that neither lies on the line.
            above = zero_label[0].y >= row
            zero_label = [replace(zero_label[0], y=row + 11 if above else row - 11)]
        text = f"direct learning, n = 0: {value(reading.direct.mean)}"
        say(text, row - 11 if above else row + 11, INK.direct)
    gap = _gap(law)
    if gap is not None and law is not None and gap.high > window.y[0]:
        sure = rests_on_points(law, "C")
        inside = gap.estimate > window.y[0]
        if sure and inside:
            line(gap.estimate, INK.gap, [2, 3])
        text = f"transfer gap C: {value(gap.estimate) if sure else 'not determined'}"
        row = window.row(max(gap.estimate, window.y[0]))
        say(text, row + 12, INK.gap)
        layers += _gap_interval(gap, window, dot=sure and inside)
    elif gap is not None:
        text = f"transfer gap C lies below: {span(gap.low, gap.high, like=gap.estimate)}"
        say(text, window.layout.height - 10, INK.gap)
    return [*layers, *zero, *label_layers([*labels, *zero_label], window.layout)]


def _gap(law: Law | None) -> Estimate | None:
    """Return the transfer gap, where the law falls to it and no larger network does better."""
    if law is None or doubts(law) & {"no_decay", CAPACITY_LIMITED}:
        return None
    return law.parameters.get("C")


def _gap_interval(gap: Estimate, window: Window, *, dot: bool) -> list[Any]:
    """Return a bar at the right edge from the low to the high end of C."""
    import altair as alt

    low = max(gap.low, window.y[0]) if np.isfinite(gap.low) else window.y[0]
    high = min(gap.high, window.y[1]) if np.isfinite(gap.high) else window.y[1]
    x = fixed("X", window.layout.width - 5)
    frame = pd.DataFrame({"low": [low], "high": [high], "y": [gap.estimate]})
    bar = alt.Chart(frame).mark_rule(color=INK.gap, strokeWidth=5, opacity=0.45)
    layers: list[Any] = [bar.encode(x, alt.Y("low:Q"), alt.Y2("high"))]
    if dot:
        mark = alt.Chart(frame).mark_circle(color=INK.gap, size=44, opacity=1)
        layers.append(mark.encode(x, alt.Y("y:Q")))
    return layers


def _zero_shot(reading: CurveReading, window: Window) -> tuple[list[Any], list[Label]]:
    """Return the line of zero-shot prediction and its label; neither outside the window."""
    import altair as alt

    zero = reading.zero_shot
    zero = zero[(zero["error"] >= window.y[0]) & (zero["error"] <= window.y[1])]
    if zero.empty:
        return [], []
    frame = pd.DataFrame({"x": zero["n"], "y": zero["error"]})
    frame["tip"] = [
        f"zero-shot, n = {count(n)}: {value(e)}"
        for n, e in zip(frame["x"], frame["y"], strict=True)
    ]
    line = alt.Chart(frame).mark_line(color=INK.zero_shot, strokeWidth=1.5, strokeDash=[1, 0])
    mark = alt.Chart(frame).mark_point(
        shape="diamond", filled=True, color=INK.zero_shot, size=34, opacity=1
    )
    last = zero.iloc[-1]
    x, y = window.column(float(last["n"])), window.row(float(last["error"]))
    text = f"zero-shot: {value(float(last['error']))}"
    room = window.layout.width - x > 130
    label = Label(text, x + 9, y, INK.zero_shot, "left")
    if not room:
        label = Label(text, window.layout.width - 16, y - 13, INK.zero_shot)
    layers = [
        line.encode(alt.X("x:Q"), alt.Y("y:Q")),
        mark.encode(alt.X("x:Q"), alt.Y("y:Q"), alt.Description("tip:N")),
    ]
    return layers, [label]


def _key(reading: CurveReading, law: Law | None, level: float) -> list[Key]:
    several = int(reading.replicates.max()) > 1
    text = "mean ± standard error" if several else "measured error"
    named = text if reading.method == FINE_TUNE else f"{reading.method}: {text}"
    entries = [Key("point", INK.law, named)]
    if several and not reading.points.empty:
        entries.append(Key("dot", INK.point, "one replicate"))
    if law is not None:
        share = f"{100 * level:g} %"
        entries += [
            Key("line", INK.law, "law"),
            Key("dash", INK.law, "beyond the data"),
            Key("area", INK.band, f"{share} band, mean"),
            Key("area", INK.new_run, f"{share} band, new run"),
        ]
    return entries
