"""Each part of the blend, trained without one fold of the measured materials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from simlaw.predict.models.batch import LOOKUP, NONE, Float64, Model
from simlaw.predict.models.forest import ForestModel, Trees
from simlaw.predict.models.network import HeadModel, NetworkModel
from simlaw.predict.models.smooth import SmoothModel
from simlaw.predict.training.training_data import Rows, TrainingData
from simlaw.transfer import Engine, Pretrained
from simlaw.transfer.methods.extra_trees import ExtraTrees
from simlaw.transfer.methods.residual_correction import Correction, correction
from simlaw.transfer.scaler import Scaler, location_and_scale

TREES_OF_A_FOLD = 30
"""Trees that grow without each fold."""

MOST_SMOOTH = 5_000
"""Most materials of a Gaussian process: its time grows with their third power."""

TUNED_ON = 1_000
"""Materials that settle the length scale of a Gaussian process: trying each takes as long as
training."""

NETWORK, HEAD, SMOOTH, FOREST = "network", "head", "smooth", "forest"


@dataclass(frozen=True, eq=False)
class Fold:
    """What the parts of one fold share.

    Attributes
    ----------
    data
        Both tables.
    engine
        Trains networks on them.
    number
        Of the fold, and of its pretrained network.
    rows
        int32: target rows that are learned from, in random order.
    pretrained
        The network pretrained without the materials of the fold.
    """

    data: TrainingData
    engine: Engine
    number: int
    rows: Rows
    pretrained: Pretrained

    @property
    def values(self) -> Float64:
        """Measured values of the rows."""
        return self.data.target.values[self.rows]

    def generator(self, purpose: str) -> np.random.Generator:
        """Return the fold's random numbers for a purpose."""
        return self.data.generator(purpose, self.number)


Fit: TypeAlias = Callable[[Fold], Model | None]


def pretrain(engine: Engine, data: TrainingData, number: int, held_out: Rows) -> Pretrained:
    """Pretrain on all source rows that are none of the materials held out."""
    rows = data.source_without(held_out)
    rows = data.generator("source", number).permutation(rows).astype(np.int32)
    return engine.pretrain(
        rows,
        start=engine.start(data.generator("start", number), len(rows)),
        shuffles=data.generator("pretrain", number),
    )


def base_of(fold: Fold) -> NetworkModel:
    """Return a fold's pretrained network as a model."""
    engine, found = fold.engine, fold.pretrained
    return NetworkModel(
        engine.network,
        found.parameters,
        found.scaler,
        engine.recipe.clip,
        found.centre,
        found.spread,
    )


def fine_tuned(fold: Fold) -> NetworkModel:
    """Train the pretrained network on, all weights."""
    found = fold.engine.fine_tuned(fold.pretrained, fold.rows, shuffles=fold.generator("fine-tune"))
    network = fold.engine.network
    return NetworkModel(
        network, found.parameters, found.scaler, found.clip, found.centre, found.spread
    )


def head_trained(fold: Fold) -> HeadModel:
    """Train the pretrained network's last layer on."""
    found = fold.engine.head_trained(
        fold.pretrained, fold.rows, shuffles=fold.generator("fine-tune")
    )
    network = fold.engine.network
    return HeadModel(network, found.parameters, fold.number, found.centre, found.spread)


def direct(fold: Fold) -> NetworkModel:
    """Train a fresh network on the measurements alone."""
    engine = fold.engine
    found = engine.learned_directly(
        fold.rows,
        start=engine.start(fold.generator("direct start")),
        shuffles=fold.generator("direct"),
    )
    return NetworkModel(
        engine.network, found.parameters, found.scaler, found.clip, found.centre, found.spread
    )


def residual(fold: Fold) -> SmoothModel:
    """Fit a Gaussian process to what a line of the pretrained prediction leaves."""
    found, rows = fold.pretrained, fold.rows[:MOST_SMOOTH]
    inputs = fold.engine.scaled_target(found.scaler)
    fitted = correction(
        found.on_target,
        inputs,
        fold.data.target.values[rows],
        rows,
        spread=found.spread,
        tuned_on=TUNED_ON,
    )
    clip = fold.engine.recipe.clip
    return SmoothModel(fitted.smooth, inputs[rows], rows, found.scaler, clip, fold.number)


