"""Threads of this process: for a look inside, and where no process may be started."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from simlaw.workers.cores import usable_cores
from simlaw.workers.protocol import Workers
from simlaw.workers.tasks import R, Task, perform


class Threads(Workers):
    """Threads of this process, where a debugger or a profiler sees them.

    They share the interpreter, so several are seldom quicker than one. Their mathematics is not
    set to one thread, as it is that of the whole process.

    Parameters
    ----------
    workers
        How many; all usable cores by default.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or usable_cores()
        self._pool: ThreadPoolExecutor | None = None

    def slots(self) -> int:
        """Return the number of threads."""
        return self._workers

    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="simlaw")
        return self._pool.submit(perform, *task.parcel())

    def close(self, *, at_once: bool = False) -> None:
        """End the threads; a task that is begun cannot be cut short."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=not at_once, cancel_futures=True)
