"""Measured grids of n and m for the benchmarks of the joint law."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.law.curves import folder

from simlaw.law import JointLaw, fit_joint

OWN = Path(__file__).parents[1] / "results" / "law" / "joint_trials.json"
"""Errors of the trials of simlaw's own studies, by replicate and cell."""

CG_KEYS = ["pscale", "ptask", "fdata", "ftask", "model", "pdata"]


@dataclass(frozen=True)
class Grid:
    """Errors over cells (k,) of n and m: rows of replicates, shape (R, k), NaN where missing."""

    name: str
    n: np.ndarray
    m: np.ndarray
    rows: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        return np.nanmean(self.rows, axis=0)

    def part(self, chosen: np.ndarray) -> Grid:
        return Grid(self.name, self.n[chosen], self.m[chosen], self.rows[:, chosen])

    def fit(self, **options) -> JointLaw:
        replicate, cell = np.nonzero(~np.isnan(self.rows))
        return fit_joint(
            self.n[cell],
            self.m[cell],
            self.rows[replicate, cell],
            replicate=replicate,
            **options,
        )


def grid_of(name: str, table: pd.DataFrame) -> Grid | None:
    """A table with columns replicate, n, m, error; None with fewer than three n or m."""
    if min(table["n"].nunique(), table["m"].nunique()) < 3:
        return None
    wide = table.pivot_table(index="replicate", columns=["m", "n"], values="error")
    m, n = (wide.columns.get_level_values(name).to_numpy(dtype=float) for name in ("m", "n"))
    return Grid(name, n, m, wide.to_numpy(dtype=float))


def cg_transfer() -> list[Grid]:
    """Error = 1 - value at the last evaluation, over images pretrained with and share of real."""
    frame = pd.read_csv(folder() / "cg_transfer_results_finetune.csv")
    frame = frame[frame["pretrain.data"] > 0]
    last = frame.loc[frame.groupby([*CG_KEYS, "fratio", "pretrain.data"])["n_eval"].idxmax()]
    found = []
    for key, rows in last.groupby(CG_KEYS):
        table = pd.DataFrame(
            {
                "replicate": 0,
                "n": rows["pretrain.data"],
                "m": rows["fratio"],
                "error": 1.0 - rows["value"],
            }
        )
        found.append(grid_of("cg_transfer " + "/".join(map(str, key)), table))
    return [grid for grid in found if grid is not None]


def keep_runs(runs: list[Path]) -> None:
    """Write the fine-tuned and direct errors of run folders to `OWN`."""
    kept = {}
    for run in runs:
        frame = pd.read_csv(run / "curve.csv")
        kept[run.name] = {
            method: {
                column: [float(f"{value:.5g}") for value in rows[column]]
                for column in ("replicate", "n", "m", "mae")
            }
            for method, rows in frame.groupby("method")
            if method in ("fine-tune", "direct")
        }
    OWN.parent.mkdir(parents=True, exist_ok=True)
    OWN.write_text(json.dumps(kept, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


def own_studies() -> Iterator[Grid]:
    """The grids of simlaw's own studies, mean absolute errors of fine-tuned networks."""
    for name, methods in json.loads(OWN.read_text(encoding="utf-8")).items():
        table = pd.DataFrame(methods["fine-tune"]).rename(columns={"mae": "error"})
        grid = grid_of(name, table[(table["n"] > 0) & (table["m"] > 0)])
        if grid is not None:
            yield grid


def splits(grid: Grid) -> Iterator[tuple[str, np.ndarray]]:
    """What stays seen when the one or two largest m, or n, are kept out."""
    for axis in ("m", "n"):
        values = getattr(grid, axis)
        sizes = np.unique(values)
        for out in (1, 2):
            if sizes.size - out >= 3:
                yield f"{out} largest {axis}", values < sizes[-out]
