"""The training loop: one compiled loop over Adam steps that serves every n of a study.

The number of steps, the learning rate and the samples are arguments of the compiled function, and
the order of samples is padded to one length, so that a study compiles each training once. All
randomness comes in as arrays made by numpy generators: the same seed gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from simlaw.transfer.networks.protocol import Applied, Network, Parameters
from simlaw.transfer.scaler import Float32, Scaler
from simlaw.transfer.training_job import Training

WARM_UP = 0.1
START_RATE = 0.04
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def train(job: Training) -> Parameters:
    """Run Adam with decoupled decay towards the job's anchor.

    Returns
    -------
    tree of arrays
        As the job's start, trained.

    Notes
    -----
    Adam: Kingma & Ba, ICLR 2015; decoupled decay: Loshchilov & Hutter, ICLR 2019; decay towards
    the start: Li, Grandvalet & Davoine, ICML 2018.
    """
    trained: Parameters = _compiled_training(job.knobs.network, job.knobs.batch)(Inputs.of(job))
    return trained


def predict(
    network: Applied, parameters: Parameters, table: Any, scaler: Scaler, clip: float
) -> Float32:
    """Return a network's outputs for a table, on the standardised scale, float32 ``(rows,)``."""
    run = _compiled_evaluation(network, "apply")
    return np.asarray(run(parameters, table, scaler.mean, scaler.inverse, np.float32(clip)))


def hidden(
    network: Network, parameters: Parameters, table: Any, scaler: Scaler, clip: float
) -> Float32:
    """Return the last hidden layer's outputs, float32 ``(rows, last hidden width)``."""
    run = _compiled_evaluation(network, "hidden")
    return np.asarray(run(parameters, table, scaler.mean, scaler.inverse, np.float32(clip)))


class Inputs(NamedTuple):
    """A training's numbers as the compiled function takes them; `Knobs` hold what is compiled in.

    Attributes
    ----------
    start, anchor, table, values, order
        As in `Training`.
    mean, inverse
        Of its scaler.
    steps
        int32 scalar.
    rate, decay, huber, clip
        float32 scalars.
    """

    start: Parameters
    anchor: Parameters
    table: Any
    values: Any
    order: Any
    mean: Any
    inverse: Any
    steps: Any
    rate: Any
    decay: Any
    huber: Any
    clip: Any

    @classmethod
    def of(cls, job: Training) -> Inputs:
        """Return the numbers of a training."""
        knobs = job.knobs
        return cls(
            job.start,
            job.anchor,
            job.table,
            job.values,
            job.order,
            job.scaler.mean,
            job.scaler.inverse,
            np.int32(knobs.steps),
            np.float32(knobs.rate),
            np.float32(knobs.decay),
            np.float32(knobs.huber),
            np.float32(knobs.clip),
        )


def training(network: Applied, batch: int) -> Callable[[Inputs], Parameters]:
    """Return what `train` compiles for a network and a number of samples a step."""
    import jax
    import jax.numpy as jnp
    from jax import lax
    from jax.tree_util import tree_map

    def loss(parameters: Parameters, rows: jax.Array, wanted: jax.Array, huber: jax.Array) -> Any:
        miss = jnp.abs(network.apply(parameters, rows) - wanted)
        return jnp.mean(jnp.where(miss <= huber, 0.5 * miss**2, huber * (miss - 0.5 * huber)))

    gradient = jax.grad(loss)

    def run(given: Inputs) -> Parameters:
        start, anchor, table, values, order, mean, inverse, *scalars = given
        steps, rate, decay, huber, clip = scalars

        def step(i: jax.Array, state: Any) -> Any:
            parameters, first, second = state
            rows = lax.dynamic_slice(order, (i * batch,), (batch,))
            # Rows of an order are there: looking whether they are would take time in each step.
            raw = table.at[rows].get(mode="promise_in_bounds")
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
def _compiled_training(network: Applied, batch: int) -> Callable[[Inputs], Parameters]:
    import jax

    return jax.jit(training(network, batch))


@cache
def _compiled_evaluation(network: Applied, what: Literal["apply", "hidden"]) -> Callable[..., Any]:
    import jax
    import jax.numpy as jnp

    evaluate = getattr(network, what)

    def run(parameters: Parameters, table: Any, mean: Any, inverse: Any, clip: Any) -> Any:
        return evaluate(parameters, jnp.clip((table - mean) * inverse, -clip, clip))

    return jax.jit(run)
