"""A Dask cluster of this machine, whose parts can be killed one by one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.live_processes import wait_for

from simlaw.workers import DaskWorkers


class Machines:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "scheduler.json"
        self.scheduler = self._start("scheduler", "--scheduler-file", str(self.file), "--port", "0")
        self.workers: list[subprocess.Popen] = []

    def _start(self, what: str, *options: str, **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", what, "--no-dashboard", "--host", "127.0.0.1", *options],
            cwd=self.home,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def add(self, count: int = 1, **environment: str) -> Machines:
        wait_for(self.file.exists)
        options = ("--scheduler-file", str(self.file), "--nthreads", "1", "--no-nanny")
        self.workers += [self._start("worker", *options, **environment) for _ in range(count)]
        return self

    def connect(self, workers: int | None = None, **options: object) -> DaskWorkers:
        wait_for(self.file.exists)
        connected = DaskWorkers(str(self.file), **options)
        expected = len(self.workers) if workers is None else workers
        wait_for(lambda: len(connected._threads) == expected)
        return connected

    def revived(self, count: int) -> Machines:
        """Have so many workers that live, whatever became of those before."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        return self.add(count - len(self.workers))

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
        for process in [*self.workers, self.scheduler]:
            process.wait()
