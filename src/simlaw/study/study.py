"""A study: two property tables, what is varied, and the road from them to a result."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from simlaw.decide.materials.floor import measurement_floor
from simlaw.decide.materials.repeated_measurements import repeats_of
from simlaw.disk.places import INPUTS, kind_folder
from simlaw.disk.store import using
from simlaw.errors import InputError
from simlaw.metrics import unit_of
from simlaw.settings import with_keywords
from simlaw.study.accounts import AllocationAccount, DesignAccount, NoiseAccount, TrainingAccount
from simlaw.study.allocate.until_goal import (
    LEVEL,
    AllocationFile,
    Goal,
    Wanted,
    lasting,
    pilot_of,
    spend,
)
from simlaw.study.capacity.larger_trials import larger_inputs, read_larger, run_larger
from simlaw.study.check import StudyCheck, check_tables
from simlaw.study.design.design import MATERIALS, Design
from simlaw.study.design.grouping import check_lent, check_split
from simlaw.study.design.scale import LINEAR, unit_on_scale
from simlaw.study.design.usable_source_rows import check_overlap
from simlaw.study.named_arguments import Named, gathered
from simlaw.study.origin import Origin, origin_of
from simlaw.study.prepare import Prepared, prepare
from simlaw.study.result import StudyPlan, StudyResult, measure
from simlaw.study.resumed_record import beginning_of, missing, on_table, recorded_trials
from simlaw.study.run.given_parts import GivenParts
from simlaw.study.run.record import Journal
from simlaw.study.run.runner import Wanted as RowsWanted
from simlaw.study.run.runner import run_trials
from simlaw.study.run.trial import Finished
from simlaw.study.run.trial_progress import watched
from simlaw.study.run_folder import (
    TRIALS,
    errors_of,
    recorded_versions,
    save_measured,
    save_plan,
    with_state,
)
from simlaw.study.runs_without_folder import folder_of
from simlaw.study.settings import StudySettings
from simlaw.study.sources.apart import check_apart
from simlaw.tables import PropertyTable
from simlaw.tables.rows.lent_conditions import what_is_lent
from simlaw.transfer.training_recipe import RULE
from simlaw.workers.cores import usable_cores
from simlaw.workers.place import Place
from simlaw.workers.progress import SILENT, Console, Watcher

if TYPE_CHECKING:
    from simlaw.predict.predictor import Predictor


@dataclass(frozen=True)
class _Tables:
    """What a study needs beside its settings."""

    source: PropertyTable
    target: PropertyTable
    beside: Sequence[PropertyTable] = field(default=(), kw_only=True)


@with_keywords
@dataclass(frozen=True, repr=False)
class Study(StudySettings, _Tables):
    """How the error on measured materials falls as the computed table grows.

    The keywords are the keys of the study file. A study is never changed: `with_settings` returns
    another one.

    Parameters
    ----------
    source, target
        Computed and measured property tables of the same kind of material; their units may
        differ if they can be converted.
    beside
        Further computed tables, which are not joined with the first: a network is pretrained on
        each, and gives methods that take it a column of predictions. They may be of another
        property. The sizes are then given by source:
        ``n={"mp-gap": [50, 200, 1000], "oqmd-gap": [50, 100, 500]}``.
    """

    def _agree(self) -> None:
        object.__setattr__(self, "beside", tuple(self.beside))
        for one in self.sources:
            if one.kind != self.target.kind:
                raise InputError(
                    f"Source and target must hold the same kind of material, but '{one.name}' "
                    f"holds {one.kind} and '{self.target.name}' holds {self.target.kind}."
                )
            check_lent(self.split, self.overlap, what_is_lent(one, self.target))
        check_split(self.split, self.target.kind)
        check_overlap(self.overlap, self.target.kind)
        check_apart(self.sources, self.target, self)

    @property
    def sources(self) -> tuple[PropertyTable, ...]:
        """The computed tables: one, or several that are kept apart."""
        return (self.source, *self.beside)

    def with_settings(self, **settings: Any) -> Study:
        """Return the same study with some settings changed; checked as a new one is.

        Examples
        --------
        ``study.with_settings(m=[25, 50], replicates=32)``
        """
        return replace(self, **settings)

    def __repr__(self) -> str:
        sizes = f"{self.sizes} sizes n"
        if isinstance(self.n, Mapping):
            each = (f"{name} {', '.join(map(str, one))}" for name, one in self.n.items())
            sizes = f"n = {'; '.join(each)}"
        elif self.n:
            sizes = "n = " + ", ".join(map(str, self.n))
        held = sum(map(len, self.sources))
        return (
            f"Study {self.name}: {self._named_sources()} ({held:,} {self.source.kind} "
            f"materials) to {self.target.name} ({len(self.target):,}); "
            f"{' + '.join(self.descriptors)}; {sizes}; m = {', '.join(map(str, self.ms))}; "
            f"{self.replicates} replicates; seed {self.seed}"
        )

    def check(self) -> StudyCheck:
        """Look at both tables with suspicion, as ``simlaw check`` does; nothing is trained.

        Raises
        ------
        InputError
            If the unit of one cannot be converted to that of the other.
        """
        return check_tables(self.sources, self.target, self)

    def prepare(
        self, *, cache: Path | None = None, workers: int | None = None, watcher: Watcher = SILENT
    ) -> Prepared:
        """Convert units, compute descriptors (cached) and settle the design."""
        place = Place(workers or usable_cores(), cache, watcher=watcher)
        return prepare(self.sources, self.target, self, place)

    @using()
    def run(
        self,
        folder: str | Path | None = None,
        *,
        place: Place | None = None,
        prepared: Prepared | None = None,
        goal: Goal | None = None,
        origin: Origin | None = None,
        progress: bool = True,
        **named: Unpack[Named],
    ) -> StudyResult:
        """Run the trials that are not finished yet and return everything found.

        The run folder is as that of ``simlaw run``: the study file that runs it again, the record
        of trials, curve and law. Tables that come from no file are kept in it. The report is
        written by ``simlaw.write_report(result)``.

        Parameters
        ----------
        folder
            The run folder; results there are resumed. By default one that belongs to exactly this
            study, so that a rerun in Python resumes too; see `simlaw.study.runs_without_folder`.
        place
            Who runs the trials, where things are kept, and who is told of progress.
        prepared
            What `prepare` gave, where it was called before.
        goal
            When there are trials enough, in place of the planned replicates: after a pilot,
            trials are run where they narrow the forecast most for their seconds.
        origin
            The study file it comes from, and what runs it again; by default both are made.
        progress
            Whether progress is shown, where no place or watcher says it.
        **named
            Parts of place and goal one by one: `workers` (processes; all usable cores by
            default), `executor` (who runs the trials in place of these: ``"processes"``,
            ``"threads"``, ``"dask"``, ``"gpu"``, `simlaw.workers.Workers`, or anything with
            ``submit``), `cache` (where descriptors, inputs and compiled programs are kept),
            `watcher`; `until_width`, `forecast_at`, `time_budget`; `redraw` (where the source grew
            since the folder's first trials: every order is drawn anew from all of it); `capacity`
            (the trials at the largest n are repeated with twice the width and twice the steps, to
            see whether the network limits the error).

        Returns
        -------
        StudyResult

        Raises
        ------
        InputError
            Unusable input, a folder of another study, one in use, or one that is not writable.
        StoppedError
            After Ctrl-C; what is finished is kept.
        """
        if place is None and progress and "watcher" not in named:
            named["watcher"] = Console()
        redraw, capacity = named.pop("redraw", False), named.pop("capacity", False)
        place, goal = gathered(place, goal, named)
        if prepared is None:
            prepared = prepare(self.sources, self.target, self, place)
        digest, *older = prepared.inputs.digests()
        home = Path(folder) if folder is not None else folder_of(digest, place.cache, older=older)
        if origin is None:
            origin = origin_of(self.sources, self.target, self, home)
        also = (digest, *older)
        with Journal(home / TRIALS, prepared.inputs.design_digest, also=also) as journal:
            prepared, table = on_table(journal, prepared, self, redraw=redraw)
            inputs = prepared.inputs
            plan = self._plan(prepared, origin, table.number)
            if goal is not None:
                at = goal.at(inputs.design)
                account = AllocationAccount(goal.until_width, at, goal.time_budget, LEVEL)
                plan = replace(plan, allocation=account)
            save_plan(plan, home)
            for name, write in origin.tables.items():
                if table.number > 1 or not (home / name).exists():
                    write(home / name)
            recorded = recorded_trials(journal, inputs)
            whole = {t: d for t, d in recorded.items() if not missing(d, inputs.design)}
            trials = inputs.design.trials() if goal is None else pilot_of(inputs.design)
            kept_in = kind_folder(place.home, INPUTS)
            mapped = inputs.save(kept_in / inputs.entry_name())
            done = [whole[trial] for trial in trials if trial in whole]
            if goal is not None:
                done = [d for d in whole.values() if d.trial.n in (0, *inputs.design.n)]
                trials = list(dict.fromkeys([*trials, *(d.trial for d in done)]))
            torn = journal.record.torn > 0
            parts = GivenParts.of(inputs.design, self.recipe)
            begun = {t: d for t, d in recorded.items() if t not in whole}
            skip = {trial: d.cells for trial, d in begun.items()}
            journal.complete({trial: d.table for trial, d in begun.items()})
            with watched(place.watcher, trials, done, torn=torn) as tell:
                heard = _both(done.append, tell)
                rest = RowsWanted(self.record == MATERIALS, skip)
                run = partial(
                    run_trials,
                    journal=journal,
                    inputs=mapped,
                    parts=parts,
                    wanted=rest,
                    watch=heard,
                )
                if goal is None:
                    run([trial for trial in trials if trial not in whole], place=place)
                else:
                    wanted = Wanted(plan.m, self.method, self.metric, self.form)
                    with lasting(place) as kept:
                        state = spend(
                            goal,
                            wanted,
                            inputs.design,
                            AllocationFile(home, digest),
                            done=done,
                            run=partial(run, place=kept),
                            place=place,
                        )
                    plan = with_state(plan, state)
            result = self._measured(plan, done, journal, home)
            largest = inputs.design.n[-1]
            replicates = sorted(d.trial.replicate for d in done if d.trial.n == largest)
            if capacity and replicates:
                run_larger(
                    home,
                    larger_inputs(inputs, self.method),
                    replicates,
                    place,
                    beginning=beginning_of(prepared, self),
                    table=table,
                    seconds=float(np.mean([d.seconds for d in done if d.trial.n == largest])),
                )
                result = self._measured(plan, done, journal, home)
        return result

    def _measured(
        self, plan: StudyPlan, done: list[Finished], journal: Journal, home: Path
    ) -> StudyResult:
        """Return what was found, and write it."""
        larger = read_larger(home, plan.design.table)
        found = measure(plan, done, errors_of(journal.record, home), larger)
        result = replace(found, folder=home)
        save_measured(result, home)
        return result

    @using()
    def train(
        self,
        *,
        keep_values: bool = True,
        lookup: str = "where known",
        workers: int | None = None,
        cache: Path | None = None,
        progress: bool = True,
    ) -> Predictor:
        """Train a predictor on all computed and all measured materials.

        Its expected error on new materials is found by cross-validation.

        Parameters
        ----------
        keep_values
            Whether measured values may be in its folder; without them it is made of networks alone.
        lookup
            ``"where known"``: where the computed table holds the very material that is asked about,
            its value there is used; ``"never"``: computed values serve for pretraining alone.
        workers
            Processes that compute descriptors; all usable cores by default.
        cache
            Where descriptors are kept.
        progress
            Whether progress is shown.

        Returns
        -------
        simlaw.predict.Predictor
            Keep it with ``predictor.save("folder")``.

        Raises
        ------
        InputError
            Unusable input, or too few measured materials.
        """
        from simlaw.study.train.study_predictor import predictor_of_study

        watcher: Watcher = Console() if progress else SILENT
        place = Place(workers or usable_cores(), cache, watcher=watcher)
        tables = (self.source, self.target)
        return predictor_of_study(tables, self, place, keep_values=keep_values, lookup=lookup)

    def result(self, folder: str | Path | None = None, **options: Any) -> StudyResult:
        """Do what `run` does without showing progress; goes away with the next version."""
        warnings.warn(
            "Study.result is now Study.run, which returns the same.",
            DeprecationWarning,
            stacklevel=2,
        )
        spec_toml, command = options.pop("spec_toml", ""), options.pop("command", "")
        if spec_toml or command:
            options["origin"] = Origin(spec_toml, command)
        return self.run(folder, progress=False, **options)

    def _plan(self, prepared: Prepared, origin: Origin, table: int) -> StudyPlan:
        design, target = prepared.inputs.design, self.target
        what = target.property or "property"
        return StudyPlan(
            name=self.name,
            title=self.title or f"{what}: {self._named_sources()} to {target.name}",
            property=what,
            unit=unit_of(self.metric, unit_on_scale(target.unit, self.scale)),
            kind=target.kind,
            metric=self.metric,
            method=self.method,
            m=self.headline_m or max(self.ms),
            ms=self.ms,
            replicates=self.replicates,
            source=self.source.account(),
            beside=tuple(one.account() for one in self.beside),
            target=target.account(),
            overlap=prepared.overlap,
            descriptor=prepared.descriptor,
            design=DesignAccount(
                n=design.n,
                m=design.m,
                replicates=design.replicates,
                test_size=prepared.test_size,
                pool_size=prepared.pool_size,
                seed=design.seed,
                split=design.split,
                test=design.test,
                order=design.order,
                draws=design.draws,
                methods=design.methods,
                record=self.record,
                table=table,
                grown=design.grown,
                source_rows=len(prepared.inputs.twin)
                - (prepared.overlap.excluded_per_replicate or 0),
                n_apart=self._n_apart(design),
            ),
            training=TrainingAccount(self.recipe, RULE),
            spec_toml=origin.spec_toml,
            command=origin.command,
            versions=recorded_versions(),
            scale=prepared.scale,
            level=self.level,
            form=self.form,
            inference=self.inference,
            plugins=prepared.plugins,
            findings=prepared.findings,
            noise_floor=self._noise_floor(),
        )

    def _named_sources(self) -> str:
        return " + ".join(one.name for one in self.sources)

    def _n_apart(self, design: Design) -> dict[str, tuple[int, ...]] | None:
        if not design.apart:
            return None
        names = [one.name for one in self.sources]
        return dict(zip(names, design.n_apart, strict=True))

    def _noise_floor(self) -> NoiseAccount | None:
        """The floor that repeated measurements put under the errors, where there are enough."""
        rows = np.arange(len(self.target))
        repeats = repeats_of(self.target, rows, logs=self.scale != LINEAR)
        unit = unit_of(self.metric, unit_on_scale(self.target.unit, self.scale))
        floor = measurement_floor(repeats, metric=self.metric, unit=unit, level=self.level)
        return NoiseAccount.of(floor)

    def without_numbers(self) -> Study:
        """Return the same study with tables that lack the user's numeric columns.

        It can be run where it was prepared before, and needs less memory.
        """
        target, source, *beside = (
            replace(table, frame=table.frame.drop(columns=list(table.columns)))
            for table in (self.target, *self.sources)
        )
        return replace(self, source=source, target=target, beside=beside)

    def longer(self, factor: int) -> Study:
        """Return the same study with every training that many times as long."""
        return replace(self, recipe=self.recipe.longer(factor))


def _both(first: Callable[[Any], None], second: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(value: Any) -> None:
        first(value)
        second(value)

    return call
