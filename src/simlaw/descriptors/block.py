"""What a descriptor is, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import MaterialFailure

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


class DescriptorFailure(MaterialFailure):
    """A material that a descriptor cannot describe, with the reason."""


@dataclass(frozen=True, eq=False)
class Block:
    """Descriptor values of some materials.

    Parameters
    ----------
    values
        Shape (materials, width), float32, C-contiguous; a material that cannot be described has
        NaN throughout, all others are finite.
    names
        Of the columns.
    reasons
        Per material None, or why it cannot be described.
    """

    values: NDArray[np.float32]
    names: tuple[str, ...]
    reasons: list[str | None]


class Descriptor(Protocol):
    """One way of turning a material into numbers; a row depends on that material alone."""

    @property
    def name(self) -> str:
        """As users write it."""

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of material it describes."""

    @property
    def version(self) -> str:
        """Everything but the material that decides the numbers, library versions included."""

    @property
    def uses_columns(self) -> bool:
        """Whether it reads the numeric columns of the user's table."""

    def compute(
        self,
        keys: Sequence[str],
        *,
        columns: pd.DataFrame | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Block:
        """Return the values of some materials.

        Parameters
        ----------
        keys
            Canonical keys.
        columns
            The user's numeric columns, one row per key, for descriptors that use them.
        workers
            Processes to use where rows are slow. They are spawned, so with more than one the
            calling script needs the usual ``if __name__ == "__main__"`` guard.
        progress
            Called now and then.
        """
