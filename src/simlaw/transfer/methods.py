"""Transfer methods: ways from a source and a target table to predictions for target materials.

A new method is a function of the shape of `TransferMethod.predict` and one line in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simlaw.transfer.engine import Engine, Float64, Pretrained
from simlaw.transfer.train import Rows


@dataclass(frozen=True)
class Attempt:
    """What a method may use in one trial.

    Attributes
    ----------
    engine
        The engine with both tables.
    pretrained
        The network pretrained on this trial's n source samples; None for n = 0.
    rows
        int32 ``(m,)``: the target training rows; empty for a method that needs none.
    generator
        ``generator(purpose)`` gives this trial's random numbers for a purpose, always the same.
    """

    engine: Engine
    pretrained: Pretrained | None
    rows: Rows
    generator: Callable[[str], np.random.Generator]


@dataclass(frozen=True)
class TransferMethod:
    """One way to predict target materials.

    Attributes
    ----------
    name
        As it stands in ``curve.csv``.
    uses_source, uses_target
        Whether it needs a pretrained network (n > 0) and target training samples (m > 0).
    predict
        Returns float64 ``(target rows,)`` predictions in the target's unit.
    """

    name: str
    uses_source: bool
    uses_target: bool
    predict: Callable[[Attempt], Float64]


def fine_tune(attempt: Attempt) -> Float64:
    """Train the pretrained network on, all weights, on the target samples."""
    assert attempt.pretrained is not None
    return attempt.engine.fine_tune(
        attempt.pretrained, attempt.rows, shuffles=attempt.generator("fine-tune")
    )


def direct(attempt: Attempt) -> Float64:
    """Train a fresh network on the target samples alone."""
    engine = attempt.engine
    return engine.learn_directly(
        attempt.rows,
        start=engine.start(attempt.generator("start")),
        shuffles=attempt.generator("direct"),
    )


def zero_shot(attempt: Attempt) -> Float64:
    """Take the pretrained network's predictions as they are."""
    assert attempt.pretrained is not None
    return attempt.pretrained.on_target


METHODS: Mapping[str, TransferMethod] = MappingProxyType(
    {
        method.name: method
        for method in (
            TransferMethod("fine-tune", uses_source=True, uses_target=True, predict=fine_tune),
            TransferMethod("direct", uses_source=False, uses_target=True, predict=direct),
            TransferMethod("zero-shot", uses_source=True, uses_target=False, predict=zero_shot),
        )
    }
)
