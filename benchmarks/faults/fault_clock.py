"""Faults of `faults.py` that strike the clock: it jumps by hours while a study runs.

libfaketime stands between the processes and the wall clock and reads the jump from a file, anew at
each call; monotonic clocks are left alone, as a real jump leaves them. It is in Debian's package
of that name.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fault_cluster
from fault_scene import Scene, Story, count, recorded, wait_for

LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
)
HOURS = (5, -8, 0, 20)


def missing(name: str) -> str | None:
    """Return what a case needs and is not there."""
    if name.startswith("clock-dask") and (lacking := fault_cluster.missing(name)):
        return lacking
    return None if library() else "libfaketime"


def library() -> str | None:
    """Return where libfaketime lies."""
    return next((name for name in LIBRARIES if Path(name).exists()), None)


class Clock:
    """A wall clock that jumps for those who are started with its environment."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "clock"
        self.jump(0)
        self.env = {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def jump(self, hours: float) -> None:
        """Set the clock to so many hours from the true time."""
        aside = self.file.with_suffix(".new")
        aside.write_text(f"{hours * 3600:+.0f}\n")
        os.replace(aside, self.file)

    def tried(self) -> dict[str, float]:
        """Return how far both clocks of a process go when the wall clock jumps by five hours."""
        script = (
            "import sys, time; a = time.time(), time.monotonic(); print(flush=True); "
            "sys.stdin.readline(); print(time.time() - a[0], time.monotonic() - a[1])"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script], env={**os.environ, **self.env}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        self.jump(5)
        wall, monotonic = process.communicate("\n")[0].split()
        self.jump(0)
        return {"wall_seconds": round(float(wall)), "monotonic_seconds": round(float(monotonic))}


def seconds_of(folder: Path) -> list[float]:
    """Return the seconds of all recorded trials."""
    lines = (folder / "trials.jsonl").read_text("utf-8").splitlines()[1:]
    return [float(one["seconds"]) for one in map(json.loads, lines) if "seconds" in one]


def jumps(
    fault: str, *options: str, on_cluster: bool = False
) -> Callable[[Scene, Path], dict[str, Any]]:
    """Return a case in which the clock jumps forwards and backwards while a study runs."""

    def case(scene: Scene, folder: Path) -> dict[str, Any]:
        story = Story(
            fault, "by +5, -13, +8 and +20 hours, by libfaketime in all processes of the run"
        )
        clock = Clock(folder)
        story.more["clocks_tried"] = clock.tried()
        if not on_cluster:
            return observed(scene, folder / "run", clock, story, options)
        with fault_cluster.machines(folder / "machines", **clock.env) as (_, to_cluster):
            return observed(scene, folder / "run", clock, story, to_cluster)

    return case


def observed(
    scene: Scene, home: Path, clock: Clock, story: Story, options: tuple[str, ...]
) -> dict[str, Any]:
    """Run on a terminal while the clock jumps, and read what the terminal showed."""
    # Progress is drawn on terminals alone.
    ours, theirs = pty.openpty()
    shown: list[bytes] = []
    run = scene.start(home, *options, terminal=theirs, COLUMNS="100", TERM="xterm", **clock.env)
    os.close(theirs)
    reader = threading.Thread(target=drain, args=(ours, shown), daemon=True)
    reader.start()
    for jump, hours in enumerate(HOURS):
        wait_for(lambda j=jump: run.over or count(home) >= 8 * (j + 1))
        story.acknowledged |= set(recorded(home))
        clock.jump(hours)
        story.times += not run.over
    story.endings.append(scene.finish(run, home))
    reader.join(10)
    left = [
        float(number) * (60 if unit == "min" else 1)
        for number, unit in re.findall(rb"([\d.]+) (min|s) left", b"".join(shown))
        for unit in (unit.decode(),)
    ]
    seconds = seconds_of(home)
    story.more |= {
        "longest_time_left_shown_s": max(left, default=None),
        "longest_trial_s": max(seconds),
        "shortest_trial_s": min(seconds),
        "all_trials_s": round(sum(seconds), 1),
    }
    budget = "--time-budget" in options
    told = scene.account(story, home, options=options, **clock.env)
    if budget:
        # Which trials a budget buys hangs on their seconds: only their errors can be compared.
        mine, theirs_ = rows(home), rows(scene.whole)
        told["same_curve"] = None
        told["shared_trials"] = len(mine.keys() & theirs_.keys())
        told["shared_trials_that_differ"] = sum(
            mine[unit] != theirs_[unit] for unit in mine.keys() & theirs_.keys()
        )
    return told


def rows(folder: Path) -> dict[tuple[int, int], Any]:
    """Return the errors of all recorded trials."""
    lines = (folder / "trials.jsonl").read_text("utf-8").splitlines()[1:]
    found = [one for one in map(json.loads, lines) if "replicate" in one]
    return {(one["replicate"], one["n"]): one["rows"] for one in found}


def drain(handle: int, into: list[bytes]) -> None:
    """Read a terminal until nobody writes to it any more."""
    try:
        while part := os.read(handle, 65536):
            into.append(part)
    except OSError:
        return


CASES = {
    "clock": jumps("The clock jumps by hours"),
    "clock-budget": jumps("The clock jumps by hours, with --time-budget", "--time-budget", "25"),
    "clock-dask": jumps("The clock jumps by hours on a Dask cluster", on_cluster=True),
}
