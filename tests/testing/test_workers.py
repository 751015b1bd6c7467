"""The contract of workers refuses workers that break it."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from simlaw.testing.workers import WORKERS_CHECKS, Asked, check_workers
from simlaw.workers import Task, Threads


def checks_that_refuse(make: Callable[[], Threads], **more: Any) -> set[str]:
    """Return the checks that fail."""
    refused = set()
    for check in WORKERS_CHECKS:
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("simlaw.testing.workers.PATIENCE", 3.0)
                check_one(Asked(make, **more), check)
        except (AssertionError, TimeoutError):
            refused.add(check.__name__)
    return refused


def check_one(asked: Asked, check: Callable[[Asked, Path], None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simlaw.testing.workers.WORKERS_CHECKS", (check,))
        check_workers(asked)


class TooMany(Threads):
    """Has more threads than it says."""

    def __init__(self) -> None:
        super().__init__(6)

    def slots(self) -> int:
        return 2


class Wordless(Threads):
    """Tells an error in words of its own."""

    def start(self, task: Task[Any]) -> Future[Any]:
        def reworded() -> Any:
            try:
                return task.do()
            except ArithmeticError:
                raise ArithmeticError("something went wrong") from None

        return super().start(Task(reworded))


class Stubborn(Threads):
    """Takes nothing back."""

    def recall(self, flying: Collection[Future[Any]]) -> list[Future[Any]]:
        return []


class Liar(Threads):
    """Says that it took back what goes on."""

    def recall(self, flying: Collection[Future[Any]]) -> list[Future[Any]]:
        return list(flying)


class Forgetful(Threads):
    """Opens a shared folder for every task."""

    def start(self, task: Task[Any]) -> Future[Any]:
        if task.shared is None:
            return super().start(task)
        shared = task.shared
        return super().start(Task(lambda: task.function(shared.open(), *task.arguments)))


class Once(Threads):
    """Cannot be used again."""

    closed = False

    def start(self, task: Task[Any]) -> Future[Any]:
        assert not self.closed, "it was closed"
        return super().start(task)

    def close(self, *, at_once: bool = False) -> None:
        self.closed = True
        super().close(at_once=at_once)


@pytest.mark.parametrize(
    ("bad", "check"),
    [
        (TooMany, "no_more_at_a_time_than_slots"),
        (lambda: Wordless(2), "an_error_comes_back_and_others_go_on"),
        (lambda: Stubborn(2), "what_no_worker_began_is_taken_back"),
        (lambda: Liar(2), "what_no_worker_began_is_taken_back"),
        (lambda: Forgetful(2), "a_shared_folder_is_opened_once_in_each_process"),
        (lambda: Once(2), "they_may_be_entered_again_and_from_within"),
    ],
)
def test_what_breaks_the_contract_is_refused(bad: Callable[[], Threads], check: str) -> None:
    assert check in checks_that_refuse(bad)


def test_preparation_that_is_promised_and_not_made_is_refused() -> None:
    name = "what_is_to_be_prepared_is_done_once_and_first"
    assert checks_that_refuse(lambda: Threads(2), prepares="first") == {name}
