"""The mean curves of every m with their laws: `plot_family`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simlaw.charts.axes import x_axis, y_axis
from simlaw.charts.labels import Label, label_layers
from simlaw.charts.layers import Window, forecast_table, law_layers, mean_layers
from simlaw.charts.look import PLAIN, X_TITLE, Look, shades, themed, titled
from simlaw.decide.curve_reading import error_title, no_trial, read_curve
from simlaw.errors import InputError
from simlaw.law import Law, LearningCurve
from simlaw.law.curve import FINE_TUNE
from simlaw.printed_numbers import count

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot_family"]


def plot_family(
    curve: LearningCurve,
    laws: Mapping[int, Law],
    *,
    method: str = FINE_TUNE,
    look: Look = PLAIN,
) -> alt.LayerChart:
    """Draw the mean curves of every m with their laws, one colour each.

    Parameters
    ----------
    curve
        The learning curve.
    laws
        The law of each m; an m without one is drawn as points.
    method
        Which transfer method of the curve.
    look
        Titles, how far beyond the data the laws are drawn, and size.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InputError
        If the curve has no trial of the method.
    """
    import altair as alt

    found = (read_curve(curve, int(m), method) for m in curve.ms)
    readings = [reading for reading in found if reading is not None]
    if not readings:
        raise InputError(f"The curve has {no_trial(method)} yet, so there is nothing to draw.")
    look = titled(look, X_TITLE, error_title(curve, readings[0].m))
    reach, layout = look.reach, look.layout
    ends = np.concatenate([reading.reach for reading in readings])
    far = {r.m: float(laws[r.m].predict(r.largest * reach)) for r in readings if r.m in laws}
    low, high = min(float(ends.min()), *far.values(), math.inf), float(ends.max())
    first = min(float(r.n[0]) for r in readings)
    last = max(float(r.n[-1]) for r in readings) * (reach if far else 1.5)
    margin = max(high / low, 1.1) ** 0.06
    window = Window(
        (first / (last / first) ** 0.03, last * (last / first) ** 0.12),
        (low / margin, high * margin),
        layout,
    )
    x = x_axis(look.x_title, *window.x, layout)
    y = y_axis(look.y_title, *window.y, layout)
    layers: list[Any] = []
    labels: list[Label] = []
    for colour, reading in zip(shades(len(readings)), readings, strict=True):
        law = laws.get(reading.m)
        end = (float(reading.largest), reading.last)
        if law is not None:
            bands = forecast_table(reading, law, reach, law.level)
            layers += law_layers(bands, reading.largest, x, y, colour)
            end = (reading.largest * reach, far[reading.m])
        layers += mean_layers(reading, x, y, colour, size=36)
        place = (window.column(end[0]) + 7, window.row(end[1]))
        labels.append(Label(f"m = {count(reading.m)}", *place, colour, "left"))
    layers += label_layers(labels, layout)
    chart = alt.layer(*layers).properties(width=layout.width, height=layout.height)
    return themed(chart)  # type: ignore[no-any-return]
