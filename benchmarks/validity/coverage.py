"""How often intervals for new materials hold, on real tables as populations.

    SIMLAW_DATA_DIR=... python -m benchmarks.validity.coverage --tables 400

Outcomes are kept in benchmarks/results/validity/coverage.jsonl, one table in a line; a run that was
stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.validity.cells import SETTINGS, table_of
from benchmarks.validity.populations import SIZES, Population, population
from scipy.special import stdtrit

from simlaw.law import LearningCurve
from simlaw.law.new_materials.intervals import difference, log_ratio, mean_error

RECORD = Path("benchmarks/results/validity/coverage.jsonl")
LEVEL = 0.9


@cache
def _population(name: str) -> Population:
    return population(name)


def outcome(job: tuple[int, int]) -> dict[str, object]:
    """Estimates, intervals and truths of one table."""
    index, seed = job
    setting = SETTINGS[index]
    table = table_of(setting, _population(setting.population), seed)
    errors, m, last = table.errors, setting.m, SIZES[-2]
    direct, transfer = ("direct", m, 0), ("transfer", m, last)
    out: dict[str, object] = {"setting": setting.name, "seed": seed}

    def keep(name: str, found: tuple[float, float, float], truth: float, moved: np.ndarray) -> None:
        ends = (*found, truth, table.noise(moved))
        out[name] = [float(f"{number:.6g}") for number in ends]

    with_it, alone, ahead_of = table.transfer[-2], table.direct, table.transfer[-1]
    error = mean_error(errors, transfer, level=LEVEL)
    now, base, far = with_it.mean(), alone.mean(), ahead_of.mean()
    keep("error", (error.estimate, error.low, error.high), now, with_it / now)
    error = mean_error(errors, direct, level=LEVEL)
    keep("error, direct", (error.estimate, error.low, error.high), base, alone / base)
    change = difference(errors, transfer, direct).estimate(LEVEL)
    keep("difference", (change.estimate, change.low, change.high), now - base, with_it - alone)
    ratio = log_ratio(errors, transfer, direct).estimate(LEVEL)
    ends = (ratio.estimate, ratio.low, ratio.high)
    keep("log ratio", ends, float(np.log(now / base)), with_it / now - alone / base)
    frame = rows_of(errors)
    curve = LearningCurve(frame, materials=errors)
    for inference in ("new", "these"):
        law = curve.fit(m=m, method="transfer", inference=inference, resamples=1000)
        ahead = law.forecast([SIZES[-1]], level=LEVEL, band="mean")
        name = "law at 2 n" + ("" if inference == "new" else ", these materials")
        keep(name, (ahead.mean[0], ahead.low[0], ahead.high[0]), far, ahead_of / far)
    last_rows = frame[(frame["method"] == "transfer") & (frame["n"] == last)]["mae"].to_numpy()
    half = stdtrit(last_rows.size - 1, (1 + LEVEL) / 2) * last_rows.std(ddof=1)
    half /= last_rows.size**0.5
    middle = float(last_rows.mean())
    ends = (middle, middle - half, middle + half)
    keep("error, these materials", ends, now, with_it / now)
    return out


def rows_of(errors: object) -> pd.DataFrame:
    """Mean errors of every replicate."""
    rows = []
    for (method, m, n), found in errors.errors.items():
        for row, one in enumerate(found):
            if one is not None:
                mae, rmse = np.abs(one).mean(), np.sqrt((one.astype(float) ** 2).mean())
                rows.append((row, n, m, method, float(mae), float(rmse)))
    return pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae", "rmse"])


def known() -> list[dict[str, object]]:
    """What the record holds."""
    if not RECORD.exists():
        return []
    return [json.loads(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]


def account(found: list[dict[str, object]]) -> pd.DataFrame:
    """By setting and quantity: share of intervals that hold, and width beside the oracle's."""
    rows = []
    frame = pd.DataFrame(found)
    for setting, part in frame.groupby("setting", sort=False):
        for name in [c for c in frame.columns if c not in ("setting", "seed")]:
            held = np.array(part[name].dropna().tolist(), dtype=float)
            middle, low, high, truth, noise = held.T
            if name.startswith(("error", "law")):
                middle, low, high, truth = np.log(np.maximum([middle, low, high, truth], 1e-12))
            # The truth has noise of its own, from as many fresh materials as there are.
            off = middle - truth
            lower, upper = (np.hypot(end - middle, 1.645 * noise) for end in (low, high))
            oracle = 2 * 1.645 * np.sqrt(max(off.var() - np.mean(noise**2), 1e-12))
            rows.append(
                {
                    "setting": setting,
                    "quantity": name,
                    "tables": len(held),
                    "holds": float(np.mean((-upper <= off) & (off <= lower))),
                    "above": float(np.mean(-off > upper)),
                    "bias": float(off.mean()),
                    "width": float(np.mean(high - low) / oracle),
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Run what is missing, and print the account."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--tables", type=int, default=400)
    words.add_argument("--only", default="", help="settings whose name holds this")
    words.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    asked = words.parse_args()
    done = {(one["setting"], one["seed"]) for one in known()}
    jobs = [
        (index, seed)
        for seed in range(asked.tables)
        for index, setting in enumerate(SETTINGS)
        if (setting.name, seed) not in done and asked.only in setting.name
    ]
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    with (
        multiprocessing.get_context("fork").Pool(asked.workers) as pool,
        RECORD.open("a", encoding="utf-8") as file,
    ):
        for one in pool.imap_unordered(outcome, jobs, chunksize=4):
            file.write(json.dumps(one) + "\n")
            file.flush()
    table = account(known())
    for column, title in (("holds", "holds"), ("width", "width / oracle's")):
        print(title)
        print(
            table.pivot_table(index="setting", columns="quantity", values=column)
            .round(3)
            .to_string()
        )


if __name__ == "__main__":
    main()
