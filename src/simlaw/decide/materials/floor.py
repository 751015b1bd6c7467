"""The floor that the noise of measurement puts under every error, from repeated measurements.

A perfect predictor is tested on values that are measured, and so errs by their noise. Materials
with several rows show it: the spread of their values is that of one measurement. The floor is the
error of a perfect predictor on values as noisy as the table's, drawn: for every material a spread
of one of the repeated ones at random, over the root of its own number of rows. So it lets materials
differ in their noise, and takes those that were measured once for as noisy as those that were
measured again. The transfer gap C contains it. Noise is normal within a material; the floor of the
mean absolute and the root mean square error is then right on average, and that of quantiles and
shares a little wide where spreads are of two rows each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from simlaw.law.estimate import Estimate
from simlaw.metrics import METRICS

Floats = npt.NDArray[np.float64]

FEWEST = 10
"""Fewest materials with repeated measurements from which a floor is drawn."""

DRAWS = 1000
"""Draws of the floor."""

BELOW, UNSURE, ABOVE = "below", "unsure", "above"


@dataclass(frozen=True, eq=False)
class Repeats:
    """What repeated measurements say.

    Attributes
    ----------
    spread
        Sample standard deviation of each material's rows, on the study's scale, float64 of shape
        (N,); NaN for a single row.
    count
        Rows of each, int64 of shape (N,).
    middle
        Whether rows were joined by the median, whose noise is larger than the mean's.
    """

    spread: Floats
    count: npt.NDArray[np.int64]
    middle: bool = True

    @property
    def repeated(self) -> npt.NDArray[np.bool_]:
        """Which materials have several rows, bool of shape (N,)."""
        return (self.count > 1) & np.isfinite(self.spread)


@dataclass(frozen=True, eq=False)
class Floor:
    """The error of a perfect predictor.

    Attributes
    ----------
    estimate
        With its interval.
    metric, unit
        Of which error, and its unit.
    materials, rows
        Materials with repeated measurements, and their rows.
    alike
        Of these materials, those whose rows agree exactly: rounded alike, or copied from one
        another. They count as measured without noise, which makes the floor too low if copied.
    apart
        The floor without those, an upper estimate; NaN where too few are left.
    """

    estimate: Estimate
    metric: str
    unit: str
    materials: int
    rows: int
    alike: int
    apart: float = math.nan

    def verdict(self, error: float) -> str:
        """Whether an error is `BELOW` the noise of measurement, `ABOVE` it, or that is `UNSURE`."""
        if error < self.estimate.low:
            return BELOW
        return ABOVE if error > self.estimate.high else UNSURE


def measurement_floor(
    repeats: Repeats, *, metric: str = "mae", unit: str = "", level: float = 0.9, seed: int = 0
) -> Floor | None:
    """Return the floor under an error; None with fewer than `FEWEST` repeated materials.

    Parameters
    ----------
    repeats
        Of the measured table.
    metric
        A name in `simlaw.metrics.METRICS`. What is about order has no floor of this kind: None.
    unit
        Of the error.
    level
        Of the interval, which is about which materials were measured again.
    seed
        Of the draws.
    """
    known = np.flatnonzero(repeats.repeated)
    if known.size < FEWEST or metric.startswith(("spearman", "missed-")):
        return None
    rng = np.random.default_rng(seed)
    spread = repeats.spread[known]
    if metric != "rmse":
        # A small sample's deviation falls short of the true one, and its square does not.
        spread = spread / _short(repeats.count[known])
    share = _of_joined(repeats.count, repeats.middle)
    of = METRICS[metric].of
    draws = np.array([_once(rng, spread, share, of) for _ in range(DRAWS)])
    alike = repeats.spread[known] == 0
    apart = float("nan")
    if (~alike).sum() >= FEWEST:
        apart = float(np.median([_once(rng, spread[~alike], share, of) for _ in range(DRAWS // 5)]))
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return Floor(
        Estimate(float(middle), float(low), float(high), level),
        metric,
        unit,
        int(known.size),
        int(repeats.count[known].sum()),
        int(alike.sum()),
        apart,
    )


def _once(rng: np.random.Generator, spread: Floats, share: Floats, of: object) -> float:
    """The error of a perfect predictor on one drawn table."""
    assert callable(of)
    # The repeated materials are drawn first: another table would have measured others again.
    others = spread[rng.integers(0, spread.size, spread.size)]
    # Of few materials the noise is averaged over as many tables, so that draws differ by what is
    # not known and not by chance.
    times = -(-5000 // share.size)
    wide = others[rng.integers(0, spread.size, (times, share.size))] * share
    noise = rng.standard_normal(wide.shape) * wide
    flat = noise.reshape(-1)
    return float(of(flat, np.zeros_like(flat)))


def _short(count: npt.NDArray[np.int64]) -> Floats:
    """The factor c4 by which a sample standard deviation of normal numbers is too small."""
    k = count.astype(np.float64)
    return np.asarray(np.sqrt(2 / (k - 1)) * np.exp(gammaln(k / 2) - gammaln((k - 1) / 2)))


def _of_joined(count: npt.NDArray[np.int64], middle: bool) -> Floats:
    """Deviation of a joined value over that of one row."""
    k = count.astype(np.float64)
    # The median of many normal numbers is less sure by pi / 2; of two it is their mean.
    loss = np.where(k > 2, 1 + (np.pi / 2 - 1) * (1 - 2 / np.maximum(k, 2)), 1.0)
    return np.sqrt((loss if middle else 1.0) / k)


def on_log_scale(spread: Floats, values: Floats) -> Floats:
    """Spreads on the decimal logarithm of values, by the slope there.

    Parameters
    ----------
    spread, values
        In one unit, float64 of shape (N,).
    """
    return np.asarray(spread / np.abs(values) / np.log(10))
