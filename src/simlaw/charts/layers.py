"""The layers that charts of learning curves are put together from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlaw.charts.look import INK, Layout
from simlaw.decide.curve_reading import CurveReading
from simlaw.law import Law
from simlaw.printed_numbers import count, value

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "Window",
    "band_layers",
    "forecast_table",
    "law_layers",
    "mean_layers",
    "over",
    "point_layers",
    "shown_replicates",
]

_MOST_POINTS = 600
_MOST_SIZES = 60


@dataclass(frozen=True)
class Window:
    """The stretch of n and of error that a plot shows."""

    x: tuple[float, float]
    y: tuple[float, float]
    layout: Layout

    def row(self, error: float) -> float:
        """Return the pixel row of an error."""
        low, high = (math.log(end) for end in self.y)
        return self.layout.height * (high - math.log(error)) / (high - low)

    def column(self, n: float) -> float:
        """Return the pixel column of a size."""
        low, high = (math.log(end) for end in self.x)
        return self.layout.width * (math.log(n) - low) / (high - low)


def forecast_table(reading: CurveReading, law: Law, reach: float, level: float) -> pd.DataFrame:
    """Return the law on a grid of n: mean, band of the mean, band of a new run."""
    first, last = float(reading.n[0]), float(reading.n[-1])
    inside = np.geomspace(first, last, 60) if last > first else np.array([last])
    beyond = np.geomspace(last, last * reach, 60)[1:]
    n = np.concatenate([inside, beyond])
    mean = law.forecast(n, level=level, band="mean")
    new = law.forecast(n, level=level, band="new-run")
    return pd.DataFrame(
        {
            "x": n,
            "y": np.asarray(mean.mean),
            "mean_low": np.asarray(mean.low),
            "mean_high": np.asarray(mean.high),
            "new_low": np.asarray(new.low),
            "new_high": np.asarray(new.high),
        }
    )


def band_layers(bands: pd.DataFrame, last: float, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the band of a new run, that of the mean on it, and the line where data end."""
    import altair as alt

    layers = []
    for low, high, colour in (
        ("new_low", "new_high", INK.new_run),
        ("mean_low", "mean_high", INK.band),
    ):
        area = alt.Chart(bands).mark_area(color=colour, opacity=1, clip=True, line=False)
        layers.append(area.encode(x=x, y=over(y, low), y2=alt.Y2(high)))
    layers.append(
        alt.Chart(pd.DataFrame({"x": [last]}))
        .mark_rule(color="#FFFFFF", strokeWidth=1.5, opacity=0.9)
        .encode(alt.X("x:Q"))
    )
    return layers


def over(axis: alt.Y, field: str) -> alt.Y:
    """Return an axis over another column of the same scale."""
    copied = axis.copy()
    copied.shorthand = f"{field}:Q"
    return copied


def point_layers(reading: CurveReading, window: Window, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the single replicates, faint; nothing where there is one only."""
    import altair as alt

    if int(reading.replicates.max()) < 2 or reading.points.empty:
        return []
    kept = shown_replicates(reading)
    points = reading.points[reading.points["replicate"].isin(kept)]
    frame = pd.DataFrame({"x": points["n"], "y": points["error"]})
    inside = frame[(frame["y"] >= window.y[0]) & (frame["y"] <= window.y[1])]
    mark = alt.Chart(inside).mark_circle(color=INK.point, size=12, opacity=0.22, clip=True)
    return [mark.encode(x=x, y=y)]


def shown_replicates(reading: CurveReading) -> list[Any]:
    """Return the replicates that are drawn: all, or the first ones where there are many."""
    names = sorted(reading.points["replicate"].unique().tolist())
    return names[: max(1, _MOST_POINTS // max(1, len(reading.n)))]


def law_layers(
    bands: pd.DataFrame, last: float, x: alt.X, y: alt.Y, colour: str = INK.law
) -> list[alt.Chart]:
    """Return the law: a line through the data, dashed beyond them."""
    import altair as alt

    parts = ((bands[bands["x"] <= last], [1, 0]), (bands[bands["x"] >= last], [6, 5]))
    return [
        alt.Chart(part)
        .mark_line(color=colour, strokeWidth=2.25, strokeDash=dash, clip=True)
        .encode(x=x, y=y)
        for part, dash in parts
    ]


def mean_layers(
    reading: CurveReading, x: alt.X, y: alt.Y, colour: str = INK.law, size: int = 56
) -> list[alt.Chart]:
    """Return the means with their standard errors, each with its numbers as description."""
    import altair as alt

    chosen = np.arange(len(reading.n))
    if chosen.size > _MOST_SIZES:
        even = np.geomspace(reading.n[0], reading.n[-1], _MOST_SIZES)
        chosen = np.unique(np.clip(np.searchsorted(reading.n, even), 0, chosen.size - 1))
    frame = pd.DataFrame(
        {
            "x": reading.n[chosen],
            "y": reading.mean[chosen],
            "low": (reading.mean - reading.stderr)[chosen],
            "high": (reading.mean + reading.stderr)[chosen],
        }
    )
    frame["tip"] = [
        f"n = {count(n)}: {value(e)}" + (f" ± {value(s, like=e)}" if np.isfinite(s) else "")
        for n, e, s in zip(
            reading.n[chosen], reading.mean[chosen], reading.stderr[chosen], strict=True
        )
    ]
    layers = []
    if np.isfinite(frame["low"]).any():
        bars = alt.Chart(frame.dropna()).mark_rule(color=colour, strokeWidth=2, clip=True)
        layers.append(bars.encode(x=x, y=over(y, "low"), y2=alt.Y2("high")))
    points = alt.Chart(frame).mark_point(
        filled=True, fill="white", stroke=colour, strokeWidth=2, size=size, opacity=1
    )
    layers.append(points.encode(x, y, alt.Description("tip:N")))
    return layers
