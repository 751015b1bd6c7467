"""Running units on any executor, each recorded the moment it is finished."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType

from simlaw.errors import SimlawError
from simlaw.study.crew import Cluster, Crew, Pool
from simlaw.study.design import Unit
from simlaw.study.journal import Journal
from simlaw.study.settle import settle_maths
from simlaw.study.trial import Finished

RESTARTS = 5
"""How often a pool whose worker died is made anew before giving up."""


class StoppedError(SimlawError):
    """The user stopped the run; all that is finished is recorded."""


class WorkerLostError(SimlawError):
    """Worker processes died again and again."""


def usable_cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_units(
    units: Iterable[Unit],
    journal: Journal,
    inputs: Path,
    *,
    workers: int,
    executor: Executor | None = None,
    watch: Callable[[Finished], None] = lambda _: None,
) -> None:
    """Run units and record each; returns when all are recorded.

    Parameters
    ----------
    units
        What is still to do, in the order to start it.
    journal
        Open for writing; only this process writes it.
    inputs
        Folder of the study's inputs, readable by every worker under the same path, or by this
        process alone where the executor is a `Cluster`.
    workers
        Number of worker processes; twice as many units are kept under way. A `Cluster` counts
        its workers itself.
    executor
        Anything with ``submit``; without one a pool of pinned, single-threaded processes.
    watch
        Called with every finished unit.

    Raises
    ------
    StoppedError
        After Ctrl-C: units in flight are finished and recorded first; a second Ctrl-C leaves
        at once.
    WorkerLostError
        If workers keep dying.
    """
    waiting = dict.fromkeys(units)
    with stop_on_interrupt() as stopped:
        if isinstance(executor, Cluster):
            if waiting:
                with executor.crew(inputs) as crew:
                    _drain(waiting, journal, crew, watch, stopped)
        elif executor is not None:
            _drain(waiting, journal, Pool(executor, inputs, workers), watch, stopped)
        else:
            for attempt in range(RESTARTS + 1):
                try:
                    with process_pool(min(workers, max(1, len(waiting)))) as pool:
                        _drain(waiting, journal, Pool(pool, inputs, workers), watch, stopped)
                    break
                except BrokenProcessPool:
                    if attempt == RESTARTS:
                        raise WorkerLostError(
                            f"A worker process died {RESTARTS + 1} times; most often the machine "
                            "ran out of memory. What is finished is kept: run again with fewer "
                            "workers (--workers)."
                        ) from None
        if stopped.is_set() and waiting:
            raise StoppedError(
                f"Stopped. {len(waiting)} units are left; run the same command to go on."
            )


def _drain(
    waiting: dict[Unit, None],
    journal: Journal,
    crew: Crew,
    watch: Callable[[Finished], None],
    stopped: threading.Event,
) -> None:
    """Run what is waiting; a unit leaves it only when it is recorded."""
    flying: dict[Future[Finished], Unit] = {}
    landed: SimpleQueue[Future[Finished]] = SimpleQueue()
    queue = iter(list(waiting))
    try:
        while True:
            if not stopped.is_set():
                for unit in islice(queue, max(0, 2 * crew.slots() - len(flying))):
                    future = crew.start(unit)
                    flying[future] = unit
                    future.add_done_callback(landed.put)
            else:
                for future in crew.recall(flying):
                    del flying[future]
            if not flying:
                return
            back = [future for future in _all_of(landed) if flying.pop(future, None) is not None]
            good = [f.result() for f in back if not f.cancelled() and f.exception() is None]
            journal.add_all(good)
            for finished in good:
                del waiting[finished.unit]
                watch(finished)
            for future in back:
                future.result()
    finally:
        for future in flying:
            future.cancel()


def _all_of(landed: SimpleQueue[Future[Finished]]) -> Iterator[Future[Finished]]:
    """Yield what has come; where nothing has, wait a moment for the next."""
    try:
        yield landed.get(timeout=0.5)
        while True:
            yield landed.get_nowait()
    except Empty:
        return


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into a flag; a second one interrupts as usual."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return

    def note(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        print("\nfinishing what is under way; Ctrl-C again to leave at once", file=sys.stderr)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def process_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of fresh processes, never forked: the training library keeps threads."""
    context = get_context("spawn")
    counter: Synchronized[int] = context.Value("i", 0)
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_settle, initargs=(counter, os.getpid())
    )
    try:
        yield pool
    except KeyboardInterrupt:
        for process in list((pool._processes or {}).values()):
            process.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _settle(counter: Synchronized[int], parent: int) -> None:
    """Make a new worker single-threaded, pinned to a core, and mortal with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with counter.get_lock():
        place = counter.value
        counter.value += 1
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})
    settle_maths()
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    """End this process when its parent is gone: a killed run leaves no worker behind."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
