"""Intervals for new materials, from errors on materials that training had not seen.

Each of a predictor's errors in cross-validation is divided by a scale that is known beforehand, and
a quantile of these is multiplied by the scale of a new material: split conformal prediction (Lei et
al., J. Am. Stat. Assoc. 113 (2018) 1094, section 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    """

    predicted: Float64
    spread: Float64


class Intervals(Protocol):
    """What makes intervals; it holds nothing but arrays."""

    @property
    def name(self) -> str:
        """As a card names it, in `INTERVALS`."""
        ...

    def around(self, signs: Signs, level: float) -> tuple[Float64, Float64]:
        """Return lower and upper ends, float64 ``(rows,)`` each, for a level of `LEVELS`."""
        ...

    def arrays(self) -> Arrays:
        """Return all that it holds."""
        ...


@dataclass(frozen=True, eq=False)
class ScaledIntervals:
    """Intervals whose width grows with the spread of models and trees.

    Attributes
    ----------
    floor
        Added to the spread: the scale is both together.
    reach
        float64 ``(levels,)``: half widths in units of the scale, for `LEVELS`.
    """

    name = "scaled"

    floor: float
    reach: Float64

    @classmethod
    def fit(cls, signs: Signs, errors: Float64) -> ScaledIntervals:
        """Return intervals from errors of materials that training had not seen.

        Parameters
        ----------
        signs
            Of these materials.
        errors
            float64 ``(rows,)``: what was predicted less what was measured.
        """
        floor = float(np.median(signs.spread)) or float(np.abs(errors).mean()) or 1.0
        scaled = np.sort(np.abs(errors) / (floor + signs.spread))
        count = len(scaled)
        # The quantile that holds a further material with that probability.
        ranks = [min(count, int(np.ceil((count + 1) * level))) for level in LEVELS]
        return cls(floor, scaled[np.array(ranks) - 1])

    def around(self, signs: Signs, level: float) -> tuple[Float64, Float64]:
        """Return lower and upper ends."""
        half = self.reach[LEVELS.index(level)] * (self.floor + signs.spread)
        return signs.predicted - half, signs.predicted + half

    def arrays(self) -> Arrays:
        """Return floor and reach."""
        return {"floor": np.array([self.floor]), "reach": self.reach}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> ScaledIntervals:
        """Return the intervals that `arrays` tells of.

        Raises
        ------
        ValueError
            If they are none.
        """
        floor, reach = arrays["floor"], arrays["reach"]
        if floor.shape != (1,) or reach.shape != (len(LEVELS),):
            raise ValueError("the intervals have arrays of another shape")
        if not (floor[0] > 0 and (reach >= 0).all() and (np.diff(reach) >= 0).all()):
            raise ValueError("the intervals have widths that are none")
        return cls(float(floor[0]), reach)


INTERVALS: Mapping[str, Callable[[Arrays], Intervals]] = {
    ScaledIntervals.name: ScaledIntervals.from_arrays
}
"""Every kind of intervals by its name."""
