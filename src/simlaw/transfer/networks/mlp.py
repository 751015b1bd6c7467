"""The multilayer perceptron: layers of rectified linear units, each seeing the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from simlaw.transfer.networks.protocol import Array

Layers: TypeAlias = tuple[tuple["Array", "Array"], ...]


@dataclass(frozen=True)
class MultilayerPerceptron:
    """Hidden layers of the widths given, one output.

    Its parameters are one pair a layer: weight float32 ``(width_in, width_out)``, bias float32
    ``(width_out,)``.
    """

    name: ClassVar[str] = "mlp"
    title: ClassVar[str] = "a multilayer perceptron with hidden layers of these widths"
    version: ClassVar[str] = "1"

    def start(self, width: int, hidden: Sequence[int], rng: np.random.Generator) -> Layers:
        """Draw the start: He-normal weights, zero biases, a small last layer.

        Notes
        -----
        The variance 2 / width_in keeps the scale of activations through rectified units (He et al.,
        ICCV 2015); the last layer starts ten times smaller, so that training starts near the mean.
        """
        layers = []
        for layer, (width_in, width_out) in enumerate(pairwise((width, *hidden, 1))):
            scale = np.sqrt(2.0 / width_in) * (0.1 if layer == len(hidden) else 1.0)
            weight = rng.standard_normal((width_in, width_out)) * scale
            layers.append((weight.astype(np.float32), np.zeros(width_out, dtype=np.float32)))
        return tuple(layers)

    def apply(self, parameters: Layers, rows: Array) -> Array:
        """Return the output, float32 ``(batch,)``, for rows float32 ``(batch, width)``."""
        return self.apply_head(self.head(parameters), self.hidden(parameters, rows))

    def hidden(self, parameters: Layers, rows: Array) -> Array:
        """Return the last hidden layer, float32 ``(batch, last hidden width)``."""
        import jax

        for weight, bias in parameters[:-1]:
            rows = jax.nn.relu(rows @ weight + bias)
        return rows

    def head(self, parameters: Layers) -> Layers:
        """Return the last pair."""
        return parameters[-1:]

    def apply_head(self, head: Layers, hidden: Array) -> Array:
        """Return the output, float32 ``(batch,)``, for the last hidden layer."""
        ((weight, bias),) = head
        return (hidden @ weight + bias)[:, 0]


MLP = MultilayerPerceptron()
