"""Weights of the parts of a predictor, and its errors on materials that nothing had seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlaw.predict.models.batch import Float64
from simlaw.predict.training.training_data import Rows
from simlaw.transfer.methods.blending.simplex_weights import blend_weights, share_of_equal

LEAST = 0.01
"""Parts of less weight are left out."""


def part_weights(predictions: Float64, values: Float64, *, squared: bool = False) -> Float64:
    """Return weights of parts, zero or more and one in all; small ones are zero.

    Parameters
    ----------
    predictions
        float64 ``(m, parts)``: of materials that the parts had not seen.
    values
        float64 ``(m,)``: what was measured.
    squared
        Whether squared errors are to be small, and not absolute ones.

    Returns
    -------
    float64 ``(parts,)``
    """
    if squared:
        share, parts = share_of_equal(len(values)), predictions.shape[1]
        found = (1 - share) * least_squares(predictions, values) + share / parts
    else:
        found = blend_weights(predictions, values)
    found = np.where(found < LEAST, 0.0, found)
    return np.asarray(found / found.sum(), dtype=np.float64)


def least_squares(predictions: Float64, values: Float64) -> Float64:
    """Return the weights, zero or more and one in all, of least mean squared error.

    Non-negative least squares of the differences from the values, with a row of ones that must give
    one: scaled, its solution is that of the simplex.
    """
    from scipy.optimize import nnls

    apart = predictions - values[:, None]
    spread = float(np.sqrt((apart**2).mean())) or 1.0
    rows = np.vstack([apart / spread / np.sqrt(len(values)), np.ones(predictions.shape[1])])
    found, _ = nnls(rows, np.append(np.zeros(len(values)), 1.0))
    total = float(found.sum())
    if not total > 0:
        return np.full(predictions.shape[1], 1.0 / predictions.shape[1])
    return np.asarray(found / total, dtype=np.float64)


def cross_blended(
    predictions: Float64, values: Float64, folds: Sequence[Rows], *, squared: bool = False
) -> Float64:
    """Return what blends say of each fold whose weights were found on the others, float64 ``(m,)``.

    Parameters
    ----------
    predictions, values, squared
        As for `part_weights`.
    folds
        int32 each: places among the m materials.
    """
    found = np.empty(len(values))
    for fold in folds:
        kept = np.ones(len(values), dtype=bool)
        kept[fold] = False
        weights = part_weights(predictions[kept], values[kept], squared=squared)
        found[fold] = predictions[fold] @ weights
    return found
