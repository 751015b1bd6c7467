"""What a blend is made of: each part also says what it had not seen of its training materials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from simlaw.transfer.methods.blending.inner_folds import (
    FOLDS,
    Learned,
    Places,
    others,
    over_folds,
)
from simlaw.transfer.methods.extra_trees import ExtraTrees
from simlaw.transfer.methods.protocol import Attempt
from simlaw.transfer.methods.residual_correction import Correction, correction
from simlaw.transfer.methods.scikit_learn import inputs_of
from simlaw.transfer.scaler import Float64

TREES_OF_A_FOLD = 30
"""Trees that grow without each fold."""

Part: TypeAlias = Callable[[Attempt, Sequence[Places]], Learned]


def fine_tuned(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Fine-tune the pretrained network without each fold, shortly; without folds as ever."""

    def predict(one: Attempt) -> Float64:
        shuffles = one.generator("fine-tune")
        return one.engine.fine_tune(one.source, one.rows, shuffles=shuffles, short=bool(folds))

    return over_folds(predict, attempt, folds)


def head_only(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Train the pretrained network's last layer on without each fold, likewise."""

    def predict(one: Attempt) -> Float64:
        shuffles = one.generator("fine-tune")
        return one.engine.train_head(one.source, one.rows, shuffles=shuffles, short=bool(folds))

    return over_folds(predict, attempt, folds)


def residual(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Fit `residual`; what it says without a fold follows in closed form."""
    pretrained = attempt.source
    found = correction(
        pretrained.on_target,
        attempt.engine.scaled_target(pretrained.scaler),
        attempt.target_values,
        attempt.rows,
        spread=pretrained.spread,
    )
    return Learned(found.predicted, _left_out(found, folds))


def trees_column(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Grow `extra-trees-column`, some trees without each fold."""
    return _trees(attempt, folds, attempt.source.on_target, *attempt.others)


def trees(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Grow `extra-trees`, some trees without each fold."""
    return _trees(attempt, folds)


def direct(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Train a fresh network without each fold, shortly; without folds as ever."""

    def predict(one: Attempt) -> Float64:
        engine, shuffles = one.engine, one.generator("direct")
        start = engine.start(one.generator("start"))
        return engine.learn_directly(one.rows, start=start, shuffles=shuffles, short=bool(folds))

    return over_folds(predict, attempt, folds)


def smooth(attempt: Attempt, folds: Sequence[Places]) -> Learned:
    """Fit a Gaussian process to the measurements alone: `residual` with nothing to map."""
    inputs, values = inputs_of(attempt), attempt.target_values
    centre = float(values.mean())
    spread = float(values.std()) or 1.0
    flat = np.zeros(len(inputs))
    found = correction(flat, inputs, (values - centre) / spread, attempt.rows, spread=1.0)
    held_out = _left_out(found, folds)
    return Learned(found.predicted * spread + centre, held_out * spread + centre)


def _left_out(found: Correction, folds: Sequence[Places]) -> Float64:
    return found.left_out(folds) if folds else np.empty(0)


def _trees(attempt: Attempt, folds: Sequence[Places], *columns: Float64) -> Learned:
    from threadpoolctl import threadpool_limits

    inputs, rows, values = inputs_of(attempt, *columns), attempt.rows, attempt.target_values
    if not inputs.shape[1]:
        middle = float(np.median(values))
        held_out = np.full(len(rows), middle) if folds else np.empty(0)
        return Learned(np.full(len(inputs), middle), held_out)
    seed = attempt.seed("extra-trees")
    if not folds:
        with threadpool_limits(1):
            forest = ExtraTrees(seed, trees=FOLDS * TREES_OF_A_FOLD)
            return Learned(forest.fit(inputs[rows], values).predict(inputs), np.empty(0))
    held_out, answers = np.empty(len(rows)), []
    for number, fold in enumerate(folds):
        kept = others(fold, len(rows))
        with threadpool_limits(1):
            forest = ExtraTrees((seed + number) % 2**31, trees=TREES_OF_A_FOLD)
            said = forest.fit(inputs[rows[kept]], values[kept]).answers(inputs)
        held_out[fold] = np.median(said[:, rows[fold]], axis=0)
        answers.append(said)
    return Learned(np.median(np.concatenate(answers), axis=0), held_out)
