"""The suite for networks finds what is wrong with one that breaks a rule."""

import itertools
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from simlaw.testing.networks import check_network
from simlaw.transfer.networks.mlp import MultilayerPerceptron
from simlaw.transfer.networks.residual_mlp import ResidualPerceptron

STARTS = itertools.count()


class Named(MultilayerPerceptron):
    name = "A network"


class Doubled(MultilayerPerceptron):
    def start(self, width: int, hidden: Any, rng: np.random.Generator) -> Any:
        return [
            tuple(leaf.astype(np.float64) for leaf in layer)
            for layer in super().start(width, hidden, rng)
        ]


class Restless(MultilayerPerceptron):
    def start(self, width: int, hidden: Any, rng: np.random.Generator) -> Any:
        return super().start(width, hidden, np.random.default_rng(next(STARTS)))


class Fixed(MultilayerPerceptron):
    def start(self, width: int, hidden: Any, rng: np.random.Generator) -> Any:
        return super().start(width, hidden, np.random.default_rng(0))


class Mixing(MultilayerPerceptron):
    def hidden(self, parameters: Any, rows: Any) -> Any:
        return super().hidden(parameters, rows - rows.mean(axis=0))


class Wide(MultilayerPerceptron):
    def apply(self, parameters: Any, rows: Any) -> Any:
        return super().apply(parameters, rows)[:, None]


class Headless(MultilayerPerceptron):
    def head(self, parameters: Any) -> Any:
        return parameters[-1:]

    def apply(self, parameters: Any, rows: Any) -> Any:
        return super().apply(parameters, rows) + 1


class Whole(MultilayerPerceptron):
    def head(self, parameters: Any) -> Any:
        return parameters

    def apply_head(self, head: Any, hidden: Any) -> Any:
        return super().apply_head(head[-1:], hidden)


class Dividing(MultilayerPerceptron):
    def hidden(self, parameters: Any, rows: Any) -> Any:
        seen = super().hidden(parameters, rows)
        return seen / jnp.linalg.norm(seen, axis=1, keepdims=True)


class Deaf(MultilayerPerceptron):
    def apply(self, parameters: Any, rows: Any) -> Any:
        return super().apply(parameters, 0 * rows)

    def hidden(self, parameters: Any, rows: Any) -> Any:
        return super().hidden(parameters, 0 * rows)


class Unlike(ResidualPerceptron):
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (Named(), "its name is 'A network'"),
        (Unlike(), "pickled copy of it is not equal"),
        (Doubled(), "something else than numpy arrays of float32"),
        (Restless(), "equal generators gave different starts"),
        (Fixed(), "different generators gave the same start"),
        (Mixing(), "changes with the other rows of its batch"),
        (Wide(), r"of shape \(9, 1\) for 9 rows"),
        (Headless(), "is not `apply`"),
        (Whole(), "does not return a part"),
        (Dividing(), "not finite"),
        (Deaf(), "steps of training lowered its error"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_a_network_that_breaks_a_rule_is_told_which(network: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_network(network)
