"""What a form of learning curve must offer."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Form(Protocol):
    """A family of curves error(n)."""

    @property
    def name(self) -> str:
        """How the form is asked for."""
        ...

    @property
    def formula(self) -> str:
        """The formula as text."""
        ...

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, in the order of the vectors."""
        ...

    @property
    def units(self) -> tuple[str, ...]:
        """Unit of each parameter: ``error``, ``n``, ``1`` (none), or a product of these."""
        ...

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors at sizes `n` (k,) for parameters `theta` (..., p), shape (..., k)."""
        ...

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """Parameters (..., p) fitted to `error` (..., k) at `n` (k,) under weights (k,)."""
        ...
