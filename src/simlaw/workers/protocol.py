"""Who works: workers take tasks, as many at a time as they have slots."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from simlaw.errors import SimlawError
from simlaw.workers.tasks import R, Task

LAST = 5
"""Tasks for each slot, at the end, that are started in order of size."""


class WorkerLostError(SimlawError):
    """Workers died, again and again where they could be replaced."""


@dataclass(frozen=True)
class Preparation:
    """What every worker has to do once, before its first task, such as loading programs.

    Attributes
    ----------
    first
        In a process of this machine, as it starts.
    after_death
        The same in processes that replace others which died.
    elsewhere
        On a worker of another machine.
    packages
        Installed distributions that shape the results, beside those that simlaw itself compares:
        workers on other machines must have the same versions.
    """

    first: Task[Any] | None = None
    after_death: Task[Any] | None = None
    elsewhere: Task[Any] | None = None
    packages: tuple[str, ...] = ()


NO_PREPARATION = Preparation()


class Workers(ABC):
    """Workers around some executor; a context manager.

    What a ``with`` has begun is over when it is left. It may be entered again, also from within:
    whoever entered first, and so leaves last, ends the workers. Without a ``with`` they are there
    until `close`.

    A subclass needs `slots` and `start`. `start`, or the future that it returned, raises
    `concurrent.futures.BrokenExecutor` where a worker died with its task.
    """

    _entered = 0

    @abstractmethod
    def slots(self) -> int:
        """Return how many tasks they can do at once, now."""

    @abstractmethod
    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task."""

    def recall(self, flying: Collection[Future[Any]]) -> list[Future[Any]]:
        """Take back what no worker has begun, of what is not back; return what was taken back."""
        return [future for future in flying if future.cancel()]

    def arranged(self, tasks: Iterable[Task[R]]) -> list[Task[R]]:
        """Return tasks in the order in which it is best to start them."""
        return ending_together(tasks, self.slots())

    def prepare(self, preparation: Preparation) -> None:  # noqa: B027 (many need it not)
        """Hear what each worker that starts from now on does once; some have no use for it."""

    def begin(self) -> Self:
        """Start what takes a while, as it is still found out what there is to do."""
        return self

    def restart(self) -> bool:
        """Replace workers of which one died; return False where that cannot be done."""
        return False

    def close(self, *, at_once: bool = False) -> None:  # noqa: B027 (another may end them)
        """End them: after the tasks that are begun, or at once."""

    def __enter__(self) -> Self:
        self._entered += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._entered -= 1
        at_once = kind is not None and issubclass(kind, KeyboardInterrupt)
        if at_once or self._entered == 0:
            self.close(at_once=at_once)


def ending_together(tasks: Iterable[Task[R]], slots: int) -> list[Task[R]]:
    """Return tasks in the order to start them, so that workers run out of work together.

    As given, that is for a study replicate by replicate, so that a run that is stopped has whole
    replicates; but the last `LAST` for each slot are started longest first: a long one that is
    started last would have all other workers wait for it.

    Examples
    --------
    >>> given = [Task(print, size=size) for size in (9, 1, 0) * 3]
    >>> [task.size for task in ending_together(given, 1)]
    [9, 1, 0, 9, 9, 1, 1, 0, 0]
    """
    given = list(tasks)
    whole = max(0, len(given) - LAST * slots)
    return given[:whole] + sorted(given[whole:], key=lambda task: -task.size)
