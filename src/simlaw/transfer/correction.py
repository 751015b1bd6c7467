"""Closed-form regressions on few target samples: ridge, and a Gaussian process on top of a map."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial.distance import cdist

from simlaw.transfer.engine import Float64
from simlaw.transfer.train import Rows

PENALTIES = np.geomspace(1e-3, 1e4, 22)
"""Ridge penalties tried, in units of the mean square of the features."""

LENGTHS = (0.5, 1.0, 2.0, 4.0)
"""Length scales tried, in units of the median distance between training samples."""

SIGNALS = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Variances of the correction tried, in units of the noise variance."""

INTERCEPT = 1e4
SLOPES = (0.1, 10.0, 1e3)
"""Prior variances of a, and those tried of b - 1, in units of the noise variance."""


def ridge(features: Float64, values: Float64, rows: Rows) -> Float64:
    """Predict every row by a ridge regression with the best leave-one-out error.

    Parameters
    ----------
    features
        float64 ``(all rows, width)``.
    values
        float64 ``(samples,)``: the training values.
    rows
        int32 ``(samples,)``: where they belong.

    Returns
    -------
    float64 ``(all rows,)``

    Notes
    -----
    Leave-one-out errors in closed form: Golub, Heath & Wahba, Technometrics 21 (1979) 215.
    """
    known = features[rows]
    centre, spread = known.mean(axis=0), known.std(axis=0)
    scale = np.where(spread > 1e-9 * max(float(spread.max(initial=0.0)), 1e-300), spread, np.inf)
    known, every = (known - centre) / scale, (features - centre) / scale
    mean = float(values.mean())
    left, sizes, right = np.linalg.svd(known, full_matrices=False)
    projected = left.T @ (values - mean)
    penalties = PENALTIES * max(float((sizes**2).mean()), 1e-12)
    shrink = sizes**2 / (sizes**2 + penalties[:, None])
    fitted = (shrink * projected) @ left.T
    leverage = shrink @ (left**2).T + 1 / len(values)
    missed = (values - mean - fitted) / np.maximum(1 - leverage, 1e-6)
    best = penalties[int(np.argmin((missed**2).mean(axis=1)))]
    weights = right.T @ (projected * sizes / (sizes**2 + best))
    return np.asarray(every @ weights + mean, dtype=np.float64)


def correct(
    predicted: Float64, descriptors: Float64, values: Float64, rows: Rows, *, spread: float
) -> Float64:
    """Predict every row by an affine map of a source prediction plus a smooth correction of it.

    Parameters
    ----------
    predicted
        float64 ``(all rows,)``: the source prediction.
    descriptors
        float64 ``(all rows, width)``, standardised.
    values
        float64 ``(all rows,)``: only those of ``rows`` are looked at.
    rows
        int32 ``(samples,)``.
    spread
        Scale of the source prediction.

    Returns
    -------
    float64 ``(all rows,)``

    Notes
    -----
    One Gaussian process: value = a + b prediction + r(descriptors) + noise, with wide priors on a
    and b (b around 1) and a Matern-5/2 kernel for r; its length scale and its variance relative to
    the noise are those of greatest marginal likelihood on a grid, the noise variance then follows
    in closed form (Rasmussen & Williams, *Gaussian Processes for Machine Learning*, 2006,
    sections 2.7 and 5.4.1).
    """
    among = cdist(descriptors[rows], descriptors[rows])
    typical = float(np.median(among[np.triu_indices(len(rows), 1)])) or 1.0
    scaled = (predicted - predicted[rows].mean()) / spread
    basis = np.column_stack([np.ones(len(predicted)), scaled])
    left = values[rows] - predicted[rows]
    best, chosen = -np.inf, (0.0, 1.0, np.zeros(len(rows)), np.zeros(2))
    for length in LENGTHS:
        correlation = _matern(among / (length * typical))
        for signal, slope in product(SIGNALS, SLOPES):
            prior = np.array([INTERCEPT, slope])
            evidence, weights = _gaussian_process(
                signal * correlation, basis[rows] * prior**0.5, left
            )
            if evidence > best:
                best, chosen = evidence, (signal, length, weights, prior)
    signal, length, weights, prior = chosen
    across = signal * _matern(cdist(descriptors, descriptors[rows]) / (length * typical))
    corrected = predicted + (across + (basis * prior) @ basis[rows].T) @ weights
    return np.asarray(corrected, dtype=np.float64)


def _matern(distance: Float64) -> Float64:
    scaled = np.sqrt(5.0) * distance
    return np.asarray((1 + scaled + scaled**2 / 3) * np.exp(-scaled), dtype=np.float64)


def _gaussian_process(kernel: Float64, basis: Float64, values: Float64) -> tuple[float, Float64]:
    """Return log marginal likelihood, noise variance profiled out, and the kernel's weights."""
    samples = len(values)
    factor = cho_factor(kernel + basis @ basis.T + np.eye(samples), lower=True)
    weights = cho_solve(factor, values)
    noise = float(values @ weights) / samples
    evidence = -0.5 * samples * np.log(max(noise, 1e-300)) - np.log(np.diag(factor[0])).sum()
    return float(evidence), np.asarray(weights, dtype=np.float64)