def smooth(data: TrainingData, rows: Rows) -> tuple[SmoothModel, Correction]:
    """Fit a Gaussian process to the measurements alone, on all rows given."""
    values, clip = data.target.values[rows], data.recipe.clip
    centre, spread = location_and_scale(values)
    scaler = Scaler.fit(data.target.descriptors[rows].astype(np.float64))
    inputs = scaler.scaled(data.target.descriptors, clip)
    flat = np.zeros(len(inputs))
    scaled = (values - centre) / spread
    fitted = correction(flat, inputs, scaled, rows, spread=1.0, tuned_on=TUNED_ON)
    model = SmoothModel(
        fitted.smooth, inputs[rows], rows, scaler, clip, centre=centre, spread=spread
    )
    return model, fitted


def smooth_without(fold: Fold) -> SmoothModel:
    """Fit a Gaussian process to the measurements alone, without the fold."""
    return smooth(fold.data, fold.rows[:MOST_SMOOTH])[0]


def lookup_residual(fold: Fold) -> SmoothModel:
    """Fit a Gaussian process to what a line of the looked-up value leaves."""
    data, clip = fold.data, fold.engine.recipe.clip
    rows, values = fold.rows[:MOST_SMOOTH], fold.data.target.values
    assert data.looked_up is not None
    scaler = Scaler.fit(data.target.descriptors[rows].astype(np.float64))
    inputs = fold.engine.scaled_target(scaler)
    _, spread = location_and_scale(data.looked_up[rows])
    # Nobody asks about rows without a looked-up value.
    start = np.where(data.known, data.looked_up, 0.0)
    fitted = correction(start, inputs, values[rows], rows, spread=spread, tuned_on=TUNED_ON)
    return SmoothModel(fitted.smooth, inputs[rows], rows, scaler, clip, LOOKUP)


def lookup_trees(fold: Fold) -> ForestModel | None:
    """Grow extra trees that also read the looked-up value."""
    return _forest(fold, LOOKUP)


def trees(fold: Fold) -> ForestModel | None:
    """Grow extra trees on the measurements alone."""
    return _forest(fold, NONE)


def trees_column(fold: Fold) -> ForestModel | None:
    """Grow extra trees that also read what the pretrained network predicts."""
    return _forest(fold, fold.number)


def _forest(fold: Fold, base: int) -> ForestModel | None:
    """Grow trees; None where no column varies."""
    from threadpoolctl import threadpool_limits

    data, rows, clip = fold.data, fold.rows, fold.engine.recipe.clip
    scaler = Scaler.fit(data.target.descriptors[rows].astype(np.float64))
    columns = np.flatnonzero(scaler.inverse > 0)
    inputs = scaler.scaled(data.target.descriptors[rows], clip)[:, columns]
    centre, spread = 0.0, 1.0
    if base != NONE:
        column = fold.pretrained.on_target[rows]
        if base == LOOKUP:
            assert data.looked_up is not None
            column = data.looked_up[rows]
        if np.ptp(column) == 0:
            return None
        centre, spread = location_and_scale(column)
        inputs = np.column_stack([inputs, (column - centre) / spread])
        columns = np.append(columns, data.target.descriptors.shape[1])
    if not len(columns):
        return None
    seed = int(fold.generator("extra-trees").integers(2**31))
    with threadpool_limits(1):
        forest = ExtraTrees(seed, trees=TREES_OF_A_FOLD).fit(inputs, fold.values)
    return ForestModel(Trees.of(forest.grown, columns), scaler, clip, base, centre, spread)


@dataclass(frozen=True)
class Recipe:
    """How one part is trained.

    Attributes
    ----------
    sort
        Of its models.
    uses_source
        Whether it learns from computed values.
    fit
        Trains it without a fold; None where there is nothing to learn from.
    """

    sort: str
    uses_source: bool
    fit: Fit


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "fine-tune": Recipe(NETWORK, True, fine_tuned),
        "head-only": Recipe(HEAD, True, head_trained),
        "residual": Recipe(SMOOTH, True, residual),
        "extra-trees-column": Recipe(FOREST, True, trees_column),
        "direct": Recipe(NETWORK, False, direct),
        "smooth": Recipe(SMOOTH, False, smooth_without),
        "extra-trees": Recipe(FOREST, False, trees),
    }
)
"""The parts of the blend, as in `simlaw.transfer.methods.blending.blend.BLEND`."""

LOOKUPS: Mapping[str, Recipe] = MappingProxyType(
    {
        "lookup-residual": Recipe(SMOOTH, True, lookup_residual),
        "lookup-trees": Recipe(FOREST, True, lookup_trees),
    }
)
"""Parts for materials whose computed value is known, trained on such materials alone."""

EVERY: Mapping[str, Recipe] = MappingProxyType({**RECIPES, **LOOKUPS})
"""All parts there are."""
