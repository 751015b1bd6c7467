"""Chemprop's settings for a case, chosen on materials that no replicate tests.

A few networks are trained on a tenth of the computed materials (on all of them where they are few)
and on m measured ones, at most a hundred; the error on further measured materials decides. The
choice of fine-tuning is then made for one network alone, and that of direct learning last.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
from benchmarks.methods.chemprop_splits import Splits

from simlaw.transfer import Attempt, Engine, Materials, Pretrained, Samples
from simlaw.transfer.scaler import Scaler

SEEN = 20_000
"""Computed molecules that a network of the search sees, with repetitions."""

MOST, VALIDATED, FEW = 100, 400, 300
"""Measured molecules to train on and to validate on; a tenth of fewer computed ones is no table."""

ABOUT = 1.02
"""Errors of networks that differ less are about the same: then the quicker one is taken."""

NETWORKS: Mapping[str, Mapping[str, Any]] = {
    "chemprop's defaults": {},
    "mean over atoms, absolute loss": {"aggregation": "mean", "loss": "mae"},
    "mean over atoms, absolute loss, width 128": {
        "aggregation": "mean", "loss": "mae", "width": 128,
    },
}  # fmt: skip

TUNINGS: Mapping[str, Mapping[str, Any]] = {
    "50 passes at a third of the rate": {"tune_rate": 3e-4},
    "150 passes": {"tune_passes": 150},
    "400 passes": {"tune_passes": 400},
    "150 passes, message passing frozen": {"tune_passes": 150, "frozen": True},
}

ALONE: Mapping[str, Mapping[str, Any]] = {
    "50 passes": {},
    "200 passes": {"direct_passes": 200},
    "600 passes": {"direct_passes": 600},
}

Row = dict[str, Any]


def search(splits: Splits, method: Any, alone: Any, known: list[Row]) -> Iterator[Row]:
    """Give one row for each setting that is not known yet; in turn, as later ones rest on earlier.

    Parameters
    ----------
    splits
        Of the case.
    method, alone
        The plug-in's two methods.
    known
        Rows found before.
    """
    rows, attempt = list(known), _attempt(splits)
    begun: dict[str, Any] = {}

    def of(what: str, base: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[Row]:
        for name, changes in options.items():
            if any((row["what"], row["name"]) == (what, name) for row in rows):
                continue
            settings = replace(method.settings, **base, **changes)
            one = replace(alone if what == "direct" else method, settings=settings)
            row = {"what": what, "name": name, "settings": {**base, **changes}}
            rows.append({**row, **_tried(one, attempt, begun)})
            yield rows[-1]

    yield from of("network", {}, NETWORKS)
    yield from of("tuning", network(rows)["settings"], TUNINGS)
    yield from of("direct", network(rows)["settings"], ALONE)


def network(rows: list[Row]) -> Row:
    """Return the quickest network of those whose error is about the least."""
    tried = [row for row in rows if row["what"] == "network"]
    least = min(row["error"] for row in tried)
    return min(
        (row for row in tried if row["error"] <= ABOUT * least), key=lambda row: row["seconds"]
    )


def both(rows: list[Row]) -> Row:
    """Return what was chosen for learning from both tables."""
    tuned = [row for row in rows if row["what"] == "tuning"]
    return min([network(rows), *tuned], key=lambda row: row["error"])


def direct(rows: list[Row]) -> Row:
    """Return what was chosen for learning from the measurements alone."""
    return min((row for row in rows if row["what"] == "direct"), key=lambda row: row["error"])


def _tried(one: Any, attempt: Attempt, begun: dict[str, Any]) -> Row:
    """Return the error on the validation molecules, and processor seconds."""
    began = time.process_time()
    short = replace(one, settings=replace(one.settings, seen=SEEN, least_passes=1))
    own = ("aggregation", "loss", "width", "depth")
    key = str([getattr(one.settings, name) for name in own] + [one.uses_source])
    if key not in begun:
        begun[key] = short.begin(attempt)
    predicted = short.finish(attempt, copy.deepcopy(begun[key]))
    rest = np.arange(len(attempt.rows), len(predicted))
    measured = attempt.engine.target.values[rest]
    return {
        "error": float(np.abs(predicted[rest] - measured).mean()),
        "seconds": round(time.process_time() - began, 1),
        "n": len(attempt.source_rows), "m": len(attempt.rows), "validated": len(rest),
    }  # fmt: skip


@dataclass(frozen=True)
class _Generator:
    splits: Splits

    def __call__(self, purpose: str) -> np.random.Generator:
        return self.splits.generator(0, f"search {purpose}")


def _attempt(splits: Splits) -> Attempt:
    """Return an attempt of its own tables: first the rows to train on, then those to validate."""
    draws, inputs = [drawn for _, drawn in splits.draws()], splits.inputs
    free = _in_all([drawn.pool for drawn in draws])
    rows = free[: min(splits.m, MOST)]
    rest = free[len(rows) :]
    if inputs.groups is not None:
        rest = rest[~np.isin(inputs.groups[rest], inputs.groups[rows])]
    rest = rest[:VALIDATED]
    held = rest if inputs.groups is None else inputs.groups[rest]
    source = _in_all([drawn.source for drawn in draws])
    source = source[~np.isin(inputs.twin[source], held)]
    tenth = splits.size(0) // 10
    source = source[: tenth if tenth >= FEW else splits.size(0)]
    target, materials = np.concatenate([rows, rest]), splits.materials
    engine = Engine(
        Samples(inputs.source_descriptors[source], inputs.source_values[source]),
        Samples(inputs.target_descriptors[target], inputs.target_values[target]),
        recipe=inputs.recipe,
        largest_n=len(source),
        materials=_given(Materials(
            [materials.source[row] for row in source.tolist()],
            [materials.target[row] for row in target.tolist()],
            materials.kind,
        )),
    )  # fmt: skip
    width = inputs.source_descriptors.shape[1]
    places = np.arange(len(rows), dtype=np.int32)
    pretrained = rows_alone(np.arange(len(source), dtype=np.int32), width)
    return Attempt(engine, pretrained, places, _Generator(splits))


def rows_alone(rows: np.ndarray, width: int) -> Pretrained:
    """Return what tells a method its source rows: chemprop uses no network of simlaw's."""
    return Pretrained(rows, {}, Scaler.unchanged(width), 0.0, 1.0, np.empty(0))


def _in_all(orders: list[np.ndarray]) -> np.ndarray:
    """Return the rows that stand in all of some orders, in the first one's."""
    kept = reduce(np.intersect1d, orders)
    return orders[0][np.isin(orders[0], kept)]


def _given(materials: Materials) -> Callable[[], Materials]:
    return lambda: materials
