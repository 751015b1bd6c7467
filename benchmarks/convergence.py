"""Is training converged? Runs a study as it is and with every training twice as long.

    python benchmarks/convergence.py refractive-index band-gap --replicates 16

Prints, for each method, m and n, the mean error of both and their paired difference, and writes
``benchmarks/results/convergence.csv``. The recipe is called converged where doubling the steps
changes the mean error over all n by less than 2 %.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pandas as pd

from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.workers.progress import Console

RESULTS = Path(__file__).parent / "results"


def compare(name: str, replicates: int) -> pd.DataFrame:
    path = find_study(name)
    study = replace(load_study(read_study_file(path).settings, path.parent), replicates=replicates)
    keys = ["method", "m", "n", "replicate"]
    once, twice = (
        version.run(watcher=Console()).curve.frame.set_index(keys)["mae"]
        for version in (study, study.longer(2))
    )
    both = pd.DataFrame({"once": once, "twice": twice}).reset_index()
    both["difference"] = both["twice"] - both["once"]
    table = both.groupby(["method", "m", "n"])[["once", "twice", "difference"]].agg(["mean", "sem"])
    table.columns = [" ".join(column) for column in table.columns]
    table = table.drop(columns=["once sem", "twice sem"]).reset_index()
    table.insert(0, "study", name)
    table["change"] = table["difference mean"] / table["once mean"]
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", nargs="+")
    parser.add_argument("--replicates", type=int, default=16)
    arguments = parser.parse_args()
    tables = [compare(name, arguments.replicates) for name in arguments.studies]
    found = pd.concat(tables, ignore_index=True)
    RESULTS.mkdir(exist_ok=True)
    found.to_csv(RESULTS / "convergence.csv", index=False, float_format="%.5g")
    print(found.to_string(index=False, float_format=lambda value: f"{value:.4g}"))
    overall = found.groupby(["study", "method", "m"])[["once mean", "twice mean"]].mean()
    overall["change"] = overall["twice mean"] / overall["once mean"] - 1
    print(overall.to_string(float_format=lambda value: f"{value:.4g}"))


if __name__ == "__main__":
    main()
