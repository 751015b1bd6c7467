"""The blend beside its parts, the part that validation picks, and the best without simulations.

    python -m benchmarks.methods.blend [CASE ...] [--replicates 4] [--page]

Each case is a shipped study on its own splits at three n. Every replicate, n and m that is not yet
in ``benchmarks/results/methods/blend-CASE.json`` is measured and added; the page
``docs/methods-benchmarks.md`` is written from all that are there, with ``--page`` from those alone.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# One thread, as in a study's workers; the libraries read this when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.methods.blend_page import write_page

from simlaw.disk.whole_files import write_text
from simlaw.study.design.design import Draw
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.trial import Bench, Trial
from simlaw.transfer import METHODS, Attempt, Pretrained
from simlaw.transfer.methods.blending.blend import BLEND

RESULTS = Path("benchmarks/results/methods")

ALONE = ("direct", "gaussian-process", "extra-trees", "quantile-boosting", "gradient-boosting")
"""Methods that learn from the measurements alone."""


@dataclass(frozen=True)
class Case:
    """A shipped study at some n and m; the largest n is that of the study."""

    n: tuple[int, ...]
    m: tuple[int, ...]


CASES: Mapping[str, Case] = {
    "polymer-density": Case((50, 300), (25, 100, 400)),
    "polymer-thermal-conductivity": Case((50, 300), (20, 40)),
    "polymer-dielectric-constant": Case((50, 200), (20, 30)),
    "polymer-heat-capacity": Case((50, 1000), (30, 60)),
    "miscibility": Case((50, 200), (30, 100)),
    "refractive-index": Case((50, 1000), (25, 100, 400)),
    "band-gap": Case((50, 2000), (100, 1000)),
}


class Measured:
    """One case, run cell by cell."""

    def __init__(self, name: str) -> None:
        path = find_study(name)
        study = load_study(read_study_file(path).settings, path.parent)
        self.case, self.bench = CASES[name], Bench(study.prepare(workers=1).inputs)
        self.sizes = (*self.case.n, max(self.bench.inputs.design.n))
        self._alone: dict[tuple[int, int], dict[str, tuple[float, float]]] = {}

    def rows(self, replicate: int, known: set[tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
        """Give the cells of a replicate that are not known."""
        drawn = self.bench.inputs.draws(replicate)[0]
        for n in self.sizes:
            wanted = [m for m in self.case.m if (replicate, n, m) not in known]
            if not wanted:
                continue
            began = time.process_time()
            pretrained = self.bench._pretrain(Trial(replicate, n), drawn)
            spent = time.process_time() - began
            for m in wanted:
                yield self._cell(self._attempt(replicate, drawn, m, pretrained), drawn, {
                    "replicate": replicate, "n": n, "m": m, "pretraining": round(spent, 3),
                })  # fmt: skip

    def _attempt(self, replicate: int, drawn: Draw, m: int, pretrained: Pretrained) -> Attempt:
        def generator(purpose: str) -> np.random.Generator:
            path = (purpose,) if purpose == "start" else (purpose, m)
            return self.bench.inputs.design.generator(replicate, *path)

        groups = self.bench.inputs.groups
        return Attempt(self.bench.engine, pretrained, drawn.pool[:m], generator, groups)

    def _cell(self, attempt: Attempt, drawn: Draw, head: dict[str, Any]) -> dict[str, Any]:
        measured = self.bench.inputs.target_values[drawn.test]

        def timed(predict: Callable[[Attempt], Any]) -> tuple[float, float]:
            began = time.process_time()
            predicted = predict(attempt)
            spent = time.process_time() - began
            return float(np.abs(predicted[drawn.test] - measured).mean()), spent

        key = (head["replicate"], head["m"])
        if key not in self._alone:
            self._alone[key] = {name: timed(METHODS[name].predict) for name in ALONE}
        singles = {n: timed(METHODS[n].predict) for n in BLEND.both} | self._alone[key]
        # Timed first: what it keeps for other n is then counted where it is worked out.
        error, seconds = timed(BLEND.predict)
        learned = BLEND.learn(attempt)
        held_out = {
            name: float(np.abs(one.held_out - attempt.target_values).mean())
            for name, one in learned.items()
        }
        picked = min(held_out, key=held_out.__getitem__)
        smooth = learned["smooth"].predicted[drawn.test]
        own = {**singles, "smooth": (float(np.abs(smooth - measured).mean()), 0.0)}
        return {
            **head,
            "blend": error,
            "seconds": round(seconds, 3),
            "pick": own[picked][0],
            "picked": picked,
            "errors": {name: one for name, (one, _) in own.items()},
            "seconds of": {name: round(spent, 3) for name, (_, spent) in singles.items()},
            "weights": BLEND.weights(learned, attempt.target_values),
        }


def recorded(name: str) -> list[dict[str, Any]]:
    """Return the cells of a case that are on record."""
    path = RESULTS / f"blend-{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def record(name: str, replicates: int) -> None:
    """Measure what is missing, and keep each cell as soon as it is there."""
    rows = recorded(name)
    case = Measured(name)
    for replicate in range(replicates):
        known = {(row["replicate"], row["n"], row["m"]) for row in rows}
        for row in case.rows(replicate, known):
            rows.append(row)
            RESULTS.mkdir(parents=True, exist_ok=True)
            write_text(RESULTS / f"blend-{name}.json", json.dumps(rows, indent=1) + "\n")
            print(name, {k: row[k] for k in ("replicate", "n", "m", "blend", "pick")}, flush=True)


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
