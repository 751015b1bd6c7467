"""Worker processes of this machine: started here, and started again when one dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Self

from simlaw.workers.cores import usable_cores
from simlaw.workers.interrupts import interrupts_held
from simlaw.workers.protocol import NO_PREPARATION, Preparation, Workers
from simlaw.workers.single_thread import settle_maths
from simlaw.workers.tasks import R, Task, perform


class Processes(Workers):
    """Fresh processes, each bound to a core and calculating on one thread.

    They are never forked, for numerical libraries keep threads; a script that uses them needs the
    usual ``if __name__ == "__main__"``. They start with the first task, or with `begin`, and end
    when this process is gone, whatever ended it. Ctrl-C does not reach them.

    Parameters
    ----------
    workers
        How many; all usable cores by default.
    preparation
        What each does as it starts.
    """

    def __init__(
        self, workers: int | None = None, preparation: Preparation = NO_PREPARATION
    ) -> None:
        self._workers = workers or usable_cores()
        self._preparation = preparation
        self._pool: ProcessPoolExecutor | None = None
        self._died = False
        self._used = False

    def slots(self) -> int:
        """Return the number of processes."""
        return self._workers

    def prepare(self, preparation: Preparation) -> None:
        """Hear what processes do as they start; those that run already have done theirs."""
        self._preparation = preparation

    def begin(self) -> Self:
        """Start the processes, while it is still found out what there is to do."""
        self._running()
        return self

    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task."""
        self._used = True
        return self._running().submit(perform, *task.parcel())

    def restart(self) -> bool:
        """Have new processes with the next task: one that is gone takes its whole pool with it."""
        self.close()
        self._died = True
        return True

    def close(self, *, at_once: bool = False) -> None:
        """End the processes; those that no task was given are not waited for."""
        pool, self._pool = self._pool, None
        if pool is not None:
            if at_once or not self._used:
                _kill(pool)
            pool.shutdown(wait=True, cancel_futures=True)
        self._used = False

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # What was prepared might be what kills workers: after a death it is done otherwise.
            chosen = self._preparation.after_death if self._died else self._preparation.first
            self._pool = _started(self._workers, chosen)
        return self._pool


def _started(workers: int, preparation: Task[Any] | None) -> ProcessPoolExecutor:
    """Return a pool whose processes are starting, and getting ready for the first task."""
    context = get_context("spawn")
    counter: Synchronized[int] = context.Value("i", 0)
    pool = ProcessPoolExecutor(
        workers,
        mp_context=context,
        initializer=_get_ready,
        initargs=(counter, os.getpid(), preparation),
    )
    with interrupts_held():
        # A process is started for each task that none is idle for.
        for _ in range(workers):
            pool.submit(int)
    return pool


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()


def _get_ready(counter: Synchronized[int], parent: int, preparation: Task[Any] | None) -> None:
    """Make a new worker single-threaded, pinned to a core, mortal with its parent, and ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with counter.get_lock():
        place = counter.value
        counter.value += 1
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    settle_maths()
    if preparation is not None:
        preparation.do()


def _leave_with(parent: int) -> None:
    """End this process when its parent is gone: a killed run leaves no worker behind."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
