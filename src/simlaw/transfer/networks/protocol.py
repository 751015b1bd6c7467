"""What a network is: how it starts, what it gives for rows, and what its last layer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import jax

    Array: TypeAlias = jax.Array | npt.NDArray[np.float32]

Parameters: TypeAlias = Any
"""Weights: any tree of float32 arrays (tuples, lists, dicts), known to their network alone."""


class Applied(Protocol):
    """What a training needs of a network, or of a part of one."""

    def __hash__(self) -> int:
        """Return the same number for equals."""
        ...

    def apply(self, parameters: Parameters, rows: Array) -> Array:
        """Return float32 ``(batch,)`` for rows float32 ``(batch, width)``."""
        ...


class Network(Protocol):
    """A network with one output: an object that makes and applies weights, and holds none.

    Objects are hashable, and equal where they calculate alike (a frozen dataclass is both):
    programs compiled for one serve its equals. `start` works in numpy, everything else in JAX,
    where parameters and rows may be traced: it is differentiated, stacked and compiled. A row's
    output depends on that row alone, and on no random number.
    """

    def __hash__(self) -> int:
        """Return the same number for equals."""
        ...

    @property
    def name(self) -> str:
        """As it stands in a study: small letters, digits and hyphens."""
        ...

    @property
    def title(self) -> str:
        """What it is, and what it takes the widths in ``hidden`` for, in one line."""
        ...

    @property
    def version(self) -> str:
        """What changes whenever its numbers do."""
        ...

    def start(self, width: int, hidden: Sequence[int], rng: np.random.Generator) -> Parameters:
        """Draw the parameters that training starts from.

        Parameters
        ----------
        width
            Width of the rows: of the descriptor.
        hidden
            Sizes of what lies between, from `TrainingRecipe.hidden`; a network says what it takes
            them for.
        rng
            Source of all its random numbers.

        Returns
        -------
        tree of numpy float32 arrays
            Training may pull all of them towards zero, so zero has to be a parameter's natural
            value: a gain is one plus its parameter.
        """
        ...

    def apply(self, parameters: Parameters, rows: Array) -> Array:
        """Return the output, float32 ``(batch,)``, for rows float32 ``(batch, width)``."""
        ...

    def hidden(self, parameters: Parameters, rows: Array) -> Array:
        """Return the last hidden layer, float32 ``(batch, its width)``: what the head reads."""
        ...

    def head(self, parameters: Parameters) -> Parameters:
        """Return the part of the parameters that belongs to the last layer."""
        ...

    def apply_head(self, head: Parameters, hidden: Array) -> Array:
        """Return the output, float32 ``(batch,)``, from what `hidden` and `head` return."""
        ...


@dataclass(frozen=True)
class Head:
    """The last layer of a network, to be trained alone: its rows are the last hidden layer."""

    network: Network

    def apply(self, parameters: Parameters, rows: Array) -> Array:
        """Return the output, float32 ``(batch,)``, for hidden rows float32 ``(batch, width)``."""
        return self.network.apply_head(parameters, rows)
