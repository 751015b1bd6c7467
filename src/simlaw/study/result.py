"""What a study found, and the run folder that holds it."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.law.law import Law
from simlaw.study.allocate.draws_per_pretraining import advice, components_of
from simlaw.study.allocate.until_goal import FAR, load_allocation, trials_by_size
from simlaw.study.run.record import read_journal
from simlaw.study.run.record_in_bulk import table_of
from simlaw.study.run.trial import Finished
from simlaw.transfer import STANDARD_METHODS

RESULT, CURVE, LAW, TRIALS, SPEC = (
    "result.json",
    "curve.csv",
    "law.json",
    "trials.jsonl",
    "study.toml",
)

_RECORDED_VERSIONS = (
    "simlaw",
    "numpy",
    "scipy",
    "pandas",
    "jax",
    "jaxlib",
    "rdkit",
    "chemicals",
    "scikit-learn",
)


@dataclass(frozen=True)
class StudyResult:
    """Everything a report says about a study.

    Attributes
    ----------
    name, title, property, unit, kind
        What was studied; `unit` is that of errors and C: the target's, on the scale.
    metric
        ``"mae"`` or ``"rmse"``, the error the laws are about.
    m, ms
        The headline number of target samples, and all of them.
    replicates
        Number of replicates planned.
    source, target
        Summaries of the two property tables.
    overlap
        Policy, materials in both tables, and the median number kept out of a replicate's source.
    descriptor
        Names, width, and the materials that have none, with reasons.
    design, training
        Sizes and seed; the training recipe and its rule.
    curve, laws
        The errors measured, and the fitted law of each m (empty until three sizes are measured).
    spec_toml, command, versions
        How to run it again.
    seconds
        Summed seconds of all trials.
    trials_done, trials_total
        How much of the plan is finished.
    scale
        Name of the scale of values and errors, and the materials that have no place on it.
    method
        The method that the laws are about.
    allocation
        The goal of a run that chose its trials, how they were chosen and how far it came; None
        for one that ran the same trials at every size.
    draws
        What several draws on each pretraining showed, see
        `simlaw.study.allocate.draws_per_pretraining.advice`; None with one draw, or too few
        replicates.
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
    source: dict[str, Any]
    target: dict[str, Any]
    overlap: dict[str, Any]
    descriptor: dict[str, Any]
    design: dict[str, Any]
    training: dict[str, Any]
    curve: LearningCurve
    laws: dict[int, Law]
    spec_toml: str
    command: str
    versions: dict[str, str]
    seconds: float
    trials_done: int
    trials_total: int
    scale: dict[str, Any] = field(default_factory=lambda: {"name": "linear"})
    method: str = STANDARD_METHODS[0]
    allocation: dict[str, Any] | None = None
    draws: dict[str, Any] | None = None

    @builtins.property
    def finished(self) -> bool:
        """Whether every planned trial is done, and the goal reached where there is one."""
        reached = self.allocation is None or self.allocation.get("ended") is not None
        return reached and self.trials_done == self.trials_total

    @builtins.property
    def law(self) -> Law | None:
        """The law of the headline m, None before three sizes are measured."""
        return self.laws.get(self.m)


_MEASURED = ("curve", "laws", "seconds", "trials_done", "trials_total")


