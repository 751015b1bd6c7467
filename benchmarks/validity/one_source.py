"""Forecasts from databases that are one draw of what could have been computed.

    SIMLAW_DATA_DIR=... python -m benchmarks.validity.one_source --databases 100

Databases of N rows are drawn from OQMD, and measured tables of 400 from the measured gaps; eight
replicates learn from n rows up to all N, by closed forms. Truth: the error on fresh materials after
learning from fresh databases of 2 N and 4 N rows. Outcomes are kept in
benchmarks/results/validity/one_source.jsonl; a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from functools import cache
from pathlib import Path

import numpy as np
from benchmarks.validity.coverage import rows_of
from benchmarks.validity.populations import CACHE, COMPONENTS, adapt, described

from simlaw.law import LearningCurve
from simlaw.law.new_materials.material_errors import MaterialErrors

RECORD = Path("benchmarks/results/validity/one_source.jsonl")
ROWS = (1_000, 4_000, 16_000)
REPLICATES, MEASURED, M, TESTED = 8, 400, 100, 80
SIZES, FEATURES, FRESH_DATABASES = 7, 300, 12
SHARPNESS, PENALTY = 0.7, 1.0


@cache
def _tables() -> tuple[np.ndarray, ...]:
    path = CACHE / "one_source.npz"
    if not path.exists():
        found = described("band-gap-oqmd")
        CACHE.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as made:
            np.savez(
                made,
                source=found.source,
                values=found.values,
                target=found.target,
                measured=found.inputs.target_values,
            )
    with np.load(path) as kept:
        return tuple(kept[name] for name in ("source", "values", "target", "measured"))


def pretrained(rows: np.ndarray, sizes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Predictions for all measured materials after each size, of nested source rows."""
    source, values, target, _ = _tables()
    weight = rng.standard_normal((COMPONENTS, FEATURES)) * SHARPNESS
    phase = rng.uniform(0, 2 * np.pi, FEATURES)
    wanted = np.cos(target @ weight + phase)
    normal, moment, began = np.zeros((FEATURES, FEATURES)), np.zeros((FEATURES, 2)), 0
    found = np.empty((sizes.size, len(target)))
    for index, n in enumerate(sizes):
        new = rows[began:n]
        seen = np.cos(source[new] @ weight + phase)
        normal += seen.T @ seen
        moment += seen.T @ np.column_stack([values[new], np.ones(new.size)])
        began = int(n)
        mean = values[rows[:n]].mean()
        right = moment[:, 0] - mean * moment[:, 1]
        ridge = normal + PENALTY * n**0.5 * np.eye(FEATURES)
        found[index] = wanted @ np.linalg.solve(ridge, right) + mean
    return found


def outcome(job: tuple[int, int]) -> dict[str, object]:
    """Forecasts, intervals and truths of one database."""
    rows, seed = job
    source, _, target, measured = _tables()
    rng = np.random.default_rng([seed, rows])
    database = rng.permutation(len(source))[:rows]
    order = rng.permutation(len(measured))
    inside, fresh = order[:MEASURED], order[MEASURED:]
    sizes = np.unique(np.geomspace(rows / 20, rows, SIZES).round().astype(int))
    errors: dict[tuple[str, int, int], list[np.ndarray | None]] = {
        ("fine-tune", M, int(n)): [] for n in sizes
    }
    test, pool = [], []
    for _ in range(REPLICATES):
        mixed = rng.permutation(MEASURED)
        test.append(mixed[:TESTED].astype(np.int32))
        pool.append(mixed[TESTED:].astype(np.int32))
        columns = pretrained(rng.permutation(database), sizes, rng)
        trained, tested = inside[pool[-1][:M]], inside[test[-1]]
        for n, column in zip(sizes, columns, strict=True):
            predicted = adapt(_with(target, column), measured, trained, tested)
            errors["fine-tune", M, int(n)].append((predicted - measured[tested]).astype(np.float32))
    replicate = np.arange(REPLICATES)
    found = MaterialErrors(
        [str(i) for i in inside],
        measured[inside],
        replicate,
        0 * replicate,
        test,
        pool,
        errors,
        source_rows=rows,
    )
    out: dict[str, object] = {"rows": rows, "seed": seed}
    law = LearningCurve(rows_of(found), materials=found).fit(m=M, resamples=1000)
    ahead = law.forecast([2 * rows, 4 * rows], level=0.9, band="mean")
    truth = np.zeros(2)
    for _ in range(FRESH_DATABASES):
        drawn = rng.permutation(len(source))[: 4 * rows]
        columns = pretrained(drawn, np.array([2 * rows, 4 * rows]), rng)
        trained = inside[rng.permutation(MEASURED)[:M]]
        for index, column in enumerate(columns):
            predicted = adapt(_with(target, column), measured, trained, fresh)
            truth[index] += np.abs(predicted - measured[fresh]).mean() / FRESH_DATABASES
    for index, name in enumerate(("2 N", "4 N")):
        ends = (ahead.mean[index], ahead.low[index], ahead.high[index], truth[index])
        out[name] = [float(f"{number:.6g}") for number in ends]
    return out


def _with(x: np.ndarray, column: np.ndarray) -> np.ndarray:
    return np.column_stack([x, (column - column.mean()) / max(float(column.std()), 1e-9)])


def known() -> list[dict[str, object]]:
    """What the record holds."""
    if not RECORD.exists():
        return []
    return [json.loads(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Run what is missing, and print the account."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--databases", type=int, default=100)
    words.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    asked = words.parse_args()
    _tables()
    done = {(one["rows"], one["seed"]) for one in known()}
    jobs = [(r, s) for s in range(asked.databases) for r in ROWS if (r, s) not in done]
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    with (
        multiprocessing.get_context("fork").Pool(asked.workers) as pool,
        RECORD.open("a", encoding="utf-8") as file,
    ):
        for one in pool.imap_unordered(outcome, jobs):
            file.write(json.dumps(one) + "\n")
            file.flush()
    for rows in ROWS:
        for name in ("2 N", "4 N"):
            held = np.array([one[name] for one in known() if one["rows"] == rows], dtype=float)
            middle, low, high, truth = held.T
            print(
                f"N = {rows:,}, {name}: holds {np.mean((low <= truth) & (truth <= high)):.3f}, "
                f"above {np.mean(truth > high):.3f}, bias {np.mean(np.log(middle / truth)):+.4f}, "
                f"width {np.mean(np.log(high / low)):.3f}, {len(held)} databases"
            )


if __name__ == "__main__":
    main()
