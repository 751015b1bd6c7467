"""The job that training engines are compared on: real descriptors, a real computed property."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simlaw.transfer import TrainingRecipe

STUDY = "refractive-index"
WIDTH, ROWS, TESTED = 190, 17_000, 4_000


@dataclass(frozen=True)
class Task:
    """Molecules with a computed property, some held out.

    Attributes
    ----------
    descriptors, values
        float32 ``(materials, width)`` and float64 ``(materials,)``, to learn from.
    test_descriptors, test_values
        The same of the held-out materials.
    recipe
        How networks are trained.
    n
        How many materials a training takes.
    """

    descriptors: npt.NDArray[np.float32]
    values: npt.NDArray[np.float64]
    test_descriptors: npt.NDArray[np.float32]
    test_values: npt.NDArray[np.float64]
    recipe: TrainingRecipe
    n: int

    @property
    def widths(self) -> tuple[int, ...]:
        return (self.descriptors.shape[1], *self.recipe.hidden, 1)

    @property
    def steps(self) -> int:
        return self.recipe.pretrain_steps(self.n)

    def rows(self, seed: int) -> npt.NDArray[np.int32]:
        """Return the materials of one seed: the same for everyone."""
        shuffled = np.random.default_rng((seed, 0)).permutation(len(self.values))
        return shuffled[: self.n].astype(np.int32)

    def generators(self, seed: int) -> tuple[np.random.Generator, np.random.Generator]:
        """Return the random numbers of a seed's start and of its order of samples."""
        return np.random.default_rng((seed, 1)), np.random.default_rng((seed, 2))

    def with_recipe(self, **changes: object) -> Task:
        return replace(self, recipe=replace(self.recipe, **changes))


def save_task(folder: Path, descriptors: npt.NDArray[np.float32], values: object) -> None:
    """Write the table that `real_task` reads in every process."""
    np.save(folder / "descriptors.npy", descriptors)
    np.save(folder / "values.npy", values)


def real_task(folder: Path, *, n: int = ROWS, epochs: float = 30.0) -> Task:
    """Return the job on the table written before; the same materials are always held out."""
    descriptors = np.load(folder / "descriptors.npy")[:, :WIDTH]
    values = np.load(folder / "values.npy")
    order = np.random.default_rng(0).permutation(len(values))
    tested, rest = order[:TESTED], order[TESTED:]
    return Task(
        np.ascontiguousarray(descriptors[rest]),
        values[rest],
        np.ascontiguousarray(descriptors[tested]),
        values[tested],
        TrainingRecipe(epochs=epochs, least_steps=1),
        min(n, len(rest)),
    )


def wide_task(width: int, hidden: tuple[int, ...], rows: int, steps: int) -> Task:
    """Return a job of random numbers, for speed at other widths."""
    rng = np.random.default_rng(0)
    descriptors = rng.standard_normal((rows + 256, width), dtype=np.float32)
    values = descriptors[:, :8].sum(axis=1, dtype=np.float64)
    recipe = TrainingRecipe(hidden=hidden, epochs=1, least_steps=steps, most_steps=steps)
    return Task(descriptors[:rows], values[:rows], descriptors[rows:], values[rows:], recipe, rows)
