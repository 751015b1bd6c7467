"""The training engine: one compiled loop over Adam steps that serves every n of a study.

The number of steps, the learning rate and the samples are arguments of the compiled function, and
the order of samples is padded to one length, so that a study compiles each training once. All
randomness comes in as arrays made by numpy generators: the same seed gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.transfer.network import Parameters, forward, last_hidden

Float32 = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

WARM_UP = 0.1
START_RATE = 0.04
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
_BLOCK = 16_384


@dataclass(frozen=True)
class Scaler:
    """Standardisation of descriptors, fitted on training rows only.

    Attributes
    ----------
    mean, inverse
        float32 ``(width,)``: mean, and one over the standard deviation (zero for a column that is
        constant in the training rows, which switches the column off).
    """

    mean: Float32
    inverse: Float32

    @classmethod
    def fit(cls, table: npt.NDArray[np.floating[Any]], rows: Rows | None = None) -> Scaler:
        """Fit on training rows, of a table ``(samples, width)`` all or those named.

        Sums are made in double precision, and rows taken in blocks: a large table is neither copied
        nor held in double precision.
        """
        count = len(table) if rows is None else len(rows)

        def blocks() -> Iterator[npt.NDArray[np.floating[Any]]]:
            for i in range(0, count, _BLOCK):
                yield table[i : i + _BLOCK] if rows is None else table[rows[i : i + _BLOCK]]

        mean = sum(b.sum(axis=0, dtype=np.float64) for b in blocks()) / count
        squares = sum(((b - mean) ** 2).sum(axis=0) for b in blocks())
        deviation = np.sqrt(squares / count)
        floor = 1e-5 * np.maximum(np.abs(mean), 1e-3)
        varies = deviation > floor
        inverse = np.where(varies, 1.0 / np.where(varies, deviation, 1.0), 0.0)
        return cls(mean.astype(np.float32), inverse.astype(np.float32))


def sample_order(
    rows: Rows, *, steps: int, batch: int, padded_steps: int, rng: np.random.Generator
) -> Rows:
    """Return which row each position of each minibatch takes, padded to a fixed length.

    Epoch after epoch of shuffled rows, without a gap: every row is seen equally often to within
    one epoch, also when there are fewer rows than a batch holds.

    Parameters
    ----------
    rows
        int32 ``(samples,)``, the training rows.
    steps, batch, padded_steps
        ``steps * batch`` positions are filled; the result has ``padded_steps * batch``.
    rng
        Source of the shuffles.

    Returns
    -------
    int32 ``(padded_steps * batch,)``
    """
    if not 0 < steps <= padded_steps:
        raise ValueError(f"0 < steps <= padded_steps must hold, got {steps} and {padded_steps}")
    need = steps * batch
    order = np.zeros(padded_steps * batch, dtype=np.int32)
    for start in range(0, need, len(rows)):
        stop = min(start + len(rows), need)
        order[start:stop] = rng.permutation(rows)[: stop - start]
    return order


def train(
    start: Parameters,
    anchor: Parameters,
    descriptors: Any,
    values: Any,
    order: Rows,
    scaler: Scaler,
    *,
    steps: int,
    batch: int,
    rate: float,
    decay: float,
    huber: float,
    clip: float,
) -> Parameters:
    """Run Adam with decoupled decay towards ``anchor`` and return the trained parameters.

    Parameters
    ----------
    start, anchor
        Where training starts, and what the decay pulls towards (zeros for plain weight decay,
        the pretrained weights for fine-tuning).
    descriptors
        float32 ``(all rows, width)``, raw; standardised batch by batch with ``scaler``.
    values
        float32 ``(all rows,)``, standardised.
    order
        From `sample_order`.
    steps, batch, rate, decay, huber, clip
        See `TrainingRecipe`.

    Returns
    -------
    tuple of (weight, bias)
        As `start`, trained.

    Notes
    -----
    Adam: Kingma & Ba, ICLR 2015; decoupled decay: Loshchilov & Hutter, ICLR 2019; decay towards
    the start: Li, Grandvalet & Davoine, ICML 2018.
    """
    trained: Parameters = _compiled_training(batch)(
        start,
        anchor,
        descriptors,
        values,
        order,
        scaler.mean,
        scaler.inverse,
        np.int32(steps),
        np.float32(rate),
        np.float32(decay),
        np.float32(huber),
        np.float32(clip),
    )
    return trained


def predict(parameters: Parameters, descriptors: Any, scaler: Scaler, clip: float) -> Float32:
    """Return predictions on the standardised scale, float32 ``(rows,)``."""
    return _evaluate(forward, parameters, descriptors, scaler, clip)


def hidden(parameters: Parameters, descriptors: Any, scaler: Scaler, clip: float) -> Float32:
    """Return the last hidden layer's output, float32 ``(rows, last hidden width)``."""
    return _evaluate(last_hidden, parameters, descriptors, scaler, clip)


