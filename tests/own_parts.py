"""Parts of a study of a user's own, in a module that workers can import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.descriptors import Block
from simlaw.transfer import Attempt


@dataclass(frozen=True)
class SquaredColumns:
    """The table's columns and their squares."""

    name: str = "squared-columns"
    version: str = "1"
    uses_columns: bool = True
    kinds: frozenset[str] = frozenset({"label"})

    def compute(self, keys: Any, *, columns: Any = None, **_: Any) -> Block:
        values = columns.to_numpy(np.float32)
        names = tuple(columns.columns)
        both = np.hstack([values, values**2])
        return Block(both, (*names, *(f"{name}^2" for name in names)), [None] * len(keys))


@dataclass(frozen=True)
class MeanMethod:
    """Predict the mean of the measured values, shifted by what the materials are called."""

    name: str = "mean-of-all"
    title: str = "the mean of the training values"
    shift: float = 0.0
    uses_source: bool = True
    uses_target: bool = True

    def ready(self) -> None:
        pass

    def predict(self, attempt: Attempt) -> np.ndarray:
        assert attempt.materials.target[0].startswith("s")
        assert len(attempt.materials.source) == len(attempt.engine.source.values)
        mean = attempt.target_values.mean() + 0.0 * attempt.source_values.mean()
        return np.full(len(attempt.engine.target.values), mean + self.shift)


@dataclass(frozen=True)
class MedianError:
    """The median of the absolute differences."""

    name: str = "median-error"
    title: str = "median absolute error"

    def of(self, predicted: np.ndarray, measured: np.ndarray) -> float:
        return float(np.median(np.abs(predicted - measured)))


@dataclass(frozen=True)
class Flat:
    """error(n) = C: a form that never falls."""

    name: str = "flat"
    formula: str = "C"
    parameters: tuple[str, ...] = ("C",)
    units: tuple[str, ...] = ("error",)

    def predict(self, theta: np.ndarray, n: np.ndarray) -> np.ndarray:
        return theta[..., 0:1] * np.ones_like(n)

    def fit(self, n: np.ndarray, error: np.ndarray, weight: np.ndarray) -> np.ndarray:
        return np.average(error, axis=-1, weights=np.broadcast_to(weight, error.shape))[..., None]


MEAN_METHOD = MeanMethod()
