"""Accuracy of the extrapolated law, and coverage of its intervals, on measured curves.

RMSLE is the root mean square of log(forecast / measured) over a curve's held-out sizes. What is
done is kept in benchmarks/results/law/real_curves.json, one forecaster after the other; one that
stands there is not run again unless it is named.

SIMLAW_DATA_DIR=... python -m benchmarks.law.real_curves [--only simlaw "last value"] [--slow]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from pathlib import Path

import pandas as pd
from benchmarks.law.forecasts_of_curves import FORECASTERS, SLOW, score, tasks

RESULTS = Path("benchmarks/results/law/real_curves.json")


def summary(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """By source: number of curves, mean and median of each score."""
    out = {}
    for source, part in table.groupby("source", sort=False):
        numbers = part.drop(columns="source")
        out[str(source)] = {
            "curves": len(part),
            "rmsle": float(part["rmsle"].mean()),
            "median rmsle": float(part["rmsle"].median()),
            **{
                name: float(numbers[name].mean())
                for name in numbers.columns
                if name != "rmsle" and numbers[name].notna().any()
            },
        }
    return out


def pooled(table: pd.DataFrame) -> pd.DataFrame:
    """The table, and once more its materials' curves as one source for each number of sizes."""
    out = [table]
    for count in (3, 4):
        here = table["source"].isin(
            [f"graph networks, first {count}", f"potentials, first {count}"]
        )
        out.append(table[here].assign(source=f"materials, first {count}"))
    return pd.concat(out)


def work(job: tuple[int, str]) -> dict[str, float]:
    return score(TASKS[job[0]], job[1])


TASKS: list = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(FORECASTERS), default=[])
    parser.add_argument("--slow", action="store_true", help="also those that take an hour")
    options = parser.parse_args()
    TASKS.extend(tasks())
    found = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    wanted = options.only or [
        name for name in FORECASTERS if name not in found and (options.slow or name not in SLOW)
    ]
    for name in wanted:
        jobs = [(i, name) for i in range(len(TASKS))]
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            scores = pool.map(work, jobs, chunksize=8)
        table = pd.DataFrame(scores).assign(source=[task.source for task in TASKS])
        found[name] = summary(pooled(table))
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")
        print(name)
        print(pd.DataFrame(found[name]).T.round(4).to_string(), flush=True)


if __name__ == "__main__":
    main()
