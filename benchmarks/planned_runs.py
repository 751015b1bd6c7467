"""What `simlaw check` says a run will take, beside what it takes.

    python benchmarks/planned_runs.py STUDY [--set KEY=VALUE ...]

Each study is looked at and then run, both with an empty cache; memory is the largest sum over all
processes of what each holds (shared pages counted once), read from the system every half second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Print a line of a Markdown table for a study."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("study")
    words.add_argument("--set", action="append", default=[], dest="changes")
    asked = words.parse_args()
    changes = [word for change in asked.changes for word in ("--set", change)]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        simlaw = [str(Path(sys.executable).parent / "simlaw")]
        planned = json.loads(
            subprocess.run(
                [*simlaw, "check", asked.study, "--json", *changes],
                env=_environment(folder / "looked"),
                capture_output=True,
                check=True,
            ).stdout
        )["plan"]
        began = time.perf_counter()
        run = subprocess.Popen(
            [*simlaw, "run", asked.study, "--quiet", "-o", str(folder / "run"), *changes],
            env=_environment(folder / "cache"),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        memory = 0
        while run.poll() is None:
            memory = max(memory, _held(run.pid))
            time.sleep(0.5)
        minutes = (time.perf_counter() - began) / 60
        disk = sum(_size(folder / name) for name in ("run", "cache"))
    rows = (
        ("minutes", planned["minutes"], minutes),
        ("memory, GiB", planned["memory"] / 2**30, memory / 2**30),
        ("disk, MiB", planned["disk"] / 2**20, disk / 2**20),
    )
    for name, said, found in rows:
        print(f"| {asked.study} | {name} | {said:.2f} | {found:.2f} | {said / found:.2f} |")


def _environment(cache: Path) -> dict[str, str]:
    shutil.rmtree(cache, ignore_errors=True)
    return {**os.environ, "SIMLAW_CACHE_DIR": str(cache)}


def _held(group: int) -> int:
    """Return the bytes that all processes of a group hold, shared ones divided among them."""
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(place.name)) != group:
                continue
            lines = (place / "smaps_rollup").read_text().splitlines()
        except (OSError, ValueError):
            continue
        total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
