"""One trial: a pretraining, and every method, m and draw that can start from it, measured."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from simlaw.disk.blocks import Span
from simlaw.errors import InputError
from simlaw.metrics import METRICS, STANDARD
from simlaw.study.design.design import Design, Draw, Rows, Trial
from simlaw.study.run.given_parts import NO_PARTS, GivenParts
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial_errors import Float32, TrialErrors
from simlaw.transfer import METHODS, Attempt, Engine, Pretrained, Samples
from simlaw.transfer.engine import Train
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
    others
        Other errors that the study asks for, by the name of their metric; means over the draws.
    """

    m: int
    method: str
    mae: float
    rmse: float
    draws: tuple[tuple[float, float], ...] = ()
    others: tuple[tuple[str, float], ...] = ()


Cell: TypeAlias = tuple[str, int]
"""Method and m: what a trial has a row of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the record keeps the errors of materials.

    Attributes
    ----------
    span
        Of the file of blocks.
    cells
        Which rows they are of, in order.
    """

    span: Span
    cells: tuple[Cell, ...]


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
    errors
        Those of each material tested, on their way into the record; None once they are there, and
        where they are not asked for.
    kept
        Where the record keeps them; more than one where rows were added to a trial later.
    fingerprint
        Of the materials it used and its settings; empty in records of format 1.
    table
        Number of the source table's version that it ran on.
    versions
        Number, in the record, of the library versions that it ran with; 0 where it is not told.
    """

    trial: Trial
    rows: tuple[Row, ...]
    seconds: float
    pretraining: float | None = None
    errors: TrialErrors | None = field(default=None, compare=False, repr=False)
    kept: tuple[Kept, ...] = field(default=(), compare=False, repr=False)
    fingerprint: str = field(default="", compare=False)
    table: int = field(default=1, compare=False)
    versions: int = field(default=0, compare=False)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Method and m of each row."""
        return tuple((row.method, row.m) for row in self.rows)

    def with_more(self, more: Finished) -> Finished:
        """Return this trial with rows that were measured later."""
        return replace(
            self,
            rows=(*self.rows, *more.rows),
            seconds=self.seconds + more.seconds,
            kept=(*self.kept, *more.kept),
        )


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
            materials=None if inputs.keys is None else inputs.keys.read,
        )
        self._draws = lru_cache(maxsize=draws_kept)(inputs.draws)

    def run(
        self, trial: Trial, *, skip: Collection[Cell] = (), with_errors: bool = False
    ) -> Finished:
        """Run one trial.

        Parameters
        ----------
        trial
            Which.
        skip
            Rows that are recorded already.
        with_errors
            Whether the error of each material is wanted.

        Raises
        ------
        DamagedError
            If files it read were changed meanwhile: the trial does not count.
        """
        try:
            return self._run(trial, skip, with_errors=with_errors)
        finally:
            if self.inputs.files is not None:
                self.inputs.files.check()

    def _run(self, trial: Trial, skip: Collection[Cell], *, with_errors: bool) -> Finished:
        began = self._clock()
        draws = self._draws(trial.replicate)
        pretrained = self._pretrain(trial, draws[0]) if trial.n else None
        shared = self._clock() - began if len(draws) > 1 else None
        measured = [
            self._measure(name, m, trial, draws, pretrained)
            for name, m in cells_of(self.inputs.design, trial.n)
            if (name, m) not in skip
        ]
        errors = None
        if with_errors:
            most = self.inputs.design.m[-1]
            errors = TrialErrors(
                tuple(drawn.test for drawn in draws),
                tuple(drawn.pool[:most] for drawn in draws),
                tuple(each for _, each in measured),
            )
        rows = tuple(row for row, _ in measured)
        fingerprint = self.inputs.fingerprint(trial, draws[0].source)
        spent = self._clock() - began
        return Finished(trial, rows, spent, shared, errors, fingerprint=fingerprint)

    def _pretrain(self, trial: Trial, drawn: Draw) -> Pretrained:
        generator = self.inputs.design.generator
        return self.engine.pretrain(
            drawn.source[: trial.n],
            start=self.engine.start(generator(trial.replicate, "start"), trial.n),
            shuffles=generator(trial.replicate, "pretrain", trial.n),
        )

    def _measure(
        self,
        name: str,
        m: int,
        trial: Trial,
        draws: tuple[Draw, ...],
        pretrained: Pretrained | None,
    ) -> tuple[Row, tuple[Float32, ...]]:
        """Return a row, and of each draw the errors of the materials that it tests."""
        measured = [
            self._errors(name, m, trial, index, drawn, pretrained)
            for index, drawn in enumerate(draws)
        ]
        found, errors = [one for one, _ in measured], tuple(each for _, each in measured)
        others = self._others(np.mean([one[2:] for one in found], axis=0).tolist())
        if len(found) == 1:
            return Row(m, name, found[0][0], found[0][1], others=others), errors
        draws_of = tuple((one[0], one[1]) for one in found)
        mae, rmse = np.mean(draws_of, axis=0)
        return Row(m, name, float(mae), float(rmse), draws_of, others), errors

    def _others(self, errors: list[float]) -> tuple[tuple[str, float], ...]:
        return tuple(zip(self.inputs.design.metrics, errors, strict=True))

    def _errors(
        self,
        name: str,
        m: int,
        trial: Trial,
        index: int,
        drawn: Draw,
        pretrained: Pretrained | None,
    ) -> tuple[tuple[float, ...], Float32]:
        """Return the errors of one draw, see `_errors`."""

        def generator(purpose: str) -> np.random.Generator:
            # Every n starts from the same network and adapts in the same sample order.
            path = (purpose,) if purpose == "start" else (purpose, m)
            return self.inputs.design.generator(trial.replicate, *path, index=index)

        pool, groups = drawn.pool[:m], self.inputs.groups
        attempt = Attempt(self.engine, pretrained, pool, generator, groups)
        predicted = METHODS[name].predict(attempt)
        wanted = self.inputs.target_values.shape
        if predicted.shape != wanted:
            raise InputError(
                f"The method '{name}' returned predictions of shape {predicted.shape}, but {wanted}"
                " is needed: one for each target material."
            )
        more = self.inputs.design.metrics
        return _errors(predicted, self.inputs.target_values, drawn.test, more)


