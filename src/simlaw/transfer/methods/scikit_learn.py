"""Regressors of scikit-learn on the target samples: a user's choice without a network of ours.

Descriptors are standardised by the training rows as for the networks, columns that are constant in
them are dropped, and so are the values' mean and scale. Columns of predictions may be put beside
them. The settings of the baselines were chosen on the shipped studies; `benchmarks/baselines.py`
measures them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from simlaw.errors import require
from simlaw.transfer.methods.protocol import Attempt
from simlaw.transfer.scaler import Float64, Scaler, location_and_scale


class Regressor(Protocol):
    """What is needed of a regressor of scikit-learn."""

    def fit(self, descriptors: Float64, values: Float64, /) -> Any:
        """Learn from rows float64 ``(m, width)`` and values ``(m,)``; returns what predicts."""

    def predict(self, descriptors: Float64, /) -> Float64:
        """Return values ``(rows,)`` for rows ``(rows, width)``."""


def ready() -> None:
    """Import scikit-learn.

    Raises
    ------
    MissingExtraError
        If it is not installed, with the install line.
    """
    library("ensemble")


def library(module: str) -> Any:
    """Import a module of scikit-learn, such as ``"ensemble"``."""
    return require(f"sklearn.{module}", extra="baselines", purpose="Baselines")


def learn_from_target(
    attempt: Attempt, model: Callable[[int], Regressor], *columns: Float64
) -> Float64:
    """Fit a regressor to the training rows and predict every target row.

    Parameters
    ----------
    attempt
        What a method may use.
    model
        ``model(width)`` makes a regressor for rows of so many columns.
    columns
        float64 ``(target rows,)`` each: what is put beside the descriptors, such as predictions.

    Returns
    -------
    float64 ``(target rows,)``
    """
    from threadpoolctl import threadpool_limits

    rows, values = attempt.rows, attempt.target_values
    inputs = inputs_of(attempt, *columns)
    if not inputs.shape[1]:
        return np.full(len(inputs), values.mean())
    centre, spread = location_and_scale(values)
    # One thread each: trials run side by side, and small matrices gain nothing from more.
    with threadpool_limits(1):
        fitted = model(inputs.shape[1]).fit(inputs[rows], (values - centre) / spread)
        found = np.asarray(fitted.predict(inputs), dtype=np.float64)
    return found * spread + centre


def inputs_of(attempt: Attempt, *columns: Float64) -> Float64:
    """Return what a regressor reads of every target row, float64 ``(target rows, width)``.

    Standardised by the training rows; what is constant in them is left out.
    """
    rows = attempt.rows
    scaler = Scaler.fit(attempt.target_descriptors[rows].astype(np.float64))
    varies: npt.NDArray[np.bool_] = scaler.inverse > 0
    inputs = attempt.engine.scaled_target(scaler)[:, varies]
    added = []
    for column in columns:
        centre, spread = location_and_scale(column[rows])
        if np.ptp(column[rows]) > 0:
            added.append((column - centre) / spread)
    return np.column_stack([inputs, *added]) if added else inputs
