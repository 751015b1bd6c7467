"""Seconds of processor and memory to open a record of so many trials, and to fit its law."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from memory import watch

SIZES = (0, 50, 118, 277, 652, 1534, 3611, 8498, 20_000)
GROUP = 20_000

OPEN = """
import sys, time
from pathlib import Path
from simlaw.study.run.record import read_journal
from simlaw.study.run_folder import load_result
began = time.process_time()
record = read_journal(Path(sys.argv[1]) / "trials.jsonl")
opened = time.process_time()
del record
again = time.process_time()
result = load_result(sys.argv[1])
print(opened - began, time.process_time() - again, result.law.status)
"""


def write(folder: Path, lines: int) -> None:
    """Write a run folder whose record has so many lines, of errors that follow a law."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    head = {"format": "simlaw-trials", "version": 1, "study": "0" * 32}
    with (folder / "trials.jsonl").open("w") as file:
        file.write(json.dumps(head) + "\n")
        for start in range(0, lines, GROUP):
            scatter = np.exp(0.1 * rng.standard_normal(GROUP)).tolist()
            for number in range(start, min(start + GROUP, lines)):
                file.write(json.dumps(line(number, scatter[number - start])) + "\n")
    (folder / "result.json").write_text(json.dumps(plan(-(-lines // len(SIZES)))))


def line(number: int, scatter: float) -> dict[str, Any]:
    """A finished trial."""
    replicate, place = divmod(number, len(SIZES))
    n = SIZES[place]
    error = (0.02 + 0.1 * max(n, 20) ** -0.4) * scatter

    def row(m: int, method: str, times: float) -> dict[str, Any]:
        return {"m": m, "method": method, "mae": times * error, "rmse": 1.3 * times * error}

    rows = [row(100, "fine-tune", 1), row(0, "zero-shot", 1.5)] if n else [row(100, "direct", 1)]
    return {"replicate": replicate, "n": n, "seconds": round(0.1 + 1e-4 * n, 4), "rows": rows}


def plan(replicates: int) -> dict[str, Any]:
    """What a run folder says of its study."""
    table = {"name": "table", "kind": "label", "property": "y", "unit": "1", "materials": 1000}
    return {
        **{"name": "lines", "title": "lines", "property": "y", "unit": "1", "kind": "label"},
        **{"metric": "mae", "method": "fine-tune", "m": 100, "ms": [100]},
        "replicates": replicates,
        **{"source": table, "target": table},
        "overlap": {"policy": "exclude", "shared": 0, "excluded_per_replicate": 0},
        "descriptor": {"names": ["columns"], "width": 1, "reasons": []},
        "design": {
            "n": list(SIZES[1:]),
            "m": [100],
            "replicates": replicates,
            "methods": ["fine-tune", "direct", "zero-shot"],
            "test_size": 200,
            "pool_size": 800,
            "seed": 0,
        },
        "training": {"rule": "none"},
        **{"spec_toml": "", "command": "", "versions": {}},
    }


def measure(lines: int, folder: Path) -> dict[str, Any]:
    """Open a record, once the lines alone and once with curve and law."""
    place = folder / f"lines-{lines}"
    shutil.rmtree(place, ignore_errors=True)
    write(place, lines)
    log = folder / f"lines-{lines}.log"
    seen = watch(
        [sys.executable, "-c", OPEN, str(place)], lambda: "open", env={**os.environ}, log=log
    )
    read, load, status = log.read_text().split()
    size = (place / "trials.jsonl").stat().st_size
    shutil.rmtree(place)
    return {
        "lines": lines,
        "file_gb": round(size / 1e9, 3),
        "read_seconds": round(float(read), 2),
        "load_seconds": round(float(load), 2),
        "peak_pss_gb": round(seen.peak / 1e9, 3),
        "law": status,
    }
