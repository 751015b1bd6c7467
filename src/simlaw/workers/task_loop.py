"""Doing many tasks: started, taken back, collected, and done again where a worker died."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import closing
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from simlaw.workers.interrupts import stop_on_interrupt
from simlaw.workers.protocol import WorkerLostError, Workers
from simlaw.workers.tasks import R, Task

RESTARTS = 5
"""How often workers of which one died are replaced, with no task finished, before giving up."""

Done: TypeAlias = "tuple[Task[R], R]"
"""A task and its result."""


def run_tasks(
    tasks: Iterable[Task[R]],
    workers: Workers,
    collect: Callable[[Sequence[Done[R]]], None],
    *,
    restarts: int | None = None,
) -> list[Task[R]]:
    """Do tasks, and hand over the results as they come.

    Twice as many are kept under way as there are slots.

    Parameters
    ----------
    tasks
        In the order to start them, but for what `Workers.arranged` makes of it.
    workers
        Who does them; entered here.
    collect
        Called in this thread with what has just come, several at a time where they come together;
        a task counts as done when this returns.
    restarts
        `RESTARTS` by default.

    Returns
    -------
    list
        The tasks that are left after Ctrl-C, or a request to end (SIGTERM): those in flight are
        finished and collected first. A second one leaves at once.

    Raises
    ------
    WorkerLostError
        If workers keep dying, and no task is finished in between.
    Exception
        The first that a task raised; what came with it is collected before.
    """
    given = list(tasks)
    most = RESTARTS if restarts is None else restarts
    with stop_on_interrupt() as stopped, workers:
        waiting = dict.fromkeys(workers.arranged(given) if given else ())
        deaths = 0
        while True:
            before = len(waiting)
            try:
                _drain(waiting, workers, collect, stopped)
                break
            except BrokenExecutor:
                # Workers may have been asked to end as this process was.
                if stopped.is_set():
                    break
                # A run of days may lose many workers; one that gets nowhere has to end.
                deaths = deaths + 1 if len(waiting) == before else 1
                if deaths > most:
                    raise WorkerLostError(
                        f"A worker process died {deaths} times, and no {given[0].what} was "
                        "finished in between; most often the machine ran out of memory. What is "
                        "finished is kept: run again with fewer workers (--workers)."
                    ) from None
                if not workers.restart():
                    raise
    return list(waiting)


def as_they_come(
    tasks: Iterable[Task[R]], workers: Workers
) -> Generator[tuple[Task[R], Future[R]], None, None]:
    """Yield tasks with their finished futures, in the order in which they are finished.

    Ctrl-C interrupts it as anything else, and workers that die are not replaced here. Tasks are
    taken from the iterable when their turn comes. Close it to take back what is not begun.
    """
    with workers, closing(_landing(iter(tasks), workers, threading.Event())) as batches:
        for batch in batches:
            yield from batch


def in_order(tasks: Iterable[Task[R]], workers: Workers, *, doing: str) -> Iterator[R]:
    """Yield the results of tasks, in the order of the tasks.

    Parameters
    ----------
    tasks, workers
        What is done, and by whom; workers that die are not replaced.
    doing
        What a process does meanwhile, for the message if one dies: ``"computing descriptors"``.

    Raises
    ------
    WorkerLostError
        If a worker dies.
    Exception
        The first that a task raised.
    """
    given = list(tasks)
    early: dict[Task[R], R] = {}
    with closing(as_they_come(given, workers)) as landing:
        try:
            for awaited in given:
                while awaited not in early:
                    task, future = next(landing)
                    early[task] = future.result()
                yield early.pop(awaited)
        except BrokenExecutor:
            raise WorkerLostError(
                f"A process {doing} died. If this comes from a script, put its calls under "
                "'if __name__ == \"__main__\":'; otherwise run again with workers=1."
            ) from None


def _drain(
    waiting: dict[Task[R], None],
    workers: Workers,
    collect: Callable[[Sequence[Done[R]]], None],
    stopped: threading.Event,
) -> None:
    """Do what is waiting; a task leaves it only when it is collected."""
    with closing(_landing(iter(list(waiting)), workers, stopped)) as batches:
        for batch in batches:
            good = [(t, f.result()) for t, f in batch if not f.cancelled() and not f.exception()]
            collect(good)
            for task, _ in good:
                del waiting[task]
            for _, future in batch:
                future.result()


def _landing(
    tasks: Iterator[Task[R]], workers: Workers, stopped: threading.Event
) -> Generator[list[tuple[Task[R], Future[R]]], None, None]:
    """Start tasks and yield what is back, together what comes together, until nothing is away."""
    flying: dict[Future[R], Task[R]] = {}
    landed: SimpleQueue[Future[R]] = SimpleQueue()
    try:
        while True:
            if not stopped.is_set():
                for task in islice(tasks, max(0, 2 * workers.slots() - len(flying))):
                    future = workers.start(task)
                    flying[future] = task
                    future.add_done_callback(landed.put)
            else:
                for taken_back in workers.recall(flying):
                    del flying[taken_back]
            if not flying:
                return
            back = [(f, flying.pop(f)) for f in _all_of(landed) if f in flying]
            if back:
                yield [(task, future) for future, task in back]
    finally:
        for future in flying:
            future.cancel()


def _all_of(landed: SimpleQueue[Future[Any]]) -> Iterator[Future[Any]]:
    """Yield what has come; where nothing has, wait a moment for the next."""
    try:
        yield landed.get(timeout=0.5)
        while True:
            yield landed.get_nowait()
    except Empty:
        return
