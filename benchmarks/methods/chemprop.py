"""Chemprop beside simlaw: errors and processor seconds on the same splits.

    python -m benchmarks.methods.chemprop [CASE ...] [--side simlaw|chemprop] [--again]

Simlaw's side has to be measured first: it keeps the splits that chemprop's side then uses. Chemprop
and torch may live in an environment of their own, with simlaw and the plug-in in
``examples/chemprop``; there run it with ``--side chemprop``. What is not yet in
``benchmarks/results/chemprop/*.json`` is measured and added, each cell as soon as it is
there; ``--again`` measures simlaw's side anew, which takes minutes. The section of
``docs/methods-benchmarks.md`` is written by ``python -m benchmarks.methods.blend --page``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.methods.chemprop_search import both, direct, rows_alone, search
from benchmarks.methods.chemprop_splits import CELLS, REPLICATES, M, Splits, kept, made

from simlaw.descriptors import DESCRIPTORS
from simlaw.disk.whole_files import write_text
from simlaw.errors import MissingExtraError
from simlaw.study.design.design import Draw, Trial
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.trial import Bench
from simlaw.transfer import METHODS, Attempt, Engine, Samples
from simlaw.workers.single_thread import settle_maths

RESULTS = Path("benchmarks/results/chemprop")

BOTH = ("blend", "fine-tune")
ALONE = ("direct", "gaussian-process", "extra-trees", "quantile-boosting", "gradient-boosting")
"""Simlaw's methods with and without simulations."""

DESCRIBED = 200
"""Materials of each table that descriptors are timed on."""

QUICK, NONE = 4, -1
"""Cells of `CELLS` that are quick; what stands for no computed materials among their n."""

Row = dict[str, Any]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what some work gives, and the processor seconds it took."""
    began = time.process_time()
    given = work()
    return given, time.process_time() - began


def rows_of(what: str, name: str) -> list[Row]:
    """Return what is on record of a case: of a side, or of the search."""
    path = RESULTS / f"{name}-{what}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def keep(what: str, name: str, rows: list[Row]) -> None:
    """Keep all rows of a case, and show the last."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    write_text(RESULTS / f"{name}-{what}.json", json.dumps(rows, indent=1) + "\n")
    print(time.strftime("%H:%M:%S"), name, what, rows[-1], flush=True)


def _error(splits: Splits, drawn: Draw, predicted: np.ndarray) -> float:
    measured = splits.inputs.target_values[drawn.test]
    return float(np.abs(predicted[drawn.test] - measured).mean())


