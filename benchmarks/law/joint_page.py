"""The section of the page about the law's benchmarks that the joint law has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RIVALS = {
    "simlaw": "simlaw",
    "joint, least squares": "the joint form by least squares",
    "sum, least squares": "the sum form by least squares",
    "log-linear": "log error linear in log n and log m",
    "nearest cell": "the nearest measured cell",
}


def joint_section(results: Mapping[str, Any]) -> str:
    """Markdown of the section, from what `joint_grids.py` wrote.

    Parameters
    ----------
    results
        The contents of ``benchmarks/results/law/joint_grids.json``.
    """
    grids = sorted({row["grid"] for row in results["rows"]})
    levels = [f"{level:g}" for level in results["levels"]]
    parts = [
        "## The joint law of n and m",
        f"On {len(grids)} measured grids ({', '.join(grids)}) the one or two largest m, or n, are "
        "kept out and forecast from the rest. Accuracy is RMSLE, the root mean square of "
        "log(forecast / observed) over the cells kept out; each grid counts once.",
        _rivals(results["by what is kept out"]),
        "How often the interval of the mean error holds the mean measured in a cell kept out, "
        "which has scatter of its own:",
        _coverage(results["by what is kept out"], levels, "kept out"),
    ]
    if "before" in results:
        parts += [
            "The same with one origin a side, normal tails, and without the misfit that "
            "neighbouring cells share:",
            _coverage(results["before"]["by what is kept out"], levels, "kept out"),
        ]
    if "simulated" in results:
        parts += [
            f"On {results['simulated']['inside']['forecasts']} simulated studies of true joint "
            "surfaces, whose replicates share a part of their scatter, the interval holds the true "
            "mean error this often; `2 n` is twice the largest n. Room for departures from the "
            "form, which these surfaces have not, makes the intervals wider than here needed.",
            _coverage(results["simulated"], levels, "where"),
        ]
    return "\n\n".join(parts) + "\n"


def _rivals(groups: Mapping[str, Any]) -> str:
    head = ["forecast by", *groups]
    rows = [
        [title, *(f"{group[f'rmsle {name}']:.3f}" for group in groups.values())]
        for name, title in RIVALS.items()
    ]
    return _table(head, rows)


def _coverage(groups: Mapping[str, Any], levels: list[str], what: str) -> str:
    head = [what, *(f"{100 * float(level):g} %" for level in levels), "width at 90 %"]
    rows = [
        [
            name,
            *(f"{100 * group[f'coverage {level}']:.0f} %" for level in levels),
            f"{100 * group['width 0.9']:.0f} %",
        ]
        for name, group in groups.items()
    ]
    return _table(head, rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows])
