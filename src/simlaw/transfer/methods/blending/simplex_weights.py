"""Weights of several predictions: zero or more, one in all, of least absolute error."""

from __future__ import annotations

from typing import Any

import numpy as np

from simlaw.transfer.scaler import Float64

EQUAL_BELOW = 20
"""With fewer training materials than this all weights are equal."""

PRIOR = 5.0
"""How many materials' worth of belief in equal weights there is."""

MOST = 1_000
"""Most materials that weights are found on: a linear program's time grows fast with them."""


def share_of_equal(m: int) -> float:
    """Return how far weights found on m materials are drawn to equal ones, from 0 to 1.

    All the way below `EQUAL_BELOW` materials, and `PRIOR` / m from there: as if so many materials
    spoke for equal weights. It reads nothing but m.

    Examples
    --------
    >>> share_of_equal(19), share_of_equal(20), share_of_equal(1_000)
    (1.0, 0.25, 0.005)
    """
    return 1.0 if m < EQUAL_BELOW else PRIOR / m


def blend_weights(predictions: Float64, values: Float64) -> Float64:
    """Return the weights of a blend, found on materials that the predictions had not seen.

    Parameters
    ----------
    predictions
        float64 ``(m, parts)``.
    values
        float64 ``(m,)``: what was measured.

    Returns
    -------
    float64 ``(parts,)``
        Those of least absolute error, drawn to equal ones by `share_of_equal`.

    Notes
    -----
    Stacked regression with weights that are not negative: Breiman, Machine Learning 24 (1996) 49.
    """
    m, parts = predictions.shape
    share = share_of_equal(m)
    equal = np.full(parts, 1.0 / parts)
    if share == 1.0 or parts == 1:
        return equal
    return (1 - share) * least_absolute(predictions[:MOST], values[:MOST]) + share * equal


def least_absolute(predictions: Float64, values: Float64) -> Float64:
    """Return the weights, zero or more and one in all, of least mean absolute error.

    Parameters
    ----------
    predictions
        float64 ``(m, parts)``.
    values
        float64 ``(m,)``.

    Returns
    -------
    float64 ``(parts,)``

    Notes
    -----
    A linear program: the weights, and for each material a bound of its error, whose sum is least
    (Charnes, Cooper & Ferguson, Management Science 1 (1955) 138).
    """
    # Imported here: methods without a blend, and so most workers, do without it.
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    m, parts = predictions.shape
    # The weights add to one, so that a constant may be taken off both sides.
    spread = float(np.abs(values - np.median(values)).mean()) or 1.0
    wanted = (values - np.median(values)) / spread
    columns = csr_array((predictions - np.median(values)) / spread)
    bound = eye_array(m)
    below: Any = vstack([hstack([columns, -bound]), hstack([-columns, -bound])])
    in_all: Any = csr_array(np.concatenate([np.ones(parts), np.zeros(m)])[None, :])
    found: Any = linprog(
        np.concatenate([np.zeros(parts), np.full(m, 1.0 / m)]),
        A_ub=below,
        b_ub=np.concatenate([wanted, -wanted]),
        A_eq=in_all,
        b_eq=np.ones(1),
        bounds=(0, None),
        method="highs",
    )
    if found.x is None:
        return np.full(parts, 1.0 / parts)
    weights = np.maximum(np.asarray(found.x[:parts], dtype=np.float64), 0.0)
    return np.asarray(weights / weights.sum(), dtype=np.float64)
