"""Any executor of the user's."""

from __future__ import annotations

from concurrent.futures import Executor, Future

from simlaw.workers.cores import usable_cores
from simlaw.workers.protocol import Workers
from simlaw.workers.tasks import R, Task, perform


class AnyExecutor(Workers):
    """Anything with the ``submit`` of `concurrent.futures.Executor`; ended by whoever made it.

    Its workers see the folders of this machine under the same paths.

    Parameters
    ----------
    executor
        The executor.
    workers
        How many tasks it does at once, which it does not say itself; as many as there are usable
        cores by default.
    """

    def __init__(self, executor: Executor, workers: int | None = None) -> None:
        self.executor = executor
        self._workers = workers or usable_cores()

    def slots(self) -> int:
        """Return the number of workers."""
        return self._workers

    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task."""
        return self.executor.submit(perform, *task.parcel())
