"""Frozen ridge: a ridge regression on the last hidden layer of the pretrained network."""

from __future__ import annotations

import numpy as np

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.scaler import Float64, Rows

PENALTIES = np.geomspace(1e-3, 1e4, 22)
"""Ridge penalties tried, in units of the mean square of the features."""


def predict(attempt: Attempt) -> Float64:
    """Fit a ridge regression on the last hidden layer of the pretrained network.

    What the calibrated source prediction leaves is what the ridge is fitted to, so that a strong
    penalty falls back on that prediction.
    """
    engine, pretrained = attempt.engine, attempt.source
    calibrated = engine.calibrated(pretrained, attempt.rows)
    left = attempt.target_values - calibrated[attempt.rows]
    return calibrated + ridge(engine.hidden(pretrained), left, attempt.rows)


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


FROZEN_RIDGE = FunctionMethod(
    "frozen-ridge",
    "a ridge regression on the last hidden layer of the pretrained network",
    uses_source=True,
    uses_target=True,
    predict=predict,
)
