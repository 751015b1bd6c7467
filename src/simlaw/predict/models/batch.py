"""What the models of a predictor read of some materials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]
"""Arrays by name, as a folder keeps them."""

NONE, LOOKUP = -1, -2
"""The number of a pretrained network where a model reads none, or a looked-up value in its place.
"""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some materials.

    Attributes
    ----------
    descriptors
        float32 ``(rows, width)``, raw.
    predicted
        Of each pretrained network what it predicts, float64 ``(rows,)``.
    hidden
        Of each pretrained network its last hidden layer, float32 ``(rows, its width)``.
    looked_up
        float64 ``(rows,)``: the computed value of the material itself, on the scale of training;
        NaN where none is known. None where nobody asks.
    """

    descriptors: Float32
    predicted: tuple[Float64, ...] = ()
    hidden: tuple[Float32, ...] = ()
    looked_up: Float64 | None = None

    def column(self, base: int) -> Float64:
        """Return what a model reads beside descriptors, float64 ``(rows,)``."""
        if base == NONE:
            return np.zeros(len(self))
        if base == LOOKUP:
            assert self.looked_up is not None
            return self.looked_up
        return self.predicted[base]

    def some(self, rows: npt.NDArray[np.bool_]) -> Batch:
        """Return some of the materials."""
        return Batch(
            self.descriptors[rows],
            tuple(one[rows] if len(one) else one for one in self.predicted),
            tuple(one[rows] if len(one) else one for one in self.hidden),
            None if self.looked_up is None else self.looked_up[rows],
        )

    def __len__(self) -> int:
        return len(self.descriptors)


class Model(Protocol):
    """One model: from materials to answers in the unit and on the scale that it was trained on."""

    def at(self, batch: Batch) -> Float64:
        """Return its answers, float64 ``(answers, rows)``."""
        ...

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """Return all that it holds."""
        ...


CENTRES: Mapping[str, Callable[..., Any]] = {"mean": np.mean, "median": np.median}
"""How several answers become one."""


@dataclass(frozen=True, eq=False)
class Part:
    """Models of one sort, trained on different materials, that answer together.

    Attributes
    ----------
    name
        As in `simlaw.transfer.methods.blending.blend.BLEND`.
    sort
        What its models are, a name in `simlaw.predict.kept.stored_parts.SORTS`.
    centre
        A name in `CENTRES`: what is made of all answers of all models.
    weight
        Of its answer in the blend.
    known_weight
        The same for materials whose computed value is looked up.
    models
        One or several.
    """

    name: str
    sort: str
    centre: str
    weight: float
    models: tuple[Model, ...]
    known_weight: float = 0.0

    def answers(self, batch: Batch) -> Float64:
        """Return the answers of all models, float64 ``(answers, rows)``."""
        return np.concatenate([model.at(batch) for model in self.models])

    def combined(self, answers: Float64) -> Float64:
        """Return the centre of answers, float64 ``(rows,)``."""
        return np.asarray(CENTRES[self.centre](answers, axis=0), dtype=np.float64)


def half_range(answers: Float64) -> Float64:
    """Return half of the distance between the quartiles of trees, float64 ``(rows,)``."""
    low, high = np.quantile(answers, [0.25, 0.75], axis=0)
    return np.asarray((high - low) / 2, dtype=np.float64)
