"""What the target alone is worth: the baselines and direct learning on the shipped studies.

    python benchmarks/baselines.py --replicates 8

Prints the mean test error (MAE) of each method over replicates, its standard error and the seconds
of a fit, and writes ``benchmarks/results/baselines.csv``. No network is pretrained: only the trials
at n = 0 are run, on the splits that the studies use.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

# One thread, as in a study's workers; the libraries read this when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd

from simlaw.study.design.design import Trial
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.trial import Bench

RESULTS = Path(__file__).parent / "results"
METHODS = ("direct", "random-forest", "gradient-boosting", "gaussian-process")
CASES = (
    ("polymer-density", 100),
    ("polymer-heat-capacity", 60),
    ("polymer-thermal-conductivity", 40),
    ("refractive-index", 100),
    ("band-gap", 100),
    ("band-gap", 1000),
)


def measure(name: str, m: int, replicates: int, workers: int) -> Iterator[dict[str, object]]:
    path = find_study(name)
    study = replace(
        load_study(read_study_file(path).settings, path.parent), methods=("fine-tune", *METHODS)
    )
    inputs = study.prepare(workers=workers).inputs
    for method in METHODS:
        design = replace(inputs.design, methods=(method,), m=(m,))
        bench = Bench(replace(inputs, design=design))
        if method == "direct":  # compiled once per study, which is not a fit
            bench.run(Trial(0, 0))
        for replicate in range(replicates):
            began = time.process_time()
            row = bench.run(Trial(replicate, 0)).rows[0]
            yield {
                "study": name,
                "m": m,
                "method": method,
                "replicate": replicate,
                "mae": row.mae,
                "rmse": row.rmse,
                "seconds": time.process_time() - began,
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=8)
    parser.add_argument("--replicates-of-1000", type=int, default=3, help="at m = 1,000")
    parser.add_argument("--workers", type=int, default=1, help="to compute descriptors")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    for name, m in CASES:
        replicates = arguments.replicates_of_1000 if m == 1000 else arguments.replicates
        rows += measure(name, m, replicates, arguments.workers)
        found = pd.DataFrame(rows)
        one = found[(found["study"] == name) & (found["m"] == m)]
        summary = one.groupby("method", sort=False).agg(
            mae=("mae", "mean"), sem=("mae", "sem"), seconds=("seconds", "mean")
        )
        print(f"\n{name}, m = {m}, {replicates} replicates\n{summary.to_string()}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    found.to_csv(RESULTS / "baselines.csv", index=False, float_format="%.5g")


if __name__ == "__main__":
    main()
