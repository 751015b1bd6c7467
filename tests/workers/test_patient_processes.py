"""Processes that outlive tasks which hang, crash, print, or cannot be sent back."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from simlaw.errors import SimlawError
from simlaw.workers import PatientProcesses, Task, TaskLostError


class OddError(Exception):
    """Cannot be made again from what it holds."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


HERE = """
import os

class OddError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")

def odd():
    raise OddError(1, 2)

def noisy():
    print("noise from a library", flush=True)
    os.write(1, b"noise from C")
    return "whole"
"""


@pytest.fixture
def helpers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Return a module that other processes can import."""
    import importlib

    (tmp_path / "patient_helpers.py").write_text(HERE)
    monkeypatch.syspath_prepend(str(tmp_path))
    known = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), known]))
    yield importlib.import_module("patient_helpers")
    sys.modules.pop("patient_helpers")


def test_what_hangs_or_crashes_is_lost_alone() -> None:
    with PatientProcesses(1, time_limit=1.0) as workers:
        hangs = workers.start(Task(time.sleep, (600,)))
        exits = workers.start(Task(os._exit, (3,)))
        crashes = workers.start(Task(signal.raise_signal, (signal.SIGSEGV,)))
        good = workers.start(Task(divmod, (7, 2)))
        assert good.result(60) == (3, 1)
        for future, words in (
            (hangs, "it took more than 1 s"),
            (exits, "the process computing it ended with status 3"),
            (crashes, r"the process computing it died \(SIGSEGV\)"),
        ):
            with pytest.raises(TaskLostError, match=words):
                future.result(60)


def test_output_of_libraries_does_not_disturb(helpers) -> None:
    with PatientProcesses(1, time_limit=30.0) as workers:
        assert workers.start(Task(helpers.noisy)).result(60) == "whole"
        with pytest.raises(RuntimeError, match="OddError: 1 and 2"):
            workers.start(Task(helpers.odd)).result(60)
        pid = workers.start(Task(os.getpid)).result(60)
        assert workers.start(Task(os.getpid)).result(60) == pid


def test_closing_waits_for_nobody() -> None:
    began = time.monotonic()
    with PatientProcesses(2, time_limit=600.0) as workers:
        assert workers.start(Task(os.getppid)).result(60) == os.getpid()
        futures = [workers.start(Task(time.sleep, (600,))) for _ in range(5)]
    assert time.monotonic() - began < 30
    assert all(future.cancelled() or future.exception(1) for future in futures)


def test_processes_that_cannot_start_say_how_to_see_why() -> None:
    broken = PatientProcesses(1, time_limit=1.0, preparation=("simlaw.errors:nothing", "text"))
    with broken, pytest.raises(SimlawError, match=r"could not start: .*status 1.*nothing text"):
        broken.start(Task(os.getpid)).result(60)
