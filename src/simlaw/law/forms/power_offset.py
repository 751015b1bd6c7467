"""A power law with an offset, the standard form of the law."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.variable_projection import power_by_projection

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PowerOffset:
    """``error(n) = D * n**-alpha + C`` with D, C >= 0.

    Examples
    --------
    >>> n = np.array([100.0, 200, 400, 800])
    >>> form = PowerOffset()
    >>> theta = form.fit(n, 2.0 * n**-0.5 + 0.1, np.ones(4))
    >>> theta.round(4).tolist()
    [2.0, 0.5, 0.1]
    """

    name: str = "power+offset"
    formula: str = "D * n**-alpha + C"
    parameters: tuple[str, ...] = ("D", "alpha", "C")
    units: tuple[str, ...] = ("error * n**alpha", "1", "error")

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors, shape (..., k)."""
        amplitude, alpha, floor = theta[..., 0:1], theta[..., 1:2], theta[..., 2:3]
        return np.asarray(amplitude * np.exp(-alpha * np.log(n)) + floor)

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """D, alpha, C by variable projection, shape (..., 3)."""
        return power_by_projection(n, error, weight, offset=True)
