"""Exponential decay towards an offset, a comparator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.variable_projection import solve_nonnegative

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exponential:
    """``error(n) = D * exp(-n / tau) + C`` with D, C >= 0, by variable projection over tau.

    tau is searched between a hundredth of the smallest and thirty times the largest size.
    """

    name: str = "exponential"
    formula: str = "D * exp(-n / tau) + C"
    parameters: tuple[str, ...] = ("D", "tau", "C")
    units: tuple[str, ...] = ("error", "n", "error")

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors, shape (..., k)."""
        amplitude, tau, floor = theta[..., 0:1], theta[..., 1:2], theta[..., 2:3]
        return np.asarray(amplitude * np.exp(-np.minimum(n / tau, 600.0)) + floor)

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """D, tau, C, shape (..., 3)."""
        flat = error.reshape(-1, error.shape[-1])
        grid = np.geomspace(n[0] / 100.0, n[-1] * 30.0, 65)
        taus = np.broadcast_to(grid, (flat.shape[0], grid.size))
        step = np.log(grid[1] / grid[0])
        rows = np.arange(flat.shape[0])
        for _ in range(9):
            basis = np.exp(-np.minimum(n / taus[..., None], 600.0))
            coefficients, loss = solve_nonnegative(basis, flat[:, None, :], weight)
            at = np.argmin(loss, axis=1)
            best, chosen = taus[rows, at], coefficients[rows, at]
            near = best[:, None] * np.exp(np.linspace(-1.0, 1.0, 9) * step)
            taus = np.clip(near, grid[0], grid[-1])
            step /= 4.0
        theta = np.stack([chosen[:, 0], best, chosen[:, 1]], axis=-1)
        return np.asarray(theta.reshape(*error.shape[:-1], 3))
