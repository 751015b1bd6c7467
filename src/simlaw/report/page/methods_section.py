"""The section of a report that puts the methods of a study beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simlaw.charts import Layout, Look, plot_methods
from simlaw.decide.method_comparison import (
    Difference,
    Entry,
    MethodComparison,
    compare_methods,
    several_methods,
)
from simlaw.errors import InputError
from simlaw.law import Law
from simlaw.law.diagnose import doubts, rests_on_points
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.metrics import title_of
from simlaw.printed_numbers import MISSING, count, pretty_unit, span, value
from simlaw.report.page.drawings import Figures, drawing
from simlaw.report.words.sentences import SHORT_STATUS, plural

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = ["methods"]

_MOST_SIZES = 8
_PLOTS = {"wide": Layout(740, 340), "narrow": Layout(296, 300, narrow=True)}


def methods(
    result: StudyResult, *, x_title: str, figures: Figures | None = None
) -> dict[str, Any] | None:
    """Return the methods section as plain values; None where there are the standard ones alone.

    Parameters
    ----------
    result
        A finished or unfinished study.
    x_title
        Title of the n axis of the chart.
    figures
        Where to leave the SVG document.
    """
    curve = result.curve
    if not several_methods(curve) or curve.ms.size == 0:
        return None
    ms = [int(m) for m in curve.ms]
    main = result.m if result.m in ms else ms[-1]
    level = result.law.level if result.law is not None else 0.9
    blocks = []
    drawn = None
    for m in [main, *(m for m in ms if m != main)]:
        comparison = compare_methods(curve, m, headline=result.method, level=level)
        if not any(entry.role == "transfer" for entry in comparison.entries):
            continue
        if drawn is None:
            drawn = _figure(comparison, result, x_title, figures)
        blocks.append(_block(comparison, result, level))
    if not blocks:
        return None
    return {
        "blocks": blocks,
        "several": len(blocks) > 1,
        "figure": drawn,
        "unit": pretty_unit(curve.unit),
        "note": _note(result, level, alone=any(block["reference"] for block in blocks)),
    }


def _note(result: StudyResult, level: float, *, alone: bool) -> str:
    """Return how to read the tables."""
    things = plural(result.kind)
    text = (
        "Means over the replicates ± one standard error; * and bold mark the smallest of a "
        f"column. Under each parameter of a law stands its {100 * level:g} % interval."
    )
    if not alone:
        return text
    return (
        f"{text} Methods at n = 0 learn from the measured {things} alone, and the best of them at "
        "each m is what the transfer methods are compared with: the difference is taken within "
        "each replicate, which all methods share, and below it stands its "
        f"{100 * level:g} % t interval. A method is called better or worse where that interval "
        "leaves out zero."
    )


def _block(comparison: MethodComparison, result: StudyResult, level: float) -> dict[str, Any]:
    """Return the tables of one m: errors by n, and the laws with the differences."""
    sizes = comparison.sizes
    kept = sizes
    if len(sizes) > _MOST_SIZES:
        even = np.geomspace(sizes[0], sizes[-1], _MOST_SIZES)
        kept = sorted({min(sizes, key=lambda n: abs(np.log(n / wanted))) for wanted in even})
    alone = any(entry.role == "target" for entry in comparison.entries)
    columns = [0, *kept] if alone else kept
    rows = []
    for entry in comparison.entries:
        rows.append(
            {
                "name": entry.name,
                "role": entry.role,
                "cells": [_cell(entry, n, comparison.smallest(n)) for n in columns],
            }
        )
    reference = comparison.reference
    return {
        "m": comparison.m,
        "m_text": count(comparison.m),
        "columns": [count(n) for n in columns],
        "rows": rows,
        "alone": alone,
        "left_out": f"{len(kept)} of {len(sizes)} sizes are listed." if kept != sizes else "",
        "reference": reference.name if reference is not None else "",
        "largest": count(comparison.largest),
        "laws": [
            _law_row(entry, comparison, result, level)
            for entry in comparison.entries
            if entry.role == "transfer"
        ],
    }


def _cell(entry: Entry, n: int, smallest: str | None) -> dict[str, Any]:
    found = entry.at(n)
    if found is None:
        return {"mean": "", "stderr": "", "best": False}
    mean, stderr = found
    spread = f"± {value(stderr, like=mean)}" if np.isfinite(stderr) else ""
    return {"mean": value(mean), "stderr": spread, "best": entry.name == smallest}


def _law_row(
    entry: Entry, comparison: MethodComparison, result: StudyResult, level: float
) -> dict[str, Any]:
    law = _law(entry, comparison.m, result, level)
    row = {"name": entry.name, "alpha": MISSING, "alpha_interval": "", "gap": MISSING}
    row |= {"gap_interval": "", "status": "no law: fewer than three sizes"}
    if law is not None:
        said = doubts(law)
        row["status"] = SHORT_STATUS.get(law.status, law.status.replace("_", " "))
        for name, parameter in (("alpha", "alpha"), ("gap", "C")):
            found = law.parameters.get(parameter)
            if parameter == "C" and CAPACITY_LIMITED in said:
                continue
            if found is not None and "no_decay" not in said:
                sure = rests_on_points(law, parameter)
                row[name] = value(found.estimate) if sure else "open"
                like = found.estimate or found.high
                row[f"{name}_interval"] = span(found.low, found.high, like=like)
    return {**row, **_difference(comparison.differences.get(entry.name), comparison)}


def _law(entry: Entry, m: int, result: StudyResult, level: float) -> Law | None:
    if entry.name == result.method and m in result.laws:
        return result.laws[m]
    if len(entry.n) < 3:
        return None
    try:
        return result.curve.fit(m=m, method=entry.name, level=level)
    except InputError:
        return None


def _difference(found: Difference | None, comparison: MethodComparison) -> dict[str, str]:
    if found is None or comparison.reference is None:
        return {"difference": MISSING, "ends": "", "verdict": MISSING}
    like = comparison.reference.last
    ends = span(found.low, found.high, like=like) if found.pairs > 1 else ""
    return {"difference": value(found.mean, like=like), "ends": ends, "verdict": found.verdict}


def _figure(
    comparison: MethodComparison, result: StudyResult, x_title: str, figures: Figures | None
) -> dict[str, Any]:
    curve = result.curve
    unit = pretty_unit(curve.unit)
    metric = title_of(curve.metric)
    y_title = f"{metric} ({unit})" if unit else metric
    charts = {
        size: plot_methods(comparison, look=Look(x_title, y_title, layout=layout))
        for size, layout in _PLOTS.items()
    }
    text = (
        f"Mean test error of each transfer method against n, m = {count(comparison.m)}, both axes "
        "logarithmic."
    )
    if comparison.reference is not None:
        text += (
            f" The dotted horizontal line is {comparison.reference.name}, the best of the methods "
            "that learn from the measurements alone."
        )
    return {
        "drawing": drawing(f"methods-m{comparison.m}", charts, text, figures),
        "caption": text,
    }
