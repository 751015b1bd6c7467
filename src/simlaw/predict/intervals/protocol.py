"""What intervals are made of, and what makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simlaw.predict.models.batch import Arrays, Float64

LEVELS = (0.5, 0.9)
"""Shares of new materials that the intervals are to hold."""


@dataclass(frozen=True, eq=False)
class Signs:
    """What is known of some materials before they are measured.

    Attributes
    ----------
    predicted
        float64 ``(rows,)``, on the scale of training.
    spread
        float64 ``(rows,)``: how far models and trees are apart.
    distance
        float64 ``(rows,)``: to the nearest measured material.
    """

    predicted: Float64
    spread: Float64
    distance: Float64


class Intervals(Protocol):
    """What makes intervals; it holds nothing but arrays."""

    @property
    def name(self) -> str:
        """As a card names it, in `simlaw.predict.intervals.registry.INTERVALS`."""
        ...

    def around(self, signs: Signs, level: float) -> tuple[Float64, Float64]:
        """Return lower and upper ends, float64 ``(rows,)`` each, for a level of `LEVELS`."""
        ...

    def arrays(self) -> Arrays:
        """Return all that it holds."""
        ...


def floor_of(signs: Signs, errors: Float64) -> float:
    """Return what is added to the spread of models, so that none is nearly zero."""
    return float(np.median(signs.spread)) or float(np.abs(errors).mean()) or 1.0
