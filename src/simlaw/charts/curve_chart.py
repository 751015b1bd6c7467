"""A learning curve at one m, with its law: `plot_curve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlaw.charts.curve_and_law import draw_curve_and_law
from simlaw.charts.look import PLAIN, X_TITLE, Look, titled
from simlaw.decide.curve_reading import error_title, no_trial, read_curve
from simlaw.errors import InputError
from simlaw.law import Law, LearningCurve
from simlaw.law.curve import FINE_TUNE

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot_curve"]


def plot_curve(
    curve: LearningCurve,
    law: Law | None = None,
    *,
    m: int | None = None,
    method: str = FINE_TUNE,
    level: float | None = None,
    look: Look = PLAIN,
) -> alt.LayerChart:
    """Draw the error against n on logarithmic axes, with the law and what it forecasts.

    Shown are single replicates (faint), their mean with one standard error, the law (dashed
    beyond the data) with the band of the mean curve and of a new run, the levels of direct
    learning and of zero-shot prediction, and the transfer gap C with its interval.

    Parameters
    ----------
    curve
        The learning curve.
    law
        The law fitted to it; without one the points are drawn alone.
    m
        Which m of the curve; the largest by default.
    method
        Which transfer method of the curve.
    level
        Probability of the bands; that of the law's intervals by default.
    look
        Titles, how far beyond the data the law is drawn, and size.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InputError
        If the curve has no trial of the method, or every error is zero.
    """
    reading = read_curve(curve, m, method)
    if reading is None:
        raise InputError(f"The curve has {no_trial(method)} yet, so there is nothing to draw.")
    look = titled(look, X_TITLE, error_title(curve, reading.m))
    return draw_curve_and_law(reading, law, level, look)
