"""Real runs with several draws on each pretraining, which `allocation.py` simulates studies from.

Each has every method that a study compares unless told otherwise, at the m that its report opens
with. A run folder that is there is gone on with.

Run: python benchmarks/allocation/allocation_runs.py [NAME ...]     (some 10 minutes on one core)
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.workers.progress import Console

RUNS = Path(__file__).parents[2] / "runs" / "draws"
DRAWS, REPLICATES = 8, 16

CASES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "polymer-density": {"n": [50, 100, 200, 400, 799, 1500], "m": [100]},
        "refractive-index": {"n": [50, 178, 634, 2260, 8051, 28679], "m": [100]},
        "band-gap": {"n": [50, 217, 943, 4095, 17786, 74000], "m": [1000]},
    }
)
"""Of each case the sizes of its case study, or less where the draws leave less of the source."""


def run(name: str) -> None:
    """Run one case into its folder."""
    path = find_study(name)
    file = read_study_file(path)
    content = file.given()
    design = {"draws": DRAWS, "replicates": REPLICATES, **CASES[name]}
    content["design"] = {
        key: value
        for key, value in {**content["design"], **design}.items()
        if key not in ("sizes", "smallest", "largest")
    }
    study = load_study(file.rewritten(content, path).settings, path.parent)
    study.run(RUNS / name, workers=1, watcher=Console())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=[*CASES])
    for name in parser.parse_args().names:
        run(name)


if __name__ == "__main__":
    main()
