"""Memory and time of a study against the rows of its source, and of opening its record of trials.

Each case makes a source of so many rows and a target of 1,000, runs ``simlaw run`` on them with two
workers, and looks at the memory of all its processes together. The networks are small and see a
quarter of the source, so that what is measured is the way of the rows, not the training.

- parquet: 256 float32 columns of the user's own, in a Parquet file
- doubles: the same as float64
- csv: the same as text
- refused: as parquet, but one row in a hundred lacks a number
- composition: a million formulas, whose descriptors are computed

Run: python benchmarks/rows/rows.py --folder FOLDER
Figures: benchmarks/results/rows.json; picture: docs/img/scale/rows.svg
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import journals
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import rows_picture
from memory import watch

RESULTS = Path(__file__).parents[1] / "results" / "rows.json"
ROWS = (10_000, 100_000, 1_000_000)
CASES = ("parquet", "doubles", "csv", "refused", "composition")
WIDTH = 256
TARGET = 1_000
GROUP = 20_000
"""Rows made and written at a time."""

Floats = npt.NDArray[np.float64]

STUDY = """name = "rows"
seed = 0

[source]
path = "{source}"
kind = "{kind}"
material = "material"
value = "value"
{columns}

[target]
path = "{target}"
kind = "{kind}"
material = "material"
value = "value"
{columns}

[descriptor]
names = ["{descriptor}"]

[design]
m = [100]
n = {n}
replicates = 3

