"""A Gaussian process on the target samples alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.scikit_learn import learn_from_target, library, ready
from simlaw.transfer.scaler import Float64

TUNED_ON = 1000
"""Most training rows that a kernel is chosen on: the time grows with their third power."""

STEPS = 100
"""Most steps of the search for a kernel."""


def predict(attempt: Attempt) -> Float64:
    """Regress by a Gaussian process: a constant times a Matern-3/2 kernel, and white noise.

    Constant, length scale and noise are those of greatest marginal likelihood, on the first
    `TUNED_ON` training rows, whose order is random (Rasmussen & Williams, *Gaussian Processes for
    Machine Learning*, 2006, section 5.4.1); all rows are then conditioned on.
    """

    def model(width: int) -> _GaussianProcess:
        kernels = library("gaussian_process.kernels")
        # Two standardised materials are about (2 width)^0.5 apart.
        length = width**0.5
        kernel = (
            kernels.ConstantKernel(1.0, (1e-3, 1e4))
            * kernels.Matern(length, (0.1 * length, 1e3 * length), nu=1.5)
            + kernels.WhiteKernel(0.1, (1e-5, 10.0))
        )  # fmt: skip
        return _GaussianProcess(kernel)

    return learn_from_target(attempt, model)


class _GaussianProcess:
    """A kernel chosen on the first training rows, then a process on all of them."""

    def __init__(self, kernel: Any) -> None:
        self._regressor = library("gaussian_process").GaussianProcessRegressor
        self._kernel = kernel

    def fit(self, descriptors: Float64, values: Float64) -> _GaussianProcess:
        first = slice(0, TUNED_ON)
        fitted = self._regressor(self._kernel, optimizer=_inside_bounds)
        fitted.fit(descriptors[first], values[first])
        if len(values) > TUNED_ON:
            fitted = self._regressor(fitted.kernel_, optimizer=None).fit(descriptors, values)
        self._fitted = fitted
        return self

    def predict(self, descriptors: Float64) -> Float64:
        return np.asarray(self._fitted.predict(descriptors), dtype=np.float64)


def _inside_bounds(
    loss: Callable[..., Any], start: Float64, bounds: Float64
) -> tuple[Float64, float]:
    """Search for a kernel's log parameters within a margin of their bounds.

    At a bound scikit-learn warns, but that is where values without noise, or without any relation
    to the descriptors, rightly lead.
    """
    from scipy.optimize import minimize

    within = bounds + np.array([1e-3, -1e-3])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=within, options={"maxiter": STEPS}
    )
    return np.asarray(found.x, dtype=np.float64), float(found.fun)


GAUSSIAN_PROCESS = FunctionMethod(
    "gaussian-process",
    "a Gaussian process on the target samples alone (needs scikit-learn)",
    uses_source=False,
    uses_target=True,
    predict=predict,
    ready=ready,
)
