"""The recipe of fine-tuning tried on fresh replicates, and what each case would have chosen.

    python -m benchmarks.methods.recipe [CASE ...] [--replicates 4] [--page]

Each case is a shipped study at small, middle and large n. Replicates are numbered from 100 on, so
that none is one of those that other pages report. Every cell that is not yet in
``benchmarks/results/methods/recipe-CASE.json`` is measured and added; the page ``docs/recipe.md``
is written from all that are there, with ``--page`` from those alone.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

# One thread, as in a study's workers; the libraries read this when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.methods.recipe_page import ANCHORS, SHARES, name_of, write_page

from simlaw.disk.whole_files import write_text
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.trial import Bench, Trial
from simlaw.transfer import METHODS, Attempt, TrainingRecipe

RESULTS = Path("benchmarks/results/methods")
FIRST = 100
"""The first replicate."""

CASES: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "polymer-density": ((50, 221), (25, 100, 400)),
    "polymer-density-radonpy": ((50, 221), (100, 400)),
    "refractive-index": ((50, 200, 1000), (25, 100, 400)),
    "polymer-heat-capacity": ((50, 500), (30, 60)),
    "polymer-thermal-conductivity": ((50, 200), (20, 40)),
    "polymer-dielectric-constant": ((50, 200), (20, 30)),
    "miscibility": ((50, 200), (30, 100)),
    "band-gap": ((50, 1000), (100, 1000)),
    "dyes": ((50, 1000), (100, 1000)),
    "solvation": ((50, 1000), (100, 1000)),
}
"""Sizes n and m by study; the largest n of the study is added."""


class Measured:
    """One case, run cell by cell with the settings of the default recipe but for the anchor."""

    def __init__(self, name: str) -> None:
        path = find_study(name)
        study = load_study(read_study_file(path).settings, path.parent)
        study = replace(study, recipe=TrainingRecipe(hidden=(128, 64)))
        self.bench = Bench(study.prepare(workers=1).inputs)
        n, self.m = CASES[name]
        largest = max(self.bench.inputs.design.n)
        self.n = (*(size for size in n if size < largest), largest)

    def rows(self, replicate: int, known: set[tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
        """Give the cells of a replicate that are not known."""
        drawn = self.bench.inputs.draws(replicate)[0]
        measured = self.bench.inputs.target_values[drawn.test]
        engine, plain = self.bench.engine, self.bench.engine.recipe
        for n in self.n:
            wanted = [m for m in self.m if (replicate, n, m) not in known and m <= len(drawn.pool)]
            if not wanted:
                continue
            pretrained = self.bench._pretrain(Trial(replicate, n), drawn)
            for m in wanted:

                def generator(purpose: str, m: int = m) -> np.random.Generator:
                    path = (purpose,) if purpose == "start" else (purpose, m)
                    return self.bench.inputs.design.generator(replicate, *path)

                rows, groups = drawn.pool[:m], self.bench.inputs.groups
                attempt = Attempt(engine, pretrained, rows, generator, groups)

                def error(method: str, attempt: Attempt = attempt) -> float:
                    predicted = METHODS[method].predict(attempt)
                    return float(np.abs(predicted[drawn.test] - measured).mean())

                errors = {"direct": error("direct")}
                for share in SHARES:
                    for anchor in ANCHORS:
                        engine.recipe = replace(
                            plain, anchor_share=share, anchor_limit=anchor, anchor_samples=1e9
                        )
                        errors[name_of(share, anchor)] = error("fine-tune")
                engine.recipe = plain
                yield {"replicate": replicate, "n": n, "m": m, "errors": errors}


def recorded(name: str) -> list[dict[str, Any]]:
    """Return the cells of a case that are on record."""
    path = RESULTS / f"recipe-{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def record(name: str, replicates: int) -> None:
    """Measure what is missing, and keep each cell as soon as it is there."""
    rows, case = recorded(name), Measured(name)
    for replicate in range(FIRST, FIRST + replicates):
        known = {(row["replicate"], row["n"], row["m"]) for row in rows}
        for row in case.rows(replicate, known):
            rows.append(row)
            RESULTS.mkdir(parents=True, exist_ok=True)
            write_text(RESULTS / f"recipe-{name}.json", json.dumps(rows) + "\n")
            print(name, {k: row[k] for k in ("replicate", "n", "m")}, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--replicates", type=int, default=4)
    parser.add_argument("--page", action="store_true", help="write the page from the record alone")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in CASES]:
        parser.error(f"no case is called {unknown[0]!r}; there are {', '.join(CASES)}")
    if not asked.page:
        for name in asked.names or CASES:
            record(name, asked.replicates)
    write_page({name: rows for name in CASES if (rows := recorded(name))})


if __name__ == "__main__":
    main()
