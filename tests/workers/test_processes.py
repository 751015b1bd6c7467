"""Worker processes: begun ahead, ended unused, started again otherwise after a death."""

import os
import signal
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from tests.live_processes import alive, children, needs_proc, wait_for

from simlaw.workers import Preparation, Processes, Task


def note(path: str) -> None:
    Path(path).touch()


def signal_of_ctrl_c() -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def cores() -> set[int]:
    return os.sched_getaffinity(0)


@needs_proc
def test_processes_that_no_task_was_given_are_ended() -> None:
    before = set(children(os.getpid()))
    with Processes(2) as workers:
        workers.begin()
        started = set(children(os.getpid())) - before
        assert len(started) >= 2
    wait_for(lambda: not any(alive(pid) and b"spawn_main" in command(pid) for pid in started), 5)


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_tasks_go_to_processes_that_were_begun_before() -> None:
    with Processes(1).begin() as workers:
        first = {workers.start(Task(os.getpid)).result() for _ in range(3)}
    with workers:
        assert workers.start(Task(os.getpid)).result() not in first
    assert len(first) == 1


def test_what_is_prepared_may_differ_after_a_death(tmp_path: Path) -> None:
    marks = [str(tmp_path / name) for name in ("first", "after")]
    first, after = (Task(note, (mark,)) for mark in marks)
    with Processes(1, Preparation(first=first, after_death=after)) as workers:
        assert workers.start(Task(os.listdir, (str(tmp_path),))).result() == ["first"]
        with pytest.raises(BrokenExecutor):
            workers.start(Task(os._exit, (1,))).result()
        assert workers.restart()
        assert sorted(workers.start(Task(os.listdir, (str(tmp_path),))).result()) == [
            "after",
            "first",
        ]


def test_ctrl_c_does_not_reach_them_and_each_has_a_core() -> None:
    with Processes(2) as workers:
        assert workers.start(Task(signal_of_ctrl_c)).result()
        if hasattr(os, "sched_getaffinity"):
            assert len(workers.start(Task(cores)).result()) == 1


@needs_proc
def test_an_interrupt_kills_what_is_under_way() -> None:
    pids = []

    def interrupted() -> None:
        with Processes(1) as workers:
            pids.append(workers.start(Task(os.getpid)).result())
            workers.start(Task(time.sleep, (600,)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not alive(pids[0])
