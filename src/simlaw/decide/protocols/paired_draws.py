"""Draws of several laws, put side by side as their shared replicates ask.

Runs with common random numbers share the noise of a replicate: its test set, and the order in
which target samples are added. What two runs share cancels in their difference. The laws' own
draws, which hold what the form may be wrong by as well, know nothing of each other. Here they are
paired so that they have the correlation that resampling whole replicates in all runs at once
shows, less where a law doubts more than that; each law's own distribution stays as it is (a
Gaussian copula, as Iman and Conover 1982, doi 10.1080/03610918208812265, induce rank
correlation).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simlaw.law.distribution import HORIZON
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.law import Law
from simlaw.law.points import Points
from simlaw.law.resample_replicates import resample_means

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CLOSEST = 0.995
"""Largest correlation used: what is shared is estimated, from a few replicates."""

WIDER = 1.15
"""A law's draws are up to this much wider than resampled means from the same noise: few replicates
leave their scatter unsure (Student's t). Within measured sizes 1.0 to 1.15 is found."""


def joint_fits(
    parts: Sequence[Points],
    *,
    paired: bool,
    resamples: int,
    seed: int,
    means: Sequence[Floats] | None = None,
) -> list[Floats]:
    """Fit power + offset to resampled mean curves of several runs.

    Parameters
    ----------
    parts
        Points of each run; if paired, with the same replicates in the same order.
    paired
        Whether a resample takes the same replicates in every run.
    resamples
        Number of resamples B.
    seed
        Of the resampling.
    means
        Of each run the mean curves drawn for new materials, shape (B, k); resampled replicates
        without.

    Returns
    -------
    list of numpy.ndarray
        For each run D, alpha and C, shape (B, 3).
    """
    form = PowerOffset()
    found = []
    for number, points in enumerate(parts):
        # The same generator draws the same replicates for tables with equally many.
        rng = np.random.default_rng(seed if paired else [seed, number])
        drawn = resample_means(points, resamples, rng) if means is None else means[number]
        found.append(form.fit(points.n, drawn, 1.0 / points.mean**2))
    return found


def resampled_logs(
    fits: Sequence[Floats], parts: Sequence[Points], sizes: Sequence[float]
) -> list[Floats]:
    """Log errors at one size of each run in all resamples, each of shape (B,), from joint fits.

    A size beyond those measured is taken at the nearest measured one: what the replicates share is
    known there alone.
    """
    form = PowerOffset()
    return [
        np.log(form.predict(theta, np.clip([size], points.n[0], points.n[-1])))[:, 0]
        for theta, points, size in zip(fits, parts, sizes, strict=True)
    ]


def gaps(law: Law) -> Floats:
    """Transfer gap of every draw of a law, shape (B,): the error that is left far out."""
    return np.asarray(law.curves([0.99 * HORIZON * law.n[-1]])[:, 0])


def rates(law: Law) -> Floats:
    """Decay rates in order, shape (B,), that have the estimate and interval of a law.

    Log-normal on either side of the estimate.
    """
    alpha = law.alpha
    count = law.draws.log_curve.shape[0]
    z = ndtri((np.arange(count) + 0.5) / count) / ndtri((1 + alpha.level) / 2)
    low, middle, high = np.log(np.maximum([alpha.low, alpha.estimate, alpha.high], 1e-6))
    return np.asarray(np.exp(middle + z * np.where(z < 0, middle - low, high - middle)))


def coupled_rows(
    scores: Sequence[Floats],
    samples: Sequence[Floats],
    share: Floats,
    seed: int,
    near: Sequence[Floats] | None = None,
) -> Integers:
    """Which draws of the laws belong together.

    Parameters
    ----------
    scores
        For each of K laws, one number per draw.
    samples
        The same number in each joint resample of the replicates, for each law of shape (B,).
    share
        What part of the resamples' correlation holds, shape (K, K): 0 for unpaired runs.
    seed
        Of the pairing.
    near
        The numbers per draw at the nearest measured size, where `scores` lie beyond it.

    Returns
    -------
    numpy.ndarray
        Row numbers into each law's draws, int64 of shape (B, K), B the most draws of a law.
    """
    own = np.array([_spread(score) for score in scores])
    noise = np.array([_spread(sample) for sample in samples])
    known = own if near is None else np.array([_spread(score) for score in near])
    # What a law doubts beyond the noise of its replicates, and beyond its data, it doubts alone.
    kept = np.minimum(1.0, WIDER * noise / np.maximum(known, 1e-300))
    kept *= np.minimum(1.0, known / np.maximum(own, 1e-300))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.nan_to_num(np.corrcoef(np.stack(samples)))
    correlation = np.clip(correlation * share * np.outer(kept, kept), -CLOSEST, CLOSEST)
    np.fill_diagonal(correlation, 1.0)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    count = max(score.size for score in scores)
    normal = np.random.default_rng(seed).standard_normal((count, len(scores))) @ root.T
    rows = np.empty((count, len(scores)), dtype=np.int64)
    for column, score in enumerate(scores):
        rank = np.argsort(np.argsort(normal[:, column]))
        rows[:, column] = np.argsort(score)[rank * score.size // count]
    return rows


def _spread(values: Floats) -> float:
    """Standard deviation by quantiles: a few wild draws do not count."""
    low, high = np.quantile(values, [0.159, 0.841])
    return float(high - low) / 2
