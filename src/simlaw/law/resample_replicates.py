"""Resampling of whole replicates, vectorised over the resamples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.law.points import Points
from simlaw.law.replicate_spread import spread_of, weighed

Floats = npt.NDArray[np.float64]


MANY = 2000
"""With more replicates than this, resampled means are normal for every purpose."""


def resample_means(points: Points, resamples: int, rng: np.random.Generator) -> Floats:
    """Mean curves of resampled replicates, shape (resamples, k).

    A replicate is drawn with all its sizes at once, so whatever the sizes of one replicate share
    (test set, order of samples) stays paired. Deviations are widened by ``sqrt(R / (R - 1))``,
    which makes the variance of the resampled means unbiased. Without replicates the points are
    redrawn normally from their standard errors.
    """
    if points.noise is not None:
        return np.asarray(points.mean * np.exp(points.noise.draw(resamples, rng)))
    if not points.replicated:
        scale = np.zeros(points.n.size) if points.stderr is None else points.stderr
        drawn = points.mean + scale * rng.standard_normal((resamples, points.n.size))
        return np.asarray(np.maximum(drawn, 1e-3 * points.mean))
    count = points.replicates
    if count > MANY:
        covariance = np.cov(np.nan_to_num(points.rows - points.mean), rowvar=False) / count
        drawn = rng.multivariate_normal(points.mean, covariance, size=resamples, method="eigh")
        return np.asarray(np.maximum(drawn, 1e-3 * points.mean))
    if weighed(~np.isnan(points.rows)):
        # Plain means of resampled rows would undo the weighing of what is missing.
        spread = spread_of(points.rows, points.mean)
        relative = np.outer(spread.scale, spread.scale) * spread.of_means()
        covariance = relative * np.outer(points.mean, points.mean)
        drawn = rng.multivariate_normal(points.mean, covariance, size=resamples, method="eigh")
        return np.asarray(np.maximum(drawn, 1e-3 * points.mean))
    weights = rng.multinomial(count, np.full(count, 1.0 / count), size=resamples).astype(float)
    present = ~np.isnan(points.rows)
    deviation = np.where(present, points.rows - points.mean, 0.0)
    total = weights @ present
    shift = (weights @ deviation) / np.where(total > 0, total, 1.0)
    widened = points.mean + shift * np.sqrt(count / (count - 1))
    return np.asarray(np.maximum(widened, 1e-3 * points.mean))
