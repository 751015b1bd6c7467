"""How long descriptors take.

    python benchmarks/descriptors/speed.py [--workers 2] [--formulas formulas.csv]

Prints rows, width, wall seconds and processor milliseconds a row of each molecule descriptor over
the embedded source table, and of the composition descriptor over the column ``formula`` of a CSV
file. Wall time with workers includes starting them.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import pandas as pd

from simlaw.descriptors import DESCRIPTORS
from simlaw.simulate.embedded import embedded_source


def processor_seconds() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def measure(name: str, keys: list[str], workers: int) -> None:
    wall, processor = time.perf_counter(), processor_seconds()
    block = DESCRIPTORS[name].compute(keys, workers=workers)
    wall, processor = time.perf_counter() - wall, processor_seconds() - processor
    refused = sum(reason is not None for reason in block.reasons)
    print(
        f"{name:12s} rows {len(keys):7d}  refused {refused:4d}  width {len(block.names):5d}  "
        f"workers {workers}  wall {wall:6.1f} s  processor {1e3 * processor / len(keys):.3f} ms/row"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--formulas", type=Path)
    chosen = parser.parse_args()
    molecules = pd.read_parquet(embedded_source())["smiles"].tolist()
    for name in ("morgan", "rdkit2d"):
        measure(name, molecules, chosen.workers)
    if chosen.formulas is not None:
        measure("composition", pd.read_csv(chosen.formulas)["formula"].tolist(), 1)


if __name__ == "__main__":
    main()