def _errors(
    predicted: npt.NDArray[np.float64],
    measured: npt.NDArray[np.float64],
    test: Rows,
    more: tuple[str, ...],
) -> tuple[tuple[float, ...], Float32]:
    """Return the standard two errors and those asked for, and the signed one of each material."""
    predicted, measured = predicted[test], measured[test]
    with np.errstate(over="ignore"):
        errors = (predicted - measured).astype(np.float32)
    if not np.isfinite(errors).all():
        raise InputError(
            "A training diverged: its predictions are not finite. Lower the learning rates in "
            "[training] (learning_rate, fine_tune_rate, direct_rate)."
        )
    found = tuple(float(METRICS[name].of(predicted, measured)) for name in (*STANDARD, *more))
    for name, error in zip(more, found[2:], strict=True):
        if not (math.isfinite(error) and error >= 0):
            raise InputError(
                f"The metric '{name}' gave {error}, but an error is a finite number, zero or more."
            )
    return found, errors


def cells_of(design: Design, n: int) -> tuple[Cell, ...]:
    """Return method and m of every row of a trial with n source samples."""
    return tuple(
        (name, m)
        for name in design.methods
        if (method := METHODS[name]).uses_source == bool(n)
        for m in (design.m if method.uses_target else (0,))
    )


@dataclass(frozen=True)
class InputsFolder(SharedFolder):
    """The folder of a study's inputs, of which every worker makes a bench."""

    COMPLETE = "inputs.json"
    folder: str
    # What was given as objects; the folder's name tells another version of them apart.
    parts: GivenParts = field(default=NO_PARTS, compare=False)

    def open(self) -> Bench:
        """Return the bench of the study; its descriptors stay on disk."""
        self.parts.adopt()
        return Bench(StudyInputs.load(Path(self.folder)))

    def is_unchanged(self, given: Bench) -> bool:
        """Whether the files that a bench reads are as they were when it was made."""
        return given.inputs.files is None or given.inputs.files.is_unchanged()

    def pack(self) -> StudyInputs:
        """Return the inputs in memory."""
        self.parts.adopt()
        return StudyInputs.load(Path(self.folder)).in_memory()

    def unpack(self, packed: StudyInputs) -> Bench:
        """Return the bench of inputs that were sent."""
        self.parts.adopt()
        return Bench(packed)


def run_trial(
    bench: Bench,
    replicate: int,
    n: int,
    skip: tuple[Cell, ...] = (),
    with_errors: bool = False,
) -> Finished:
    """Run one trial on the bench of its study; what workers are given."""
    return bench.run(Trial(replicate, n), skip=skip, with_errors=with_errors)
