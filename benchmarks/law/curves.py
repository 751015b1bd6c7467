"""Measured learning curves for the benchmarks, read from the public data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class MeasuredCurve:
    group: str
    name: str
    n: np.ndarray
    error: np.ndarray
    stderr: np.ndarray | None
    rows: np.ndarray | None = None
    """Errors of replicates x sizes, where there are several."""


def folder() -> Path:
    try:
        return Path(os.environ["SIMLAW_DATA_DIR"]) / "curves"
    except KeyError:
        raise SystemExit("Set SIMLAW_DATA_DIR to the folder with the public data.") from None


CG_KEYS = ["pscale", "ptask", "fdata", "fratio", "ftask", "model", "pdata"]


def cg_transfer() -> list[MeasuredCurve]:
    """The complete seven-point curves: error = 1 - value at the last evaluation of each run."""
    frame = pd.read_csv(folder() / "cg_transfer_results_finetune.csv")
    frame = frame[frame["pretrain.data"] > 0]
    last = frame.loc[frame.groupby([*CG_KEYS, "pretrain.data"])["n_eval"].idxmax()]
    curves = []
    for key, rows in last.groupby(CG_KEYS):
        if len(rows) != 7:
            continue
        rows = rows.sort_values("pretrain.data")
        curves.append(
            MeasuredCurve(
                str(key[4]),
                "/".join(map(str, key)),
                rows["pretrain.data"].to_numpy(dtype=float),
                1.0 - rows["value"].to_numpy(dtype=float),
                None,
            )
        )
    return curves


def lcdb() -> list[MeasuredCurve]:
    """Test error rates against training size, with standard errors."""
    frame = pd.read_csv(folder() / "lcdb_sample.csv")
    return [
        MeasuredCurve(
            str(key[1]),
            f"{key[0]}/{key[1]}",
            rows["n"].to_numpy(dtype=float),
            rows["error_rate"].to_numpy(dtype=float),
            rows["stderr"].to_numpy(dtype=float),
        )
        for key, rows in frame.sort_values("n").groupby(["openml_id", "learner"])
    ]


def materials() -> list[MeasuredCurve]:
    """Curves of graph networks and interatomic potentials, five sizes each."""
    frame = pd.read_csv(folder() / "materials_sample.csv")
    curves = []
    for (source, name), part in frame.groupby(["source", "curve"]):
        table = part.pivot_table(index="replicate", columns="n", values="error").sort_index(axis=1)
        rows = table.to_numpy(dtype=float)
        curves.append(
            MeasuredCurve(
                str(source),
                str(name),
                table.columns.to_numpy(dtype=float),
                rows.mean(axis=0),
                None,
                rows if rows.shape[0] > 1 else None,
            )
        )
    return curves
