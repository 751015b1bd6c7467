"""Variable projection for the joint law: only the two rates are searched.

For given (alpha, beta) the law ``error(n, m) = (A * n**-alpha + B) * m**-beta + E`` is a
non-negative linear least-squares problem with three columns, solved in closed form by trying every
set of active columns; the rates are searched on a grid that closes in.
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATE_LOW, RATE_HIGH = 0.005, 3.0
"""Range searched for alpha and beta."""

_SETS = [list(s) for size in (1, 2, 3) for s in itertools.combinations(range(3), size)]


def solve_columns(columns: Floats, error: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Non-negative weighted least squares with three columns, in closed form.

    Parameters
    ----------
    columns
        Shape (..., 3, k).
    error
        Shape (..., k), broadcastable.
    weight
        Shape (k,).

    Returns
    -------
    coefficients
        Shape (..., 3), none negative.
    loss
        Weighted sum of squared residuals, shape (...).
    """
    weighted = columns * weight
    gram = weighted @ np.swapaxes(columns, -1, -2)
    gram = gram + 1e-12 * np.trace(gram, axis1=-2, axis2=-1)[..., None, None] * np.eye(3)
    right = (weighted @ error[..., None])[..., 0]
    total = np.sum(weight * error**2, axis=-1)
    shape = np.broadcast_shapes(right.shape[:-1], total.shape)
    best = np.zeros((*shape, 3))
    loss = np.broadcast_to(total, shape).copy()
    for active in _SETS:
        part = np.linalg.solve(gram[..., active, :][..., active], right[..., active][..., None])
        part = part[..., 0]
        value = total - np.sum(part * right[..., active], axis=-1)
        better = (part >= 0).all(axis=-1) & (value < loss)
        loss = np.where(better, value, loss)
        full = np.zeros((*shape, 3))
        full[..., active] = part
        best = np.where(better[..., None], full, best)
    return best, np.maximum(loss, 0.0)


def _columns(rates: Floats, x: Floats, y: Floats, form: str) -> Floats:
    """Columns for rates (..., 2) at logs x of n and y of m, relative to the largest sizes."""
    by_n, by_m = np.exp(-rates[..., 0, None] * x), np.exp(-rates[..., 1, None] * y)
    first = by_n if form == "joint-sum" else by_n * by_m
    return np.stack([first, by_m, np.ones_like(by_m)], axis=-2)


def project(x: Floats, y: Floats, errors: Floats, weight: Floats, form: str = "joint") -> Floats:
    """Fit the joint law by variable projection over (alpha, beta).

    Parameters
    ----------
    x, y
        Logs of n / n_max and m / m_max of the cells, shape (k,).
    errors
        Mean errors of the cells, shape (B, k).
    weight
        Weights of the cells, shape (k,).

    Returns
    -------
    numpy.ndarray
        Shape (B, 5): A, alpha, B, beta, E, with A, B relative to n_max and m_max.
    """
    nodes = np.geomspace(RATE_LOW, RATE_HIGH, 22)
    mesh = np.stack(np.meshgrid(nodes, nodes, indexing="ij"), axis=-1).reshape(-1, 2)
    columns = _columns(mesh, x, y, form)
    rates = np.empty((errors.shape[0], 2))
    for first in range(0, errors.shape[0], 64):
        part = errors[first : first + 64]
        _, loss = solve_columns(columns[None], part[:, None, :], weight)
        rates[first : first + 64] = mesh[np.argmin(loss, axis=1)]
    step = np.log(nodes[1] / nodes[0])
    offsets = np.stack(np.meshgrid(np.arange(-1, 2), np.arange(-1, 2)), axis=-1).reshape(-1, 2)
    coefficients = np.empty((errors.shape[0], 3))
    for _ in range(30):
        tried = np.clip(rates[:, None, :] * np.exp(step * offsets), RATE_LOW, RATE_HIGH)
        found, loss = solve_columns(_columns(tried, x, y, form), errors[:, None, :], weight)
        at = np.argmin(loss, axis=1)
        rows = np.arange(errors.shape[0])
        coefficients = found[rows, at]
        stayed = (tried[rows, at] == rates).all(axis=1)
        rates = tried[rows, at]
        if stayed.mean() > 0.5:
            step *= 0.5
    return np.stack(
        [coefficients[:, 0], rates[:, 0], coefficients[:, 1], rates[:, 1], coefficients[:, 2]],
        axis=-1,
    )


def absolute(theta: Floats, n_max: float, m_max: float, form: str) -> Floats:
    """Parameters for n and m themselves, from those relative to the largest ones."""
    out = theta.copy()
    out[..., 0] *= n_max ** theta[..., 1]
    if form == "joint":
        out[..., 0] *= m_max ** theta[..., 3]
    out[..., 2] *= m_max ** theta[..., 3]
    return out
