"""How replicates scatter from size to size, and the best mean where some sizes are missing.

A replicate raises or lowers all its errors together. Where every replicate has all sizes, the mean
of each size is best. Where some were measured at a few sizes only, a plain mean of each size would
compare different replicates; generalised least squares with the covariance that the replicates show
moves the mean of a size by what its replicates are known to be off by at the others (Schaden and
Ullmann 2020, doi 10.1137/19M1263534).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

VARIANCE_PRIOR = 8.0
"""Weight, in replicates, of the variance smoothed over sizes against each size's own."""

SHRINK = 3.0
"""Weight, in replicates for each size, of the smooth correlation against the measured one."""

MOST_KINDS = 400
"""With more distinct sets of sizes than this, replicates miss sizes by accident: plain means."""

ROUNDS = 2
"""Of the mean, which the relative deviations are relative to."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Scatter of replicates about a mean curve, relative to it.

    Attributes
    ----------
    present
        Which sizes each replicate has, bool of shape (R, k).
    deviation
        Relative deviations, 0 where there is none, shape (R, k).
    shared
        Number of replicates that two sizes have in common, shape (k, k).
    scale
        Standard deviation of one replicate at each size, shape (k,).
    smooth
        Its square as a power of the error alone, shape (k,).
    power
        How the scale follows the error.
    correlation
        Between sizes, shape (k, k).
    """

    present: npt.NDArray[np.bool_]
    deviation: Floats
    shared: Floats
    scale: Floats
    smooth: Floats
    power: float
    correlation: Floats

    @property
    def complete(self) -> bool:
        """Whether every replicate has every size."""
        return bool(self.present.all())

    @property
    def overlapping(self) -> bool:
        """Whether any replicate has two sizes."""
        return bool((self.present.sum(axis=1) > 1).any())

    def precision(self) -> Floats:
        """Precision of the best means in units of `scale`, shape (k, k)."""
        return sum_of_precisions(self.correlation, *patterns_of(self.present))

    def of_means(self) -> Floats:
        """Covariance of the means of `best_mean` in units of `scale`, shape (k, k)."""
        if not weighed(self.present):
            counts = np.diag(self.shared)
            return np.asarray(self.correlation * self.shared / np.outer(counts, counts))
        return np.asarray(np.linalg.inv(self.precision()))


def weighed(present: npt.NDArray[np.bool_]) -> bool:
    """Whether replicates with these sizes (R, k) are weighed, rather than averaged plainly."""
    if present.all() or present.shape[1] < 2 or not (present.sum(axis=1) > 1).any():
        return False
    return len(patterns_of(present)[0]) <= MOST_KINDS


def patterns_of(
    present: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """Return the distinct sets of sizes (P, k), and how many replicates have each (P,)."""
    kinds, counts = np.unique(present, axis=0, return_counts=True)
    return kinds, counts


def precision_of(correlation: Floats, pattern: npt.NDArray[np.bool_]) -> Floats:
    """What one replicate with these sizes tells of the means of all, shape (k, k)."""
    told = np.zeros_like(correlation)
    here = np.flatnonzero(pattern)
    told[np.ix_(here, here)] = np.linalg.inv(correlation[np.ix_(here, here)])
    return told


def sum_of_precisions(
    correlation: Floats, patterns: npt.NDArray[np.bool_], counts: npt.NDArray[np.intp]
) -> Floats:
    """What replicates with these sets of sizes tell together, shape (k, k)."""
    told = np.zeros_like(correlation)
    for pattern, count in zip(patterns, counts, strict=True):
        told += count * precision_of(correlation, pattern)
    return told


def best_mean(rows: Floats) -> Floats:
    """Mean error at each size (k,) of replicates (R, k), NaN where one has no error.

    The mean of each size where no replicate lacks any, or none has two.
    """
    mean = np.asarray(np.nanmean(rows, axis=0), dtype=np.float64)
    present = ~np.isnan(rows)
    if not weighed(present):
        return mean
    for _ in range(ROUNDS):
        spread = spread_of(rows, mean)
        pulled = np.zeros(mean.size)
        kinds, which = np.unique(present, axis=0, return_inverse=True)
        standard = spread.deviation / spread.scale
        for index, pattern in enumerate(kinds):
            total = standard[which.reshape(-1) == index].sum(axis=0)
            pulled += precision_of(spread.correlation, pattern) @ total
        shift = spread.scale * np.linalg.solve(spread.precision(), pulled)
        mean = mean * np.exp(np.clip(shift, -0.5, 0.5))
    return mean


def spread_of(rows: Floats, mean: Floats) -> Spread:
    """Return the scatter of rows (R, k) about a mean curve (k,)."""
    present = ~np.isnan(rows)
    deviation = np.where(present, rows / mean - 1.0, 0.0)
    shared = present.T.astype(float) @ present
    counts = np.diag(shared)
    # Centred on the replicates that two sizes share: the weighing shall not feed on itself.
    sums = deviation.T @ present
    centred = deviation.T @ deviation - sums * sums.T / np.maximum(shared, 1.0)
    product = centred / np.maximum(shared - 1.0, 1.0)
    own = np.maximum(np.diag(product), 1e-12)
    smooth, power = _smooth_variance(own, counts, mean)
    weight = np.maximum(counts - 1, 0)
    variance = (weight * own + VARIANCE_PRIOR * smooth) / (weight + VARIANCE_PRIOR)
    correlation = _correlation(product / np.sqrt(np.outer(own, own)), shared)
    return Spread(present, deviation, shared, np.sqrt(variance), smooth, power, correlation)


def _smooth_variance(own: Floats, counts: Floats, mean: Floats) -> tuple[Floats, float]:
    """Relative variances as a power of the error, and that power for the spread."""
    weight = np.maximum(counts - 1.0, 0.01)
    logs = np.log(own)
    error = np.log(mean / mean[-1])
    centre = np.sum(weight * error) / weight.sum()
    height = np.sum(weight * logs) / weight.sum()
    along = error - centre
    # A prior of standard deviation 1 on the power keeps flat curves from deciding it.
    slope = np.sum(weight * along * (logs - height)) / (np.sum(weight * along**2) + 0.5)
    slope = float(np.clip(slope, -3.0, 3.0))
    # The mean of log chi-square is below the log of its mean by about 1 / freedom.
    bias = 1.0 / np.maximum(np.mean(weight), 1.0)
    return np.exp(height + slope * along + bias), slope / 2


def _correlation(raw: Floats, shared: Floats) -> Floats:
    """Correlation between sizes, shrunk to one value for each distance in the list of sizes.

    A pair of sizes counts by the number of replicates that have both.
    """
    k = raw.shape[0]
    grid = np.arange(k)
    lag = np.abs(grid[:, None] - grid[None, :])
    off = lag > 0
    most = max(float(shared[off].max()), 1.0)
    count = shared / most
    overall = float(np.sum((raw * count)[off]) / max(float(count[off].sum()), 1e-9))
    by_lag = np.ones(k)
    for distance in range(1, k):
        here = lag == distance
        total, number = float((raw * count)[here].sum()), float(count[here].sum())
        by_lag[distance] = (total / 2 + 3 * overall) / (number / 2 + 3)
    target = by_lag[lag]
    share = SHRINK * k / (shared + SHRINK * k)
    mixed = (1 - share) * raw + share * target
    values, vectors = np.linalg.eigh(np.clip(mixed, -0.99, 1.0))
    fixed = (vectors * np.maximum(values, 1e-3)) @ vectors.T
    scale = np.sqrt(np.diag(fixed))
    return np.asarray(fixed / np.outer(scale, scale))
