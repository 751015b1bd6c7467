"""One unit of work: pretrain once, then measure every method and m that can start from it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from simlaw.errors import InputError
from simlaw.study.design import Draw, Rows, Unit
from simlaw.study.inputs import StudyInputs
from simlaw.transfer import METHODS, Attempt, Engine, Pretrained


@dataclass(frozen=True)
class Row:
    """Test error of one method at one (n, m) in one replicate; mae and rmse in target units."""

    m: int
    method: str
    mae: float
    rmse: float


@dataclass(frozen=True)
class Finished:
    """A finished unit: its rows, and the seconds it took."""

    unit: Unit
    rows: tuple[Row, ...]
    seconds: float


class Bench:
    """Runs units of one study in one process, keeping the engine and the last draw at hand."""

    def __init__(self, inputs: StudyInputs) -> None:
        self.inputs = inputs
        self.engine = Engine(
            inputs.source_descriptors,
            inputs.source_values,
            inputs.target_descriptors,
            inputs.target_values,
            recipe=inputs.recipe,
            largest_n=max(inputs.design.n),
        )
        self._draw = lru_cache(maxsize=2)(inputs.draw)

    def run(self, unit: Unit) -> Finished:
        """Run one unit."""
        began = time.perf_counter()
        drawn = self._draw(unit.replicate)
        pretrained = self._pretrain(unit, drawn) if unit.n else None
        rows = [
            self._measure(name, m, unit, drawn, pretrained)
            for name in self.inputs.design.methods
            if (method := METHODS[name]).uses_source == bool(unit.n)
            for m in (self.inputs.design.m if method.uses_target else (0,))
        ]
        return Finished(unit, tuple(rows), time.perf_counter() - began)

    def _pretrain(self, unit: Unit, drawn: Draw) -> Pretrained:
        generator = self.inputs.design.generator
        return self.engine.pretrain(
            drawn.source[: unit.n],
            start=self.engine.start(generator(unit.replicate, "start")),
            shuffles=generator(unit.replicate, "pretrain", unit.n),
        )

    def _measure(
        self, name: str, m: int, unit: Unit, drawn: Draw, pretrained: Pretrained | None
    ) -> Row:
        def generator(purpose: str) -> np.random.Generator:
            # Every n starts from the same network and adapts in the same sample order.
            path = (purpose,) if purpose == "start" else (purpose, m)
            return self.inputs.design.generator(unit.replicate, *path)

        attempt = Attempt(self.engine, pretrained, drawn.pool[:m], generator)
        predicted = METHODS[name].predict(attempt)
        return Row(m, name, *_errors(predicted, self.inputs.target_values, drawn.test))


def _errors(
    predicted: np.typing.NDArray[np.float64], measured: np.typing.NDArray[np.float64], test: Rows
) -> tuple[float, float]:
    miss = predicted[test] - measured[test]
    if not np.isfinite(miss).all():
        raise InputError(
            "A training diverged: its predictions are not finite. Lower the learning rates in "
            "[training] (learning_rate, fine_tune_rate, direct_rate)."
        )
    return float(np.abs(miss).mean()), float(np.sqrt((miss**2).mean()))


@lru_cache(maxsize=1)
def bench(folder: str) -> Bench:
    """Return the bench of the study whose inputs lie in a folder, made once per process."""
    return Bench(StudyInputs.load(Path(folder)))


def run_unit(folder: str, replicate: int, n: int) -> Finished:
    """Run one unit of the study whose inputs lie in a folder; what an executor is given."""
    return bench(folder).run(Unit(replicate, n))
