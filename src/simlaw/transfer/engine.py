"""Pretraining and adapting networks on the two tables of a study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.transfer.network import Parameters, initial_parameters
from simlaw.transfer.train import Float32, Rows, Scaler, hidden, predict, sample_order, train
from simlaw.transfer.training_recipe import TrainingRecipe

Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pretrained:
    """A network trained on source samples.

    Attributes
    ----------
    parameters
        Its weights.
    scaler
        Standardisation of the descriptors, fitted on the source samples used.
    centre, spread
        Mean and standard deviation of the source values used: the network's output times
        ``spread`` plus ``centre`` is the predicted property.
    on_target
        float64 ``(target rows,)``: its predictions for every target material.
    """

    parameters: Parameters
    scaler: Scaler
    centre: float
    spread: float
    on_target: Float64


class Engine:
    """Trains networks on one source and one target table; made once per worker.

    Parameters
    ----------
    source_descriptors, target_descriptors
        float32 ``(source rows, width)`` and ``(target rows, width)``, raw.
    source_values, target_values
        float64 ``(source rows,)`` and ``(target rows,)``, in the same unit.
    recipe
        Training settings.
    largest_n
        The largest number of source samples that will be asked for: it fixes the length that
        sample orders are padded to, and so lets one compilation serve every n.
    train
        What trains, as `simlaw.transfer.train.train` does.
    """

    def __init__(
        self,
        source_descriptors: Float32,
        source_values: Float64,
        target_descriptors: Float32,
        target_values: Float64,
        *,
        recipe: TrainingRecipe,
        largest_n: int,
        train: Callable[..., Parameters] = train,
    ) -> None:
        if source_descriptors.shape[1] != target_descriptors.shape[1]:
            raise ValueError(
                "source and target descriptors must have the same width, got "
                f"{source_descriptors.shape[1]} and {target_descriptors.shape[1]}"
            )
        self.recipe = recipe
        self._train = train
        self.padded_steps = recipe.pretrain_steps(largest_n)
        self.source_values = np.asarray(source_values, dtype=np.float64)
        self.target_values = np.asarray(target_values, dtype=np.float64)
        self._source = source_descriptors
        self._target = target_descriptors

    @property
    def widths(self) -> tuple[int, ...]:
        """Width of every layer, from the descriptor to the output."""
        return (self._target.shape[1], *self.recipe.hidden, 1)

    @cached_property
    def _source_on_device(self) -> Any:
        import jax

        # Not copied where it can be used as it is: mapped from disk, workers share its memory.
        return jax.device_put(np.asarray(self._source), may_alias=True)

    @cached_property
    def _target_on_device(self) -> Any:
        import jax.numpy as jnp

        return jnp.asarray(self._target)

    def start(self, rng: np.random.Generator) -> Parameters:
        """Draw the start of a network."""
        return initial_parameters(self.widths, rng)

    def pretrain(
        self, rows: Rows, *, start: Parameters, shuffles: np.random.Generator
    ) -> Pretrained:
        """Train on source rows int32 ``(n,)``."""
        recipe = self.recipe
        scaler = Scaler.fit(self._source, rows)
        centre, spread = location_and_scale(self.source_values[rows])
        steps = recipe.pretrain_steps(len(rows))
        parameters = self._train(
            start,
            _zeros(start),
            self._source_on_device,
            ((self.source_values - centre) / spread).astype(np.float32),
            sample_order(
                rows,
                steps=steps,
                batch=recipe.batch,
                padded_steps=self.padded_steps,
                rng=shuffles,
            ),
            scaler,
            steps=steps,
            batch=recipe.batch,
            rate=recipe.learning_rate,
            decay=recipe.pretrain_decay(len(rows)),
            huber=recipe.huber,
            clip=recipe.clip,
        )
        on_target = self._on_target(parameters, scaler, centre, spread)
        return Pretrained(parameters, scaler, centre, spread, on_target)

    def fine_tune(
        self, pretrained: Pretrained, rows: Rows, *, shuffles: np.random.Generator
    ) -> Float64:
        """Train on from a pretrained network on target rows int32 ``(m,)``.

        The output scale is first calibrated (see `calibrate`), then all weights are trained,
        held to the pretrained ones by the recipe's anchor.

        Returns
        -------
        float64 ``(target rows,)``, predictions for every target material.
        """
        centre, spread = self._calibration(pretrained, rows)
        return self._learn_target(
            pretrained.parameters,
            pretrained.parameters,
            self._target_on_device,
            pretrained.scaler,
            centre,
            spread,
            rows,
            steps=self.recipe.fine_tune_steps,
            rate=self.recipe.fine_tune_rate,
            decay=self.recipe.anchor(len(rows)),
            clip=self.recipe.clip,
            shuffles=shuffles,
        )

    def train_head(
        self, pretrained: Pretrained, rows: Rows, *, shuffles: np.random.Generator
    ) -> Float64:
        """Train the last layer alone on from a pretrained network on target rows int32 ``(m,)``.

        As `fine_tune`, but with all other layers frozen.

        Returns
        -------
        float64 ``(target rows,)``, predictions for every target material.
        """
        centre, spread = self._calibration(pretrained, rows)
        hidden = self.hidden(pretrained).astype(np.float32)
        head = (pretrained.parameters[-1],)
        return self._learn_target(
            head,
            head,
            hidden,
            Scaler(np.zeros_like(hidden[0]), np.ones_like(hidden[0])),
            centre,
            spread,
            rows,
            steps=self.recipe.fine_tune_steps,
            rate=self.recipe.fine_tune_rate,
            decay=self.recipe.anchor(len(rows)),
            clip=np.inf,
            shuffles=shuffles,
        )

    def learn_directly(
        self, rows: Rows, *, start: Parameters, shuffles: np.random.Generator
    ) -> Float64:
        """Train on target rows int32 ``(m,)`` alone.

        Returns
        -------
        float64 ``(target rows,)``, predictions for every target material.
        """
        scaler = Scaler.fit(self._target[rows])
        centre, spread = location_and_scale(self.target_values[rows])
        return self._learn_target(
            start,
            _zeros(start),
            self._target_on_device,
            scaler,
            centre,
            spread,
            rows,
            steps=self.recipe.direct_steps,
            rate=self.recipe.direct_rate,
            decay=self.recipe.direct_decay(len(rows)),
            clip=self.recipe.clip,
            shuffles=shuffles,
        )

    def _learn_target(
        self,
        start: Parameters,
        anchor: Parameters,
        inputs: Any,
        scaler: Scaler,
        centre: float,
        spread: float,
        rows: Rows,
        *,
        steps: int,
        rate: float,
        decay: float,
        clip: float,
        shuffles: np.random.Generator,
    ) -> Float64:
        """Train on inputs float32 ``(target rows, width)`` and predict every target row."""
        batch = self.recipe.fine_tune_batch
        parameters = self._train(
            start,
            anchor,
            inputs,
            ((self.target_values - centre) / spread).astype(np.float32),
            sample_order(rows, steps=steps, batch=batch, padded_steps=steps, rng=shuffles),
            scaler,
            steps=steps,
            batch=batch,
            rate=rate,
            decay=decay,
            huber=self.recipe.huber,
            clip=clip,
        )
        standardised = predict(parameters, inputs, scaler, clip)
        return standardised.astype(np.float64) * spread + centre

    def calibrated(self, pretrained: Pretrained, rows: Rows) -> Float64:
        """Return pretrained predictions on the measured scale, float64 ``(target rows,)``."""
        centre, spread = self._calibration(pretrained, rows)
        return (pretrained.on_target - pretrained.centre) / pretrained.spread * spread + centre

    def hidden(self, pretrained: Pretrained) -> Float64:
        """Return the last hidden layer's outputs, float64 ``(target rows, last hidden width)``."""
        outputs = hidden(
            pretrained.parameters, self._target_on_device, pretrained.scaler, self.recipe.clip
        )
        return outputs.astype(np.float64)

    def scaled_target(self, scaler: Scaler | None = None) -> Float64:
        """Return the target's descriptors as networks see them, float64 ``(target rows, width)``.

        Standardised and cut by a scaler, or as they are in the table without one.
        """
        raw = self._target.astype(np.float64)
        if scaler is None:
            return raw
        return np.clip((raw - scaler.mean) * scaler.inverse, -self.recipe.clip, self.recipe.clip)

    def _calibration(self, pretrained: Pretrained, rows: Rows) -> tuple[float, float]:
        return calibrate(pretrained, self.target_values, rows, prior=self.recipe.calibration_prior)

    def _on_target(
        self, parameters: Parameters, scaler: Scaler, centre: float, spread: float
    ) -> Float64:
        standardised = predict(parameters, self._target_on_device, scaler, self.recipe.clip)
        return standardised.astype(np.float64) * spread + centre


