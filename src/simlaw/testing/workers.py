"""What simlaw asks of workers, for the author of some to run.

In a test::

    from simlaw.testing.workers import Asked, check_workers

    def test_mine():
        check_workers(Asked(lambda: MyWorkers(2)))

or one by one, with the checks of `WORKERS_CHECKS` as a parameter. Each raises an AssertionError.
Tasks write files, into a folder that the workers have to see.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from simlaw.workers.protocol import Preparation, WorkerLostError, Workers
from simlaw.workers.task_loop import Done, run_tasks
from simlaw.workers.tasks import SharedFolder, Task

PATIENCE = 60.0
"""Seconds that a test waits for what has to come."""


MOMENT = 0.5
"""Seconds until workers on other machines have heard what was taken back."""


@dataclass(frozen=True)
class Asked:
    """Workers to be checked, and what does not go for all workers.

    Attributes
    ----------
    make
        Returns workers with at least two slots; a check ends them.
    death
        What becomes of a task whose worker was killed: it is done again in another, ``"again"``,
        or it raises an error while others go on, ``"error"``; or no worker can be killed, ``"no"``.
    replaced
        Whether workers that died are replaced, so that one may be killed again and again.
    prepares
        ``"first"`` or ``"elsewhere"``, the part of a `simlaw.workers.Preparation` that workers do;
        None where they do none.
    """

    make: Callable[[], Workers]
    death: Literal["again", "error", "no"] = "no"
    replaced: bool = False
    prepares: Literal["first", "elsewhere"] | None = None


def check_workers(asked: Asked) -> None:
    """Make all checks, each in a folder of its own.

    Raises
    ------
    AssertionError
        By the first check that fails.
    """
    for check in WORKERS_CHECKS:
        with TemporaryDirectory() as folder:
            check(asked, Path(folder))


def every_result_comes_back_once(asked: Asked, folder: Path) -> None:
    """Each of many tasks is collected once, with its own result."""
    tasks = [Task(pow, (number, 2), label=number) for number in range(25)]
    results = Results()
    with asked.make() as workers:
        assert run_tasks(tasks, workers, results.collect) == []
    assert results.found == {number: [number**2] for number in range(25)}


def an_error_comes_back_and_others_go_on(asked: Asked, folder: Path) -> None:
    """What a task raises is raised where its result is asked for, in its own words."""
    with asked.make() as workers:
        bad = workers.start(Task(_fail, ("the words of the task",)))
        good = workers.start(Task(divmod, (7, 2)))
        error = bad.exception(PATIENCE)
        assert isinstance(error, ArithmeticError)
        assert str(error) == "the words of the task"
        assert good.result(PATIENCE) == (3, 1)


def the_first_error_ends_a_run_and_what_is_done_is_kept(asked: Asked, folder: Path) -> None:
    """Many tasks of which one fails: the error is raised, and no result comes twice."""
    tasks = [Task(_fail if at == 9 else _same, (at,), label=at) for at in range(40)]
    results = Results()
    with _raised(ArithmeticError, "9"), asked.make() as workers:
        run_tasks(tasks, workers, results.collect)
    assert 9 not in results.found
    assert all(found == [label] for label, found in results.found.items())


def no_more_at_a_time_than_slots(asked: Asked, folder: Path) -> None:
    """However many tasks are handed out, no more are done at once than there are slots."""
    with asked.make() as workers:
        slots = workers.slots()
        many = range(3 * slots + 1)
        waiting = [workers.start(Task(_stay, (str(folder), at, 0.2))) for at in many]
        for future in waiting:
            future.result(PATIENCE)
    spans = [tuple(map(float, path.read_text().split())) for path in folder.glob("*.span")]
    assert len(spans) == len(waiting)
    assert max(sum(a <= begun < b for a, b in spans) for begun, _ in spans) <= slots


def what_no_worker_began_is_taken_back(asked: Asked, folder: Path) -> None:
    """What is recalled never begins, and all else comes."""
    with asked.make() as workers:
        slots = workers.slots()
        many = range(6 * slots)
        flying = {workers.start(Task(_wait_for_gate, (str(folder), at))): at for at in many}
        _wait(lambda: len(list(folder.glob("*.begun"))) >= slots)
        back = workers.recall(flying)
        time.sleep(MOMENT)
        (folder / "gate").touch()
        assert back, "nothing was taken back"
        assert all(future.cancelled() for future in back)
        left = {future: at for future, at in flying.items() if future not in back}
        assert {future.result(PATIENCE) for future in left} == set(left.values())
    assert not any((folder / f"{flying[future]}.begun").exists() for future in back)


def after_an_interrupt_what_is_under_way_is_finished(asked: Asked, folder: Path) -> None:
    """Ctrl-C: no task is begun any more, what is begun is collected, the rest is named."""
    tasks = [Task(_same, (at, 0.05), label=at) for at in range(60)]
    results = Results(interrupts=1)
    with asked.make() as workers:
        left = run_tasks(tasks, workers, results.collect)
    assert left
    assert set(results.found) | {task.label for task in left} == set(range(60))
    assert sum(map(len, results.found.values())) + len(left) == 60


def a_second_interrupt_leaves_at_once(asked: Asked, folder: Path) -> None:
    """Ctrl-C twice is an interrupt as any other."""
    tasks = [Task(_same, (at, 0.05), label=at) for at in range(60)]
    with _raised(KeyboardInterrupt), asked.make() as workers:
        run_tasks(tasks, workers, Results(interrupts=2).collect)


def they_may_be_entered_again_and_from_within(asked: Asked, folder: Path) -> None:
    """What is entered twice is there until it is left twice, and can be entered anew."""
    with asked.make() as workers:
        with workers:
            assert workers.start(Task(_same, (1,))).result(PATIENCE) == 1
        assert workers.start(Task(_same, (2,))).result(PATIENCE) == 2
    with workers:
        assert workers.start(Task(_same, (3,))).result(PATIENCE) == 3


def a_shared_folder_is_opened_once_in_each_process(asked: Asked, folder: Path) -> None:
    """Tasks that share a folder are given what was made of it, once for each process."""
    (folder / "complete").write_text("7")
    shared = _Counted(str(folder))
    tasks = [Task(_add, (at,), label=at, shared=shared) for at in range(20)]
    results = Results()
    with asked.make() as workers:
        run_tasks(tasks, workers, results.collect)
    assert {label: [7 + label] for label in range(20)} == results.found
    opened = Counter(path.read_text() for path in folder.glob("*.opened"))
    assert set(opened.values()) == {1}


def what_is_to_be_prepared_is_done_once_and_first(asked: Asked, folder: Path) -> None:
    """Each process prepares itself before its first task, and once."""
    preparation = Task(_note_process, (str(folder),))
    tasks = [Task(_is_prepared, (str(folder),), label=at) for at in range(20)]
    results = Results()
    with asked.make() as workers:
        if asked.prepares == "first":
            workers.prepare(Preparation(first=preparation))
        elif asked.prepares == "elsewhere":
            workers.prepare(Preparation(elsewhere=preparation))
        run_tasks(tasks, workers, results.collect)
    expected = 1 if asked.prepares else 0
    assert {label: [expected] for label in range(20)} == results.found


def a_killed_worker_costs_only_its_task(asked: Asked, folder: Path) -> None:
    """A task whose worker is killed is done again or is an error; no other is lost."""
    if asked.death == "no":
        return
    tasks = [Task(_die_once, (str(folder), at, 5), label=at) for at in range(15)]
    results = Results()
    with asked.make() as workers:
        if asked.death == "again":
            assert run_tasks(tasks, workers, results.collect) == []
            assert results.found == {at: [at] for at in range(15)}
            return
        futures: list[Future[Any]] = [workers.start(task) for task in tasks]
        errors = [future.exception(PATIENCE) for future in futures]
    assert [at for at, error in enumerate(errors) if error is not None] == [5]


def workers_that_always_die_are_given_up(asked: Asked, folder: Path) -> None:
    """A task that kills each worker ends the run, and what was finished is kept."""
    if not asked.replaced:
        return
    results = Results()
    tasks = [Task(_same, (at,), label=at) for at in range(3)]
    with asked.make() as workers:
        run_tasks(tasks, workers, results.collect)
        with _raised(WorkerLostError, "What is finished is kept"):
            run_tasks([Task(_die)], workers, results.collect, restarts=1)
    assert results.found == {at: [at] for at in range(3)}


@contextmanager
def _raised(kind: type[BaseException], words: str = "") -> Iterator[None]:
    try:
        yield
    except kind as error:
        if words not in str(error):
            raise AssertionError(f"'{words}' is not said, but: {error}") from error
    else:
        raise AssertionError(f"no {kind.__name__} was raised")


class Results:
    """Collects results by label, and interrupts this process at the first."""

    def __init__(self, interrupts: int = 0) -> None:
        self.found: dict[Any, list[Any]] = {}
        self._interrupts = interrupts

    def collect(self, done: Sequence[Done[Any]]) -> None:
        """Take what has come."""
        for task, result in done:
            self.found.setdefault(task.label, []).append(result)
        if done:
            left, self._interrupts = self._interrupts, 0
            for _ in range(left):
                signal.raise_signal(signal.SIGINT)


@dataclass(frozen=True)
class _Counted(SharedFolder):
    """A folder with a number in it, that notes by whom it was opened."""

    COMPLETE = "complete"
    folder: str

    def open(self) -> int:
        return self.unpack(self.pack())

    def pack(self) -> _Number:
        return _Number(int((Path(self.folder) / self.COMPLETE).read_text()))

    def unpack(self, packed: _Number) -> int:
        note = Path(self.folder) / f"{os.getpid()}-{time.monotonic_ns()}.opened"
        note.write_text(str(os.getpid()))
        return packed.value


@dataclass(frozen=True)
class _Number:
    value: int
    nbytes: int = 8


def _add(first: int, second: int) -> int:
    return first + second


def _same(value: Any, seconds: float = 0.0) -> Any:
    time.sleep(seconds)
    return value


def _fail(words: object) -> None:
    raise ArithmeticError(str(words))


def _stay(folder: str, name: object, seconds: float) -> None:
    begun = time.monotonic()
    time.sleep(seconds)
    (Path(folder) / f"{name}.span").write_text(f"{begun} {time.monotonic()}")


def _wait_for_gate(folder: str, name: int) -> int:
    (Path(folder) / f"{name}.begun").touch()
    _wait((Path(folder) / "gate").exists)
    return name


def _note_process(folder: str) -> None:
    with (Path(folder) / f"{os.getpid()}.prepared").open("a") as file:
        file.write("x")


def _is_prepared(folder: str) -> int:
    """Return how often this process was prepared."""
    path = Path(folder) / f"{os.getpid()}.prepared"
    return len(path.read_text()) if path.exists() else 0


def _die_once(folder: str, at: int, which: int) -> int:
    mark = Path(folder) / f"{at}.died"
    if at == which and not mark.exists():
        mark.touch()
        _die()
    return at


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wait(condition: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("waited too long")
        time.sleep(0.01)


WORKERS_CHECKS: tuple[Callable[[Asked, Path], None], ...] = (
    every_result_comes_back_once,
    an_error_comes_back_and_others_go_on,
    the_first_error_ends_a_run_and_what_is_done_is_kept,
    no_more_at_a_time_than_slots,
    what_no_worker_began_is_taken_back,
    after_an_interrupt_what_is_under_way_is_finished,
    a_second_interrupt_leaves_at_once,
    they_may_be_entered_again_and_from_within,
    a_shared_folder_is_opened_once_in_each_process,
    what_is_to_be_prepared_is_done_once_and_first,
    a_killed_worker_costs_only_its_task,
    workers_that_always_die_are_given_up,
)
"""Every check by itself: what is checked, and an empty folder."""
