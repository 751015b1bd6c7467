"""Forecasts of the joint law where the largest n or m of a grid are kept out.

Accuracy is RMSLE, the root mean square of log(forecast / observed) over the cells kept out;
coverage is the share of those cells' mean errors inside the interval of the mean error.

Run: SIMLAW_DATA_DIR=... python -m benchmarks.law.joint_grids [--simulated 200] [--keep RUN ...]
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.law.grids import Grid, cg_transfer, keep_runs, own_studies, splits

from simlaw.law import JointLaw
from simlaw.law.joint.joint_projection import project
from simlaw.law.joint.surface import predict_joint

LEVELS = (0.5, 0.8, 0.9, 0.95)
OUT = Path(__file__).parents[1] / "results" / "law" / "joint_grids.json"

KEPT = ("by what is kept out", "by grid", "simulated")
"""What is kept of another version's results."""

ALPHA = (0.2, 0.5, 1.0)
BETA = (0.15, 0.3, 0.6)
GAP = (0.05, 0.3, 1.0)
REST = (0.0, 0.3)
SHAPE = ((5, 4), (6, 5), (8, 3))
REPLICATES = (4, 8, 16)
SPREAD = (0.03, 0.1)
SHARED = (0.0, 0.6)


def rmsle(predicted: np.ndarray, observed: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.log(predicted / observed) ** 2)))


def rivals(seen: Grid, n: np.ndarray, m: np.ndarray) -> dict[str, np.ndarray]:
    """Forecasts at n, m by least squares of three forms, and by the nearest measured cell."""
    mean, x, y = seen.mean, np.log(seen.n / seen.n.max()), np.log(seen.m / seen.m.max())
    far_x, far_y = np.log(n / seen.n.max()), np.log(m / seen.m.max())
    found = {}
    for name, form in (("joint, least squares", "joint"), ("sum, least squares", "joint-sum")):
        theta = project(x, y, mean[None], 1 / mean**2, form)
        found[name] = predict_joint(theta, np.exp(far_x), np.exp(far_y), form)[0]
    design = np.stack([np.ones(x.size), x, y], axis=1)
    slopes = np.linalg.lstsq(design, np.log(mean), rcond=None)[0]
    found["log-linear"] = np.exp(slopes[0] + slopes[1] * far_x + slopes[2] * far_y)
    apart = np.hypot(far_x[:, None] - x, far_y[:, None] - y)
    found["nearest cell"] = mean[np.argmin(apart, axis=1)]
    return found


def score(law: JointLaw, n: np.ndarray, m: np.ndarray, observed: np.ndarray) -> dict:
    out: dict = {}
    for level in LEVELS:
        ahead = law.forecast(n, m, level=level, band="mean")
        inside = (observed >= ahead.low) & (observed <= ahead.high)
        out[f"coverage {level:g}"] = float(np.mean(inside))
        if level == 0.9:
            out["below"] = float(np.mean(observed < ahead.low))
            out["width 0.9"] = float(np.mean(np.log(ahead.high / ahead.low)))
    return out | {"rmsle simlaw": rmsle(law.predict(n, m), observed)}


def real(resamples: int) -> pd.DataFrame:
    rows = []
    for grid in [*cg_transfer(), *own_studies()]:
        for name, seen in splits(grid):
            begin = time.perf_counter()
            law = grid.part(seen).fit(resamples=resamples)
            row: dict = {"grid": grid.name, "kept out": name, "cells": int((~seen).sum())}
            row["seconds"] = time.perf_counter() - begin
            n, m, observed = grid.n[~seen], grid.m[~seen], grid.mean[~seen]
            row |= score(law, n, m, observed)
            for rival, told in rivals(grid.part(seen), n, m).items():
                row[f"rmsle {rival}"] = rmsle(told, observed)
            rows.append(row)
    return pd.DataFrame(rows)


def simulate(design: tuple, rng: np.random.Generator) -> tuple[Grid, np.ndarray]:
    """A study of a true joint surface whose replicates share a part of their scatter."""
    alpha, beta, gap, rest, (sizes, targets), replicates, spread, shared = design
    n = np.round(50 * np.geomspace(1, 100, sizes))
    m = np.round(25 * 2.0 ** np.arange(targets))
    n, m = (axis.ravel() for axis in np.meshgrid(n, m))
    theta = np.array([50**alpha, alpha, gap, beta, 0.0])
    theta[4] = rest * float(predict_joint(theta[None], n[-1:], m[-1:])[0, 0])
    truth = predict_joint(theta[None], n, m)[0]
    own = rng.standard_normal((replicates, n.size))
    common = rng.standard_normal((replicates, 1))
    noise = spread * (np.sqrt(shared) * common + np.sqrt(1 - shared) * own)
    return Grid("simulated", n, m, truth * np.maximum(1 + noise, 0.05)), theta


def simulated(studies: int, seed: int, resamples: int) -> pd.DataFrame:
    designs = list(itertools.product(ALPHA, BETA, GAP, REST, SHAPE, REPLICATES, SPREAD, SHARED))
    rng = np.random.default_rng(seed)
    rows = []
    for index in rng.choice(len(designs), studies, replace=False):
        grid, theta = simulate(designs[index], rng)
        law = grid.fit(resamples=resamples)
        for name, by_n, by_m in (
            ("inside", 1, 1),
            ("2 n", 2, 1),
            ("10 n", 10, 1),
            ("2 m", 1, 2),
            ("10 m", 1, 10),
            ("4 n, 4 m", 4, 4),
        ):
            n, m = by_n * law.n[-1:], by_m * law.m[-1:]
            truth = predict_joint(theta[None], n, m)[0]
            row = {"where": name, "replicates": grid.rows.shape[0], "sizes m": law.m.size}
            rows.append(row | score(law, n, m, truth))
    return pd.DataFrame(rows)


def of(table: pd.DataFrame, by: str) -> dict[str, dict]:
    """Means by groups and over all, each grid counting once where there are grids."""
    columns = [name for name in table.columns if name.startswith(("cover", "below", "wid", "rms"))]
    found = {}
    for name, rows in [*table.groupby(by, sort=False), ("all", table)]:
        means = rows.groupby("grid")[columns].mean() if "grid" in table else rows[columns]
        found[str(name)] = {key: round(float(x), 4) for key, x in means.mean().items()}
        found[str(name)]["forecasts"] = len(rows)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulated", type=int, default=150, help="simulated studies")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resamples", type=int, default=200)
    parser.add_argument("--keep", type=Path, nargs="+", help="run folders to take trials from")
    parser.add_argument("--before", type=Path, help="results of another version to show beside")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args()
    warnings.simplefilter("error")
    if options.keep:
        keep_runs(options.keep)
    measured = real(options.resamples)
    results: dict = {
        "levels": LEVELS,
        "rows": json.loads(measured.round(4).to_json(orient="records")),
        "by what is kept out": of(measured, "kept out"),
        "by grid": of(measured, "grid"),
    }
    print(measured.drop(columns="seconds").round(3).to_string())
    print(pd.DataFrame(results["by what is kept out"]).round(3).to_string())
    if options.simulated:
        table = simulated(options.simulated, options.seed, options.resamples)
        results["simulated"] = of(table, "where")
        print(pd.DataFrame(results["simulated"]).round(3).to_string())
    for beside in (options.before, options.out):
        if "before" not in results and beside is not None and beside.exists():
            found = json.loads(beside.read_text(encoding="utf-8"))
            former = found if beside == options.before else found.get("before", {})
            results |= {"before": {k: former[k] for k in KEPT if k in former}} if former else {}
    if not options.dry:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
