"""Extremely randomised trees on the target samples alone: the median over trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simlaw.errors import InputError
from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.scikit_learn import learn_from_target, library, ready
from simlaw.transfer.scaler import Float32, Float64

TREES = 300
"""Trees of a forest."""

CENTRES: Mapping[str, Callable[..., Any]] = {"median": np.median, "mean": np.mean}
"""What may be predicted of the trees' answers."""


@dataclass
class ExtraTrees:
    """A forest whose trees each see all training rows and cut columns at random places.

    Geurts, Ernst & Wehenkel, Machine Learning 63 (2006) 3. Where errors are absolute the median
    over the trees is the better centre: values that pile up at one number, as band gaps of metals
    at zero, draw a mean away from it.

    Parameters
    ----------
    seed
        Of the trees.
    columns
        The part of the columns that is looked at for each cut.
    centre
        A name in `CENTRES`: what is predicted of the trees' answers.
    trees
        How many.

    Raises
    ------
    InputError
        If the centre is another.
    """

    seed: int
    columns: float = 0.6
    centre: str = "median"
    trees: int = TREES
    _grown: list[Any] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.centre not in CENTRES:
            raise InputError(
                f"The centre of extra trees is '{self.centre}', but must be one of "
                f"{', '.join(CENTRES)}."
            )

    def fit(self, descriptors: Float64, values: Float64, /) -> ExtraTrees:
        """Grow the trees on rows float64 ``(m, width)`` and their values ``(m,)``."""
        grow = library("tree").ExtraTreeRegressor
        rows = _in_single_precision(descriptors)
        seeds = np.random.default_rng(self.seed).integers(2**31, size=self.trees)
        # Not the forest of scikit-learn: in threads, as on a graphics processor, that one warns.
        self._grown = [
            grow(max_features=self.columns, random_state=int(seed)).fit(
                rows, values, check_input=False
            )
            for seed in seeds
        ]
        return self

    @property
    def grown(self) -> tuple[Any, ...]:
        """The trees of scikit-learn, each with its nodes in ``tree_``."""
        return tuple(self._grown)

    def answers(self, descriptors: Float64, /) -> Float64:
        """Return what each tree says of rows ``(rows, width)``, float64 ``(trees, rows)``."""
        rows = _in_single_precision(descriptors)
        return np.array([tree.predict(rows, check_input=False) for tree in self._grown])

    def predict(self, descriptors: Float64, /) -> Float64:
        """Return the centre of the trees' answers, float64 ``(rows,)``."""
        found = CENTRES[self.centre](self.answers(descriptors), axis=0)
        return np.asarray(found, dtype=np.float64)


def _in_single_precision(descriptors: Float64) -> Float32:
    """Return rows as scikit-learn's trees compare them: once, not once for each tree."""
    return np.ascontiguousarray(descriptors, dtype=np.float32)


def predict(attempt: Attempt) -> Float64:
    """Take the median over 300 trees."""
    return learn_from_target(attempt, lambda _: ExtraTrees(attempt.seed("extra-trees")))


EXTRA_TREES = FunctionMethod(
    "extra-trees",
    "the median over extremely randomised trees on the target samples alone (needs scikit-learn)",
    uses_source=False,
    uses_target=True,
    predict=predict,
    ready=ready,
)
