"""The constants of the averaged law chosen by the other families of curves, never by a curve's own.

Every setting of a grid is scored on all families (of LCDB every fourth curve). For each family the
setting is taken that does best on the two others: the mean log of the mean error, the median error
and the interval score. With it all curves of the family are forecast. What is done is kept in
benchmarks/results/law/constants_by_source.json.

SIMLAW_DATA_DIR=... python -m benchmarks.law.constants_by_source
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.law.forecasts_of_curves import Task, score, tasks
from benchmarks.law.real_curves import pooled, summary

from simlaw.law.average import candidate_shapes, departures, scatter_of_errors

RESULTS = Path("benchmarks/results/law/constants_by_source.json")
FAMILIES = {
    "cg-transfer": ("cg-transfer",),
    "LCDB": ("LCDB",),
    "materials": ("graph networks", "potentials", "materials"),
}
GRID = list(itertools.product((0.2, 0.4, 0.6), (0.65, 0.85, 1.0), (0.5, 0.7, 0.9)))
"""Prior weight of the plain power, trust in points of unknown noise, belief in all sizes inside."""
SCORES = ("rmsle", "median rmsle", "interval score 90")


def use(setting: tuple[float, float, float]) -> None:
    """Set the constants; dense curves are trusted as much less than others as shipped."""
    power, trust, inside = setting
    ratio = 0.65 / 0.85
    vars(candidate_shapes)["PRIOR_POWER"] = power
    vars(scatter_of_errors)["PLAIN_TRUST"] = trust
    vars(scatter_of_errors)["DENSE_TRUST"] = 1.0 if trust == 1.0 else trust * ratio
    vars(departures)["ALL_INSIDE"] = inside


def work(job: tuple[int, tuple[float, float, float]]) -> dict[str, float]:
    use(job[1])
    return score(TASKS[job[0]], "simlaw")


TASKS: list[Task] = []


def run(setting: tuple[float, float, float]) -> dict[str, dict[str, float]]:
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        scores = pool.map(work, [(i, setting) for i in range(len(TASKS))], chunksize=8)
    table = pd.DataFrame(scores).assign(source=[task.source for task in TASKS])
    return summary(pooled(table))


def family_of(source: str) -> str:
    return next(name for name, starts in FAMILIES.items() if source.startswith(starts))


def loss(found: dict[str, dict[str, float]], family: str) -> float:
    """Mean log score of a family; of materials, of the two pooled rows."""
    rows = [
        scores
        for source, scores in found.items()
        if family_of(source) == family and not source.startswith(("graph", "potentials"))
    ]
    return float(np.mean([np.log(row[key]) for row in rows for key in SCORES]))


def main() -> None:
    found = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"grid": {}, "chosen": {}}

    def keep() -> None:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")

    TASKS.extend(tasks(every=4))
    for setting in GRID:
        key = " ".join(map(str, setting))
        if key not in found["grid"]:
            found["grid"][key] = run(setting)
            keep()
            losses = {name: round(loss(found["grid"][key], name), 4) for name in FAMILIES}
            print(key, losses, flush=True)
    TASKS[:] = tasks()
    everything = list(TASKS)
    for family in FAMILIES:
        others = [name for name in FAMILIES if name != family]
        best = min(
            GRID,
            key=lambda one: sum(
                loss(found["grid"][" ".join(map(str, one))], other) for other in others
            ),
        )
        if found["chosen"].get(family, {}).get("setting") == list(best):
            continue
        TASKS[:] = [task for task in everything if family_of(task.source) == family]
        found["chosen"][family] = {"setting": list(best), "scores": run(best)}
        keep()
        print(family, best)
        print(pd.DataFrame(found["chosen"][family]["scores"]).T.round(4).to_string(), flush=True)


if __name__ == "__main__":
    main()
