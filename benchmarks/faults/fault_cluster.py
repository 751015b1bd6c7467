"""Faults of `faults.py` that strike a Dask cluster: workers, scheduler, network."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fault_scene import Scene, Story, count, recorded, wait_for


def missing(name: str) -> str | None:
    """Return what a case needs and is not there."""
    return None if importlib.util.find_spec("distributed") else "the extra of simlaw named dask"


class Machines:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home = home
        self.env = env
        self.file = home / "scheduler.json"
        home.mkdir(parents=True, exist_ok=True)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._scheduler()
        self.add(2)

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        always = ("--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(self.file))
        with open(self.home / f"{what}.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", what, *always, *options],
                cwd=self.home, env={**os.environ, **self.env}, stdout=log, stderr=log,
            )  # fmt: skip

    def _scheduler(self) -> subprocess.Popen[bytes]:
        self.file.unlink(missing_ok=True)
        begun = self._start("scheduler", "--port", "0")
        wait_for(self.file.exists)
        return begun

    def add(self, number: int) -> None:
        """Start workers."""
        options = ("--nthreads", "1", "--no-nanny")
        self.workers += [self._start("worker", *options) for _ in range(number)]

    def renew(self) -> None:
        """Start everything again, as after a crash of the machine that has the scheduler."""
        self.end()
        self.workers = []
        self.scheduler = self._scheduler()
        self.add(2)

    def end(self) -> None:
        """End all processes."""
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()


@contextmanager
def machines(folder: Path, **env: str) -> Iterator[tuple[Machines, tuple[str, ...]]]:
    """Start a cluster; yield it, and the options that lead a run to it."""
    begun = Machines(folder, **env)
    try:
        yield begun, ("--executor", "dask", "--scheduler", str(begun.file))
    finally:
        begun.end()


def worker_killed(scene: Scene, folder: Path) -> dict[str, Any]:
    """Kill workers, the last ones that hold the inputs among them, and start others."""
    story = Story("A Dask worker is killed", "SIGKILL, each replaced after a while")
    with machines(folder) as (cluster, options):
        home = folder / "run"
        run = scene.start(home, *options, "--share", "scatter")
        for kill in range(4):
            wait_for(lambda k=kill: run.over or count(home) >= 5 * (k + 1))
            story.acknowledged |= set(recorded(home))
            cluster.workers[kill].kill()
            story.times += 1
            if kill:  # once both are gone
                cluster.add(1)
        story.endings.append(scene.finish(run, home))
        cluster.add(1)
        return scene.account(story, home, options=options)


def scheduler_killed(scene: Scene, folder: Path) -> dict[str, Any]:
    """Kill the scheduler in mid-run; the same command goes on with a new one."""
    story = Story("The Dask scheduler is killed", "SIGKILL in two runs; then a new cluster")
    with machines(folder) as (cluster, options):
        home = folder / "run"
        for _ in range(2):
            before = count(home)
            run = scene.start(home, *options)
            wait_for(lambda b=before, r=run: r.over or count(home) >= b + 10)
            story.acknowledged |= set(recorded(home))
            cluster.scheduler.kill()
            story.times += 1
            story.endings.append(run.end())
            cluster.renew()
        return scene.account(story, home, options=options)


def silent(seconds: float) -> Callable[[Scene, Path], dict[str, Any]]:
    """Return a case in which the scheduler does not answer for a while."""

    def case(scene: Scene, folder: Path) -> dict[str, Any]:
        story = Story(
            f"The Dask scheduler does not answer for {seconds:.0f} s",
            "SIGSTOP, then SIGCONT, in mid-run",
            times=1,
        )
        with machines(folder) as (cluster, options):
            home = folder / "run"
            run = scene.start(home, *options)
            wait_for(lambda: run.over or count(home) >= 12)
            story.acknowledged |= set(recorded(home))
            cluster.scheduler.send_signal(signal.SIGSTOP)
            time.sleep(seconds)
            story.more["ended_meanwhile"] = run.over
            cluster.scheduler.send_signal(signal.SIGCONT)
            story.endings.append(scene.finish(run, home))
            return scene.account(story, home, options=options)

    return case


CASES = {
    "dask-worker-killed": worker_killed,
    "dask-scheduler-killed": scheduler_killed,
    "dask-silent": silent(20),
    "dask-silent-long": silent(90),
}
