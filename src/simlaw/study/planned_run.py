"""What a run will take: trials, minutes, memory and disk, from a short timing of a part of it."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simlaw.descriptors.features import is_kept
from simlaw.descriptors.rows import WORTH_WORKERS
from simlaw.disk.blocks import BLOCK, blocks_of
from simlaw.disk.places import DESCRIPTORS, kind_folder
from simlaw.errors import InputError
from simlaw.study.design.design import MATERIALS, Design, Trial
from simlaw.study.design.grouping import match
from simlaw.study.design.plan_design import plan_design
from simlaw.study.prepare import prepare
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.runner import get_ready
from simlaw.study.run.trial import Bench, cells_of
from simlaw.study.study import Study
from simlaw.tables import PropertyTable
from simlaw.workers.place import Place

SOME = 400
"""Materials of each table that the timing uses."""

STEPS = (300, 1_200)
"""Steps of pretraining that are timed; their difference is the price of a step."""

WIDER = 1.1
"""A step of a network so many times as wide takes so much longer, as a power; measured."""

SLOW = 0.1
"""Seconds of describing a material from which it is worth other processes at any number."""

AROUND, PER_M = 4.0, 2.0
"""Seconds of starting, and of law and report for each m, about."""

LINE, ABOUT = 90, 160
"""Bytes that a line of the record needs for one mean error, and for the rest, about."""

PREDICTION = 10
"""Bytes of a prediction in ``errors.parquet``, about."""

REPORT = 900_000
"""Bytes of a report and the small files of a run folder, about."""


@dataclass(frozen=True)
class PlannedRun:
    """What a run will take.

    Attributes
    ----------
    trials, pretrainings
        Trainings on computed data with all that starts from them, and those without any.
    n, m
        Sizes.
    workers
        Processes that it is estimated for.
    minutes
        From start to end; None where nothing was timed.
    memory, disk
        Bytes, of all processes together and of run folder and cache; None where nothing was timed.
    record, errors
        Bytes of the record of trials, and of ``errors.parquet``: parts of the run folder, 0 for a
        table that is not written.
    """

    trials: int
    pretrainings: int
    n: tuple[int, ...]
    m: tuple[int, ...]
    workers: int
    minutes: float | None = None
    memory: int | None = None
    disk: int | None = None
    record: int = 0
    errors: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain data for JSON."""
        return {**asdict(self), "n": list(self.n), "m": list(self.m)}

    def __str__(self) -> str:
        listed = ", ".join(f"{n:,}" for n in self.n)
        said = (
            f"plan: {self.trials:,} trials, {self.pretrainings:,} with a pretraining, n = {listed}"
        )
        kept = f"{_size(self.record)} of them the record of trials"
        if self.errors:
            kept += f" and {_size(self.errors)} errors.parquet"
        if self.minutes is None or self.memory is None or self.disk is None:
            return said
        long = f"{self.minutes:.1f}" if self.minutes < 10 else f"{self.minutes:,.0f}"
        processes = "process" if self.workers == 1 else "processes"
        return (
            f"{said}; about {long} minutes on {self.workers} {processes}, "
            f"{self.memory / 2**30:.1f} GiB of memory, {self.disk / 2**20:,.0f} MiB of disk, {kept}"
        )


def plan_run(study: Study, place: Place, *, timed: bool = True, reading: float = 0.0) -> PlannedRun:
    """Return what running a study will take.

    Trials of a part of the tables are run here, in this process, with few steps; the rest is
    counted. What the cache holds already counts as free.

    Parameters
    ----------
    study
        The study.
    place
        Who will run it, and where things are kept.
    timed
        Whether anything is timed; if not, only trials are counted.
    reading
        Seconds that reading the tables took.

    Raises
    ------
    InputError
        If the tables cannot carry the design, as a run would refuse.
    """
    design = _design(study)
    trials = design.trials()
    workers = max(1, min(place.workers, len(trials)))
    record, errors = _recorded(study, design)
    plan = PlannedRun(
        trials=len(trials),
        pretrainings=sum(one.n > 0 for one in trials),
        n=design.n,
        m=design.m,
        workers=workers,
        record=record,
        errors=errors,
    )
    if not timed:
        return plan
    try:
        return _timed(plan, study, design, place, reading)
    except InputError:  # a part of the tables may be too small where the whole is not
        return plan


def _design(study: Study) -> Design:
    """Return the design of a study if all of its materials have descriptors."""
    source, target = study.source.keys, study.target.keys
    twin, groups = match(study.target.kind, study.split, source, target, study.same)
    return plan_design(study, study.seed, twin=twin, target_size=len(study.target), groups=groups)


