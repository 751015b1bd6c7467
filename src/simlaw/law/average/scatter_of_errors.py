"""How the errors scatter: the noise of the mean curve and of a new run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.average.departures import DENSE
from simlaw.law.average.search_shapes import Noise
from simlaw.law.average.shared_offset import Offset, common_share
from simlaw.law.new_materials.noise_of_means import MeanNoise
from simlaw.law.points import Points
from simlaw.law.replicate_spread import Spread, spread_of

Floats = npt.NDArray[np.float64]

PLAIN_FACTOR, PLAIN_FREEDOM = 0.002, 0.5
"""Weak prior of the relative noise of single points: half an observation of 0.2 percent."""

PLAIN_TRUST, DENSE_TRUST = 0.85, 0.65
"""Power of the likelihood of single points, whose noise is not known, and of those that lie dense:
they tell less than as many independent ones would."""

LEAST_FREEDOM = 4
"""Least degrees of freedom of the scatter of replicates, as it is pooled over sizes."""


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
    trust = DENSE_TRUST if points.n.size > DENSE else PLAIN_TRUST
    noise = Noise(np.diag(relative), PLAIN_FACTOR, PLAIN_FREEDOM, trust)
    return Scatter(noise, Offset(), 0.0, 0.0, np.empty(0))


def _from_rows(points: Points) -> Scatter:
    mean = points.mean
    spread = spread_of(points.rows, mean)
    if points.noise is not None:
        return _from_materials(points, points.noise, spread)
    scale, correlation = spread.scale, spread.correlation
    if spread.complete:
        replicates = float(points.replicates)
        share = common_share(correlation) / replicates
        of_means = correlation / replicates
    else:
        of_means = spread.of_means()
        share = common_share(of_means)
        # Where replicates have a few sizes each, a size has fewer of them than there are.
        typical = float(np.diag(spread.shared).mean())
        replicates = typical if spread.overlapping else float(points.replicates)
    covariance = np.outer(scale, scale) * (of_means - share)
    covariance += np.diag(np.full(mean.size, 1e-6 * np.mean(np.diag(covariance)) + 1e-12))
    last, pooled = _of_rows(spread)
    # Two or three replicates say little of the scatter; that sizes have similar scatter says more.
    freedom = max(replicates - 1.0, float(LEAST_FREEDOM))
    offset = Offset(last * np.sqrt(share), spread.power, max(replicates - 1.0, 1.0))
    return Scatter(Noise(covariance, 1.0, freedom), offset, last, spread.power, pooled)


def _from_materials(points: Points, noise: MeanNoise, spread: Spread) -> Scatter:
    """The noise of the means for new materials; that of a new run is still the replicates'."""
    scale = np.sqrt(np.maximum(np.diag(noise.covariance), 1e-12))
    correlation = noise.covariance / np.outer(scale, scale)
    correlation += np.diag(np.full(scale.size, 1e-6))
    share = common_share(correlation)
    covariance = np.outer(scale, scale) * (correlation - share)
    covariance += np.diag(np.full(scale.size, 1e-6 * np.mean(scale**2) + 1e-12))
    error = np.log(points.mean / points.mean[-1])
    along = error - error.mean()
    slope = np.sum(along * np.log(scale)) / (np.sum(along**2) + 0.05)
    freedom = max(noise.freedom, float(LEAST_FREEDOM))
    offset = Offset(float(scale[-1] * np.sqrt(share)), float(np.clip(slope, -1, 1)), freedom)
    own, residuals = _of_rows(spread)
    return Scatter(Noise(covariance, 1.0, freedom), offset, own, spread.power, residuals)


def _of_rows(spread: Spread) -> tuple[float, Floats]:
    """Relative scatter of one replicate at n_max, and the standardised deviations of all."""
    pooled = (spread.deviation / spread.scale)[spread.present]
    pooled = pooled / np.sqrt(np.mean(pooled**2))
    return float(np.sqrt(0.5 * (spread.scale[-1] ** 2 + spread.smooth[-1]))), pooled


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