def location_and_scale(values: Float64) -> tuple[float, float]:
    """Return mean and standard deviation; the latter is 1 where all values agree.

    Examples
    --------
    >>> location_and_scale(np.array([1.0, 3.0]))
    (2.0, 1.0)
    >>> location_and_scale(np.array([5.0, 5.0]))
    (5.0, 1.0)
    """
    centre, spread = float(values.mean()), float(values.std())
    return centre, spread if spread > 1e-12 * max(1.0, abs(centre)) else 1.0


def calibrate(
    pretrained: Pretrained, target_values: Float64, rows: Rows, *, prior: float
) -> tuple[float, float]:
    """Return the centre and spread that put a pretrained network on the measured scale.

    Least squares of the measured values on the network's standardised output over the training
    rows, with a slope pulled towards the computed one as by ``prior`` samples that agree with it.
    A slope is never below a tenth of the computed one: fine-tuning needs a scale to work on.

    Parameters
    ----------
    pretrained
        The network.
    target_values
        float64 ``(target rows,)``.
    rows
        int32 ``(m,)``, the training rows.
    prior
        Number of agreeing samples, zero or more.

    Returns
    -------
    (centre, spread)
        In the unit of the target values.
    """
    output = (pretrained.on_target[rows] - pretrained.centre) / pretrained.spread
    measured = target_values[rows]
    centred = output - output.mean()
    belief = prior * float(centred.var())
    weight = float(centred @ centred) + belief
    if weight < 1e-12:
        slope = pretrained.spread
    else:
        covariance = float(centred @ (measured - measured.mean()))
        slope = (covariance + belief * pretrained.spread) / weight
    slope = max(slope, 0.1 * pretrained.spread)
    return float(measured.mean() - slope * output.mean()), slope


def _zeros(parameters: Parameters) -> Parameters:
    return tuple((np.zeros_like(weight), np.zeros_like(bias)) for weight, bias in parameters)
