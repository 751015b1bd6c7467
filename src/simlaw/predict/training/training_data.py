"""What a predictor is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from simlaw.transfer import Samples, TrainingRecipe

Float64 = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Two tables as training sees them.

    Attributes
    ----------
    source, target
        Descriptors, and values on the scale that is learned.
    own
        int32 ``(pairs, 2)``: rows of the source that nobody learns from while a row of the target
        is held out, as they are the same material.
    recipe
        How networks are trained.
    seed
        Of everything random.
    groups
        int32 ``(target rows,)``: groups that are held out as a whole; None for single materials.
    squared
        Whether squared errors are to be small, and not absolute ones.
    looked_up
        float64 ``(target rows,)``: the computed value of the same material, on the scale that is
        learned; NaN where the source has none. None where none is to be looked up.
    """

    source: Samples
    target: Samples
    own: Rows
    recipe: TrainingRecipe
    seed: int = 0
    groups: Rows | None = None
    squared: bool = False
    looked_up: Float64 | None = None

    def generator(self, purpose: str, fold: int = 0) -> np.random.Generator:
        """Return random numbers for a purpose, always the same."""
        words = (crc32(b"predictor"), crc32(purpose.encode()), fold)
        return np.random.Generator(
            np.random.Philox(np.random.SeedSequence(self.seed, spawn_key=words))
        )

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which target rows have a looked-up value, bool ``(target rows,)``."""
        if self.looked_up is None:
            return np.zeros(len(self.target.values), dtype=bool)
        return np.isfinite(self.looked_up)

    def source_without(self, held_out: Rows) -> Rows:
        """Return the source rows that may be used while some target rows are held out."""
        usable = np.ones(len(self.source.values), dtype=bool)
        usable[self.own[np.isin(self.own[:, 1], held_out), 0]] = False
        return np.flatnonzero(usable).astype(np.int32)
