"""What real faults do to a study run with `simlaw run`: trials lost, trials doubled, what is said.

A study of 48 trials runs once undisturbed; then once for each fault, which is a real one: processes
get signals, a file system of a few megabytes is filled to its last page or pulled from under the
run, the clock jumps. Then the same command is given again, and its curve is compared byte by byte
with that of the undisturbed run.

    python benchmarks/faults/faults.py                  all of them
    python benchmarks/faults/faults.py clock disk-     those so named, or with that in their names

Full and pulled file systems need the rights of root, clock jumps need libfaketime (Debian's
package of that name), kills at a chosen system call need strace, dask the extra of that name; a
fault whose means are missing is left out, and said to be. Writes benchmarks/results/faults.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import fault_clock
import fault_cluster
import fault_disk
import fault_processes
from fault_scene import TOTAL, Scene, clear, recorded

RESULTS = Path(__file__).parents[1] / "results" / "faults.json"

CASES: dict[str, Callable[[Scene, Path], dict[str, Any]]] = {
    **fault_processes.CASES,
    **fault_disk.CASES,
    **fault_cluster.CASES,
    **fault_clock.CASES,
}


def missing(name: str) -> str | None:
    """Return what a case needs and is not there."""
    for module in (fault_processes, fault_disk, fault_cluster, fault_clock):
        if name in module.CASES:
            return module.missing(name)
    return None


def table(cases: dict[str, Any]) -> str:
    """Return the results in Markdown."""
    lines = [
        "| Fault | How | Times | Exit status | Trials lost | Trials doubled | Same curve |",
        "|---|---|---:|---|---:|---:|---|",
    ]
    for one in (cases[name] for name in CASES if name in cases):
        status = ", ".join(map(str, one["status"]))
        same = {True: "yes", False: "NO", None: "-"}[one["same_curve"]]
        lines.append(
            f"| {one['fault']} | {one['how']} | {one['times']} | {status} "
            f"| {one['trials_lost']} | {one['trials_doubled']} | {same} |"
        )
    said = [
        f"{one['fault']}: {next(e['said'] for e in one['endings'] if e['said'])}"
        for one in (cases[name] for name in CASES if name in cases)
        if any(e["said"] for e in one["endings"])
    ]
    return "\n".join([*lines, "", *said])


def main() -> None:
    """Run the cases, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="Cases whose names hold one of these; all.")
    parser.add_argument("--brief", action="store_true", help="End runs when their numbers are out.")
    parser.add_argument("--folder", type=Path, help="Where to work; a new temporary folder.")
    parser.add_argument("--table", action="store_true", help="Print what was found; run nothing.")
    chosen = parser.parse_args()
    if chosen.table:
        print(table(json.loads(RESULTS.read_text("utf-8"))["cases"]))
        return
    words = chosen.words or [""]
    meant = ([word] if word in CASES else [n for n in CASES if word in n] for word in words)
    wanted = list(dict.fromkeys(name for names in meant for name in names))
    found = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"cases": {}}
    with (
        tempfile.TemporaryDirectory(dir=chosen.folder) as home,
        closing(Scene(Path(home), brief=chosen.brief)) as scene,
    ):
        began = time.monotonic()
        undisturbed = scene.finish(scene.start(scene.whole), scene.whole)
        assert undisturbed.status == 0, undisturbed
        assert len(set(recorded(scene.whole))) == len(recorded(scene.whole)) == TOTAL
        print(f"undisturbed: {time.monotonic() - began:.0f} s", flush=True)
        for name in wanted:
            if lacking := missing(name):
                print(f"{name}: left out, needs {lacking}", flush=True)
                continue
            folder = scene.home / name
            began = time.monotonic()
            found["cases"][name] = case = CASES[name](scene, folder)
            case["brief"] = chosen.brief
            case["wall_seconds"] = round(time.monotonic() - began)
            print(f"{name}: {json.dumps(case, ensure_ascii=False)}", flush=True)
            clear(folder)
            cases = found["cases"].values()
            found |= {
                "trials": TOTAL,
                "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores used",
                "trials_lost": sum(c["trials_lost"] for c in cases),
                "trials_doubled": sum(c["trials_doubled"] for c in cases),
                "tracebacks": sum(c["tracebacks"] for c in cases),
                "other_curves": sum(c["same_curve"] is False for c in cases),
            }
            RESULTS.write_text(
                json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
            )
    print(table(found["cases"]))


if __name__ == "__main__":
    main()