def recorded_versions() -> dict[str, str]:
    """Return the versions of the libraries that shape the numbers."""
    found = {}
    for name in _RECORDED_VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def measure(
    plan: dict[str, Any], finished: Iterable[Finished], *, level: float, form: str
) -> StudyResult:
    """Combine a study's plan with its finished trials: the curve, and a law for every m.

    Parameters
    ----------
    plan
        All fields of `StudyResult` that were settled before the first trial.
    finished
        Finished trials; those outside the plan are left aside.
    level, form
        Of the laws, see `simlaw.law.fit`.
    """
    design = plan["design"]
    sizes, replicates = {0, *design["n"]}, int(design["replicates"])
    allocation = plan.get("allocation")
    counted = [
        d
        for d in finished
        if d.trial.n in sizes and (allocation is not None or d.trial.replicate < replicates)
    ]
    total = len(sizes) * replicates
    if allocation is not None:
        # Before a goal is reached, nobody knows how many more trials it takes: at least one.
        least = len(counted) + (allocation.get("ended") is None)
        total = max(least, allocation.get("planned", 0))
        drawn = len({d.trial.replicate for d in counted})
        allocation = {**allocation, "by_size": trials_by_size(counted)}
        plan = {**plan, "allocation": allocation, "replicates": drawn}
    frame = table_of(counted)
    curve = LearningCurve(frame, metric=plan["metric"], unit=plan["unit"], name=plan["title"])
    method = plan.get("method", STANDARD_METHODS[0])
    laws = {}
    for m in plan["ms"]:
        learned = frame[(frame["method"] == method) & (frame["m"] == m)]
        if learned["n"].nunique() >= 3:
            laws[int(m)] = curve.fit(m=int(m), form=form, level=level, method=method)
    told = _drawn(plan, counted, laws.get(int(plan["m"])), method)
    return StudyResult(
        **{**plan, "ms": tuple(plan["ms"])},
        curve=curve,
        laws=laws,
        seconds=sum(d.seconds for d in counted),
        trials_done=len(counted),
        trials_total=total,
        draws=told,
    )


def _drawn(
    plan: dict[str, Any], counted: list[Finished], law: Law | None, method: str
) -> dict[str, Any] | None:
    """Return what several draws on each pretraining showed of the headline law."""
    sizes = [int(n) for n in plan["design"]["n"]]
    if law is None or int(plan["design"].get("draws", 1)) == 1:
        return None
    parts = components_of(counted, sizes, m=int(plan["m"]), method=method, metric=plan["metric"])
    # The law may lack a size of an unfinished run.
    if parts is None or law.n.size != len(sizes):
        return None
    at = (plan.get("allocation") or {}).get("forecast_at", FAR * sizes[-1])
    return advice(parts, law, float(at))


def save_plan(plan: dict[str, Any], folder: Path) -> None:
    """Write what is settled before the first trial: ``result.json`` and ``study.toml``."""
    write_text(folder / SPEC, plan["spec_toml"])
    write_text(folder / RESULT, json.dumps(plan, indent=1, ensure_ascii=False) + "\n")


def save_measured(result: StudyResult, folder: Path) -> None:
    """Write ``curve.csv`` and, where there is a law, ``law.json``."""
    write_text(folder / CURVE, result.curve.frame.to_csv(index=False))
    if result.law is not None:
        content = {
            "study": result.name,
            "property": result.property,
            "unit": result.unit,
            "metric": result.metric,
            "method": result.method,
            "m": result.m,
            **result.law.to_dict(),
            "by_m": {str(m): law.to_dict() for m, law in result.laws.items()},
        }
        write_text(folder / LAW, json.dumps(content, indent=1, allow_nan=False) + "\n")


def load_result(folder: str | Path) -> StudyResult:
    """Read a run folder, finished or not.

    Raises
    ------
    InputError
        If the folder is missing, is not a run folder, or holds a broken file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such run folder. Make one with: simlaw run")
    path = folder / RESULT
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
        # What came later has a default: a run folder of an earlier version stays readable.
        asked = {f.name for f in fields(StudyResult) if f.default is f.default_factory is MISSING}
        missing = asked - {*_MEASURED} - plan.keys()
    except FileNotFoundError:
        raise InputError(
            f"{folder}: not a run folder of simlaw ({RESULT} is missing). Make one with: simlaw run"
        ) from None
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: cannot be read ({error}).") from None
    if missing:
        raise InputError(f"{path}: the entry '{min(missing)}' is missing; run the study again.")
    level, form = plan.pop("level", 0.9), plan.pop("form", "auto")
    if plan.get("allocation") is not None and (state := load_allocation(folder)) is not None:
        plan["allocation"] = {**plan["allocation"], **state.to_dict()}
    finished = read_journal(folder / TRIALS).finished
    return measure(plan, finished, level=level, form=form)
