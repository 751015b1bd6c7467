"""A law alone, with the points it was fitted to: `plot_law`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlaw.charts.curve_and_law import draw_curve_and_law
from simlaw.charts.look import PLAIN, Look, titled
from simlaw.decide.curve_reading import CurveReading
from simlaw.law import Law
from simlaw.law.curve import FINE_TUNE
from simlaw.printed_numbers import pretty_unit

if TYPE_CHECKING:
    import altair as alt

__all__ = ["plot_law"]


def plot_law(
    law: Law,
    *,
    unit: str = "",
    level: float | None = None,
    look: Look = PLAIN,
) -> alt.LayerChart:
    """Draw a law on logarithmic axes, with the points it was fitted to.

    Shown are the mean errors with one standard error where it is known, the law (dashed beyond the
    data) with the band of the mean curve and of a new run, and the transfer gap C with its
    interval. For single replicates, direct learning and zero-shot prediction, which a law does not
    know, see `simlaw.charts.plot_curve`.

    Parameters
    ----------
    law
        A law, from `simlaw.law.fit` or of a study.
    unit
        Unit of the errors.
    level
        Probability of the bands; that of the law's intervals by default.
    look
        Titles, how far beyond the data the law is drawn, and size.

    Returns
    -------
    altair.LayerChart

    Examples
    --------
    >>> from simlaw.law import fit
    >>> n = [100, 200, 400, 800, 1600]
    >>> chart = plot_law(fit(n, [2.0 * size**-0.5 + 0.1 for size in n]), unit="eV")
    >>> type(chart).__name__
    'LayerChart'
    """
    printed = pretty_unit(unit)
    look = titled(look, "samples used, n", f"error ({printed})" if printed else "error")
    return draw_curve_and_law(_points_of(law), law, level, look)


def _points_of(law: Law) -> CurveReading:
    """Return the points of a law as if they were read out of a curve."""
    nothing = np.empty(0)
    return CurveReading(
        m=0,
        method=FINE_TUNE,
        n=law.n,
        mean=law.mean,
        stderr=np.full(law.n.size, np.nan) if law.stderr is None else law.stderr,
        replicates=np.full(law.n.size, 1 if law.stderr is None else max(law.replicates, 2)),
        points=pd.DataFrame({"replicate": nothing, "n": nothing, "error": nothing}),
        direct=None,
        paired=None,
        zero_shot=pd.DataFrame({"n": nothing, "error": nothing, "stderr": nothing}),
    )
