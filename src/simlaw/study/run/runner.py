"""Running trials on any executor, each recorded the moment it is finished."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Self

from simlaw.disk.entries_in_use import note_use
from simlaw.disk.places import cache_folder
from simlaw.errors import SimlawError
from simlaw.study.design.design import Trial
from simlaw.study.run.compiled_programs import (
    check_programs,
    keep_programs,
    programs_folder,
    seal_programs,
)
from simlaw.study.run.record import Journal
from simlaw.study.run.trial import Finished
from simlaw.workers.protocol import Cluster, Crew, Pool, ending_together
from simlaw.workers.single_thread import settle_maths

RESTARTS = 5
"""How often a pool whose worker died is made anew, with no trial finished, before giving up."""


class StoppedError(SimlawError):
    """The user stopped the run; all that is finished is recorded."""


class WorkerLostError(SimlawError):
    """Worker processes died again and again."""


def usable_cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_trials(
    trials: Sequence[Trial],
    journal: Journal,
    inputs: Path,
    *,
    workers: int,
    executor: Executor | None = None,
    cache: Path | None = None,
    ahead: Ahead | None = None,
    watch: Callable[[Finished], None] = lambda _: None,
) -> None:
    """Run trials and record each; returns when all are recorded.

    Parameters
    ----------
    trials
        What is still to do, in the order to start it, but for the last: see
        `simlaw.workers.protocol.ending_together`.
    journal
        Open for writing; only this process writes it.
    inputs
        Folder of the study's inputs, readable by every worker under the same path, or by this
        process alone where the executor is a `Cluster`.
    workers
        Number of worker processes; twice as many trials are kept under way. A `Cluster` counts
        its workers itself.
    executor
        Anything with ``submit``; without one a pool of pinned, single-threaded processes.
    cache
        Where these keep compiled programs, see `simlaw.disk.places.cache_folder`.
    ahead
        Processes that were started before; taken in place of new ones.
    watch
        Called with every finished trial.

    Raises
    ------
    StoppedError
        After Ctrl-C, or a request to end (SIGTERM): trials in flight are finished and recorded
        first; a second one leaves at once.
    WorkerLostError
        If workers keep dying, and no trial is finished in between.
    """
    waiting = dict.fromkeys(ending_together(trials, workers))
    with stop_on_interrupt() as stopped:
        if isinstance(executor, Cluster):
            waiting = dict.fromkeys(executor.arranged(trials))
            if waiting:
                with executor.crew(inputs) as crew:
                    _drain(waiting, journal, crew, watch, stopped)
        elif executor is not None:
            with _ended_together(stopped):
                _drain(waiting, journal, Pool(executor, inputs, workers), watch, stopped)
        elif waiting:
            deaths = 0
            while True:
                before = len(waiting)
                try:
                    number = min(workers, len(waiting))
                    # A kept program might be what kills workers: after a death, all are compiled.
                    with process_pool(number, cache, ahead=ahead, programs=not deaths) as pool:
                        _drain(waiting, journal, Pool(pool, inputs, workers), watch, stopped)
                    break
                except BrokenProcessPool:
                    if stopped.is_set():
                        break
                    # A run of days may lose many workers; one that gets nowhere has to end.
                    deaths = deaths + 1 if len(waiting) == before else 1
                    if deaths > RESTARTS:
                        raise WorkerLostError(
                            f"A worker process died {deaths} times, and no trial was finished in "
                            "between; most often the machine ran out of memory. What is finished "
                            "is kept: run again with fewer workers (--workers)."
                        ) from None
        if stopped.is_set() and waiting:
            raise StoppedError(
                f"Stopped. {len(waiting)} trials are left; run the same command to go on."
            )


def _drain(
    waiting: dict[Trial, None],
    journal: Journal,
    crew: Crew,
    watch: Callable[[Finished], None],
    stopped: threading.Event,
) -> None:
    """Run what is waiting; a trial leaves it only when it is recorded."""
    flying: dict[Future[Finished], Trial] = {}
    landed: SimpleQueue[Future[Finished]] = SimpleQueue()
    queue = iter(list(waiting))
    try:
        while True:
            if not stopped.is_set():
                for trial in islice(queue, max(0, 2 * crew.slots() - len(flying))):
                    future = crew.start(trial)
                    flying[future] = trial
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
                del waiting[finished.trial]
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
def _ended_together(stopped: threading.Event) -> Iterator[None]:
    """Let go of workers that died because they were asked to end as the run was."""
    try:
        yield
    except BrokenProcessPool:
        if not stopped.is_set():
            raise


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C, or request to end, into a flag; a second one interrupts as usual."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return

    def note(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        again = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
        with suppress(OSError):  # a log on a full disk
            print(f"\nfinishing what is under way; {again} again to leave at once", file=sys.stderr)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Ahead:
    """Workers that start while it is still found out what there is to do; a context manager.

    The first pool that is asked for takes them over; those that nobody took are ended at the exit.

    Parameters
    ----------
    workers
        How many.
    cache
        Where they keep compiled programs.
    """

    def __init__(self, workers: int, cache: Path | None = None) -> None:
        self._pool: ProcessPoolExecutor | None = _started(workers, cache, programs=True)

    def take(self) -> ProcessPoolExecutor | None:
        """Return the workers, the first time; who takes them ends them."""
        pool, self._pool = self._pool, None
        return pool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if (pool := self.take()) is not None:
            _kill(pool)
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def process_pool(
    workers: int,
    cache: Path | None = None,
    *,
    ahead: Ahead | None = None,
    programs: bool = True,
) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of fresh processes, never forked: the training library keeps threads.

    Parameters
    ----------
    workers
        How many.
    cache
        Where they keep compiled programs, see `simlaw.disk.places.cache_folder`.
    ahead
        Processes that were started before, taken in place of new ones if they are still there.
    programs
        Whether compiled programs are kept and found at all.
    """
    pool = ahead.take() if ahead is not None else None
    if programs:
        note_use(programs_folder(cache_folder(cache)))
    if pool is None:
        pool = _started(workers, cache, programs=programs)
    try:
        yield pool
    except KeyboardInterrupt:
        _kill(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if programs:
            seal_programs(programs_folder(cache_folder(cache)))


def _started(workers: int, cache: Path | None, *, programs: bool) -> ProcessPoolExecutor:
    """Return a pool whose processes are starting, and getting ready for the first trial."""
    context = get_context("spawn")
    counter: Synchronized[int] = context.Value("i", 0)
    home = str(cache_folder(cache)) if programs else None
    if programs:
        check_programs(cache_folder(cache))
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_settle, initargs=(counter, os.getpid(), home)
    )
    with _interrupts_held():
        for _ in range(workers):
            pool.submit(_get_ready)
    return pool


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit that, and never see one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle(counter: Synchronized[int], parent: int, home: str | None) -> None:
    """Make a new worker single-threaded, pinned to a core, and mortal with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with counter.get_lock():
        place = counter.value
        counter.value += 1
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    settle_maths()
    if home is not None:
        keep_programs(Path(home))


def _get_ready() -> None:
    """Do what every first trial would wait for: import the engine, and start the library."""
    import jax

    import simlaw.study.run.trial  # noqa: F401

    jax.devices()


def _leave_with(parent: int) -> None:
    """End this process when its parent is gone: a killed run leaves no worker behind."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
