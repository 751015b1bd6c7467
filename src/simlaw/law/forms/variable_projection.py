"""Power laws fitted by variable projection, with and without an offset.

For a given decay rate the rest is a non-negative linear least-squares problem with a closed
solution, so only the decay rate is searched (Golub & Pereyra 1973, doi 10.1137/0710036): no random
starts, and the same answer every time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ALPHA_LOW, ALPHA_HIGH = 1e-3, 4.0
"""Range searched for the decay rate: flat within any data, to faster than any known curve."""


def solve_nonnegative(basis: Floats, error: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Coefficients D, C >= 0 of ``D * basis + C`` by weighted least squares, in closed form.

    Parameters
    ----------
    basis
        Positive basis, broadcastable to `error`, last axis k.
    error, weight
        Errors and weights, last axis k.

    Returns
    -------
    coefficients
        Shape (..., 2): D and C.
    loss
        Weighted sum of squared residuals, shape (...).
    """
    total = np.sum(weight, axis=-1)
    sx = np.sum(weight * basis, axis=-1)
    sy = np.sum(weight * error, axis=-1)
    mx, my = sx / total, sy / total
    dx, dy = basis - mx[..., None], error - my[..., None]
    sxx = np.sum(weight * dx * dx, axis=-1)
    sxy = np.sum(weight * dx * dy, axis=-1)
    slope = np.where(sxx > 0, sxy / np.where(sxx > 0, sxx, 1.0), 0.0)
    slope = np.maximum(slope, 0.0)
    offset = my - slope * mx
    through = np.sum(weight * basis * error, axis=-1) / np.sum(weight * basis * basis, axis=-1)
    bound = offset < 0
    slope = np.where(bound, through, slope)
    offset = np.where(bound, 0.0, offset)
    residual = error - slope[..., None] * basis - offset[..., None]
    return np.stack([slope, offset], axis=-1), np.sum(weight * residual**2, axis=-1)


def power_by_projection(n: Floats, error: Floats, weight: Floats, *, offset: bool) -> Floats:
    """D, alpha, C of power laws by variable projection over the decay rate, shape (..., 3).

    Parameters
    ----------
    n
        Sizes, increasing, shape (k,).
    error, weight
        Errors (..., k), and weights broadcastable to them.
    offset
        Whether C is fitted; otherwise it is 0.
    """
    shape = error.shape[:-1]
    flat = error.reshape(-1, error.shape[-1])
    weights = np.broadcast_to(weight, error.shape).reshape(flat.shape)
    logs = np.log(n / n[-1])

    def solve(alpha: Floats) -> tuple[Floats, Floats]:
        basis = np.exp(-alpha[..., None] * logs)
        if offset:
            return solve_nonnegative(basis, flat[:, None, :], weights[:, None, :])
        w = weights[:, None, :]
        y = flat[:, None, :]
        scale = np.sum(w * basis * y, axis=-1) / np.sum(w * basis * basis, axis=-1)
        loss = np.sum(w * (y - scale[..., None] * basis) ** 2, axis=-1)
        return np.stack([scale, np.zeros_like(scale)], axis=-1), loss

    grid = np.geomspace(ALPHA_LOW, ALPHA_HIGH, 49)
    alphas = np.broadcast_to(grid, (flat.shape[0], grid.size))
    best = np.empty(flat.shape[0])
    step = np.log(grid[1] / grid[0])
    for _ in range(9):
        coefficients, loss = solve(alphas)
        at = np.argmin(loss, axis=1)
        rows = np.arange(flat.shape[0])
        best = alphas[rows, at]
        chosen = coefficients[rows, at]
        spread = np.linspace(-1.0, 1.0, 9) * step
        alphas = np.clip(best[:, None] * np.exp(spread), ALPHA_LOW, ALPHA_HIGH)
        step /= 4.0
    scale = n[-1] ** best
    theta = np.stack([chosen[:, 0] * scale, best, chosen[:, 1]], axis=-1)
    return theta.reshape(*shape, 3)
