"""What the page needs to know of a finished run, as plain JSON values."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from simlaw.decide.method_comparison import MethodComparison, compare_methods
from simlaw.errors import InputError
from simlaw.law.law import Law
from simlaw.study import Study, StudyResult
from simlaw.study.design.scale import on_scale
from simlaw.study.design.usable_source_rows import find_twins
from simlaw.tables.account import TableAccount

LEVEL = 0.9


def record(result: StudyResult, study: Study, folder: Path, figures: Path) -> dict[str, Any]:
    """Return counts, errors and laws of a run, and copy its chart to ``figures``."""
    figures.mkdir(parents=True, exist_ok=True)
    headline = result.m
    drawn = folder / "figures" / f"methods-m{headline}.svg"
    shutil.copyfile(drawn, figures / f"{result.name}.svg")
    return {
        "unit": result.unit,
        "kind": result.kind,
        "replicates": result.replicates,
        "seconds": round(result.seconds),
        "source": _table(result.source),
        "target": _table(result.target),
        "overlap": {k: v for k, v in asdict(result.overlap).items() if v is not None},
        "agreement": agreement(study),
        "refused_descriptors": [
            result.descriptor.refused_source,
            result.descriptor.refused_target,
        ],
        "test_size": result.design.test_size,
        "split": result.design.split,
        "m": headline,
        "by_m": {str(m): _errors(result, int(m)) for m in result.curve.ms},
        "figure": f"{result.name}.svg",
        **({} if result.capacity is None else {"capacity": result.capacity.to_dict()}),
    }


def agreement(study: Study) -> dict[str, Any] | None:
    """Return how computed and measured values of the same materials agree, None below ten."""
    source, target = study.source.to(study.target.unit), study.target
    twin = find_twins(source.keys, target.keys)
    computed = on_scale(source.values, study.scale)[twin >= 0]
    measured = on_scale(target.values, study.scale)[twin[twin >= 0]]
    both = np.isfinite(computed) & np.isfinite(measured)
    if both.sum() < 10:
        return None
    computed, measured = computed[both], measured[both]
    return {
        "materials": int(both.sum()),
        "r": float(np.corrcoef(computed, measured)[0, 1]),
        "median_difference": float(np.median(computed - measured)),
        "mean_absolute_difference": float(np.abs(computed - measured).mean()),
    }


def _table(account: TableAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "materials": account.materials,
        "rows": account.rows_read,
        "refused": account.refused,
    }


def _errors(result: StudyResult, m: int) -> dict[str, Any]:
    compared = compare_methods(result.curve, m, level=LEVEL)
    return {
        "methods": {
            entry.name: {
                "role": entry.role,
                "n": entry.n.tolist(),
                "mean": entry.mean.tolist(),
                "stderr": entry.stderr.tolist(),
            }
            for entry in compared.entries
        },
        "reference": compared.reference.name if compared.reference else None,
        "best": compared.best_transfer.name if compared.best_transfer else None,
        "differences": {
            name: {"mean": d.mean, "low": d.low, "high": d.high, "verdict": d.verdict}
            for name, d in compared.differences.items()
        },
        "against_direct": _against_direct(result, compared),
        "laws": {
            entry.name: law
            for entry in compared.entries
            if entry.role == "transfer" and (law := _law(result, entry.name, m)) is not None
        },
    }


def _against_direct(result: StudyResult, compared: MethodComparison) -> dict[str, Any]:
    """Return each transfer method's paired difference to direct learning at the largest n."""
    baselines = [e.name for e in compared.entries if e.role == "target" and e.name != "direct"]
    frame = result.curve.frame
    alone = type(result.curve)(
        frame[~frame["method"].isin(baselines)], metric=result.metric, unit=result.unit
    )
    differences = compare_methods(alone, compared.m, level=LEVEL).differences
    return {
        name: {"mean": d.mean, "low": d.low, "high": d.high, "verdict": d.verdict}
        for name, d in differences.items()
    }


def _law(result: StudyResult, method: str, m: int) -> dict[str, Any] | None:
    try:
        law: Law = result.curve.fit(m=m, method=method, level=LEVEL)
    except InputError:
        return None
    return {
        "status": law.status,
        "notes": [note.code for note in law.notes],
        "parameters": {
            name: [found.estimate, found.low, found.high] for name, found in law.parameters.items()
        },
    }
