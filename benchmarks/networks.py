"""Is another network better? Runs studies with each network on the same random numbers.

    python benchmarks/networks.py refractive-index polymer-density band-gap --replicates 8

Prints, for each study, method, m and n, the mean error of every network and the paired difference
to the first, and writes ``benchmarks/results/networks.csv``. One process on one thread: a few
minutes.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pandas as pd

from simlaw.study.design.design import Trial
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench
from simlaw.transfer import NETWORKS
from simlaw.workers.single_thread import settle_maths

RESULTS = Path(__file__).parent / "results"
METHODS = ("fine-tune", "direct", "zero-shot", "head-only", "residual")
SIZES = (200, 1_000, 4_000)


def errors(inputs: StudyInputs, network: str) -> pd.Series:
    """Return the mean absolute error by method, m, n and replicate."""
    bench = Bench(replace(inputs, recipe=replace(inputs.recipe, network=network)))
    rows = [
        (row.method, row.m, n, replicate, row.mae)
        for replicate in range(inputs.design.replicates)
        for n in (0, *inputs.design.n)
        for row in bench.run(Trial(replicate, n)).rows
    ]
    frame = pd.DataFrame(rows, columns=["method", "m", "n", "replicate", "mae"])
    return frame.set_index(["method", "m", "n", "replicate"])["mae"]


def compare(name: str, replicates: int, networks: list[str]) -> pd.DataFrame:
    """Return one row for each method, m, n and network."""
    path = find_study(name)
    study = replace(load_study(read_study_file(path).settings, path.parent), methods=METHODS)
    inputs = study.prepare(workers=1).inputs
    sizes = tuple(n for n in SIZES if n <= max(inputs.design.n))
    inputs = replace(inputs, design=replace(inputs.design, n=sizes, replicates=replicates))
    found = pd.DataFrame({network: errors(inputs, network) for network in networks})
    tables = []
    for network in networks:
        both = pd.DataFrame({"mae": found[network], "more": found[network] - found[networks[0]]})
        by = both.groupby(["method", "m", "n"])
        means = by.mean().rename(columns={"more": "difference"})
        table = means.assign(stderr=by["more"].sem(), network=network)
        tables.append(table.reset_index())
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "study", name)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", nargs="+")
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS))
    parser.add_argument("--replicates", type=int, default=8)
    asked = parser.parse_args()
    settle_maths()
    tables = [compare(name, asked.replicates, asked.networks) for name in asked.studies]
    found = pd.concat(tables, ignore_index=True)
    RESULTS.mkdir(exist_ok=True)
    found.to_csv(RESULTS / "networks.csv", index=False, float_format="%.5g")
    print(found.to_string(index=False, float_format=lambda value: f"{value:.4g}"))


if __name__ == "__main__":
    main()
