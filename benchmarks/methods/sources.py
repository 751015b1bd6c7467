"""Several computed tables as columns beside the first alone, and beside no simulations.

    python -m benchmarks.methods.sources [CASE ...] [--replicates 2] [--page]

Each case is a shipped study whose source is joined by others that are kept apart, at the largest n
of each. Every replicate and m that is not yet in ``benchmarks/results/methods/sources-CASE.json``
is measured and added; the tables of ``docs/several-sources.md`` are written from all that are
there, with ``--page`` from those alone.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# One thread, as in a study's workers; the libraries read this when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.methods.sources_page import write_page

from simlaw.disk.whole_files import write_text
from simlaw.study.design.design import Draw
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.trial import Bench, Trial
from simlaw.tables.catalog import load
from simlaw.transfer import METHODS, Attempt, Pretrained

RESULTS = Path("benchmarks/results/methods")

ALONE = ("extra-trees", "direct")
"""Methods that learn from the measurements alone."""

FIRST = ("fine-tune", "head-only", "residual", "extra-trees-column", "blend")
"""Methods that are run with the first source alone."""

ALL = ("extra-trees-column",)
"""Methods that take something from each source."""


@dataclass(frozen=True)
class Case:
    """A shipped study, the sources beside its own, and the m that are measured."""

    study: str
    beside: tuple[str, ...]
    m: tuple[int, ...]


def _radonpy(own: str) -> tuple[str, ...]:
    four = ("density", "refractive-index", "heat-capacity", "thermal-conductivity")
    return tuple(f"radonpy-{one}" for one in four if one != own)


CASES: Mapping[str, Case] = {
    "band-gap": Case("band-gap", ("aflow-gap", "oqmd-gap"), (100, 1000)),
    "polymer-density": Case("polymer-density-radonpy", _radonpy("density"), (25, 100, 400)),
    "polymer-heat-capacity": Case(
        "polymer-heat-capacity-radonpy", _radonpy("heat-capacity"), (30, 60)
    ),
    "polymer-thermal-conductivity": Case(
        "polymer-thermal-conductivity-radonpy", _radonpy("thermal-conductivity"), (20, 40)
    ),
    "polymer-dielectric-constant": Case(
        "polymer-dielectric-constant-radonpy", _radonpy("dielectric-constant"), (15, 30)
    ),
}


class Measured:
    """One case, run cell by cell."""

    def __init__(self, name: str) -> None:
        self.case = CASES[name]
        path = find_study(self.case.study)
        study = load_study(read_study_file(path).settings, path.parent)
        study = replace(study, beside=tuple(load(one) for one in self.case.beside))
        self.names = tuple(one.name for one in study.sources)
        self.bench = Bench(study.prepare(workers=1).inputs)
        self.n = max(self.bench.inputs.design.n)

    def rows(self, replicate: int, known: set[tuple[int, int]]) -> Iterator[dict[str, Any]]:
        """Give the cells of a replicate that are not known."""
        wanted = [m for m in self.case.m if (replicate, m) not in known]
        if not wanted:
            return
        drawn = self.bench.inputs.draws(replicate)[0]
        began = time.process_time()
        pretrained = self.bench._pretrain(Trial(replicate, self.n), drawn)
        spent = time.process_time() - began
        each = self.bench.inputs.design.n_of_each(self.n)
        for m in wanted:
            yield {
                "replicate": replicate,
                "m": m,
                "n": dict(zip(self.names, each, strict=True)),
                "pretraining": round(spent, 1),
                **self._cell(replicate, drawn, m, pretrained),
            }

    def _cell(self, replicate: int, drawn: Draw, m: int, pretrained: Pretrained) -> dict[str, Any]:
        def generator(purpose: str) -> np.random.Generator:
            path = (purpose,) if purpose == "start" else (purpose, m)
            return self.bench.inputs.design.generator(replicate, *path)

        def errors(methods: Sequence[str], network: Pretrained) -> dict[str, float]:
            inputs = self.bench.inputs
            attempt = Attempt(self.bench.engine, network, drawn.pool[:m], generator, inputs.groups)
            measured = inputs.target_values[drawn.test]
            found = {}
            for name in methods:
                began = time.process_time()
                predicted = METHODS[name].predict(attempt)[drawn.test]
                found[name] = float(np.abs(predicted - measured).mean())
                seconds[name] = round(time.process_time() - began, 2)
            return found

        seconds: dict[str, float] = {}
        each = {
            name: errors(["extra-trees-column"], one)["extra-trees-column"]
            for name, one in zip(self.names, (pretrained, *pretrained.others), strict=True)
            if name != self.names[0]
        }
        alone = errors(ALONE, pretrained)
        first = errors(FIRST, replace(pretrained, others=()))
        return {
            "alone": alone,
            "first": first,
            "all": errors(ALL, pretrained),
            "column of": each,
            "seconds": seconds,
        }


def recorded(name: str) -> list[dict[str, Any]]:
    """Return the cells of a case that are on record."""
    path = RESULTS / f"sources-{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def record(name: str, replicates: int) -> None:
    """Measure what is missing, and keep each cell as soon as it is there."""
    rows = recorded(name)
    known = {(row["replicate"], row["m"]) for row in rows}
    if all((r, m) in known for r in range(replicates) for m in CASES[name].m):
        return
    case = Measured(name)
    for replicate in range(replicates):
        for row in case.rows(replicate, known):
            rows.append(row)
            RESULTS.mkdir(parents=True, exist_ok=True)
            write_text(RESULTS / f"sources-{name}.json", json.dumps(rows, indent=1) + "\n")
            print(name, {k: row[k] for k in ("replicate", "m", "first", "all")}, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--replicates", type=int, default=2)
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
