"""Faults of `faults.py` that strike processes: killed workers, killed runs, Ctrl-C, two runs."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fault_scene import TOTAL, Scene, Story, clear, count, recorded, wait_for, workers_of


def missing(name: str) -> str | None:
    """Return what a case needs and is not there."""
    return "strace" if name == "runner-killed-writing" and not shutil.which("strace") else None


def worker_killed(scene: Scene, folder: Path) -> dict[str, Any]:
    """Kill a worker in mid-trial, again and again in one run, as the kernel does out of memory."""
    story = Story(
        "A worker process is killed (as when memory runs out)",
        "SIGKILL in mid-run, again and again",
    )
    rng = random.Random(1)
    run = scene.start(folder, workers=2)
    for kill in range(7):
        # So spread that the run cannot end before the last.
        wait_for(lambda k=kill: run.over or count(folder) >= 4 * k + 2)
        wait_for(lambda: run.over or len(workers_of(run.process.pid)) > 0)
        time.sleep(rng.uniform(0, 0.2))
        victims = workers_of(run.process.pid)
        if run.over or not victims:
            break
        story.acknowledged |= set(recorded(folder))
        os.kill(rng.choice(victims), signal.SIGKILL)
        story.times += 1
    story.endings.append(scene.finish(run, folder))
    return scene.account(story, folder, workers=2)


def runner_killed(scene: Scene, folder: Path) -> dict[str, Any]:
    """Kill the run at random moments, most of them while it records trials."""
    story = Story("The run itself is killed", "SIGKILL at random moments, then the same command")
    rng = random.Random(2)
    for kill in range(6):
        before = count(folder)
        run = scene.start(folder, workers=2)
        if kill % 4:
            wait_for(lambda b=before, r=run: r.over or count(folder) > b + 1)
            time.sleep(rng.uniform(0, 0.3))
        else:
            time.sleep(rng.uniform(0.5, 6))
        story.acknowledged |= set(recorded(folder))
        workers = workers_of(run.process.pid)
        run.signal(signal.SIGKILL)
        story.times += 1
        story.endings.append(run.end())
        wait_for(lambda w=workers: not any(map(alive, w)), 20)
        if count(folder) >= TOTAL - 8:
            break
    return scene.account(story, folder, workers=2)


def alive(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def runner_killed_writing(scene: Scene, folder: Path) -> dict[str, Any]:
    """Kill the run as it enters a chosen system call on its record."""
    story = Story(
        "The run is killed while it writes the record",
        "SIGKILL on entering write or fsync of trials.jsonl, by strace",
    )
    for call, when in (("write", 1), ("fsync", 2), ("write", 6), ("fsync", 9)):
        record = str(folder / "trials.jsonl")
        tracer = ("strace", "-qq", "-o", "/dev/null", "-P", record, "-e", f"trace={call}")
        run = scene.start(
            folder, before=(*tracer, "-e", f"inject={call}:signal=SIGKILL:when={when}")
        )
        # What was there before a line's own fsync is what the run itself had told of.
        while not run.over:
            seen = set(recorded(folder))
            if len(seen) > len(story.acknowledged) + 2:
                story.acknowledged |= set(recorded(folder)[:-2])
            time.sleep(0.01)
        story.times += 1
        story.endings.append(run.end())
    return scene.account(story, folder, workers=2)


def interrupted(
    fault: str, how: str, number: signal.Signals, *, group: bool, twice: bool = False
) -> Callable[[Scene, Path], dict[str, Any]]:
    """Return a case that stops a run by a signal, twice in the same folder."""

    def case(scene: Scene, folder: Path) -> dict[str, Any]:
        story = Story(fault, how)
        for _ in range(2):
            before = count(folder)
            run = scene.start(folder, workers=2)
            wait_for(lambda b=before, r=run: r.over or count(folder) >= b + 8)
            story.acknowledged |= set(recorded(folder))
            workers = workers_of(run.process.pid)
            run.signal(number, group=group)
            if twice:
                time.sleep(0.05)
                run.signal(number, group=group)
            story.times += 1
            story.endings.append(run.end())
            wait_for(lambda w=workers: not any(map(alive, w)), 20)
        return scene.account(story, folder, workers=2)

    return case


def two_runs(scene: Scene, folder: Path) -> dict[str, Any]:
    """Start a second run in the folder of one under way."""
    story = Story("Two runs in one folder", "the same command while it runs")
    run = scene.start(folder, workers=2)
    for so_far in (0, 6, 12):
        wait_for(
            lambda s=so_far: run.over or ((folder / "trials.jsonl").exists() and count(folder) >= s)
        )
        story.acknowledged |= set(recorded(folder))
        story.endings.append(scene.start(folder, workers=2).end())
        story.times += 1
        if run.over:
            break
    story.more["first_status"] = scene.finish(run, folder).status
    return scene.account(story, folder, workers=2)


def deleted(scene: Scene, folder: Path) -> dict[str, Any]:
    """Remove the run folder in mid-run."""
    story = Story("The run folder is deleted in mid-run", "its files and itself removed")
    run = scene.start(folder, workers=2)
    wait_for(lambda: run.over or count(folder) >= 12)
    story.more["deleted_with_the_folder"] = count(folder)
    clear(folder)
    story.times = 1
    story.endings.append(run.end())
    story.more["left"] = sorted(path.name for path in folder.glob("*")) if folder.exists() else []
    return scene.account(story, folder, workers=2)


CASES = {
    "worker-killed": worker_killed,
    "runner-killed": runner_killed,
    "runner-killed-writing": runner_killed_writing,
    "ctrl-c": interrupted(
        "Ctrl-C", "SIGINT to the run and its workers, in two runs", signal.SIGINT, group=True
    ),
    "ctrl-c-twice": interrupted(
        "Ctrl-C pressed twice", "the same, again after 50 ms", signal.SIGINT, group=True, twice=True
    ),
    "sigterm": interrupted(
        "The run is asked to end (SIGTERM, as batch systems do)",
        "SIGTERM to the run alone, in two runs",
        signal.SIGTERM,
        group=False,
    ),
    "sigterm-all": interrupted(
        "The run and its workers are asked to end",
        "SIGTERM to all its processes, in two runs",
        signal.SIGTERM,
        group=True,
    ),
    "two-runs": two_runs,
    "folder-deleted": deleted,
}
