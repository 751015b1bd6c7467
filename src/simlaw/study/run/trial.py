"""One trial: a pretraining, and every method, m and draw that can start from it, measured."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from simlaw.errors import InputError
from simlaw.study.design.design import Draw, Rows, Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.transfer import METHODS, Attempt, Engine, Pretrained, Samples
from simlaw.transfer.engine import Train
from simlaw.transfer.metrics import MAE, RMSE
from simlaw.transfer.training_loop import train
from simlaw.workers.tasks import SharedFolder


@dataclass(frozen=True, slots=True)
class Row:
    """Test error of one method at one (n, m) in one replicate, in target units.

    Attributes
    ----------
    m
        Target samples.
    method
        Name of the method.
    mae, rmse
        Mean absolute and root mean square error; of several draws, the means over them.
    draws
        Of several draws, the ``(mae, rmse)`` of each; empty where there is one.
    """

    m: int
    method: str
    mae: float
    rmse: float
    draws: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished trial.

    Attributes
    ----------
    trial
        Which it is.
    rows
        Its errors.
    seconds
        What it took in all.
    pretraining
        Seconds of that before the first draw was measured; None with one draw.
    """

    trial: Trial
    rows: tuple[Row, ...]
    seconds: float
    pretraining: float | None = None


class Bench:
    """Runs trials of one study in one process, keeping the engine and the last draws at hand.

    Parameters
    ----------
    inputs
        Of the study.
    train
        What trains, as `simlaw.transfer.training_loop.train` does.
    clock
        Seconds, from any start.
    draws_kept
        How many replicates' draws are kept at hand.
    """

    def __init__(
        self,
        inputs: StudyInputs,
        *,
        train: Train = train,
        clock: Callable[[], float] = time.perf_counter,
        draws_kept: int = 2,
    ) -> None:
        self.inputs = inputs
        self._clock = clock
        self.engine = Engine(
            Samples(inputs.source_descriptors, inputs.source_values),
            Samples(inputs.target_descriptors, inputs.target_values),
            recipe=inputs.recipe,
            largest_n=max(inputs.design.n),
            train=train,
        )
        self._draws = lru_cache(maxsize=draws_kept)(inputs.draws)

    def run(self, trial: Trial) -> Finished:
        """Run one trial.

        Raises
        ------
        DamagedError
            If files it read were changed meanwhile: the trial does not count.
        """
        try:
            return self._run(trial)
        finally:
            if self.inputs.files is not None:
                self.inputs.files.check()

    def _run(self, trial: Trial) -> Finished:
        began = self._clock()
        draws = self._draws(trial.replicate)
        pretrained = self._pretrain(trial, draws[0]) if trial.n else None
        shared = self._clock() - began if len(draws) > 1 else None
        rows = [
            self._measure(name, m, trial, draws, pretrained)
            for name in self.inputs.design.methods
            if (method := METHODS[name]).uses_source == bool(trial.n)
            for m in (self.inputs.design.m if method.uses_target else (0,))
        ]
        return Finished(trial, tuple(rows), self._clock() - began, shared)

    def _pretrain(self, trial: Trial, drawn: Draw) -> Pretrained:
        generator = self.inputs.design.generator
        return self.engine.pretrain(
            drawn.source[: trial.n],
            start=self.engine.start(generator(trial.replicate, "start")),
            shuffles=generator(trial.replicate, "pretrain", trial.n),
        )

    def _measure(
        self,
        name: str,
        m: int,
        trial: Trial,
        draws: tuple[Draw, ...],
        pretrained: Pretrained | None,
    ) -> Row:
        found = [
            self._errors(name, m, trial, index, drawn, pretrained)
            for index, drawn in enumerate(draws)
        ]
        if len(found) == 1:
            return Row(m, name, *found[0])
        mae, rmse = np.mean(found, axis=0)
        return Row(m, name, float(mae), float(rmse), tuple(found))

    def _errors(
        self,
        name: str,
        m: int,
        trial: Trial,
        index: int,
        drawn: Draw,
        pretrained: Pretrained | None,
    ) -> tuple[float, float]:
        def generator(purpose: str) -> np.random.Generator:
            # Every n starts from the same network and adapts in the same sample order.
            path = (purpose,) if purpose == "start" else (purpose, m)
            return self.inputs.design.generator(trial.replicate, *path, index=index)

        attempt = Attempt(self.engine, pretrained, drawn.pool[:m], generator)
        predicted = METHODS[name].predict(attempt)
        wanted = self.inputs.target_values.shape
        if predicted.shape != wanted:
            raise InputError(
                f"The method '{name}' returned predictions of shape {predicted.shape}, but {wanted}"
                " is needed: one for each target material."
            )
        return _errors(predicted, self.inputs.target_values, drawn.test)


def _errors(
    predicted: np.typing.NDArray[np.float64], measured: np.typing.NDArray[np.float64], test: Rows
) -> tuple[float, float]:
    predicted, measured = predicted[test], measured[test]
    if not np.isfinite(predicted - measured).all():
        raise InputError(
            "A training diverged: its predictions are not finite. Lower the learning rates in "
            "[training] (learning_rate, fine_tune_rate, direct_rate)."
        )
    return MAE.of(predicted, measured), RMSE.of(predicted, measured)


@dataclass(frozen=True)
class InputsFolder(SharedFolder):
    """The folder of a study's inputs, of which every worker makes a bench."""

    COMPLETE = "inputs.json"
    folder: str

    def open(self) -> Bench:
        """Return the bench of the study; its descriptors stay on disk."""
        return Bench(StudyInputs.load(Path(self.folder)))

    def pack(self) -> StudyInputs:
        """Return the inputs in memory."""
        return StudyInputs.load(Path(self.folder)).in_memory()

    def unpack(self, packed: StudyInputs) -> Bench:
        """Return the bench of inputs that were sent."""
        return Bench(packed)


def run_trial(bench: Bench, replicate: int, n: int) -> Finished:
    """Run one trial on the bench of its study; what workers are given."""
    return bench.run(Trial(replicate, n))
