"""The residual perceptron: a stream of one width, to which normalised blocks add corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from simlaw.transfer.networks.protocol import Array

EPSILON = 1e-5


class _Norm(NamedTuple):
    """Of a layer norm: the gain less one and the shift, float32 ``(width,)``."""

    gain: Array
    shift: Array


class _Dense(NamedTuple):
    """Weight float32 ``(width_in, width_out)`` and bias float32 ``(width_out,)``."""

    weight: Array
    bias: Array


class _Block(NamedTuple):
    """What is added to the stream: from it through an inner layer and back."""

    norm: _Norm
    inwards: _Dense
    back: _Dense


class _Parameters(NamedTuple):
    stem: _Dense
    blocks: tuple[_Block, ...]
    norm: _Norm
    head: _Dense


@dataclass(frozen=True)
class ResidualPerceptron:
    """A residual network for tables, after Gorishniy et al., NeurIPS 2021, with layer norm.

    The first of the hidden widths is that of the stream, into which the descriptor is mapped; each
    further one is the inner width of a block, which adds ``back(relu(inwards(norm(stream))))`` to
    the stream. The head reads ``relu(norm(stream))``. Layer norm (Ba, Kiros & Hinton, 2016,
    arXiv 1607.06450) in place of the batch norm there: a row's output depends on that row alone.
    """

    name: ClassVar[str] = "residual-mlp"
    title: ClassVar[str] = (
        "a residual network with layer norm: the first width is its stream's, each further one "
        "that inside a block"
    )
    version: ClassVar[str] = "1"

    def start(self, width: int, hidden: Sequence[int], rng: np.random.Generator) -> _Parameters:
        """Draw the start: He-normal weights, what ends a block or the network ten times smaller."""
        stream, *inner = hidden
        return _Parameters(
            stem=_dense(width, stream, rng),
            blocks=tuple(
                _Block(
                    _norm(stream),
                    _dense(stream, between, rng),
                    _dense(between, stream, rng, shrunk=0.1),
                )
                for between in inner
            ),
            norm=_norm(stream),
            head=_dense(stream, 1, rng, shrunk=0.1),
        )

    def apply(self, parameters: _Parameters, rows: Array) -> Array:
        """Return the output, float32 ``(batch,)``, for rows float32 ``(batch, width)``."""
        return self.apply_head(self.head(parameters), self.hidden(parameters, rows))

    def hidden(self, parameters: _Parameters, rows: Array) -> Array:
        """Return the rectified, normalised stream, float32 ``(batch, first hidden width)``."""
        import jax

        stream = rows @ parameters.stem.weight + parameters.stem.bias
        for norm, inwards, back in parameters.blocks:
            inner = jax.nn.relu(_normalised(norm, stream) @ inwards.weight + inwards.bias)
            stream = stream + inner @ back.weight + back.bias
        return jax.nn.relu(_normalised(parameters.norm, stream))

    def head(self, parameters: _Parameters) -> _Dense:
        """Return the last layer's weight and bias."""
        return parameters.head

    def apply_head(self, head: _Dense, hidden: Array) -> Array:
        """Return the output, float32 ``(batch,)``, for the last hidden layer."""
        return (hidden @ head.weight + head.bias)[:, 0]


def _norm(width: int) -> _Norm:
    return _Norm(np.zeros(width, dtype=np.float32), np.zeros(width, dtype=np.float32))


def _dense(width_in: int, width_out: int, rng: np.random.Generator, shrunk: float = 1.0) -> _Dense:
    weight = rng.standard_normal((width_in, width_out)) * np.sqrt(2.0 / width_in) * shrunk
    return _Dense(weight.astype(np.float32), np.zeros(width_out, dtype=np.float32))


def _normalised(norm: _Norm, rows: Array) -> Array:
    import jax.numpy as jnp
    from jax import lax

    centred = rows - jnp.mean(rows, axis=1, keepdims=True)
    scale = lax.rsqrt(jnp.mean(centred**2, axis=1, keepdims=True) + EPSILON)
    return centred * scale * (1 + norm.gain) + norm.shift


RESIDUAL_MLP = ResidualPerceptron()
