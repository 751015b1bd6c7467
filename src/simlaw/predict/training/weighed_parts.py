"""Parts weighed on materials that they had not seen, and what the blend says of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.predict.intervals.local import LocalIntervals
from simlaw.predict.intervals.protocol import Intervals, Signs
from simlaw.predict.intervals.scaled import ScaledIntervals
from simlaw.predict.models.batch import Float64
from simlaw.predict.predictor import spread_of
from simlaw.predict.training.cross_fit import CrossFitted
from simlaw.predict.training.part_weights import cross_blended, part_weights
from simlaw.predict.training.training_data import TrainingData

LOCAL_FROM = 200
"""Measured materials from which intervals follow the errors of a material's like."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """Parts weighed.

    Attributes
    ----------
    rows
        int64: the target rows that this is about.
    weights
        By name; zero for a part that is left out.
    blended
        float64 ``(rows,)``: of each fold what a blend says whose weights were found on the others.
    values
        float64 ``(rows,)``: what was measured.
    spread
        float64 ``(rows,)``: how far parts and trees are apart.
    """

    rows: npt.NDArray[np.int64]
    weights: Mapping[str, float]
    blended: Float64
    values: Float64
    spread: Float64

    @property
    def errors(self) -> Float64:
        """What was predicted less what was measured."""
        return self.blended - self.values

    def intervals(self, distances: Float64, seed: int) -> Intervals:
        """Return intervals from these errors.

        Parameters
        ----------
        distances
            float64 ``(target rows,)``: to the nearest material of another fold.
        seed
            Of what is random in them.
        """
        signs = Signs(self.blended, self.spread, distances[self.rows])
        if len(self.values) < LOCAL_FROM:
            return ScaledIntervals.fit(signs, self.errors)
        least = 0.0 if self.values.min() >= 0 else None
        return LocalIntervals.fit(signs, self.errors, least=least, seed=seed)


def weigh(
    data: TrainingData,
    fitted: CrossFitted,
    names: Sequence[str],
    some: npt.NDArray[np.bool_] | None = None,
) -> Weighed:
    """Weigh some parts on some materials.

    Parameters
    ----------
    data, fitted
        What was trained on, and what that gave.
    names
        Of the parts.
    some
        bool ``(target rows,)``: which materials; all by default.
    """
    m = len(data.target.values)
    rows = np.arange(m) if some is None else np.flatnonzero(some)
    place = np.full(m, -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    folds = [places[places >= 0] for places in (place[fold] for fold in fitted.folds)]
    folds = [fold for fold in folds if len(fold)]
    values = data.target.values[rows]
    held_out = {name: fitted.held_out[name][rows] for name in names}
    table = np.column_stack(list(held_out.values()))
    found = part_weights(table, values, squared=data.squared)
    blended = cross_blended(table, values, folds, squared=data.squared)
    weights = dict(zip(names, found.tolist(), strict=True))
    used = [name for name in names if weights[name] > 0]
    apart = [fitted.tree_spread[name][rows] for name in used if name in fitted.tree_spread]
    spread = spread_of({name: held_out[name] for name in used}, weights, blended, apart)
    return Weighed(rows, weights, blended, values, spread)
