"""The run folder: which files it holds, how they are written, and how a result is read back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError
from simlaw.study.allocate.until_goal import Allocation, load_allocation
from simlaw.study.capacity.larger_trials import read_larger
from simlaw.study.errors_parquet import ERRORS, write_errors
from simlaw.study.result import StudyPlan, StudyResult, measure
from simlaw.study.run.record import BLOCKS, Record, read_journal
from simlaw.study.run.recorded_errors import ErrorsFile

PLAN, RESULT, CURVE, LAW, TRIALS, SPEC = (
    "plan.json",
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


def recorded_versions() -> dict[str, str]:
    """Return the versions of the libraries that shape the numbers."""
    found = {}
    for name in _RECORDED_VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def with_state(plan: StudyPlan, state: Allocation | None) -> StudyPlan:
    """Return a plan with how far its trials have been chosen by now."""
    if plan.allocation is None or state is None:
        return plan
    allocation = replace(
        plan.allocation,
        pilot=state.pilot,
        batches=state.batches,
        width=state.width,
        ended=state.ended,
        planned=len(state.decided),
        decided=tuple((trial.replicate, trial.n) for trial in state.decided),
    )
    return replace(plan, allocation=allocation)


LEFT_OUT = ("allocation", "noise_floor", "beside")
"""What of a plan is not written where there is none."""


def plan_to_dict(plan: StudyPlan) -> dict[str, Any]:
    """Return a plan as plain data for JSON; what does not apply is left out."""
    content: dict[str, Any] = {
        one.name: getattr(plan, one.name) for one in fields(StudyPlan) if one.name not in LEFT_OUT
    }
    content |= {"source": plan.source.to_dict(), "target": plan.target.to_dict()}
    content |= {
        name: {key: value for key, value in asdict(content[name]).items() if value is not None}
        for name in ("overlap", "descriptor", "design", "scale")
    }
    content["training"] = {**plan.training.recipe.to_dict(), "rule": plan.training.rule}
    content["plugins"] = [asdict(one) for one in plan.plugins]
    content["findings"] = [asdict(one) for one in plan.findings]
    content |= {
        name: asdict(held) for name in LEFT_OUT[:2] if (held := getattr(plan, name)) is not None
    }
    if plan.beside:
        content["beside"] = [one.to_dict() for one in plan.beside]
    return content


def plan_from_dict(content: dict[str, Any]) -> StudyPlan:
    """Return the plan that `plan_to_dict`, or an earlier version, made plain data of.

    Raises
    ------
    ValueError
        If something is missing or of another type; the message names it.
    """
    training = dict(content.get("training", {}))
    rule = training.pop("rule", "")
    content = {**content, "training": {"recipe": training, "rule": rule}}
    plan: StudyPlan = _adapter().validate_python(content)
    return plan


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(StudyPlan)


def save_plan(plan: StudyPlan, folder: Path) -> None:
    """Write what is settled before the first trial: ``plan.json`` and ``study.toml``.

    ``result.json`` holds the same until there is more to say.
    """
    write_text(folder / SPEC, plan.spec_toml)
    content = _json(plan_to_dict(plan))
    write_text(folder / PLAN, content)
    write_text(folder / RESULT, content)


def save_measured(result: StudyResult, folder: Path) -> None:
    """Write ``curve.csv``, ``result.json`` and, where there are such, law and errors.

    That is ``law.json`` and, of a run that records materials, ``errors.parquet``.
    """
    write_text(folder / CURVE, result.curve.frame.to_csv(index=False))
    if result.curve.materials is not None:
        write_errors(result.curve.materials, folder / ERRORS)
    found = {
        "found": {
            "finished": result.finished,
            "trials_done": result.trials_done,
            "trials_total": result.trials_total,
            "seconds": result.seconds,
            "status": {str(m): law.status for m, law in result.laws.items()},
            "draws": None if result.draws is None else asdict(result.draws),
            **({} if result.capacity is None else {"capacity": result.capacity.to_dict()}),
        }
    }
    write_text(folder / RESULT, _json({**plan_to_dict(result), **found}))
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
    plan = with_state(_load_plan(folder), load_allocation(folder))
    record = read_journal(folder / TRIALS)
    finished = record.on_table(plan.design.table)
    larger = read_larger(folder, plan.design.table)
    return replace(measure(plan, finished, errors_of(record, folder), larger), folder=folder)


def errors_of(record: Record, folder: Path) -> ErrorsFile | None:
    """Return where a run folder keeps the errors of materials; None where it keeps none."""
    return None if record.target is None else ErrorsFile(folder / BLOCKS, record.target)


def _load_plan(folder: Path) -> StudyPlan:
    """Return the plan of a run folder; those of earlier versions have it in ``result.json``."""
    path = folder / PLAN if (folder / PLAN).exists() else folder / RESULT
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError("no object of JSON")
    except FileNotFoundError:
        raise InputError(
            f"{folder}: not a run folder of simlaw ({path.name} is missing). "
            "Make one with: simlaw run"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}).") from None
    missing = [name for name in _asked() if name not in content]
    if missing:
        raise InputError(f"{path}: the entry '{min(missing)}' is missing; run the study again.")
    try:
        return plan_from_dict(content)
    except ValueError as error:
        lines = str(error).splitlines()
        where, what = (lines[1], lines[2].strip()) if len(lines) > 2 else ("", lines[0])
        raise InputError(
            f"{path}: the entry '{where}' cannot be read ({what}); run the study again."
        ) from None


@cache
def _asked() -> tuple[str, ...]:
    """Return the entries that every plan must have; what came later has a default."""
    from dataclasses import MISSING

    return tuple(
        one.name for one in fields(StudyPlan) if one.default is one.default_factory is MISSING
    )


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
