"""What a metric is."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]


class Metric(Protocol):
    """One number for how far predictions are from measurements; lower is better.

    A metric that is no number of the values' unit says ``dimensionless = True``.
    """

    @property
    def name(self) -> str:
        """As users write it: small letters, digits and hyphens."""
        ...

    @property
    def title(self) -> str:
        """What it is, in some words."""
        ...

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return the error of predictions float64 ``(materials,)``, zero or more."""
        ...
