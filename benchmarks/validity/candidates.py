"""Weighted verdicts on splits that are biased on purpose: is the truth of the candidates held?

    python -m benchmarks.validity.candidates --tables 60

Measured materials are drawn from a real population by a probability that falls along the first
principal component of its descriptors, candidates by one that rises. The truth is the error on many
fresh candidates of predictors trained on the measured table.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from benchmarks.validity.cells import _with
from benchmarks.validity.populations import PRETRAININGS, SIZES, Population, adapt, population

from simlaw.decide.materials.candidates import candidate_verdict, candidate_weights
from simlaw.errors import InputError
from simlaw.law.new_materials.material_errors import MaterialErrors

RESULTS = Path(__file__).parents[1] / "results" / "candidates.json"
TRUE_DRAWS, REPLICATES, LARGEST = 16, 16, 5
POPULATIONS = ("gaps", "indices", "dyes")
BIASES = (0.0, 0.5, 1.0)
"""How strongly measured materials and candidates are drawn apart, in logs per deviation, each."""


def one_table(of: Population, bias: float, materials: int, m: int, seed: int) -> dict[str, object]:
    """Verdict and truth of one biased table."""
    rng = np.random.default_rng([seed, materials, int(10 * bias)])
    axis = of.x[:, 0]
    axis = np.clip((axis - axis.mean()) / axis.std(), -3, 3)
    chance = np.exp(-bias * axis)
    inside = rng.choice(axis.size, materials, replace=False, p=chance / chance.sum())
    rest = np.setdiff1d(np.arange(axis.size), inside)
    chance = np.exp(bias * axis[rest])
    others = rest[rng.choice(rest.size, min(2000, rest.size // 2), False, chance / chance.sum())]
    candidates, fresh = others[:300], others[300:]
    errors: dict[tuple[str, int, int], list[np.ndarray]] = {
        ("direct", m, 0): [],
        ("transfer", m, SIZES[LARGEST]): [],
    }
    test, pool = [], []
    for row in range(REPLICATES):
        order = rng.permutation(materials)
        tested, trained = order[: materials // 5], order[materials // 5 :]
        test.append(tested.astype(np.int32))
        pool.append(trained.astype(np.int32))
        few, wanted = inside[trained[:m]], inside[tested]
        for cell, off in zip(errors, _off(of, few, wanted, row), strict=True):
            errors[cell].append(off.astype(np.float32))
    made = MaterialErrors(
        [str(i) for i in inside],
        of.y[inside],
        np.arange(REPLICATES),
        np.zeros(REPLICATES, dtype=np.int64),
        test,
        pool,
        errors,
    )
    true = np.zeros(2)
    for draw in range(TRUE_DRAWS):
        few = inside[rng.permutation(materials)[:m]]
        off = _off(of, few, fresh, PRETRAININGS // 2 + draw)
        true += [np.abs(one).mean() / TRUE_DRAWS for one in off]
    direct, transfer = list(errors)
    described = of.x.astype(np.float32)
    weights = candidate_weights(described[inside], described[candidates], seed=seed)
    try:
        found = candidate_verdict(made, weights, transfer, direct)
    except InputError:
        return {"refused": True}
    assert found.difference is not None
    gap = true[1] - true[0]
    plain = found.measured_error
    return {
        "refused": False,
        "effective": found.effective,
        "unlike": found.unlike,
        "true": float(true[1]),
        "error": found.error.estimate,
        "plain": plain.estimate,
        "holds_error": bool(found.error.low <= true[1] <= found.error.high),
        "plain_holds_error": bool(plain.low <= true[1] <= plain.high),
        "holds_difference": bool(found.difference.low <= gap <= found.difference.high),
    }


def _off(
    of: Population, few: np.ndarray, wanted: np.ndarray, row: int
) -> tuple[np.ndarray, np.ndarray]:
    """Errors of direct learning and of transfer."""
    column = of.pretrained[row % PRETRAININGS, LARGEST]
    return (
        adapt(of.x, of.y, few, wanted) - of.y[wanted],
        adapt(_with(of.x, column), of.y, few, wanted) - of.y[wanted],
    )


def summary(rows: list[dict[str, object]]) -> dict[str, float]:
    """Shares and mean departures of one cell."""
    told = [row for row in rows if not row["refused"]]
    found: dict[str, float] = {"tables": len(rows), "refused": (len(rows) - len(told)) / len(rows)}
    if not told:
        return found

    def mean(of: list[object]) -> float:
        return round(float(np.mean(np.array(of, dtype=float))), 4)

    for name in ("holds_error", "plain_holds_error", "holds_difference", "unlike", "effective"):
        found[name] = mean([row[name] for row in told])
    for name in ("error", "plain"):
        true = np.array([row["true"] for row in told], dtype=float)
        guess = np.array([row[name] for row in told], dtype=float)
        found[f"{name}_off"] = round(float(np.mean(guess / true - 1)), 4)
    return found


def main() -> None:
    """Run all cells and write the record."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tables", type=int, default=60)
    asked.add_argument("--populations", nargs="+", default=list(POPULATIONS))
    asked.add_argument("--materials", type=int, default=300)
    asked.add_argument("--m", type=int, default=100)
    asked.add_argument("--output", type=Path, default=RESULTS)
    options = asked.parse_args()
    record = {}
    for name in options.populations:
        of = population(name)
        for bias in BIASES:
            rows = [
                one_table(of, bias, options.materials, options.m, seed)
                for seed in range(options.tables)
            ]
            key = f"{name}, bias {bias:g}, N = {options.materials}, m = {options.m}"
            record[key] = summary(rows)
            print(key, record[key], flush=True)
            options.output.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
