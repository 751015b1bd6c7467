"""A study: two property tables, what is varied, and the road from them to a result."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simlaw.descriptors import Features, featurise
from simlaw.errors import InputError, nearest
from simlaw.law import LearningCurve
from simlaw.study.design import Design, draw, plan_design
from simlaw.study.inputs import StudyInputs
from simlaw.study.journal import Journal
from simlaw.study.progress import SILENT, Watcher
from simlaw.study.result import (
    TRIALS,
    StudyResult,
    measure,
    recorded_versions,
    save_measured,
    save_plan,
)
from simlaw.study.runner import run_units, usable_cores
from simlaw.tables import PropertyTable
from simlaw.tables.overlap import check_policy, find_twins
from simlaw.transfer import TrainingRecipe

RULE = (
    "Pretraining makes `epochs` passes over its n samples, within `least_steps` and `most_steps`. "
    "Every training on k samples is held by a decay min(limit, samples / k): towards zero in "
    "pretraining and direct learning, towards the pretrained weights in fine-tuning, which starts "
    "from an affine calibration. Rates warm up over a tenth of the steps and fall along a cosine."
)


@dataclass(frozen=True)
class Prepared:
    """A study ready to run: its inputs, and what preparing them had to leave out."""

    inputs: StudyInputs
    descriptor: dict[str, Any]
    overlap: dict[str, Any]


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
    seed
        The same seed gives the same numbers.
    recipe
        Training settings.
    metric
        ``"mae"`` or ``"rmse"``: the error that laws are about.
    headline_m
        The m that results open with; the largest by default.
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
    seed: int = 0
    recipe: TrainingRecipe = field(default_factory=TrainingRecipe)
    metric: Literal["mae", "rmse"] = "mae"
    form: str = "auto"
    level: float = 0.9
    headline_m: int | None = None
    leave_out: Sequence[str] = ()
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
        if self.replicates < 2:
            raise InputError(
                f"At least 2 replicates are needed for an interval, got {self.replicates}."
            )

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

    def design(self, twin: npt.NDArray[np.int32], target_size: int) -> Design:
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
        )

    def prepare(
        self, *, cache: Path | None = None, workers: int | None = None, watcher: Watcher = SILENT
    ) -> Prepared:
        """Convert units, compute descriptors (cached) and settle the design."""
        source, target = self.source.to(self.target.unit), self.target
        workers = workers or usable_cores()
        blocks = []
        for table, role in ((source, "source"), (target, "target")):
            with watcher.stage(f"descriptors of {len(table):,} {role} materials") as tick:
                blocks.append(
                    featurise(
                        table,
                        self.descriptors,
                        cache=cache_folder(cache) / "descriptors",
                        workers=workers,
                        progress=tick,
                    )
                )
        _same_columns(blocks, source, target)
        usable = [np.flatnonzero(block.valid) for block in blocks]
        columns = kept_columns(blocks[0].names, self.leave_out)
        source, target = source.take(usable[0]), target.take(usable[1])
        twin = find_twins(source.keys, target.keys)
        design = self.design(twin, len(target))
        inputs = StudyInputs(
            source_descriptors=_chosen(blocks[0].values, usable[0], columns),
            target_descriptors=_chosen(blocks[1].values, usable[1], columns),
            source_values=np.asarray(source.values, dtype=np.float64),
            target_values=np.asarray(target.values, dtype=np.float64),
            twin=twin,
            design=design,
            recipe=self.recipe,
        )
        return Prepared(
            inputs=inputs,
            descriptor={
                "names": list(self.descriptors),
                "leave_out": list(self.leave_out),
                "width": int(inputs.source_descriptors.shape[1]),
                "refused_source": int((~blocks[0].valid).sum()),
                "refused_target": int((~blocks[1].valid).sum()),
                "reasons": [*_reasons(blocks[0], self.source), *_reasons(blocks[1], target)][:5],
            },
            overlap=_overlap(design, twin, len(target)),
        )

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
        from simlaw.study.progress import Console

        watcher: Watcher = Console() if progress else SILENT
        return self.result(
            folder, workers=workers, executor=executor, cache=cache, watcher=watcher
        ).curve

    def result(
        self,
        folder: str | Path | None = None,
        *,
        workers: int | None = None,
        executor: Executor | None = None,
        cache: Path | None = None,
        watcher: Watcher = SILENT,
        spec_toml: str = "",
        command: str = "",
    ) -> StudyResult:
        """Run the trials that are not finished yet and return everything found.

        Parameters
        ----------
        folder
            The run folder; results there are resumed. By default a folder in the cache that
            belongs to exactly this study, so that a rerun in Python resumes too.
        workers
            Worker processes; all usable cores by default.
        executor
            Anything with ``submit``, in place of the process pool.
        cache
            Where descriptors and inputs are kept, see `cache_folder`.
        watcher
            Is told of progress.
        spec_toml, command
            Kept in the result, for the report.

        Raises
        ------
        InputError
            Unusable input, a folder of another study, one in use, or one that is not writable.
        StoppedError
            After Ctrl-C; what is finished is kept.
        """
        workers = workers or usable_cores()
        prepared = self.prepare(cache=cache, workers=workers, watcher=watcher)
        inputs = prepared.inputs
        digest = inputs.digest()
        home = Path(folder) if folder is not None else cache_folder(cache) / "runs" / digest
        plan = self._plan(prepared, spec_toml=spec_toml, command=command)
        with Journal(home / TRIALS, digest) as journal:
            save_plan({**plan, "level": self.level, "form": self.form}, home)
            recorded = {done.unit: done for done in journal.record.finished}
            units = inputs.design.units()
            mapped = inputs.save(cache_folder(cache) / "inputs" / _inputs_name(digest, inputs))
            done = [recorded[unit] for unit in units if unit in recorded]
            with watcher.trials(units, done, torn=journal.record.torn > 0) as tell:
                run_units(
                    [unit for unit in units if unit not in recorded],
                    journal,
                    mapped,
                    workers=workers,
                    executor=executor,
                    watch=_both(done.append, tell),
                )
            result = measure(plan, done, level=self.level, form=self.form)
            save_measured(result, home)
        return result

    def _plan(self, prepared: Prepared, *, spec_toml: str, command: str) -> dict[str, Any]:
        design, target = prepared.inputs.design, self.target
        what = target.property or "property"
        pool = len(prepared.inputs.target_values) - design.test_size
        return {
            "name": self.name,
            "title": self.title or f"{what}: {self.source.name} to {target.name}",
            "property": what,
            "unit": target.unit,
            "kind": target.kind,
            "metric": self.metric,
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
                "test_size": design.test_size,
                "pool_size": pool,
                "seed": design.seed,
            },
            "training": {**self.recipe.to_dict(), "rule": RULE},
            "spec_toml": spec_toml,
            "command": command,
            "versions": recorded_versions(),
        }

    def longer(self, factor: int) -> Study:
        """Return the same study with every training that many times as long."""
        return replace(self, recipe=self.recipe.longer(factor))


def cache_folder(chosen: Path | None = None) -> Path:
    """Return where descriptors, inputs and unnamed runs are kept.

    The argument, else ``$SIMLAW_CACHE_DIR``, else the user's cache folder of the platform.
    """
    if chosen is not None:
        return chosen
    if named := os.environ.get("SIMLAW_CACHE_DIR"):
        return Path(named)
    import pooch

    return Path(pooch.os_cache("simlaw"))


def _inputs_name(digest: str, inputs: StudyInputs) -> str:
    """A folder name for inputs; the padding depends on the largest n, so it has a part in it."""
    return f"{digest}-{max(inputs.design.n)}"


def _both(first: Callable[[Any], None], second: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(value: Any) -> None:
        first(value)
        second(value)

    return call


def kept_columns(names: Sequence[str], leave_out: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the positions of the descriptor columns that no pattern leaves out.

    Examples
    --------
    >>> kept_columns(("MolWt", "MolMR", "SMR_VSA1"), ("MolMR", "SMR_*"))
    array([0])
    """
    out = set()
    for pattern in leave_out:
        hit = {i for i, name in enumerate(names) if fnmatchcase(name, pattern)}
        if not hit:
            raise InputError(
                f"descriptor.leave_out: no descriptor column matches '{pattern}'."
                f"{nearest(pattern, names)}"
            )
        out |= hit
    if len(out) == len(names):
        raise InputError("descriptor.leave_out: no descriptor column is left.")
    return np.array([i for i in range(len(names)) if i not in out], dtype=np.intp)


