"""What doubling a database brings to several properties, a line each: `plot_gains`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from simlaw.charts.look import INK, PLAIN, Look, themed, titled
from simlaw.errors import InputError
from simlaw.law import Estimate
from simlaw.law.answers.gain import percent_span

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot_gains"]

ROW = 34
"""Height of a line, in pixels."""

MOST_LETTERS = {False: 40, True: 16}
"""Letters of a name that are shown, on wide and on narrow pictures; a table has all of them."""


def plot_gains(
    gains: Mapping[str, Estimate], worth: float, *, look: Look = PLAIN
) -> alt.LayerChart:
    """Draw the fall of the error by doubling the database, with its interval, for each property.

    Parameters
    ----------
    gains
        Shares of the error by name of the property, as `simlaw.law.Law.gain` gives them.
    worth
        The share from which it is worth it, drawn as a dashed line.
    look
        Title of the horizontal axis, and width; the height follows the number of properties.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InputError
        If there is no gain to draw.

    Examples
    --------
    >>> gains = {"density": Estimate(0.03, 0.01, 0.05, 0.9)}
    >>> type(plot_gains(gains, 0.02)).__name__
    'LayerChart'
    """
    import altair as alt

    if not gains:
        raise InputError("No property has a law, so there is no gain to draw.")
    look = titled(look, "fall of the error by doubling the database, in percent", "")
    most = MOST_LETTERS[look.layout.narrow]
    names = [_short(name, place, most) for place, name in enumerate(gains)]
    frame = pd.DataFrame(
        {
            "name": names,
            "gain": [100 * one.estimate for one in gains.values()],
            "low": [100 * one.low for one in gains.values()],
            "high": [100 * one.high for one in gains.values()],
            "tip": [_told(name, one) for name, one in gains.items()],
        }
    )
    low = min(float(frame["low"].min()), 0.0)
    high = max(float(frame["high"].max()), 100 * worth)
    room = 0.04 * max(high - low, 0.1)
    scale = alt.Scale(domain=[low - room, high + room], nice=False)
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=300, grid=False))
    x = alt.X("low:Q", scale=scale, title=look.x_title, axis=alt.Axis(grid=True, titlePadding=10))
    base = alt.Chart(frame)
    marks: list[Any] = [
        _upright(0.0, scale, INK.quiet, []),
        _upright(100 * worth, scale, INK.direct, [5, 4]),
        base.mark_rule(color=INK.law, strokeWidth=2.25).encode(x=x, x2="high:Q", y=y),
        base.mark_point(
            shape="circle", filled=True, fill="white", stroke=INK.law, strokeWidth=2, size=70,
            opacity=1,
        ).encode(x=alt.X("gain:Q", scale=scale, title=look.x_title), y=y, description="tip:N"),
    ]  # fmt: skip
    chart = alt.layer(*marks).properties(width=look.layout.width, height=ROW * len(names))
    return themed(chart)  # type: ignore[no-any-return]


def _upright(at: float, scale: alt.Scale, colour: str, dash: list[int]) -> Any:
    import altair as alt

    line = alt.Chart(pd.DataFrame({"low": [at]}))
    return line.mark_rule(color=colour, strokeWidth=1.2, strokeDash=dash or [1, 0]).encode(
        x=alt.X("low:Q", scale=scale)
    )


def _short(name: str, place: int, most: int) -> str:
    """A name fit for an axis; names that share their beginning are told apart by their place."""
    if len(name) <= most:
        return name
    return f"{name[:most]}… ({place + 1})"


def _told(name: str, gain: Estimate) -> str:
    middle, around = percent_span(gain.estimate, gain.low, gain.high)
    return f"{name}: {middle} ({around})"
