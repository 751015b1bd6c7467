"""Every part of the blend without each fold of the measured materials.

A fold's materials are in no part of what predicts them: neither are they measured nor, under other
rows of the computed table, pretrained on. What is kept is the models of all folds together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simlaw.errors import InputError
from simlaw.predict.models.batch import Batch, Float32, Float64, Model, Part, half_range
from simlaw.predict.models.network import NetworkModel
from simlaw.predict.training.fit_parts import (
    EVERY,
    FOREST,
    LOOKUPS,
    MOST_SMOOTH,
    RECIPES,
    Fold,
    base_of,
    pretrain,
    smooth,
)
from simlaw.predict.training.training_data import Rows, TrainingData
from simlaw.transfer import Engine
from simlaw.transfer.methods.blending.inner_folds import inner_folds, others
from simlaw.transfer.methods.protocol import Attempt
from simlaw.workers.progress import Tick

FEWEST = 20
"""Fewest measured materials that a predictor is trained on: with fewer its errors are unknown."""


@dataclass(frozen=True, eq=False)
class CrossFitted:
    """What training on all folds gave.

    Attributes
    ----------
    bases
        The pretrained network of each fold.
    parts
        By name, models of all folds; weights are not settled yet.
    held_out
        By name, what each part says of the materials that it had not seen, float64 ``(m,)``, in
        the order of the target; NaN where a part that looks values up finds none.
    tree_spread
        By the name of each forest how far apart its trees are, float64 ``(m,)``.
    folds
        int32 each: target rows.
    """

    bases: tuple[NetworkModel, ...]
    parts: Mapping[str, Part]
    held_out: Mapping[str, Float64]
    tree_spread: Mapping[str, Float64]
    folds: tuple[Rows, ...]


def cross_fit(
    data: TrainingData, names: Sequence[str] = tuple(RECIPES), tick: Tick | None = None
) -> CrossFitted:
    """Train every part without each fold.

    Parameters
    ----------
    data
        Both tables.
    names
        Parts, in `EVERY`.
    tick
        Told how many of the steps are done.

    Raises
    ------
    InputError
        If there are fewer than `FEWEST` measured materials, or no two groups of them.
    """
    m = len(data.target.values)
    if m < FEWEST:
        raise InputError(
            f"A predictor needs {FEWEST} measured materials to know its own error, and there are "
            f"{m}. Measure more of them."
        )
    engine = Engine(data.source, data.target, recipe=data.recipe, largest_n=len(data.source.values))
    order = data.generator("order").permutation(m).astype(np.int32)
    folds = tuple(order[places] for places in inner_folds(_attempt(data, engine, order)))
    if len(folds) < 2:
        raise InputError(
            "All measured materials are of one group, so that a predictor's error on another one "
            "cannot be known. Measure some of others, or choose another split."
        )
    steps = _Steps(tick, len(folds) * (len(names) + 1))
    models: dict[str, list[Model]] = {name: [] for name in names}
    held_out = {name: np.full(m, np.nan) for name in names}
    spread: dict[str, Float64] = {}
    bases, known = [], data.known
    at_once = _smooth_at_once(data, order, folds) if "smooth" in names else None
    for number, rows in enumerate(folds):
        kept = others(np.flatnonzero(np.isin(order, rows)).astype(np.int32), m)
        fold = Fold(data, engine, number, order[kept], pretrain(engine, data, number, rows))
        base = base_of(fold)
        bases.append(base)
        steps.done()
        batch = batch_of(data.target.descriptors[rows], [base], first=number)
        if data.looked_up is not None:
            batch = replace(batch, looked_up=data.looked_up[rows])
        seen = replace(fold, rows=fold.rows[known[fold.rows]])
        for name in names:
            if name == "smooth" and at_once is not None:
                held_out[name][rows] = at_once[1][rows]
                steps.done()
                continue
            looks_up = name in LOOKUPS
            model = EVERY[name].fit(seen if looks_up else fold)
            if model is not None:
                asked = known[rows] if looks_up else np.ones(len(rows), dtype=bool)
                part = _part(name, (model,), data.squared)
                answers = part.answers(batch.some(asked))
                held_out[name][rows[asked]] = part.combined(answers)
                models[name].append(model)
                if part.sort == FOREST:
                    spread.setdefault(name, np.zeros(m))[rows[asked]] = half_range(answers)
            steps.done()
    if at_once is not None:
        models["smooth"] = [at_once[0]]
    every = np.ones(m, dtype=bool)
    whole = [
        name
        for name in names
        if models[name] and np.isfinite(held_out[name][known if name in LOOKUPS else every]).all()
    ]
    if not whole:
        raise InputError("A training diverged: lower the learning rates in [training].")
    return CrossFitted(
        tuple(bases),
        {name: _part(name, tuple(models[name]), data.squared) for name in whole},
        {name: held_out[name] for name in whole},
        spread,
        folds,
    )


def batch_of(descriptors: Float32, bases: Sequence[NetworkModel], *, first: int = 0) -> Batch:
    """Return materials as models read them.

    Parameters
    ----------
    descriptors
        float32 ``(rows, width)``.
    bases
        Pretrained networks.
    first
        The number of the first of them: those before are asked of nobody.
    """
    nothing, empty = np.empty(0), np.empty((0, 0), dtype=np.float32)
    return Batch(
        descriptors,
        (*[nothing] * first, *(base.predicted(descriptors) for base in bases)),
        (*[empty] * first, *(base.hidden(descriptors) for base in bases)),
    )


def _part(name: str, models: tuple[Model, ...], squared: bool) -> Part:
    sort = EVERY[name].sort
    centre = "median" if sort == FOREST and not squared else "mean"
    return Part(name, sort, centre, 0.0, models)


def _smooth_at_once(
    data: TrainingData, order: Rows, folds: Sequence[Rows]
) -> tuple[Model, Float64] | None:
    """Fit the Gaussian process of measurements on all, and say in closed form what folds miss.

    None where there are too many materials for that.
    """
    if len(order) > MOST_SMOOTH:
        return None
    model, fitted = smooth(data, order)
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    left = fitted.left_out([places[rows] for rows in folds])
    found = np.empty(len(order))
    found[order] = left * model.spread + model.centre
    return model, found


def _attempt(data: TrainingData, engine: Engine, order: Rows) -> Attempt:
    return Attempt(engine, None, order, data.generator, data.groups)


class _Steps:
    """Counts what is done."""

    def __init__(self, tick: Tick | None, total: int) -> None:
        self._tick, self._count, self._total = tick, 0, total

    def done(self) -> None:
        """Say that one more step is done."""
        self._count += 1
        if self._tick is not None:
            self._tick(self._count, self._total)
