"""Many tasks done: deaths, errors, order, and who is asked for how much."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import closing
from typing import Any

import pytest

from simlaw.errors import SimlawError
from simlaw.workers.protocol import WorkerLostError, Workers
from simlaw.workers.task_loop import as_they_come, in_order, run_tasks
from simlaw.workers.tasks import Task


class Scripted(Workers):
    """Workers that do a task at once, unless a script says that they die with it."""

    def __init__(self, dies: Callable[[Task[Any]], bool], *, replaced: bool = True) -> None:
        self.dies = dies
        self.replaced = replaced
        self.restarts = 0

    def slots(self) -> int:
        return 2

    def start(self, task: Task[Any]) -> Future[Any]:
        future: Future[Any] = Future()
        if self.dies(task):
            future.set_exception(BrokenExecutor("a worker died"))
            return future
        try:
            future.set_result(task.do())
        except Exception as error:
            future.set_exception(error)
        return future

    def restart(self) -> bool:
        self.restarts += 1
        return self.replaced


def tasks(count: int) -> list[Task[int]]:
    return [Task(int, (at,), label=at, what="trial") for at in range(count)]


def test_a_long_run_may_lose_more_workers_than_a_stuck_one() -> None:
    doomed = {3, 7, 11, 15}
    found: list[int] = []

    def dies(task: Task[Any]) -> bool:
        if task.label in doomed:
            doomed.remove(task.label)
            return True
        return False

    def collect(done: Any) -> None:
        found.extend(task.label for task, _ in done)

    workers = Scripted(dies)
    assert run_tasks(tasks(20), workers, collect, restarts=1) == []
    assert sorted(found) == list(range(20))
    assert workers.restarts == 4


def test_one_that_gets_nowhere_ends_with_its_own_word_for_a_task() -> None:
    workers = Scripted(lambda task: task.label == 1)
    with pytest.raises(WorkerLostError, match="died 3 times, and no trial was finished"):
        run_tasks(tasks(2), workers, lambda done: None, restarts=2)


def test_workers_that_cannot_be_replaced_end_it_in_their_own_words() -> None:
    with pytest.raises(BrokenExecutor, match="a worker died"):
        run_tasks(tasks(2), Scripted(lambda task: True, replaced=False), lambda done: None)


def test_workers_that_were_asked_to_end_with_the_run_are_no_error() -> None:
    def collect(done: Any) -> None:
        if done:
            signal.raise_signal(signal.SIGTERM)

    workers = Scripted(lambda task: task.label == 2, replaced=False)
    left = run_tasks(tasks(6), workers, collect)
    assert {2, 5} <= {task.label for task in left}


def test_what_cannot_be_collected_ends_it_and_counts_as_not_done() -> None:
    seen: list[int] = []

    def full(done: Any) -> None:
        seen.extend(task.label for task, _ in done)
        if seen:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        run_tasks(tasks(50), Scripted(lambda task: False), full)
    assert 0 < len(seen) <= 4


def test_results_in_order_whatever_comes_first() -> None:
    class Backwards(Scripted):
        """Finishes the last of four first."""

        held: list[tuple[Future[Any], Task[Any]]]

        def start(self, task: Task[Any]) -> Future[Any]:
            self.held = [*getattr(self, "held", []), (Future(), task)]
            future = self.held[-1][0]
            if len(self.held) == 4:
                for waiting, one in reversed(self.held):
                    waiting.set_result(one.do())
                self.held = []
            return future

    workers = Backwards(lambda task: False)
    assert list(in_order(tasks(8), workers, doing="counting")) == list(range(8))


def test_an_error_comes_in_its_turn_and_a_death_says_what_to_do() -> None:
    bad = [*tasks(2), Task(divmod, (1, 0)), *tasks(9)]
    found: list[Any] = []
    with pytest.raises(ZeroDivisionError):
        found.extend(in_order(bad, Scripted(lambda task: False), doing="counting"))
    workers = Scripted(lambda task: True)
    with pytest.raises(SimlawError, match=r"A process counting died.*run again with workers=1"):
        list(in_order(tasks(2), workers, doing="counting"))


def test_tasks_are_taken_when_their_turn_comes() -> None:
    taken: list[int] = []

    def source() -> Iterator[Task[int]]:
        for task in tasks(100):
            taken.append(int(str(task.label)))
            yield task

    with closing(as_they_come(source(), Scripted(lambda task: False))) as landing:
        next(landing)
        assert len(taken) == 4
