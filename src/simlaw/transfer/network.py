"""The multilayer perceptron: its shape, its start and its forward pass."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import jax

    Array: TypeAlias = jax.Array | npt.NDArray[np.float32]

Parameters: TypeAlias = tuple[tuple["Array", "Array"], ...]


def initial_parameters(widths: Sequence[int], rng: np.random.Generator) -> Parameters:
    """Draw the start of a network: He-normal weights, zero biases, a small last layer.

    Parameters
    ----------
    widths
        Width of every layer from the descriptor to the output, for instance ``(190, 128, 64, 1)``.
    rng
        Source of the numbers; numpy's generators give the same on every platform.

    Returns
    -------
    tuple of (weight, bias)
        One pair a layer: weight float32 ``(width_in, width_out)``, bias float32 ``(width_out,)``.

    Notes
    -----
    The variance 2 / width_in keeps the scale of activations through rectified units (He et al.,
    ICCV 2015); the last layer starts ten times smaller, so that training starts near the mean.
    """
    layers = []
    last = len(widths) - 2
    for layer, (width_in, width_out) in enumerate(pairwise(widths)):
        scale = np.sqrt(2.0 / width_in) * (0.1 if layer == last else 1.0)
        weight = rng.standard_normal((width_in, width_out)) * scale
        layers.append((weight.astype(np.float32), np.zeros(width_out, dtype=np.float32)))
    return tuple(layers)


def last_hidden(parameters: Parameters, rows: jax.Array) -> jax.Array:
    """Return the last hidden layer's output, float32 ``(batch, last hidden width)``."""
    import jax

    for weight, bias in parameters[:-1]:
        rows = jax.nn.relu(rows @ weight + bias)
    return rows


def forward(parameters: Parameters, rows: jax.Array) -> jax.Array:
    """Return the network's output, float32 ``(batch,)``, for rows float32 ``(batch, width)``."""
    weight, bias = parameters[-1]
    return (last_hidden(parameters, rows) @ weight + bias)[:, 0]
