"""Baselines: what a user would fit to the target samples alone, without any computed data.

Descriptors are standardised by the training rows as for the networks, columns that are constant in
them are dropped, and so are the values' mean and scale. The settings were chosen on the shipped
studies; `benchmarks/baselines.py` measures them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from simlaw.errors import require
from simlaw.transfer.attempt import Attempt
from simlaw.transfer.engine import Float64, location_and_scale
from simlaw.transfer.train import Scaler

TUNED_ON = 1000
"""Most training rows that a kernel is chosen on: the time grows with their third power."""

STEPS = 100
"""Most steps of the search for a kernel."""


def ready() -> None:
    """Import scikit-learn.

    Raises
    ------
    MissingExtraError
        If it is not installed, with the install line.
    """
    _library("ensemble")


def random_forest(attempt: Attempt) -> Float64:
    """Average 300 trees grown on resampled training rows, a third of the columns at each split.

    Breiman, Machine Learning 45 (2001) 5.
    """
    return _learn(
        attempt,
        lambda _: _library("ensemble").RandomForestRegressor(
            n_estimators=300,
            max_features=1 / 3,
            n_jobs=1,
            random_state=_seed(attempt, "random-forest"),
        ),
    )


def gradient_boosting(attempt: Attempt) -> Float64:
    """Add 500 trees of depth 6, each on half of the rows, a fifth of the columns at each split.

    Friedman, Computational Statistics & Data Analysis 38 (2002) 367.
    """
    return _learn(
        attempt,
        lambda _: _library("ensemble").GradientBoostingRegressor(
            n_estimators=500,
            learning_rate=0.03,
            max_depth=6,
            subsample=0.5,
            max_features=0.2,
            random_state=_seed(attempt, "gradient-boosting"),
        ),
    )


def gaussian_process(attempt: Attempt) -> Float64:
    """Regress by a Gaussian process: a constant times a Matern-3/2 kernel, and white noise.

    Constant, length scale and noise are those of greatest marginal likelihood, on the first
    `TUNED_ON` training rows, whose order is random (Rasmussen & Williams, *Gaussian Processes for
    Machine Learning*, 2006, section 5.4.1); all rows are then conditioned on.
    """

    def model(width: int) -> Any:
        kernels = _library("gaussian_process.kernels")
        # Two standardised materials are about (2 width)^0.5 apart.
        length = width**0.5
        kernel = (
            kernels.ConstantKernel(1.0, (1e-3, 1e4))
            * kernels.Matern(length, (0.1 * length, 1e3 * length), nu=1.5)
            + kernels.WhiteKernel(0.1, (1e-5, 10.0))
        )  # fmt: skip
        return _GaussianProcess(kernel)

    return _learn(attempt, model)


class _GaussianProcess:
    """A kernel chosen on the first training rows, then a process on all of them."""

    def __init__(self, kernel: Any) -> None:
        self._regressor = _library("gaussian_process").GaussianProcessRegressor
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


def _learn(attempt: Attempt, model: Callable[[int], Any]) -> Float64:
    """Fit ``model(width)`` to the training rows and predict every target row."""
    engine, rows = attempt.engine, attempt.rows
    scaler = Scaler.fit(engine.scaled_target()[rows])
    varies: npt.NDArray[np.bool_] = scaler.inverse > 0
    values = engine.target_values[rows]
    if not varies.any():
        return np.full(len(engine.target_values), values.mean())
    descriptors = engine.scaled_target(scaler)[:, varies]
    centre, spread = location_and_scale(values)
    # One thread each: trials run side by side, and small matrices gain nothing from more.
    with threadpool_limits(1):
        fitted = model(descriptors.shape[1]).fit(descriptors[rows], (values - centre) / spread)
        found = np.asarray(fitted.predict(descriptors), dtype=np.float64)
    return found * spread + centre


def _seed(attempt: Attempt, purpose: str) -> int:
    return int(attempt.generator(purpose).integers(2**31))


def _library(module: str) -> Any:
    return require(f"sklearn.{module}", extra="baselines", purpose="Baselines")