def _evaluate(
    network: Callable[..., Any],
    parameters: Parameters,
    descriptors: Any,
    scaler: Scaler,
    clip: float,
) -> Float32:
    run = _compiled_evaluation(network)
    return np.asarray(run(parameters, descriptors, scaler.mean, scaler.inverse, np.float32(clip)))


@cache
def _compiled_training(batch: int) -> Callable[..., Parameters]:
    import jax

    return jax.jit(training(batch))


def training(batch: int) -> Callable[..., Parameters]:
    """Return what `train` compiles for a number of samples a step.

    Its arguments: start, anchor, descriptors, values, order, the scaler's mean and inverse, steps,
    rate, decay, huber, clip.
    """
    import jax
    import jax.numpy as jnp
    from jax import lax
    from jax.tree_util import tree_map

    def loss(parameters: Parameters, rows: jax.Array, wanted: jax.Array, huber: jax.Array) -> Any:
        miss = jnp.abs(forward(parameters, rows) - wanted)
        return jnp.mean(jnp.where(miss <= huber, 0.5 * miss**2, huber * (miss - 0.5 * huber)))

    gradient = jax.grad(loss)

    def run(
        start: Parameters,
        anchor: Parameters,
        descriptors: jax.Array,
        values: jax.Array,
        order: jax.Array,
        mean: jax.Array,
        inverse: jax.Array,
        steps: jax.Array,
        rate: jax.Array,
        decay: jax.Array,
        huber: jax.Array,
        clip: jax.Array,
    ) -> Parameters:
        def step(i: jax.Array, state: Any) -> Any:
            parameters, first, second = state
            rows = lax.dynamic_slice(order, (i * batch,), (batch,))
            # Rows of an order are there: looking whether they are would take time in each step.
            raw = descriptors.at[rows].get(mode="promise_in_bounds")
            wanted = values.at[rows].get(mode="promise_in_bounds")
            slope = gradient(
                parameters, jnp.clip((raw - mean) * inverse, -clip, clip), wanted, huber
            )
            done = i.astype(jnp.float32) / steps
            rising = START_RATE + (1 - START_RATE) * done / WARM_UP
            falling = 0.5 * (1 + jnp.cos(jnp.pi * (done - WARM_UP) / (1 - WARM_UP)))
            now = rate * jnp.where(done < WARM_UP, rising, falling)
            count = i.astype(jnp.float32) + 1
            # Scalars are divided here, once: a division for each weight costs as much as the rest.
            along, level, back = now / (1 - BETA1**count), 1 / (1 - BETA2**count), now * decay
            first = tree_map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, slope)
            second = tree_map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, slope)

            def move(p: Any, a: Any, m: Any, v: Any) -> Any:
                return p - along * m / (jnp.sqrt(level * v) + EPSILON) - back * (p - a)

            return tree_map(move, parameters, anchor, first, second), first, second

        zeros = tree_map(jnp.zeros_like, start)
        trained: Parameters = lax.fori_loop(0, steps, step, (start, zeros, zeros))[0]
        return trained

    return run


@cache
def _compiled_evaluation(network: Callable[..., Any]) -> Callable[..., Any]:
    import jax
    import jax.numpy as jnp

    def run(parameters: Parameters, descriptors: Any, mean: Any, inverse: Any, clip: Any) -> Any:
        return network(parameters, jnp.clip((descriptors - mean) * inverse, -clip, clip))

    return jax.jit(run)
