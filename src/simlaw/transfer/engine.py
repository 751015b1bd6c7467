"""Pretraining and adapting networks on the two tables of a study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from simlaw.transfer.calibration import calibrate
from simlaw.transfer.networks.protocol import Applied, Head, Parameters
from simlaw.transfer.networks.registry import NETWORKS
from simlaw.transfer.sample_order import sample_order
from simlaw.transfer.scaler import Float64, Rows, Scaler, location_and_scale
from simlaw.transfer.study_samples import Materials, Samples
from simlaw.transfer.training_job import Knobs, Training
from simlaw.transfer.training_loop import hidden, predict, train
from simlaw.transfer.training_recipe import TrainingRecipe

Train: TypeAlias = Callable[[Training], Parameters]

SHORT, SHORT_OF_MANY, FAST = 0.2, 0.4, 2.0
"""Parts of the steps, with few and with many samples, and times the rate, of a short training."""

MANY = 1_000
"""A short training on m samples makes m / `MANY` of the steps, within the bounds above."""


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A network trained on source samples.

    Attributes
    ----------
    rows
        int32 ``(n,)``: the source rows used.
    parameters
        Its weights.
    scaler
        Standardisation of the descriptors, fitted on the source samples used.
    centre, spread
        Mean and standard deviation of the source values used: the network's output times
        ``spread`` plus ``centre`` is the predicted property.
    on_target
        float64 ``(target rows,)``: its predictions for every target material.
    others
        The networks of further sources that are kept apart; empty with one.
    foreign
        Whether the source values are not in the unit of the target's.
    """

    rows: Rows
    parameters: Parameters
    scaler: Scaler
    centre: float
    spread: float
    on_target: Float64
    others: tuple[Pretrained, ...] = ()
    foreign: bool = False

    @property
    def standardised(self) -> Float64:
        """The network's output for every target material, float64 ``(target rows,)``."""
        return (self.on_target - self.centre) / self.spread


@dataclass(frozen=True, eq=False)
class Adapted:
    """A network, or its last layer, after training on target samples: what predicts any rows.

    Attributes
    ----------
    network
        What was trained.
    parameters
        Its weights.
    scaler
        Standardises what it reads: descriptors, or the last hidden layer.
    clip
        What is standardised is cut at plus and minus this.
    centre, spread
        Its output times ``spread`` plus ``centre`` is the predicted property.
    """

    network: Applied
    parameters: Parameters
    scaler: Scaler
    clip: float
    centre: float
    spread: float

    def at(self, table: Any) -> Float64:
        """Return predictions for rows float32 ``(rows, width)``, float64 ``(rows,)``."""
        standardised = predict(self.network, self.parameters, table, self.scaler, self.clip)
        return standardised.astype(np.float64) * self.spread + self.centre


@dataclass(frozen=True, eq=False)
class _Beginning:
    """Where a training on the target begins: weights, what they read, and the scale of values."""

    start: Parameters
    anchor: Parameters
    table: Any
    scaler: Scaler
    centre: float
    spread: float


