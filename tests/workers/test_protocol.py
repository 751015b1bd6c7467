"""The order in which tasks are started, and what workers do by default."""

from concurrent.futures import Future
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simlaw.workers.protocol import LAST, Workers, ending_together
from simlaw.workers.tasks import Task

TASKS = st.lists(st.builds(Task, st.just(print), size=st.integers(0, 99)))


@given(TASKS, st.integers(1, 8))
def test_only_the_last_are_moved_longest_first(tasks: list[Task[Any]], slots: int) -> None:
    order = ending_together(tasks, slots)
    assert set(order) == set(tasks)
    assert len(order) == len(tasks)
    whole = max(0, len(tasks) - LAST * slots)
    assert order[:whole] == tasks[:whole]
    sizes = [task.size for task in order[whole:]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_long_task_is_not_left_for_the_end() -> None:
    tasks = [Task(print, size=n) for _ in range(4) for n in (17_000, 50, 0)]
    assert ending_together(tasks, 3)[-1].size == 0
    assert [task.size for task in ending_together(tasks, 3)[:4]] == [17_000] * 4


class Here(Workers):
    """Workers of which a subclass gives no more than it must."""

    def __init__(self) -> None:
        self.closed: list[bool] = []

    def slots(self) -> int:
        return 1

    def start(self, task: Task[Any]) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(task.do())
        return future

    def close(self, *, at_once: bool = False) -> None:
        self.closed.append(at_once)


def test_whoever_entered_first_ends_them() -> None:
    workers = Here()
    with workers:
        with workers:
            pass
        assert workers.closed == []
    assert workers.closed == [False]
    assert not workers.restart()
    assert workers.begin() is workers


def test_an_interrupt_ends_them_at_once_from_within() -> None:
    workers = Here()
    try:
        with workers, workers:
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert workers.closed == [True, True]
