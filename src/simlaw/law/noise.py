"""How the errors scatter: the noise of the mean curve and of a new run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.offset import Offset, common_share
from simlaw.law.points import Points
from simlaw.law.posterior import Noise

Floats = npt.NDArray[np.float64]

PLAIN_FACTOR, PLAIN_FREEDOM = 0.003, 0.5
"""Weak prior of the relative noise of single points: half an observation of 0.3 percent."""

VARIANCE_PRIOR = 8.0
"""Weight, in replicates, of the variance smoothed over sizes against each size's own."""


LEAST_FREEDOM = 4
"""Least degrees of freedom of the scatter of replicates, as it is pooled over sizes."""

SHRINK = 3.0
"""Weight, in replicates for each size, of the smooth correlation against the measured one."""


@dataclass(frozen=True, eq=False)
class Scatter:
    """How the rows scatter around the mean curve.

    Attributes
    ----------
    noise
        Noise of the log means, without the offset.
    offset
        What the mean curve is off by at all sizes together.
    spread
        Relative standard deviation of one replicate at n_max; 0 for single points, whose
        scatter is that of the noise.
    power
        How the relative spread follows the error: spread is proportional to error**power.
    residuals
        Standardised deviations of all rows, pooled; empty for single points.
    """

    noise: Noise
    offset: Offset
    spread: float
    power: float
    residuals: Floats

    def covariance(self, mean: Floats) -> Floats:
        """Covariance of the log means (k,) with the offset, shape (k, k)."""
        profile = self.offset.profile(np.log(mean / mean[-1]))
        return np.asarray(self.noise.covariance + self.offset.scale**2 * np.outer(profile, profile))


def scatter_of(points: Points) -> Scatter:
    """Noise model of measured points: from the replicates where there are any.

    Replicates are taken as wholes: the covariance between sizes is that of their rows, shrunk
    towards smooth variances and towards one correlation for each distance between sizes, and split
    into an offset that all sizes share and the rest. Single
    points get independent relative noise of unknown size; standard errors, where given, weigh the
    points against each other.
    """
    if points.replicated and points.stderr is not None:
        return _from_rows(points)
    relative = np.ones(points.n.size)
    if points.stderr is not None:
        share = (points.stderr / points.mean) ** 2
        middle = float(np.median(share[share > 0])) if (share > 0).any() else 0.0
        if middle > 0:
            relative = (1.0 + np.clip(share / middle, 0.0, 100.0)) / 2
            relative = relative / relative[-1]
    noise = Noise(np.diag(relative), PLAIN_FACTOR, PLAIN_FREEDOM)
    return Scatter(noise, Offset(), 0.0, 0.0, np.empty(0))


def _from_rows(points: Points) -> Scatter:
    mean = points.mean
    present = ~np.isnan(points.rows)
    deviation = np.where(present, points.rows / mean - 1.0, 0.0)
    shared = present.T.astype(float) @ present
    counts = np.diag(shared)
    product = deviation.T @ deviation / np.maximum(shared - 1.0, 1.0)
    own = np.maximum(np.diag(product), 1e-12)
    smooth, power = _smooth_variance(own, counts, mean)
    weight = np.maximum(counts - 1, 0)
    variance = (weight * own + VARIANCE_PRIOR * smooth) / (weight + VARIANCE_PRIOR)
    correlation = _correlation(product / np.sqrt(np.outer(own, own)), points.replicates)
    scale = np.sqrt(variance)
    shares = shared / np.outer(counts, counts)
    share = common_share(correlation)
    # Replicates measured at some sizes only leave the rest of their offset in the noise.
    covariance = np.outer(scale, scale) * (correlation * shares - share / points.replicates)
    covariance += np.diag(np.full(mean.size, 1e-6 * np.mean(np.diag(covariance)) + 1e-12))
    pooled = (deviation / scale)[present]
    pooled = pooled / np.sqrt(np.mean(pooled**2))
    # Two or three replicates say little of the scatter; that sizes have similar scatter says more.
    freedom = float(max(points.replicates - 1, LEAST_FREEDOM))
    last = float(np.sqrt(0.5 * (variance[-1] + smooth[-1])))
    offset = Offset(last * np.sqrt(share / points.replicates), power, points.replicates - 1.0)
    return Scatter(Noise(covariance, 1.0, freedom), offset, last, power, pooled)


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


def _correlation(raw: Floats, replicates: int) -> Floats:
    """Correlation between sizes, shrunk to one value for each distance in the list of sizes."""
    k = raw.shape[0]
    grid = np.arange(k)
    lag = np.abs(grid[:, None] - grid[None, :])
    off = lag > 0
    overall = float(np.mean(raw[off]))
    by_lag = np.ones(k)
    for distance in range(1, k):
        here = raw[lag == distance]
        by_lag[distance] = (here.sum() / 2 + 3 * overall) / (here.size / 2 + 3)
    target = by_lag[lag]
    share = SHRINK * k / (replicates + SHRINK * k)
    mixed = (1 - share) * raw + share * target
    values, vectors = np.linalg.eigh(np.clip(mixed, -0.99, 1.0))
    fixed = (vectors * np.maximum(values, 1e-3)) @ vectors.T
    scale = np.sqrt(np.diag(fixed))
    return np.asarray(fixed / np.outer(scale, scale))


def new_run_scatter(scatter: Scatter, sigma: Floats, rng: np.random.Generator) -> Floats:
    """Relative deviations of one new run at n_max, one for each draw, shape (B,)."""
    if scatter.residuals.size == 0:
        return np.asarray(sigma * rng.standard_normal(sigma.size))
    freedom = scatter.noise.freedom
    wide = np.sqrt(freedom / rng.chisquare(freedom, sigma.size)) if freedom < 200 else 1.0
    picked = rng.choice(scatter.residuals, sigma.size)
    # A little smoothing, so that the pool's gaps are not taken for knowledge.
    smooth = (picked + 0.2 * rng.standard_normal(sigma.size)) / np.sqrt(1.04)
    return np.asarray(scatter.spread * wide * smooth)