class Engine:
    """Trains networks on one source and one target table; made once per worker.

    Parameters
    ----------
    source, target
        Samples of both sides, of the same width and unit.
    recipe
        Training settings, the network among them.
    largest_n
        The largest number of source samples that will be asked for: it fixes the length that
        sample orders are padded to, and so lets one compilation serve every n.
    train
        What trains, as `simlaw.transfer.training_loop.train` does.
    materials
        Reads the materials themselves; called when a method first asks for them, else never.
    """

    def __init__(
        self,
        source: Samples,
        target: Samples,
        *,
        recipe: TrainingRecipe,
        largest_n: int,
        train: Train = train,
        materials: Callable[[], Materials] | None = None,
    ) -> None:
        if source.descriptors.shape[1] != target.descriptors.shape[1]:
            raise ValueError(
                "source and target descriptors must have the same width, got "
                f"{source.descriptors.shape[1]} and {target.descriptors.shape[1]}"
            )
        self.recipe = recipe
        self.network = NETWORKS.find(recipe.network, where="training.network")
        self.source = replace(source, values=np.asarray(source.values, dtype=np.float64))
        self.target = replace(target, values=np.asarray(target.values, dtype=np.float64))
        self.padded_steps = recipe.most_pretrain_steps(largest_n)
        self._train = train
        self._read_materials = materials

    @cached_property
    def materials(self) -> Materials:
        """The materials themselves, read when they are first asked for.

        Raises
        ------
        ValueError
            If the engine was made without them.
        """
        if self._read_materials is None:
            raise ValueError("this engine was made from descriptors alone, without materials")
        return self._read_materials()

    @cached_property
    def _source_on_device(self) -> Any:
        import jax

        # Not copied where it can be used as it is: mapped from disk, workers share its memory.
        return jax.device_put(np.asarray(self.source.descriptors), may_alias=True)

    @cached_property
    def _target_on_device(self) -> Any:
        import jax.numpy as jnp

        return jnp.asarray(self.target.descriptors)

    def start(self, rng: np.random.Generator, n: int = 0) -> Parameters:
        """Draw the start of a network for n source samples; 0 for direct learning."""
        return self.network.start(self.target.descriptors.shape[1], self.recipe.widths(n), rng)

    def pretrain(
        self, rows: Rows, *, start: Parameters, shuffles: np.random.Generator
    ) -> Pretrained:
        """Train on source rows int32 ``(n,)``."""
        recipe = self.recipe
        scaler = Scaler.fit(self.source.descriptors, rows)
        centre, spread = location_and_scale(self.source.values[rows])
        knobs = Knobs(
            self.network,
            steps=recipe.pretrain_steps(len(rows)),
            batch=recipe.batch,
            rate=recipe.learning_rate,
            decay=recipe.pretrain_decay(len(rows)),
            huber=recipe.huber,
            clip=recipe.clip,
        )
        parameters = self._train(
            Training(
                start,
                _zeros(start),
                self._source_on_device,
                ((self.source.values - centre) / spread).astype(np.float32),
                sample_order(
                    rows,
                    steps=knobs.steps,
                    batch=knobs.batch,
                    padded_steps=self.padded_steps,
                    rng=shuffles,
                ),
                scaler,
                knobs,
            )
        )
        standardised = predict(
            self.network, parameters, self._target_on_device, scaler, recipe.clip
        )
        on_target = standardised.astype(np.float64) * spread + centre
        return Pretrained(rows, parameters, scaler, centre, spread, on_target)

    def fine_tune(
        self,
        pretrained: Pretrained,
        rows: Rows,
        *,
        shuffles: np.random.Generator,
        short: bool = False,
    ) -> Float64:
        """Train on from a pretrained network on target rows int32 ``(m,)``.

        The output scale is first calibrated (see `simlaw.transfer.calibration.calibrate`), then all
        weights are trained, held to the pretrained ones by the recipe's anchor. A short training
        makes a fifth to two fifths of the steps at twice the rate: the mean of several is about as
        good as one long training.

        Returns
        -------
        float64 ``(target rows,)``, predictions for every target material.
        """
        found = self.fine_tuned(pretrained, rows, shuffles=shuffles, short=short)
        return found.at(self._target_on_device)

    def fine_tuned(
        self,
        pretrained: Pretrained,
        rows: Rows,
        *,
        shuffles: np.random.Generator,
        short: bool = False,
    ) -> Adapted:
        """Do what `fine_tune` does, and return the network."""
        begin = _Beginning(
            pretrained.parameters,
            _times(self.recipe.anchor_share, pretrained.parameters),
            self._target_on_device,
            pretrained.scaler,
            *self._calibration(pretrained, rows),
        )
        return self._learn_target(begin, rows, self._fine_tuning(len(rows)), shuffles, short=short)

    def train_head(
        self,
        pretrained: Pretrained,
        rows: Rows,
        *,
        shuffles: np.random.Generator,
        short: bool = False,
    ) -> Float64:
        """Train the last layer alone on from a pretrained network on target rows int32 ``(m,)``.

        As `fine_tune`, but with all other layers frozen.

        Returns
        -------
        float64 ``(target rows,)``, predictions for every target material.
        """
        found = self.head_trained(pretrained, rows, shuffles=shuffles, short=short)
        return found.at(self.hidden(pretrained).astype(np.float32))

    def head_trained(
        self,
        pretrained: Pretrained,
        rows: Rows,
        *,
        shuffles: np.random.Generator,
        short: bool = False,
    ) -> Adapted:
        """Do what `train_head` does, and return the last layer; it reads the last hidden one."""
        seen = self.hidden(pretrained).astype(np.float32)
        head = self.network.head(pretrained.parameters)
        begin = _Beginning(
            head,
            _times(self.recipe.anchor_share, head),
            seen,
            Scaler.unchanged(seen.shape[1]),
            *self._calibration(pretrained, rows),
        )
        knobs = replace(self._fine_tuning(len(rows)), network=Head(self.network), clip=np.inf)
        return self._learn_target(begin, rows, knobs, shuffles, short=short)

    def learn_directly(
        self,
        rows: Rows,
        *,
        start: Parameters,
        shuffles: np.random.Generator,
        short: bool = False,
    ) -> Float64:
        """Train on target rows int32 ``(m,)`` alone; short as in `fine_tune`.

        Returns
        -------
        float64 ``(target rows,)``, predictions for every target material.
        """
        found = self.learned_directly(rows, start=start, shuffles=shuffles, short=short)
        return found.at(self._target_on_device)

    def learned_directly(
        self,
        rows: Rows,
        *,
        start: Parameters,
        shuffles: np.random.Generator,
        short: bool = False,
    ) -> Adapted:
        """Do what `learn_directly` does, and return the network."""
        recipe = self.recipe
        begin = _Beginning(
            start,
            _zeros(start),
            self._target_on_device,
            Scaler.fit(self.target.descriptors[rows]),
            *location_and_scale(self.target.values[rows]),
        )
        knobs = Knobs(
            self.network,
            steps=recipe.target_steps(recipe.direct_steps, len(rows)),
            batch=recipe.fine_tune_batch,
            rate=recipe.direct_rate,
            decay=recipe.direct_decay(len(rows)),
            huber=recipe.huber,
            clip=recipe.clip,
        )
        return self._learn_target(begin, rows, knobs, shuffles, short=short)

    def _fine_tuning(self, m: int) -> Knobs:
        recipe = self.recipe
        return Knobs(
            self.network,
            steps=recipe.target_steps(recipe.fine_tune_steps, m),
            batch=recipe.fine_tune_batch,
            rate=recipe.fine_tune_rate,
            decay=recipe.anchor(m),
            huber=recipe.huber,
            clip=recipe.clip,
        )

    def _learn_target(
        self,
        begin: _Beginning,
        rows: Rows,
        knobs: Knobs,
        shuffles: np.random.Generator,
        *,
        short: bool = False,
    ) -> Adapted:
        """Train on target rows."""
        # A short training has an order as long as the others: each length is compiled once more.
        padded = knobs.steps
        knobs = _shortened(knobs, len(rows)) if short else knobs
        steps, batch = knobs.steps, knobs.batch
        parameters = self._train(
            Training(
                begin.start,
                begin.anchor,
                begin.table,
                ((self.target.values - begin.centre) / begin.spread).astype(np.float32),
                sample_order(rows, steps=steps, batch=batch, padded_steps=padded, rng=shuffles),
                begin.scaler,
                knobs,
            )
        )
        return Adapted(
            knobs.network, parameters, begin.scaler, knobs.clip, begin.centre, begin.spread
        )

    def calibrated(self, pretrained: Pretrained, rows: Rows) -> Float64:
        """Return pretrained predictions on the measured scale, float64 ``(target rows,)``."""
        centre, spread = self._calibration(pretrained, rows)
        return pretrained.standardised * spread + centre

    def hidden(self, pretrained: Pretrained) -> Float64:
        """Return the last hidden layer's outputs, float64 ``(target rows, last hidden width)``."""
        outputs = hidden(
            self.network,
            pretrained.parameters,
            self._target_on_device,
            pretrained.scaler,
            self.recipe.clip,
        )
        return outputs.astype(np.float64)

    def scaled_target(self, scaler: Scaler) -> Float64:
        """Return the target's descriptors as networks see them, float64 ``(target rows, width)``.

        Standardised by a scaler and cut at the recipe's clip.
        """
        return scaler.scaled(self.target.descriptors, self.recipe.clip)

    def _calibration(self, pretrained: Pretrained, rows: Rows) -> tuple[float, float]:
        return calibrate(
            pretrained.standardised[rows],
            self.target.values[rows],
            computed_spread=pretrained.spread,
            prior=self.recipe.calibration_prior,
        )


def _shortened(knobs: Knobs, m: int) -> Knobs:
    part = min(SHORT_OF_MANY, max(SHORT, m / MANY))
    return replace(knobs, steps=max(1, round(part * knobs.steps)), rate=FAST * knobs.rate)


def _times(share: float, parameters: Parameters) -> Parameters:
    from jax.tree_util import tree_map

    if share == 1:
        return parameters
    # By numpy: a product of arrays on the device is compiled once for each shape.
    return tree_map(lambda one: np.float32(share) * np.asarray(one), parameters)


def _zeros(parameters: Parameters) -> Parameters:
    from jax.tree_util import tree_map

    return tree_map(np.zeros_like, parameters)
