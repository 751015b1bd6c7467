"""A study: two property tables, what is varied, and the road from them to a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from simlaw.disk.places import cache_folder
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.law.forms.registry import choose_form
from simlaw.study.allocate.until_goal import LEVEL, Goal, Wanted, lasting, pilot_of, spend
from simlaw.study.design.design import (
    FRESH,
    MATERIAL,
    RANDOM,
    Design,
    Rows,
    check_draws,
    check_order,
    check_test,
    plan_design,
)
from simlaw.study.design.grouping import check_split
from simlaw.study.design.scale import check_scale, unit_on_scale
from simlaw.study.prepare import Prepared, prepare
from simlaw.study.result import (
    TRIALS,
    StudyResult,
    measure,
    recorded_versions,
    save_measured,
    save_plan,
)
from simlaw.study.run.inputs import LAYOUT_VERSION, StudyInputs
from simlaw.study.run.record import Journal
from simlaw.study.run.runner import Ahead, run_trials, usable_cores
from simlaw.tables import PropertyTable
from simlaw.tables.overlap import check_policy
from simlaw.transfer import STANDARD_METHODS, TrainingRecipe, check_methods
from simlaw.workers.progress import SILENT, Watcher

RULE = (
    "Pretraining makes `epochs` passes over its n samples, within `least_steps` and `most_steps`. "
    "Every training on k samples is held by a decay min(limit, samples / k): towards zero in "
    "pretraining and direct learning, towards the pretrained weights in fine-tuning, which starts "
    "from an affine calibration. Rates warm up over a tenth of the steps and fall along a cosine."
)


@dataclass(frozen=True, repr=False)
class Study:
    """How the error on measured materials falls as the computed table grows.

    Parameters
    ----------
    source, target
        Computed and measured property tables of the same kind of material; their units may
        differ if they can be converted.
    descriptor
        One name of `simlaw.descriptors.DESCRIPTORS`, or several to be joined.
    leave_out
        Descriptor columns not to use: names, or patterns such as ``"SMR_VSA*"``. Columns that
        were themselves fitted to measurements of the property would leak them.
    m
        Number or numbers of target samples to fine-tune on.
    n
        Source sizes; by default `sizes` of them, geometric from `smallest` to `largest` (all
        usable source materials if None).
    replicates
        Independent draws of test set and sample orders.
    test_fraction
        Share of the target materials held out.
    overlap
        ``"exclude"``: a test material is never in the source; ``"include"``: it may be.
    split
        What the test set holds out as a whole: ``"material"``, or what the kind of material has:
        ``"pair"``, ``"polymer"`` or ``"solvent"`` of mixtures, which ``"exclude"`` keeps out of
        the source as a whole; ``"cluster"`` of molecules, polymers and compositions,
        ``"scaffold"`` of molecules and ``"chemical-system"`` of compositions, of which it keeps
        out the tested materials themselves.
    test
        ``"fresh"``: each replicate holds out materials of its own; ``"fixed"``: all hold out the
        same, and differ in the order in which target and source materials are added.
    order
        The order in which source materials are added: ``"random"``; ``"diverse"``, each as unlike
        those before it as can be; or ``"nearest"``, those first that are most like a material
        that may be fine-tuned on. Likeness is that of the descriptors.
    draws
        Draws of test set and target samples that are measured on each pretraining; a replicate's
        error is the mean over them. What any of them tests on is kept out of the source.
    scale
        ``"linear"``, or ``"log10"``: values of both tables are turned to the decimal logarithm of
        the value in the target's unit, and errors are in decades; materials whose value is not
        positive are left out and counted.
    seed
        The same seed gives the same numbers.
    recipe
        Training settings.
    metric
        ``"mae"`` or ``"rmse"``: the error that laws are about.
    headline_m
        The m that results open with; the largest by default.
    methods
        Names in `simlaw.transfer.METHODS`: the ways to learn that are compared.
    method
        The one whose law results open with; it learns from both tables.
    """

    source: PropertyTable
    target: PropertyTable
    descriptor: str | Sequence[str]
    m: int | Sequence[int] = 100
    n: Sequence[int] | None = None
    sizes: int = 8
    smallest: int = 50
    largest: int | None = None
    replicates: int = 16
    test_fraction: float = 0.2
    overlap: Literal["exclude", "include"] = "exclude"
    split: str = MATERIAL
    test: Literal["fresh", "fixed"] = FRESH
    order: Literal["random", "diverse", "nearest"] = RANDOM
    draws: int = 1
    scale: Literal["linear", "log10"] = "linear"
    seed: int = 0
    recipe: TrainingRecipe = field(default_factory=TrainingRecipe)
    metric: Literal["mae", "rmse"] = "mae"
    form: str = "auto"
    level: float = 0.9
    headline_m: int | None = None
    leave_out: Sequence[str] = ()
    methods: Sequence[str] = STANDARD_METHODS
    method: str = STANDARD_METHODS[0]
    name: str = "study"
    title: str | None = None

    def __post_init__(self) -> None:
        if self.source.kind != self.target.kind:
            raise InputError(
                f"Source and target must hold the same kind of material, but '{self.source.name}' "
                f"holds {self.source.kind} and '{self.target.name}' holds {self.target.kind}."
            )
        if not self.ms or min(self.ms) < 2:
            raise InputError(f"m must be at least 2, but is {min(self.ms, default='empty')}.")
        check_policy(self.overlap)
        check_split(self.split, self.target.kind)
        check_test(self.test)
        check_order(self.order)
        check_draws(self.draws, self.order)
        check_scale(self.scale)
        check_methods(self.methods, self.method)
        if self.replicates < 2:
            raise InputError(
                f"At least 2 replicates are needed for an interval, got {self.replicates}."
            )
        # What the law is asked for is checked before the trials, which may take hours.
        if self.form != "auto":
            choose_form(self.form)
        if not 0 < self.level < 1:
            raise InputError(f"level must lie between 0 and 1, but is {self.level}.")

    def __repr__(self) -> str:
        sizes = "n = " + ", ".join(map(str, self.n)) if self.n else f"{self.sizes} sizes n"
        return (
            f"Study {self.name}: {self.source.name} ({len(self.source):,} {self.source.kind} "
            f"materials) to {self.target.name} ({len(self.target):,}); "
            f"{' + '.join(self.descriptors)}; {sizes}; m = {', '.join(map(str, self.ms))}; "
            f"{self.replicates} replicates; seed {self.seed}"
        )

    @property
    def ms(self) -> tuple[int, ...]:
        """Numbers of target samples, increasing."""
        several = (self.m,) if isinstance(self.m, int) else tuple(self.m)
        return tuple(sorted(set(several)))

    @property
    def descriptors(self) -> tuple[str, ...]:
        """Names of the descriptors to join."""
        return (self.descriptor,) if isinstance(self.descriptor, str) else tuple(self.descriptor)

    def design(self, twin: Rows, target_size: int, groups: Rows | None = None) -> Design:
        """Return the trials of the study on tables whose rows are matched by ``twin``."""
        return plan_design(
            n=self.n,
            sizes=self.sizes,
            smallest=self.smallest,
            largest=self.largest,
            m=self.ms,
            replicates=self.replicates,
            test_fraction=self.test_fraction,
            overlap=self.overlap,
            seed=self.seed,
            twin=twin,
            target_size=target_size,
            split=self.split,
            groups=groups,
            methods=tuple(self.methods),
            test=self.test,
            order=self.order,
            draws=self.draws,
        )

    def prepare(
        self, *, cache: Path | None = None, workers: int | None = None, watcher: Watcher = SILENT
    ) -> Prepared:
        """Convert units, compute descriptors (cached) and settle the design."""
        return prepare(self, cache=cache_folder(cache), workers=workers, watcher=watcher)

    def run(
        self,
        folder: str | Path | None = None,
        *,
        workers: int | None = None,
        executor: Executor | None = None,
        cache: Path | None = None,
        progress: bool = True,
    ) -> LearningCurve:
        """Run all trials and return the learning curve; see `result` for more than that."""
        from simlaw.workers.progress import Console

        watcher: Watcher = Console() if progress else SILENT
        return self.result(
            folder, workers=workers, executor=executor, cache=cache, watcher=watcher
        ).curve

    def result(
        self,
        folder: str | Path | None = None,
        *,
        prepared: Prepared | None = None,
        workers: int | None = None,
        executor: Executor | None = None,
        ahead: Ahead | None = None,
        cache: Path | None = None,
        watcher: Watcher = SILENT,
        spec_toml: str = "",
        command: str = "",
        until_width: float | None = None,
        forecast_at: float | None = None,
        time_budget: float | None = None,
    ) -> StudyResult:
        """Run the trials that are not finished yet and return everything found.

        Parameters
        ----------
        folder
            The run folder; results there are resumed. By default a folder in the cache that
            belongs to exactly this study, so that a rerun in Python resumes too.
        prepared
            What `prepare` gave, where it was called before.
        workers
            Worker processes; all usable cores by default.
        executor
            Anything with ``submit``, in place of the process pool.
        ahead
            Worker processes that were started before, see `simlaw.study.run.runner.Ahead`.
        cache
            Where descriptors, inputs and compiled programs are kept, see
            `simlaw.disk.places.cache_folder`.
        watcher
            Is told of progress.
        spec_toml, command
            Kept in the result, for the report.
        until_width, forecast_at, time_budget
            A goal in place of the planned replicates, see `simlaw.study.Goal`: after a pilot,
            trials are run where they narrow the forecast most for their seconds.

        Raises
        ------
        InputError
            Unusable input, a folder of another study, one in use, or one that is not writable.
        StoppedError
            After Ctrl-C; what is finished is kept.
        """
        goal = Goal.given(until_width, forecast_at, time_budget)
        workers = workers or usable_cores()
        if prepared is None:
            prepared = self.prepare(cache=cache, workers=workers, watcher=watcher)
        inputs = prepared.inputs
        digest = inputs.digest()
        home = Path(folder) if folder is not None else cache_folder(cache) / "runs" / digest
        plan = self._plan(prepared, spec_toml=spec_toml, command=command)
        if goal is not None:
            at = goal.at(inputs.design)
            plan["allocation"] = {**asdict(goal), "forecast_at": at, "level": LEVEL}
        with Journal(home / TRIALS, digest) as journal:
            save_plan({**plan, "level": self.level, "form": self.form}, home)
            recorded = {done.trial: done for done in journal.record.finished}
            trials = inputs.design.trials() if goal is None else pilot_of(inputs.design)
            mapped = inputs.save(cache_folder(cache) / "inputs" / _inputs_name(digest, inputs))
            done = [recorded[trial] for trial in trials if trial in recorded]
            if goal is not None:
                done = [d for d in recorded.values() if d.trial.n in (0, *inputs.design.n)]
                trials = list(dict.fromkeys([*trials, *(d.trial for d in done)]))
            with watcher.trials(trials, done, torn=journal.record.torn > 0) as tell:
                work = partial(
                    run_trials,
                    journal=journal,
                    inputs=mapped,
                    workers=workers,
                    cache=cache,
                    ahead=ahead,
                    watch=_both(done.append, tell),
                )
                if goal is None:
                    work([trial for trial in trials if trial not in recorded], executor=executor)
                else:
                    wanted = Wanted(plan["m"], self.method, self.metric, self.form)
                    with lasting(work, done, workers, executor, cache, ahead) as run:
                        state = spend(
                            goal,
                            wanted,
                            inputs.design,
                            home=home,
                            digest=digest,
                            done=done,
                            workers=workers,
                            run=run,
                            tell=watcher.goal,
                        )
                    plan["allocation"] |= state.to_dict()
            result = measure(plan, done, level=self.level, form=self.form)
            save_measured(result, home)
        return result

    def _plan(self, prepared: Prepared, *, spec_toml: str, command: str) -> dict[str, Any]:
        design, target = prepared.inputs.design, self.target
        what = target.property or "property"
        return {
            "name": self.name,
            "title": self.title or f"{what}: {self.source.name} to {target.name}",
            "property": what,
            "unit": unit_on_scale(target.unit, self.scale),
            "kind": target.kind,
            "metric": self.metric,
            "method": self.method,
            "m": self.headline_m or max(self.ms),
            "ms": list(self.ms),
            "replicates": self.replicates,
            "source": self.source.summary(),
            "target": target.summary(),
            "overlap": prepared.overlap,
            "descriptor": prepared.descriptor,
            "design": {
                "n": list(design.n),
                "m": list(design.m),
                "replicates": design.replicates,
                "split": design.split,
                "test": design.test,
                "order": design.order,
                "draws": design.draws,
                "methods": list(design.methods),
                "test_size": prepared.test_size,
                "pool_size": prepared.pool_size,
                "seed": design.seed,
            },
            "scale": prepared.scale,
            "training": {**self.recipe.to_dict(), "rule": RULE},
            "spec_toml": spec_toml,
            "command": command,
            "versions": recorded_versions(),
        }

    def without_numbers(self) -> Study:
        """Return the same study with tables that lack the user's numeric columns.

        It can be run where it was prepared before, and needs less memory.
        """
        source, target = (
            replace(table, frame=table.frame.drop(columns=list(table.columns)))
            for table in (self.source, self.target)
        )
        return replace(self, source=source, target=target)

    def longer(self, factor: int) -> Study:
        """Return the same study with every training that many times as long."""
        return replace(self, recipe=self.recipe.longer(factor))


def _inputs_name(digest: str, inputs: StudyInputs) -> str:
    """A folder name for inputs; the padding depends on the largest n, so it has a part in it."""
    return f"{digest}-{max(inputs.design.n)}-{LAYOUT_VERSION}"


def _both(first: Callable[[Any], None], second: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(value: Any) -> None:
        first(value)
        second(value)

    return call
