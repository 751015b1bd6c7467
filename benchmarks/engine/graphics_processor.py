"""The same study by the cores of a machine and by its graphics processor, in one run.

    python -m benchmarks.engine.graphics_processor [--replicates 32] [--out FILE]

The tables are made up (a smooth property of 110 numbers, the measured one biased), so that nothing
but simlaw and JAX is needed. Printed are seconds of the trials alone, the second time each is run:
programs are compiled and kept in the first.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import simlaw
from simlaw import Study
from simlaw.study import GraphicsProcessor

COLUMNS = [f"x{i}" for i in range(110)]


def table(count: int, offset: int, *, measured: bool) -> simlaw.PropertyTable:
    """Return a table of made-up materials; the measured property is the computed one bent."""
    rng = np.random.default_rng(offset + 1)
    x = rng.standard_normal((count, len(COLUMNS))).astype(np.float32)
    weights = np.random.default_rng(0).standard_normal((len(COLUMNS), 16)) / np.sqrt(len(COLUMNS))
    hidden = np.tanh(x @ weights)
    value = hidden @ np.linspace(-1, 1, 16)
    if measured:
        value = 1.1 * value + 0.3 * hidden[:, 0] ** 2 + 0.05 * rng.standard_normal(count)
    frame = pd.DataFrame(x, columns=COLUMNS)
    frame["id"] = [f"s{offset + row}" for row in range(count)]
    frame["y"] = value
    return simlaw.read_table(
        frame, kind="label", material="id", value="y", columns=COLUMNS, name="made up"
    )


def study(replicates: int) -> Study:
    """Return a study of the size of those that come with simlaw."""
    return Study(
        table(20_000, 0, measured=False),
        table(800, 100_000, measured=True),
        "columns",
        m=[100, 400],
        sizes=8,
        replicates=replicates,
    )


def seconds(one: Study, **who: Any) -> tuple[float, pd.DataFrame]:
    """Return the seconds of a run whose programs are compiled, and its curve."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        one.run(Path(folder) / "warm", progress=False, cache=cache, **who)
        start = time.perf_counter()
        result = one.run(Path(folder) / "timed", progress=False, cache=cache, **who)
        return time.perf_counter() - start, result.curve.frame


def _apart(curve: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Return how far mean errors lie apart at each n, m and method, as a share."""
    means = [one.groupby(["n", "m", "method"])["mae"].mean() for one in (curve, other)]
    return np.abs(means[1] / means[0] - 1).to_numpy()


def main() -> None:
    """Time both, print and write a JSON object of what came out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicates", type=int, default=32)
    parser.add_argument("--together", type=int, nargs="+", default=[32])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--platform", default="gpu")
    given = parser.parse_args()
    one = study(given.replicates)
    cores = len(os.sched_getaffinity(0))
    found: dict[str, Any] = {"cores": cores, "replicates": given.replicates}
    found["cores_seconds"], curve = seconds(one, workers=cores)
    print(json.dumps(found), flush=True)
    for together in given.together:
        who = GraphicsProcessor(together, platform=given.platform)
        took, other = seconds(one, executor=who)
        apart = _apart(curve, other)
        found[f"gpu_seconds_{together}"] = took
        found[f"gpu_apart_{together}"] = [float(np.median(apart)), float(np.max(apart))]
        print(json.dumps(found), flush=True)
    if given.out:
        given.out.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
