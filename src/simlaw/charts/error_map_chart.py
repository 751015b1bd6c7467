"""The error over n and m as lines of equal error: `plot_error_map`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlaw.charts.axes import x_axis, y_axis
from simlaw.charts.labels import Label, label_layers
from simlaw.charts.layers import Window
from simlaw.charts.look import INK, PLAIN, X_TITLE, Look, shades, themed, titled
from simlaw.decide.error_map import ErrorMap, error_map
from simlaw.law import JointLaw
from simlaw.printed_numbers import count, target, value, with_unit

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot_error_map"]

Y_TITLE = "measurements used for fine-tuning, m"


def plot_error_map(
    law: JointLaw | ErrorMap,
    *,
    unit: str = "",
    look: Look = PLAIN,
) -> alt.LayerChart:
    """Draw lines of equal error over n and m, on logarithmic axes, with the pairs studied.

    Each line is labelled with its error; along it, simulations are exchanged for measurements. What
    lies beyond the pairs studied (circles) is a forecast.

    Parameters
    ----------
    law
        A joint law, or the map that `simlaw.decide.error_map` made of one.
    unit
        Unit of the errors.
    look
        Titles and size.

    Returns
    -------
    altair.LayerChart
    """
    import altair as alt

    shown = law if isinstance(law, ErrorMap) else error_map(law)
    look = titled(look, X_TITLE, Y_TITLE)
    layout = look.layout
    window = Window(
        (float(shown.n[0]) / 1.2, float(shown.n[-1]) * 1.2),
        (float(shown.m[0]) / 1.2, float(shown.m[-1]) * 1.2),
        layout,
    )
    x = x_axis(look.x_title, *window.x, layout)
    y = y_axis(look.y_title, *window.y, layout)
    layers: list[Any] = []
    labels: list[Label] = []
    for colour, line in zip(shades(len(shown.lines)), shown.lines, strict=True):
        frame = pd.DataFrame({"x": line.n, "y": line.m, "order": np.arange(line.n.size)})
        mark = alt.Chart(frame).mark_line(color=colour, strokeWidth=2.25, clip=True)
        layers.append(mark.encode(x=x, y=y, order=alt.Order("order:Q")))
        # Right of the upper end: from there the line goes down, out of the label's way.
        place = (window.column(float(line.n[-1])) + 7, window.row(float(line.m[-1])) - 5)
        labels.append(Label(with_unit(target(line.error), unit), *place, colour, "left"))
    points = pd.DataFrame({"x": shown.points_n, "y": shown.points_m})
    points["tip"] = [
        f"n = {count(n)}, m = {count(m)}: {with_unit(value(error), unit)}"
        for n, m, error in zip(shown.points_n, shown.points_m, shown.points_error, strict=True)
    ]
    mark = alt.Chart(points).mark_point(
        filled=True, fill="white", stroke=INK.quiet, strokeWidth=1.5, size=40, opacity=1
    )
    layers.append(mark.encode(x, y, alt.Description("tip:N")))
    layers += label_layers(labels, layout)
    chart = alt.layer(*layers).properties(width=layout.width, height=layout.height)
    return themed(chart)  # type: ignore[no-any-return]