class SimlawSide:
    """Simlaw's methods on the splits of a case."""

    def __init__(self, name: str) -> None:
        self.splits = made(name)
        self._alone: dict[int, tuple[dict[str, float], dict[str, float]]] = {}

    def settings(self, n: int) -> Row:
        """Return what was chosen: nothing, a study's own defaults hold."""
        return {}

    def cell(self, n: int, replicate: int, drawn: Draw) -> Row:
        """Return one cell."""
        # A bench of its own: what the blend keeps for other n is then counted in each cell.
        bench = Bench(self.splits.inputs)
        pretrained, spent = timed(lambda: bench._pretrain(Trial(replicate, n), drawn))

        def generator(purpose: str) -> np.random.Generator:
            return self.splits.generator(replicate, purpose)

        rows = drawn.pool[: self.splits.m]
        attempt = Attempt(bench.engine, pretrained, rows, generator, self.splits.inputs.groups)
        errors, seconds = self._of(BOTH, attempt, drawn)
        if replicate not in self._alone:
            self._alone[replicate] = self._of(ALONE, attempt, drawn)
        return {
            "errors": {**errors, **self._alone[replicate][0]},
            "seconds": {"pretraining": spent, **seconds, **self._alone[replicate][1]},
        }

    def _of(
        self, names: tuple[str, ...], attempt: Attempt, drawn: Draw
    ) -> tuple[dict[str, float], dict[str, float]]:
        found = {name: timed(lambda name=name: METHODS[name].predict(attempt)) for name in names}
        return (
            {name: _error(self.splits, drawn, predicted) for name, (predicted, _) in found.items()},
            {name: spent for name, (_, spent) in found.items()},
        )

    def described(self) -> Row:
        """Return processor seconds that the descriptors of one material take, and of how many."""
        names = read_study_file(find_study(self.splits.name)).settings.descriptor.descriptors
        sides = (self.splits.materials.source, self.splits.materials.target)
        keys = [key for side in sides for key in side[:: max(1, len(side) // DESCRIBED)]]
        spent = [timed(lambda name=name: DESCRIPTORS[name].compute(keys))[1] for name in names]
        one = round(sum(spent) / len(keys), 6)
        return {"names": list(names), "seconds": one, "measured": len(sides[1])}


class ChempropSide:
    """Chemprop's two methods on the splits of a case, with settings found on other materials."""

    def __init__(self, name: str) -> None:
        splits = kept(name)
        if splits is None:
            raise SystemExit(f"{name}: measure simlaw's side first; it keeps the splits")
        self.splits = splits
        method, alone = METHODS["chemprop"], METHODS["chemprop-direct"]
        method.ready()
        tried = rows_of("settings", name)
        for row in search(self.splits, method, alone, tried):
            tried.append(row)
            keep("settings", name, tried)
        self._chosen = both(tried)["settings"], direct(tried)["settings"]
        self.both, self.alone = (
            replace(one, settings=replace(one.settings, **changes))
            for one, changes in zip((method, alone), self._chosen, strict=True)
        )

    def settings(self, n: int) -> Row:
        """Return which of chemprop's settings are others than its defaults."""
        return self._chosen[0] if n else self._chosen[1]

    def cell(self, n: int, replicate: int, drawn: Draw) -> Row:
        """Return one cell; with n = 0 that of learning from the measurements alone."""
        inputs, materials = self.splits.inputs, self.splits.materials
        engine = Engine(
            Samples(inputs.source_descriptors, inputs.source_values),
            Samples(inputs.target_descriptors, inputs.target_values),
            recipe=inputs.recipe,
            largest_n=max(inputs.design.n),
            materials=lambda: materials,
        )

        def generator(purpose: str) -> np.random.Generator:
            return self.splits.generator(replicate, purpose)

        source = rows_alone(drawn.source[:n], inputs.source_descriptors.shape[1]) if n else None
        rows = drawn.pool[: self.splits.m]
        attempt = Attempt(engine, source, rows, generator, inputs.groups)
        _, graphs = timed(lambda: self._graphs(attempt))
        method = self.both if n else self.alone
        begun, pretraining = timed(lambda: method.begin(attempt))
        predicted, rest = timed(lambda: method.finish(attempt, begun))
        return {
            "errors": {method.name: _error(self.splits, drawn, predicted)},
            "seconds": {"graphs": graphs, "pretraining": pretraining, method.name: rest},
        }

    def _graphs(self, attempt: Attempt) -> None:
        """Make all graphs anew; the method finds them made, as simlaw's find descriptors."""
        from simlaw_chemprop import graphs as made_here

        made_here._graph.cache_clear()
        materials = self.splits.materials
        if len(attempt.source_rows):
            computed = [materials.source[row] for row in attempt.source_rows.tolist()]
            made_here.graphs_of(computed, materials.kind)
        made_here.graphs_of(materials.target, materials.kind)


def cells(cases: list[str], side: str) -> Iterator[tuple[str, int, int]]:
    """Give case, n and replicate: one replicate of what is quick, then the others, then the rest.

    Chemprop learns from the measurements alone, n = `NONE`, once in each replicate.
    """
    for some in (CELLS[:QUICK], CELLS[QUICK:]):
        for replicate in range(REPLICATES):
            seen = set()
            for name, n in some:
                if name not in cases:
                    continue
                yield name, n, replicate
                if side == "chemprop" and name not in seen:
                    yield name, NONE, replicate
                seen.add(name)


def measure(cases: list[str], side: str) -> None:
    """Measure what is missing of a side."""
    sides: dict[str, Any] = {}
    for name, wanted, replicate in cells(cases, side):
        if name not in sides:
            sides[name] = SimlawSide(name) if side == "simlaw" else ChempropSide(name)
        splits: Splits = sides[name].splits
        n = 0 if wanted == NONE else splits.size(wanted)
        rows = rows_of(side, name)
        chosen = sides[name].settings(n)
        same = [row for row in rows if (row["replicate"], row["n"]) == (replicate, n)]
        if any(row.get("settings", {}) == chosen for row in same):
            continue
        rows = [row for row in rows if row not in same]  # measured with other settings
        drawn = splits.inputs.draw(replicate)
        head = {"replicate": replicate, "n": n, "m": splits.m}
        head |= {"test": len(drawn.test), "splits": splits.mark(drawn, n), "settings": chosen}
        keep(side, name, [*rows, head | _rounded(sides[name].cell(n, replicate, drawn))])
        if side == "simlaw" and not rows_of("descriptors", name):
            keep("descriptors", name, [sides[name].described()])


def _rounded(found_here: Row) -> Row:
    return {
        "errors": {k: float(f"{v:.6g}") for k, v in found_here["errors"].items()},
        "seconds": {k: round(v, 3) for k, v in found_here["seconds"].items()},
    }


def main() -> None:
    settle_maths()  # before anything calculates: processor seconds are those of one thread
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CASE", help=", ".join(M))
    parser.add_argument("--side", choices=("simlaw", "chemprop"))
    parser.add_argument("--again", action="store_true", help="measure simlaw's side anew")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in M]:
        parser.error(f"no case is called {unknown[0]!r}; there are {', '.join(M)}")
    cases = asked.names or list(M)
    if asked.again and asked.side != "chemprop":
        for name in cases:
            (RESULTS / f"{name}-simlaw.json").unlink(missing_ok=True)
    for side in [asked.side] if asked.side else ["simlaw", "chemprop"]:
        try:
            measure(cases, side)
        except (KeyError, MissingExtraError) as error:
            parser.error(f"{error}: install examples/chemprop, or give --side simlaw")


if __name__ == "__main__":
    main()
