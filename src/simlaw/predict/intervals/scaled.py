"""Intervals whose width grows with the spread of models, by one factor.

Each of a predictor's errors in cross-validation is divided by a scale that is known beforehand, and
a quantile of these is multiplied by the scale of a new material: split conformal prediction (Lei et
al., J. Am. Stat. Assoc. 113 (2018) 1094, section 5.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlaw.predict.intervals.protocol import LEVELS, Signs, floor_of
from simlaw.predict.models.batch import Arrays, Float64


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
        floor = floor_of(signs, errors)
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