def _timed(
    plan: PlannedRun, study: Study, design: Design, place: Place, reading: float
) -> PlannedRun:
    before = time.perf_counter()
    get_ready(place.home)
    loading = time.perf_counter() - before
    inputs, each = _part(study)
    prices = _prices(inputs, study)
    recipe = study.recipe
    steps = {n: recipe.pretrain_steps(n) * recipe.times_as_wide(n) ** WIDER for n in design.n}
    counts = Counter(trial.n for trial in design.trials())
    seconds = sum(
        count * (prices.alone if n == 0 else prices.rest + steps[n] * prices.step)
        for n, count in counts.items()
    )
    kept = kind_folder(place.home, DESCRIPTORS)
    missing = [
        len(table)
        for table in (study.source, study.target)
        if not is_kept(table, study.descriptors, kept)
    ]
    # Short tables are described by one process.
    describing = sum(
        each * rows / (plan.workers if rows >= WORTH_WORKERS or each > SLOW else 1)
        for rows in missing
    )
    width = inputs.source_descriptors.shape[1]
    described = 4 * width * (len(study.source) + len(study.target))
    whole = described + 8 * (len(study.source) + len(study.target))
    ready = loading + prices.compiling
    wall = ready + seconds / plan.workers + describing + reading + AROUND + PER_M * len(design.m)
    # Inputs are mapped: all processes share the pages, and each keeps its own scaled copy. The
    # process that hands out trials learns nothing itself.
    alone, shared = _held()
    processes = int((plan.workers + 0.5) * alone) + shared
    return replace(
        plan,
        minutes=wall / 60,
        memory=int(processes + whole * (1 + plan.workers)),
        disk=int(whole + (described if missing else 0) + plan.record + plan.errors + REPORT),
    )


def _recorded(study: Study, design: Design) -> tuple[int, int]:
    """Return the bytes of the record, and of the table of predictions."""
    record = errors = 0
    tested, pool = design.test_size, design.m[-1]
    for n, count in Counter(trial.n for trial in design.trials()).items():
        rows = len(cells_of(design, n))
        record += count * (rows * LINE + ABOUT)
        if study.record == MATERIALS:
            numbers = 2 + design.draws * (2 + tested + pool + rows * tested)
            record += count * blocks_of(4 * numbers) * BLOCK
            errors += count * design.draws * rows * tested * PREDICTION
    return record, errors


def _size(count: int) -> str:
    return f"{count / 2**20:,.0f} MiB" if count > 10 * 2**20 else f"{count / 2**20:.1f} MiB"


def _part(study: Study) -> tuple[StudyInputs, float]:
    """Return the inputs of a part of a study, and the seconds of describing one material."""
    rng = np.random.default_rng(study.seed)
    source = _some(study.source, rng, SOME)
    target = _some(study.target, rng, max(SOME, 3 * max(study.ms)))
    few = replace(study, source=source, target=target, replicates=2, n=None, sizes=3)
    few = replace(few, smallest=2, largest=None)
    with tempfile.TemporaryDirectory() as made:
        began = time.perf_counter()
        inputs = prepare(source, target, few, Place(1, Path(made))).inputs.in_memory()
        spent = time.perf_counter() - began
    return inputs, spent / (len(source) + len(target))


def _some(table: PropertyTable, rng: np.random.Generator, count: int) -> PropertyTable:
    if len(table) <= count:
        return table
    return table.take(np.sort(rng.choice(len(table), count, replace=False)))


@dataclass(frozen=True)
class _Prices:
    """Seconds: of a step of pretraining, of the rest of a trial, of one without a pretraining."""

    step: float
    rest: float
    alone: float
    compiling: float


def _prices(inputs: StudyInputs, study: Study) -> _Prices:
    """Time trials of a part of a study, once all is compiled."""
    n = max(inputs.design.n)
    spent: dict[int, float] = {}
    alone = first = 0.0
    for steps in STEPS:
        recipe = replace(study.recipe, least_steps=steps, most_steps=steps)
        bench = Bench(replace(inputs, recipe=recipe))
        runs = [_seconds(bench, Trial(0, n)) for _ in range(3)]
        spent[steps] = min(runs[1:])
        first = first or runs[0] - spent[steps]
        alone = min([_seconds(bench, Trial(0, 0)) for _ in range(2)])
    step = max(0.0, (spent[STEPS[1]] - spent[STEPS[0]]) / (STEPS[1] - STEPS[0]))
    return _Prices(step, max(0.0, spent[STEPS[0]] - STEPS[0] * step), alone, max(0.0, first))


def _seconds(bench: Bench, trial: Trial) -> float:
    began = time.perf_counter()
    bench.run(trial)
    return time.perf_counter() - began


def _held() -> tuple[int, int]:
    """Return the bytes that this process holds alone, and those it may share with others."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        held = {line.split()[0]: 1024 * int(line.split()[1]) for line in lines if " kB" in line}
        return held["RssAnon:"], held["RssFile:"]
    except (OSError, KeyError, ValueError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return (most if sys.platform == "darwin" else most * 1024), 0


__all__ = ["PlannedRun", "plan_run"]
