"""How long the descriptors of polymers take, on one processor.

    python benchmarks/descriptors/polymers.py [--rows 200] [--dataset polymer-density-exp ...]

Polymers are drawn at random from datasets of the catalogue. Prints per descriptor how many polymers
a second it describes, and for the force field how many RadonPy alone does with the published ring
of ten units, on the first of them, with how far the numbers are apart.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from rdkit import Chem, RDLogger

from simlaw.descriptors import DESCRIPTORS
from simlaw.tables import catalog


def draw(datasets: list[str], rows: int) -> list[str]:
    keys = sorted({str(key) for name in datasets for key in catalog.load(name).keys})
    rng = np.random.default_rng(0)
    return [keys[place] for place in rng.permutation(len(keys))[:rows]]


def measure(name: str, keys: list[str]) -> None:
    DESCRIPTORS[name].compute(keys[:1])  # imports are not counted
    start = time.perf_counter(), time.process_time()
    block = DESCRIPTORS[name].compute(keys)
    wall, processor = time.perf_counter() - start[0], time.process_time() - start[1]
    refused = sum(reason is not None for reason in block.reasons)
    print(
        f"{name:12s} rows {len(keys)}  refused {refused}  width {len(block.names)}  "
        f"{len(keys) / wall:.1f} a second, {len(keys) / processor:.1f} a second of processor time"
    )


def published(keys: list[str]) -> None:
    """RadonPy's own routine for one polymer, with its own setting of ten units."""
    from radonpy.core import const, utils
    from radonpy.ff import descriptor
    from radonpy.ff.gaff2_mod import GAFF2_mod

    const.print_level = 9
    Chem.SetUseLegacyRingFinding(True)
    kernel = descriptor.FF_descriptor(GAFF2_mod(), polar=True)
    settings = utils.picklable_const()
    ours = DESCRIPTORS["forcefield"].compute(keys).values
    start = time.process_time()
    theirs = [
        descriptor.ffkm_mp_wrapper([key, *[None] * 7, 10, False, kernel, settings]) for key in keys
    ]
    rate = len(keys) / (time.process_time() - start)
    apart = np.nanmax(np.abs(ours - np.array(theirs)))
    print(
        f"RadonPy alone, ten units: {rate:.1f} a second of processor time over {len(keys)}; "
        f"largest difference {apart:.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument(
        "--dataset", nargs="+", default=["polymer-density-md", "polymer-density-exp"]
    )
    chosen = parser.parse_args()
    RDLogger.DisableLog("rdApp.*")
    keys = draw(chosen.dataset, chosen.rows)
    for name in ("morgan", "rdkit2d", "forcefield"):
        measure(name, keys)
    published(keys[: max(1, chosen.rows // 4)])


if __name__ == "__main__":
    main()
