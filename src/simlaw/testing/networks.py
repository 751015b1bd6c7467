"""What simlaw asks of a network, for its author to run.

In a test::

    from simlaw.testing.networks import check_network

    def test_mine():
        check_network(MINE)

or one by one, with the checks of `NETWORK_CHECKS` as a parameter. Each raises an AssertionError
that says what it found.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from simlaw.transfer.networks import NETWORKS, Network, Parameters
from simlaw.transfer.networks.protocol import Head
from simlaw.transfer.sample_order import sample_order
from simlaw.transfer.scaler import Scaler
from simlaw.transfer.training_job import Knobs, Training
from simlaw.transfer.training_loop import hidden, predict, train

SHAPES: tuple[tuple[int, tuple[int, ...]], ...] = ((5, (16, 8)), (1, (4,)), (7, (8, 8, 8)))
"""Widths of descriptors and of hidden layers that a network has to take."""

NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
"""What a name may be."""

ROWS, STEPS, BATCH = 96, 400, 16

Check = Callable[[Network], None]


def has_what_a_network_needs(network: Network) -> None:
    """It has every attribute, and a name that can stand in a file."""
    NETWORKS.checked(network)
    _require(
        re.fullmatch(NAME, network.name) is not None,
        f"its name is {network.name!r}, but small letters, digits and single hyphens are allowed",
    )
    _require(
        network.title.strip() != "" and "\n" not in network.title,
        f"its title is {network.title!r}, but has to be one line",
    )
    _require(network.version != "", "its version is empty")


def equals_its_copy(network: Network) -> None:
    """A copy in another process is equal, so that programs compiled for one serve the other."""
    copied = pickle.loads(pickle.dumps(network))
    _require(
        copied == network and hash(copied) == hash(network),
        "a pickled copy of it is not equal to it, or has another hash; a frozen dataclass would",
    )


def starts_from_its_generator(network: Network) -> None:
    """The start is float32, and random by its generator alone."""
    for width, sizes in SHAPES:
        first, again, other = (
            network.start(width, sizes, np.random.default_rng(seed)) for seed in (0, 0, 1)
        )
        for leaf in _leaves(first):
            _require(
                isinstance(leaf, np.ndarray) and leaf.dtype == np.float32,
                "its start holds something else than numpy arrays of float32",
            )
        _require(_same(first, again), "equal generators gave different starts")
        _require(not _same(first, other), "different generators gave the same start")


def gives_one_number_a_row(network: Network) -> None:
    """Outputs are finite float32, one for each row, and depend on that row alone."""
    for width, sizes in SHAPES:
        parameters, rows = _made(network, width, sizes)
        found = np.asarray(network.apply(parameters, rows))
        _require(
            found.shape == (len(rows),) and found.dtype == np.float32,
            f"`apply` returned {found.dtype} of shape {found.shape} for {len(rows)} rows",
        )
        _require(bool(np.isfinite(found).all()), "`apply` returned numbers that are not finite")
        alone = np.concatenate([network.apply(parameters, rows[i : i + 1]) for i in range(4)])
        _require(
            np.allclose(alone, found[:4], rtol=1e-4, atol=1e-5),
            "a row's output changes with the other rows of its batch",
        )


def can_be_stacked(network: Network) -> None:
    """Several of it are applied in one calculation, each to its own rows."""
    import jax
    from jax.tree_util import tree_map

    for width, sizes in SHAPES:
        parameters, rows = _made(network, width, sizes)
        both = tree_map(lambda leaf: np.stack([leaf, 0.5 * leaf]), parameters)
        found = jax.vmap(network.apply)(both, np.stack([rows, rows]))
        _require(
            np.allclose(found[0], network.apply(parameters, rows), rtol=1e-4, atol=1e-5),
            "stacked by jax.vmap it gives other numbers than alone",
        )


def is_its_head_on_its_hidden_layer(network: Network) -> None:
    """`apply` is `apply_head` of the head on the last hidden layer."""
    for width, sizes in SHAPES:
        parameters, rows = _made(network, width, sizes)
        seen = np.asarray(network.hidden(parameters, rows))
        _require(
            seen.ndim == 2 and len(seen) == len(rows),
            f"`hidden` returned shape {seen.shape} for {len(rows)} rows",
        )
        found = network.apply_head(network.head(parameters), seen)
        _require(
            np.allclose(found, network.apply(parameters, rows), rtol=1e-4, atol=1e-5),
            "`apply_head(head(parameters), hidden(parameters, rows))` is not `apply`",
        )
        every, part = _leaves(parameters), _leaves(network.head(parameters))
        _require(
            0 < len(part) < len(every) and all(any(p is e for e in every) for p in part),
            "`head` does not return a part of the parameters",
        )


def stands_being_zero(network: Network) -> None:
    """With all parameters at zero, where decay pulls them, outputs and gradient are finite."""
    import jax
    import jax.numpy as jnp
    from jax.tree_util import tree_map

    for width, sizes in SHAPES:
        parameters, rows = _made(network, width, sizes)
        zeros = tree_map(np.zeros_like, parameters)
        slope = jax.grad(lambda p, rows=rows: jnp.sum(network.apply(p, rows) ** 2))(zeros)
        for leaf in (network.apply(zeros, rows), *_leaves(slope)):
            _require(
                bool(np.isfinite(np.asarray(leaf)).all()),
                "with all parameters at zero its output or gradient is not finite",
            )


def learns(network: Network) -> None:
    """Training by the loop of a study lowers its error, with a decay towards zero as there."""
    table, values = _problem()
    start = network.start(table.shape[1], (16, 8), np.random.default_rng(0))
    scaler = Scaler.fit(table)
    before = predict(network, start, table, scaler, 6.0)
    after = predict(network, _trained(network, start, table, values, scaler), table, scaler, 6.0)
    first, last = (float(np.abs(found - values).mean()) for found in (before, after))
    _require(
        last < 0.6 * first,
        f"{STEPS} steps of training lowered its error from {first:.3g} only to {last:.3g}",
    )


def learns_by_its_head(network: Network) -> None:
    """Training the head alone lowers its error too."""
    table, values = _problem()
    start = network.start(table.shape[1], (16, 8), np.random.default_rng(0))
    seen = hidden(network, start, table, Scaler.fit(table), 6.0)
    head, scaler = network.head(start), Scaler.unchanged(seen.shape[1])
    before = predict(Head(network), head, seen, scaler, np.inf)
    trained = _trained(Head(network), head, seen, values, scaler)
    after = predict(Head(network), trained, seen, scaler, np.inf)
    first, last = (float(np.abs(found - values).mean()) for found in (before, after))
    _require(
        last < 0.8 * first,
        f"{STEPS} steps of training its head lowered its error from {first:.3g} only to {last:.3g}",
    )


NETWORK_CHECKS: tuple[Check, ...] = (
    has_what_a_network_needs,
    equals_its_copy,
    starts_from_its_generator,
    gives_one_number_a_row,
    can_be_stacked,
    is_its_head_on_its_hidden_layer,
    stands_being_zero,
    learns,
    learns_by_its_head,
)
"""Every check: takes a network."""


def check_network(network: Network) -> None:
    """Run all checks.

    Raises
    ------
    AssertionError
        With what is not as it should be.
    InputError
        If the object lacks what a network must have.
    """
    for check in NETWORK_CHECKS:
        check(network)


def _made(network: Network, width: int, sizes: tuple[int, ...]) -> tuple[Parameters, Any]:
    rows = np.random.default_rng(2).standard_normal((9, width)).astype(np.float32)
    return network.start(width, sizes, np.random.default_rng(0)), rows


def _problem() -> tuple[Any, Any]:
    table = np.random.default_rng(3).standard_normal((ROWS, 3)).astype(np.float32)
    values = table[:, 0] + np.abs(table[:, 1]) - 0.8
    return table, values


def _trained(network: Any, start: Parameters, table: Any, values: Any, scaler: Scaler) -> Any:
    from jax.tree_util import tree_map

    rows, rng = np.arange(ROWS, dtype=np.int32), np.random.default_rng(4)
    order = sample_order(rows, steps=STEPS, batch=BATCH, padded_steps=STEPS, rng=rng)
    knobs = Knobs(network, STEPS, BATCH, rate=1e-2, decay=1e-2, huber=1.0, clip=np.inf)
    zeros = tree_map(np.zeros_like, start)
    return train(Training(start, zeros, table, values, order, scaler, knobs))


def _leaves(parameters: Parameters) -> list[Any]:
    from jax.tree_util import tree_leaves

    return list(tree_leaves(parameters))


def _same(first: Parameters, second: Parameters) -> bool:
    pairs = zip(_leaves(first), _leaves(second), strict=True)
    return all(np.array_equal(one, other) for one, other in pairs)


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise AssertionError(otherwise)