def _chosen(
    values: npt.NDArray[np.float32], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """Return some rows and columns; the matrix itself, still mapped, where that is all."""
    if len(columns) < values.shape[1]:
        return np.ascontiguousarray(values[np.ix_(rows, columns)])
    return values if len(rows) == len(values) else values[rows]


def _reasons(block: Features, table: PropertyTable) -> list[list[str]]:
    materials = table.frame["material"]
    return [
        [str(materials.iloc[row]), str(block.reasons[row])]
        for row in np.flatnonzero(~block.valid)[:5]
    ]


def _same_columns(blocks: list[Features], source: PropertyTable, target: PropertyTable) -> None:
    for block, table in zip(blocks, (source, target), strict=True):
        if not block.valid.any():
            reason = next((r for r in block.reasons if r), "no reason was given")
            raise InputError(
                f"Table '{table.name}': no material has a descriptor. The first reason: {reason}"
            )
    if blocks[0].names != blocks[1].names:
        odd = sorted(set(blocks[0].names) ^ set(blocks[1].names))
        raise InputError(
            "Source and target must have the same descriptor columns, but these are in one table "
            f"only: {', '.join(odd[:5])}."
        )


def _overlap(design: Design, twin: npt.NDArray[np.int32], target_size: int) -> dict[str, Any]:
    kept = [
        len(draw(design, replicate, twin, target_size).source)
        for replicate in range(min(design.replicates, 50))
    ]
    return {
        "policy": design.overlap,
        "shared": int((twin >= 0).sum()),
        "excluded_per_replicate": int(np.median(len(twin) - np.asarray(kept))),
    }