[training]
epochs = 0.25
least_steps = 10
most_steps = 1000000
fine_tune_steps = 100
direct_steps = 100
"""


def features(rng: np.random.Generator, rows: int) -> Floats:
    """Features of a material: some of its axes matter, others are noise."""
    return rng.standard_normal((rows, WIDTH))


def values(found: Floats, shift: float, rng: np.random.Generator) -> Floats:
    """A property that the first sixteen features decide."""
    axes = found[:, :16] @ np.linspace(1.0, 0.1, 16)
    return np.tanh(axes) + shift * found[:, 0] + 0.1 * rng.standard_normal(len(found))


def formulas(numbers: npt.NDArray[np.int64]) -> list[str]:
    """A formula of its own for every number."""
    metals = ("Li", "Na", "K", "Mg", "Ca", "Sr", "Ba", "Al", "Fe", "Co", "Ni", "Cu", "Zn", "Ti")
    others = ("O", "S", "Se", "N", "F", "Cl", "Br", "P")
    found = []
    for number in numbers.tolist():
        number, metal = divmod(number, len(metals))
        number, other = divmod(number, len(others))
        # Amounts without a common factor: the first is one.
        number, second = divmod(number, 97)
        found.append(f"{metals[metal]}C{second + 1}{others[other]}{number + 2}H1")
    return found


def parts(case: str, rows: int, *, seed: int, shift: float) -> Iterator[pa.Table]:
    """The table of a case, a group of rows at a time."""
    rng = np.random.default_rng(seed)
    kind = np.float32 if case in ("parquet", "refused") else np.float64
    for start in range(0, rows, GROUP):
        numbers = np.arange(start, min(start + GROUP, rows))
        found = features(rng, len(numbers))
        value = values(found, shift, rng)
        if case == "composition":
            yield pa.table({"material": formulas(numbers), "value": value})
            continue
        if case == "refused":
            found[::100, 3] = np.nan
        columns = {f"x{place}": found[:, place].astype(kind) for place in range(WIDTH)}
        yield pa.table({"material": [f"sample {n}" for n in numbers], "value": value, **columns})


def write(case: str, path: Path, rows: int, *, seed: int, shift: float) -> None:
    """Write a table without holding it."""
    tables = parts(case, rows, seed=seed, shift=shift)
    first = next(tables)
    opened = (
        pyarrow.csv.CSVWriter(path, first.schema)
        if path.suffix == ".csv"
        else pq.ParquetWriter(path, first.schema)
    )
    with opened as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def sizes(rows: int) -> list[int]:
    """The n of a study: the largest is all rows but those that may be tested on or refused."""
    top = rows - max(400, rows // 50)
    return [top // 100, top // 10, top // 3, top]


def make(case: str, rows: int, folder: Path) -> Path:
    """Write the tables and the study file of a case; return the latter."""
    folder.mkdir(parents=True)
    ending = "csv" if case == "csv" else "parquet"
    write(case, folder / f"source.{ending}", rows, seed=0, shift=0.0)
    write(case, folder / f"target.{ending}", TARGET, seed=0, shift=0.2)
    own = case != "composition"
    names = ", ".join(f'"x{place}"' for place in range(WIDTH))
    text = STUDY.format(
        source=f"source.{ending}",
        target=f"target.{ending}",
        kind="label" if own else "composition",
        columns=f"columns = [{names}]" if own else "",
        descriptor="columns" if own else "composition",
        n=sizes(rows),
    )
    (folder / "study.toml").write_text(text)
    return folder / "study.toml"


def measure(case: str, rows: int, folder: Path, workers: int) -> dict[str, Any]:
    """Run the study of a case, and say what it took."""
    place = folder / f"{case}-{rows}"
    shutil.rmtree(place, ignore_errors=True)
    study, run = make(case, rows, place), place / "run"
    trials = run / "trials.jsonl"
    program = "import sys; from simlaw.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "run", str(study), "-o", str(run), "--quiet"]
    seen = watch(
        [*command, "--workers", str(workers)],
        lambda: "trials" if trials.exists() else "prepare",
        env={**os.environ, "SIMLAW_CACHE_DIR": str(place / "cache")},
        log=place / "log",
    )
    seconds: dict[int, list[float]] = defaultdict(list)
    for line in trials.read_text().splitlines()[1:]:
        if not line.startswith('{"replicate"'):
            continue
        unit = json.loads(line)
        seconds[unit["n"]].append(unit["seconds"])
    source = next(place.glob("source.*"))
    found = {
        "case": case,
        "rows": rows,
        "width": json.loads((run / "result.json").read_text())["descriptor"]["width"],
        "workers": workers,
        "file_gb": gigabytes(source.stat().st_size),
        "peak_pss_gb": gigabytes(seen.peak),
        "prepare_pss_gb": gigabytes(seen.peaks["prepare"]),
        "trials_pss_gb": gigabytes(seen.peaks["trials"]),
        "trials_own_gb": gigabytes(seen.anonymous["trials"]),
        "prepare_seconds": round(seen.begun["trials"], 1),
        "prepare_processor_seconds": round(seen.worked["prepare"], 1),
        "run_seconds": round(seen.seconds, 1),
        # The first trial of a process compiles: with three replicates one of each size does not.
        "trial_seconds": {str(n): round(min(each), 3) for n, each in sorted(seconds.items())},
    }
    shutil.rmtree(place)
    return found


def gigabytes(size: float) -> float:
    """Bytes in GB (10^9), three digits after the point."""
    return round(size / 1e9, 3)


def keep(section: str, entries: list[dict[str, Any]], keys: tuple[str, ...]) -> None:
    """Put entries among the figures, in place of those with the same keys."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    rows = {tuple(entry[key] for key in keys): entry for entry in known.get(section, [])}
    rows |= {tuple(entry[key] for key in keys): entry for entry in entries}
    known[section] = [rows[key] for key in sorted(rows)]
    RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def main() -> None:
    """Measure, keep the figures, and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="For tables and runs.")
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS)
    parser.add_argument("--cases", nargs="*", choices=CASES, default=CASES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--lines", type=int, nargs="*", default=ROWS, help="Of journals.")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for case in asked.cases:
        for rows in asked.rows:
            found = measure(case, rows, asked.folder, asked.workers)
            print(json.dumps(found), flush=True)
            keep("studies", [found], ("case", "rows"))
    for lines in asked.lines:
        found = journals.measure(lines, asked.folder)
        print(json.dumps(found), flush=True)
        keep("journals", [found], ("lines",))
    rows_picture.main()


if __name__ == "__main__":
    main()
