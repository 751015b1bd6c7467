"""Logarithmic decay, a comparator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Logarithmic:
    """``error(n) = a - b * log(n)`` with b >= 0, by linear least squares.

    The line crosses zero; below it the form has no meaning and predicts the smallest positive
    number.
    """

    name: str = "logarithmic"
    formula: str = "a - b * log(n)"
    parameters: tuple[str, ...] = ("a", "b")
    units: tuple[str, ...] = ("error", "error")

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors, shape (..., k)."""
        line = theta[..., 0:1] - theta[..., 1:2] * np.log(n)
        return np.asarray(np.maximum(line, np.finfo(np.float64).tiny))

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """a, b, shape (..., 2)."""
        total = np.sum(weight)
        x = np.log(n)
        centre = np.sum(weight * x) / total
        mean = np.sum(weight * error, axis=-1) / total
        along = x - centre
        slope = np.sum(weight * along * error, axis=-1) / np.sum(weight * along**2)
        slope = np.minimum(slope, 0.0)
        return np.asarray(np.stack([mean - slope * centre, -slope], axis=-1))
