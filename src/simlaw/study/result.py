"""What a study was to do and what it found, as values."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.decide.capacity import capacity_fall
from simlaw.decide.run_verdict import Verdict, verdict_of
from simlaw.law import Law, LearningCurve
from simlaw.law.curve import SHARE
from simlaw.law.estimate import Estimate, Note
from simlaw.law.new_materials.intervals import Deviation
from simlaw.law.new_materials.noise_of_means import NEW, THESE, MeanNoise
from simlaw.study.accounts import (
    AllocationAccount,
    DescriptorAccount,
    DesignAccount,
    NoiseAccount,
    OverlapAccount,
    PluginAccount,
    ScaleAccount,
    TrainingAccount,
)
from simlaw.study.allocate.draws_per_pretraining import DrawsAdvice, advice, components_of
from simlaw.study.allocate.until_goal import FAR, trials_by_size
from simlaw.study.capacity.account import CapacityAccount
from simlaw.study.capacity.larger_trials import LargerTrials
from simlaw.study.design.scale import unit_on_scale
from simlaw.study.run.record_in_bulk import table_of
from simlaw.study.run.recorded_errors import ErrorsFile
from simlaw.study.run.trial import Finished
from simlaw.tables.account import TableAccount
from simlaw.tables.finding import Finding
from simlaw.transfer import STANDARD_METHODS


@dataclass(frozen=True, kw_only=True)
class StudyPlan:
    """All of a study that is settled before its first trial.

    Attributes
    ----------
    name, title, property, unit, kind
        What is studied; `unit` is that of errors and C: the target's, on the scale.
    metric
        Name of the error that the laws are about, such as ``"mae"``.
    m, ms
        The headline number of target samples, and all of them.
    replicates
        Number of replicates planned.
    source, target
        Accounts of the two property tables.
    overlap
        Policy, materials in both tables, and the median number kept out of a replicate's source.
    descriptor
        Names, width, and the materials that have none, with reasons.
    design, training
        Sizes and seed; the training recipe and its rule.
    spec_toml, command, versions
        How to run it again.
    scale
        Name of the scale of values and errors, and the materials that have no place on it.
    method
        The method that the laws are about.
    allocation
        The goal of a run that chose its trials, how they were chosen and how far it came; None
        for one that ran the same trials at every size.
    level, form
        Of the laws, see `simlaw.law.fit`.
    inference
        What intervals are about, see `simlaw.law.INFERENCES`, where the record tells so much.
    plugins
        Parts that do not come with simlaw.
    findings
        What looks wrong in the tables, and what is only noted.
    noise_floor
        The floor that the noise of measurement puts under errors; None without enough materials
        that were measured more than once.
    beside
        Accounts of further sources, which are kept apart from the first.
    """

    name: str
    title: str
    property: str
    unit: str
    kind: str
    metric: str
    m: int
    ms: tuple[int, ...]
    replicates: int
    source: TableAccount
    target: TableAccount
    overlap: OverlapAccount
    descriptor: DescriptorAccount
    design: DesignAccount
    training: TrainingAccount
    spec_toml: str
    command: str
    versions: dict[str, str]
    scale: ScaleAccount = field(default_factory=ScaleAccount)
    method: str = STANDARD_METHODS[0]
    allocation: AllocationAccount | None = None
    level: float = 0.9
    form: str = "auto"
    inference: str = NEW
    plugins: tuple[PluginAccount, ...] = ()
    findings: tuple[Finding, ...] = ()
    noise_floor: NoiseAccount | None = None
    beside: tuple[TableAccount, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class StudyResult(StudyPlan):
    """A study's plan and everything that a report says of what it found.

    The public methods of its `curve` can be called on it as well.

    Attributes
    ----------
    curve, laws
        The errors measured, and the fitted law of each m (empty until three sizes are measured).
    seconds
        Summed seconds of all trials.
    trials_done, trials_total
        How much of the plan is finished.
    draws
        What several draws on each pretraining showed; None with one draw, or too few replicates.
    folder
        The run folder; None where there is none.
    capacity
        What a larger network brings at the largest n; None where that was not tried.
    """

    curve: LearningCurve
    laws: dict[int, Law]
    seconds: float
    trials_done: int
    trials_total: int
    draws: DrawsAdvice | None = None
    folder: Path | None = field(default=None, compare=False)
    capacity: CapacityAccount | None = None

    @builtins.property
    def finished(self) -> bool:
        """Whether every planned trial is done, and the goal reached where there is one."""
        reached = self.allocation is None or self.allocation.ended is not None
        return reached and self.trials_done == self.trials_total

    @builtins.property
    def law(self) -> Law | None:
        """The law of the headline m, None before three sizes are measured."""
        return self.laws.get(self.m)

    @cached_property
    def verdict(self) -> Verdict:
        """What the run shows of its simulations, at every n and m; see `simlaw.decide.Verdict`."""
        falls = None if self.capacity is None else self.capacity.falls
        return verdict_of(self.curve, self.laws, method=self.method, capacity=falls)

    @builtins.property
    def frame(self) -> pd.DataFrame:
        """The errors of every trial, see `simlaw.LearningCurve`."""
        return self.curve.frame

    @builtins.property
    def methods(self) -> tuple[str, ...]:
        """Names of the methods there are trials of."""
        return self.curve.methods

    def sizes(self, *args: Any, **options: Any) -> npt.NDArray[np.int64]:
        """Source sizes, see `simlaw.LearningCurve.sizes`."""
        return self.curve.sizes(*args, **options)

    def points(self, *args: Any, **options: Any) -> pd.DataFrame:
        """Errors of one method at one m, see `simlaw.LearningCurve.points`."""
        return self.curve.points(*args, **options)

    def mean(self, *args: Any, **options: Any) -> pd.DataFrame:
        """Mean errors at each n, see `simlaw.LearningCurve.mean`."""
        return self.curve.mean(*args, **options)

    def direct(self, *args: Any, **options: Any) -> Estimate | None:
        """Mean error of direct learning, see `simlaw.LearningCurve.direct`."""
        return self.curve.direct(*args, **options)

    def zero_shot(self, *args: Any, **options: Any) -> pd.DataFrame:
        """Mean zero-shot errors, see `simlaw.LearningCurve.zero_shot`."""
        return self.curve.zero_shot(*args, **options)

    def fit(self, *args: Any, **options: Any) -> Law:
        """Fit a law to the curve, see `simlaw.LearningCurve.fit`."""
        return self.curve.fit(*args, **options)

    def difference(self, *args: Any, **options: Any) -> Deviation | None:
        """Error of one cell less that of another, see `simlaw.LearningCurve.difference`."""
        return self.curve.difference(*args, **options)

    def limited(self, *args: Any, **options: Any) -> tuple[Note, ...]:
        """What else than the source limits errors, see `simlaw.LearningCurve.limited`."""
        return self.curve.limited(*args, **options)

    def inference_of(self, *args: Any, **options: Any) -> str:
        """What intervals are about, see `simlaw.LearningCurve.inference_of`."""
        return self.curve.inference_of(*args, **options)

    def noise(self, *args: Any, **options: Any) -> MeanNoise | None:
        """What mean errors may be off by, see `simlaw.LearningCurve.noise`."""
        return self.curve.noise(*args, **options)

    def to_csv(self, path: str | Path) -> None:
        """Write the curve, see `simlaw.LearningCurve.to_csv`."""
        self.curve.to_csv(path)

    def __repr__(self) -> str:
        done = "finished" if self.finished else f"{self.trials_done} of {self.trials_total} trials"
        where = f" in {self.folder}" if self.folder is not None else ""
        law = self.law
        told = "no law yet" if law is None else f"m = {self.m}: {law!r}"
        return f"Study {self.name}{where}: {self.title} ({done})\n{self.curve!r}\n{told}"


def measure(
    plan: StudyPlan,
    finished: Iterable[Finished],
    errors: ErrorsFile | None = None,
    larger: LargerTrials | None = None,
) -> StudyResult:
    """Combine a study's plan with its finished trials: the curve, and a law for every m.

    Parameters
    ----------
    plan
        What was settled before the first trial.
    finished
        Finished trials; those outside the plan are left aside.
    errors
        Where the errors of materials are that they tested; None where they were not kept.
    larger
        The trials at the largest n by a larger network; None where there are none.

    Raises
    ------
    InputError
        If the file of these is missing or damaged.
    """
    sizes, replicates = {0, *plan.design.n}, plan.design.replicates
    chosen = plan.allocation is not None
    counted = [
        _planned(d, plan)
        for d in finished
        if d.trial.n in sizes and (chosen or d.trial.replicate < replicates)
    ]
    total = len(sizes) * replicates
    if plan.allocation is not None:
        # Before a goal is reached, nobody knows how many more trials it takes: at least one.
        total = max(len(counted) + (plan.allocation.ended is None), plan.allocation.planned)
        by_size = tuple((n, trials) for n, trials in trials_by_size(counted))
        drawn = len({d.trial.replicate for d in counted})
        allocation = replace(plan.allocation, by_size=by_size)
        plan = replace(plan, allocation=allocation, replicates=drawn)
    frame = with_shares(table_of(counted), plan.design.n, plan.design.n_apart)
    own_unit = unit_on_scale(plan.target.unit, plan.scale.name)
    materials = None if errors is None else errors.read(counted, own_unit)
    if materials is not None:
        materials = replace(materials, source_rows=plan.design.source_rows)
    curve = LearningCurve(
        frame,
        metric=plan.metric,
        unit=plan.unit,
        name=plan.title,
        materials=materials,
        inference=THESE if materials is None else plan.inference,
    )
    capacity = None if larger is None else _capacity(plan, curve, counted, larger)
    if capacity is not None:
        limits = {(plan.method, one.m): one.note() for one in capacity.limited}
        curve = replace(curve, limits=limits)
    laws = {}
    for m in plan.ms:
        learned = frame[(frame["method"] == plan.method) & (frame["m"] == m)]
        if learned["n"].nunique() >= 3:
            law = curve.fit(m=m, form=plan.form, level=plan.level, method=plan.method)
            laws[m] = replace(law, notes=(*law.notes, *_of_versions(plan)))
    return StudyResult(
        **{one.name: getattr(plan, one.name) for one in fields(StudyPlan)},
        curve=curve,
        laws=laws,
        seconds=sum(d.seconds for d in counted),
        trials_done=len(counted),
        trials_total=total,
        draws=_draws(plan, counted, laws.get(plan.m)),
        capacity=capacity,
    )


def _capacity(
    plan: StudyPlan, curve: LearningCurve, counted: Sequence[Finished], larger: LargerTrials
) -> CapacityAccount | None:
    """Return what a larger network brings at the largest n; None where it has no trial there."""
    n = plan.design.n[-1]
    ours = {done.trial.replicate for done in counted if done.trial.n == n}
    theirs = [d for d in larger.finished if d.trial.n == n and d.trial.replicate in ours]
    if not theirs:
        return None
    theirs = [_planned(done, plan) for done in theirs]
    held = None
    if larger.errors is not None and curve.materials is not None:
        held = larger.errors.read(theirs, curve.materials.unit)
    other = LearningCurve(table_of(theirs), metric=plan.metric, unit=plan.unit, materials=held)
    found = [
        capacity_fall(curve, other, (plan.method, m, n), plan.level)
        for m in plan.ms
        if m in other.ms and m in curve.ms
    ]
    recipe = plan.training.recipe.with_twice_the_capacity()
    return CapacityAccount(
        n,
        plan.method,
        recipe.widths(n),
        tuple(one for one in found if one is not None),
        len(theirs),
        len(ours),
        sum(done.seconds for done in theirs),
    )


def with_shares(
    frame: pd.DataFrame, n: Sequence[int], n_apart: Mapping[str, Sequence[int]] | None
) -> pd.DataFrame:
    """Return the errors with a column ``n.NAME`` for each source that is kept apart.

    Parameters
    ----------
    frame
        Tidy rows with a column ``n``, the samples of all sources together.
    n, n_apart
        Sizes, and by the name of each source what it has of them; None with one source.
    """
    for name, sizes in (n_apart or {}).items():
        share = {0: 0, **dict(zip(n, sizes, strict=True))}
        frame[f"{SHARE}{name}"] = frame["n"].map(share).astype(np.int64)
    return frame


def _planned(done: Finished, plan: StudyPlan) -> Finished:
    """Return a trial with the rows that are in the plan: a record may hold other m and methods."""
    ms, methods = {0, *plan.design.m}, set(plan.design.methods)
    if all(row.m in ms and row.method in methods for row in done.rows):
        return done
    return replace(
        done, rows=tuple(row for row in done.rows if row.m in ms and row.method in methods)
    )


def _of_versions(plan: StudyPlan) -> tuple[Note, ...]:
    """Return what must be said of a law whose points are of several versions of the table."""
    return tuple(
        Note(one.code, f"{one.text} {one.way_out}")
        for one in plan.findings
        if one.code == "appended_differ"
    )


def _draws(plan: StudyPlan, counted: list[Finished], law: Law | None) -> DrawsAdvice | None:
    """Return what several draws on each pretraining showed of the headline law."""
    sizes = list(plan.design.n)
    if law is None or plan.design.draws == 1:
        return None
    parts = components_of(counted, sizes, m=plan.m, method=plan.method, metric=plan.metric)
    # The law may lack a size of an unfinished run.
    if parts is None or law.n.size != len(sizes):
        return None
    at = plan.allocation.forecast_at if plan.allocation is not None else None
    return advice(parts, law, float(FAR * sizes[-1] if at is None else at))
