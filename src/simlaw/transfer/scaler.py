"""Standardisation of descriptors, fitted on training rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]

_BLOCK = 16_384


@dataclass(frozen=True)
class Scaler:
    """Standardisation of descriptors, fitted on training rows only.

    Attributes
    ----------
    mean, inverse
        float32 ``(width,)``: mean, and one over the standard deviation (zero for a column that is
        constant in the training rows, which switches the column off).
    """

    mean: Float32
    inverse: Float32

    @classmethod
    def fit(cls, table: npt.NDArray[np.floating[Any]], rows: Rows | None = None) -> Scaler:
        """Fit on training rows, of a table ``(samples, width)`` all or those named.

        Sums are made in double precision, and rows taken in blocks: a large table is neither copied
        nor held in double precision.
        """
        count = len(table) if rows is None else len(rows)

        def blocks() -> Iterator[npt.NDArray[np.floating[Any]]]:
            for i in range(0, count, _BLOCK):
                yield table[i : i + _BLOCK] if rows is None else table[rows[i : i + _BLOCK]]

        mean = sum(b.sum(axis=0, dtype=np.float64) for b in blocks()) / count
        squares = sum(((b - mean) ** 2).sum(axis=0) for b in blocks())
        deviation = np.sqrt(squares / count)
        floor = 1e-5 * np.maximum(np.abs(mean), 1e-3)
        varies = deviation > floor
        inverse = np.where(varies, 1.0 / np.where(varies, deviation, 1.0), 0.0)
        return cls(mean.astype(np.float32), inverse.astype(np.float32))

    @classmethod
    def unchanged(cls, width: int) -> Scaler:
        """Return the one that leaves rows as they are."""
        return cls(np.zeros(width, np.float32), np.ones(width, np.float32))

    def scaled(self, table: npt.NDArray[np.floating[Any]], clip: float = np.inf) -> Float64:
        """Return rows standardised and cut at ``clip`` deviations, float64 ``(samples, width)``."""
        return np.clip((table.astype(np.float64) - self.mean) * self.inverse, -clip, clip)


def location_and_scale(values: Float64) -> tuple[float, float]:
    """Return mean and standard deviation; the latter is 1 where all values agree.

    Examples
    --------
    >>> location_and_scale(np.array([1.0, 3.0]))
    (2.0, 1.0)
    >>> location_and_scale(np.array([5.0, 5.0]))
    (5.0, 1.0)
    """
    centre, spread = float(values.mean()), float(values.std())
    return centre, spread if spread > 1e-12 * max(1.0, abs(centre)) else 1.0
