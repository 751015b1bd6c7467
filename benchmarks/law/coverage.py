"""Coverage of forecast and required-n intervals under a true power + offset law.

Designs are drawn from the grid below with a fixed seed; each is one simulated study.
What is found is kept in benchmarks/results/law/coverage.json.
Run: python -m benchmarks.law.coverage [--studies 600] [--seed 0] [--replicates 4]
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

from simlaw.law import fit

RESULTS = Path("benchmarks/results/law/coverage.json")
ALPHA = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
GAP = (0.0, 0.2, 0.4, 0.8)
SIZES = (6, 7, 8, 10)
REPLICATES = (8, 16, 32, 64)
SPAN = (64.0, 400.0)
SPREAD = (0.03, 0.1, 0.25)
SHARED = (0.0, 0.5, 0.9)
SCATTER = ("relative", "absolute")


def simulate(design: tuple, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Rows of a study whose replicates share a part of their scatter, and the law's D, C."""
    alpha, gap, k, replicates, span, spread, shared, scatter = design
    n = np.round(50 * np.geomspace(1, span, k))
    fall = n[0] ** -alpha - n[-1] ** -alpha
    floor = gap * fall
    scale = n[0] ** -alpha + floor
    amplitude, floor = 1 / scale, floor / scale
    mean = amplitude * n**-alpha + floor
    rows = draw_rows(mean, replicates, spread, shared, scatter, rng)
    return n, rows, np.array([amplitude, alpha, floor])


def draw_rows(mean, replicates, spread, shared, scatter, rng):
    common = rng.standard_normal((replicates, 1))
    own = rng.standard_normal((replicates, mean.size))
    noise = spread * (np.sqrt(shared) * common + np.sqrt(1 - shared) * own)
    size = mean if scatter == "relative" else mean[-1] * np.ones(mean.size)
    return np.maximum(mean + size * noise, 0.02 * mean)


def study(design: tuple, rng: np.random.Generator, resamples: int) -> dict:
    alpha, _, _, replicates, _, spread, _, scatter = design
    n, rows, (amplitude, _, floor) = simulate(design, rng)
    begin = time.perf_counter()
    law = fit(
        np.tile(n, replicates),
        rows.ravel(),
        replicate=np.repeat(np.arange(replicates), n.size),
        resamples=resamples,
        seed=int(rng.integers(2**31)),
    )
    out: dict = {"seconds": time.perf_counter() - begin, "status": law.status}
    aside = np.log(law.predict(n) / rows.mean(axis=0))
    # A curve that lies above all its points, or below them all, is a curve of something else.
    out["beside its points"] = float((aside > 0.01).all() or (aside < -0.01).all())
    out["farthest in stderr"] = float(np.max(np.abs(law.predict(n) - law.mean) / law.stderr))
    last = amplitude * n[-1] ** -alpha + floor
    for factor in (2, 10):
        size = factor * n[-1]
        truth = amplitude * size**-alpha + floor
        deviation = truth if scatter == "relative" else last
        fresh = np.maximum(truth + spread * deviation * rng.standard_normal(200), 0.02 * truth)
        for band, values in (("mean", np.array([truth])), ("new-run", fresh)):
            ahead = law.forecast([size], level=0.9, band=band)
            low, high = ahead.low[0], ahead.high[0]
            miss = np.maximum(low - values, 0) + np.maximum(values - high, 0)
            key = f"{band} {factor}x"
            out[f"{key} in"] = float(np.mean((values >= low) & (values <= high)))
            out[f"{key} width"] = (high - low) / truth
            out[f"{key} score"] = float(np.mean(high - low + 20 * miss)) / truth
        out[f"log error {factor}x"] = float(np.log(ahead.mean[0] / truth))
    for factor in (0.5, 3, 10):
        wanted = factor * n[-1]
        needed = law.required_n(amplitude * wanted**-alpha + floor, level=0.9)
        out[f"required {factor}x in"] = float(needed.low <= wanted <= needed.high)
    out["C in"] = float(law.C.low - 1e-9 <= floor <= law.C.high + 1e-9)
    out["alpha in"] = float(law.alpha.low <= alpha <= law.alpha.high)
    if floor > 0:
        unreachable = law.required_n(1.2 * floor).unreachable_probability
        out["said unreachable"] = float(unreachable > 0.5)
        out["unreachable below"] = law.required_n(0.8 * floor).unreachable_probability
    return out


def record(table: pd.DataFrame, replicates: tuple[int, ...] | list[int]) -> None:
    """Keep means over all studies, and their standard errors, by the replicates there were."""
    found = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    title = " to ".join(str(count) for count in sorted({min(replicates), max(replicates)}))
    numbers = table.select_dtypes("number")
    found[title] = {
        "studies": len(table),
        "mean": {name: float(value) for name, value in numbers.mean().items()},
        "stderr": {name: float(value) for name, value in numbers.sem().items()},
        "rmsle": {
            str(factor): float(np.sqrt(np.mean(table[f"log error {factor}x"] ** 2)))
            for factor in (2, 10)
        },
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1, default=float) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--by", action="store_true", help="also print coverage by factor")
    parser.add_argument("--replicates", type=int, nargs="+", default=REPLICATES)
    options = parser.parse_args()
    warnings.simplefilter("error")
    names = ("alpha", "gap", "sizes", "replicates", "span", "spread", "shared", "scatter")
    replicates = options.replicates
    designs = list(itertools.product(ALPHA, GAP, SIZES, replicates, SPAN, SPREAD, SHARED, SCATTER))
    rng = np.random.default_rng(options.seed)
    picked = rng.choice(len(designs), min(options.studies, len(designs)), replace=False)
    rows = []
    for index in picked:
        outcome = study(designs[index], rng, options.resamples)
        rows.append(dict(zip(names, designs[index], strict=True)) | outcome)
    table = pd.DataFrame(rows)
    print(f"{len(table)} studies, {table['seconds'].mean():.3f} s a fit")
    measured = [name for name in table.columns if name.endswith((" in", " width", " score"))]
    for name in [
        *measured,
        "beside its points",
        "farthest in stderr",
        "said unreachable",
        "unreachable below",
    ]:
        values = table[name].dropna()
        error = values.std() / np.sqrt(len(values))
        print(f"  {name:24s} {values.mean():.3f} +- {error:.3f}   median {values.median():.3f}")
    for factor in (2, 10):
        print(f"  RMSLE {factor}x: {np.sqrt(np.mean(table[f'log error {factor}x'] ** 2)):.4f}")
    record(table, replicates)
    if options.by:
        wanted = [
            "mean 2x in",
            "mean 10x in",
            "new-run 10x in",
            "required 3x in",
            "required 10x in",
        ]
        for name in names:
            print(table.groupby(name)[[*wanted, "said unreachable"]].mean().round(3).to_string())


if __name__ == "__main__":
    main()
