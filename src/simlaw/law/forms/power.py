"""A power law without an offset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.variable_projection import power_by_projection

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Power:
    """``error(n) = D * n**-alpha`` with D >= 0: no transfer gap."""

    name: str = "power"
    formula: str = "D * n**-alpha"
    parameters: tuple[str, ...] = ("D", "alpha")
    units: tuple[str, ...] = ("error * n**alpha", "1")

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors, shape (..., k)."""
        return np.asarray(theta[..., 0:1] * np.exp(-theta[..., 1:2] * np.log(n)))

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """D, alpha by variable projection, shape (..., 2)."""
        return np.asarray(power_by_projection(n, error, weight, offset=False)[..., :2])
