"""Worker processes that outlive tasks which hang or crash: with a time limit, each replaceable."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from threading import Event, Lock, Timer
from typing import Any

from simlaw.errors import SimlawError
from simlaw.workers.cores import usable_cores
from simlaw.workers.on_patient_process import read_message, write_message
from simlaw.workers.protocol import Workers
from simlaw.workers.tasks import R, Task

START_LIMIT = 120.0
"""Seconds a worker may take to import its libraries."""

SINGLE_THREADED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Environment of workers: there is one per core, and threads inside them would fight for cores."""


class TaskLostError(SimlawError):
    """A task took too long, or the process that did it died; the text says which."""


class PatientProcesses(Workers):
    """Processes of which one is killed and replaced when its task takes too long, or crashes it.

    Such a task raises `TaskLostError`, and all others go on. Each process is a program of its own,
    see `simlaw.workers.on_patient_process`: no main guard is needed.

    Parameters
    ----------
    workers
        How many, each doing one task at a time on one thread; all usable cores by default.
    time_limit
        Seconds that a task may take.
    preparation
        ``"module:function"`` and the texts it is called with, in each process as it starts.

    Raises
    ------
    SimlawError
        By the tasks, if a process cannot start.
    """

    def __init__(
        self, workers: int | None = None, *, time_limit: float, preparation: tuple[str, ...] = ()
    ) -> None:
        self._workers = workers or usable_cores()
        program = [sys.executable, "-P", "-m", "simlaw.workers.on_patient_process"]
        self._command = [*program, *preparation]
        self._time_limit = time_limit
        self._threads: ThreadPoolExecutor | None = None
        self._seats: list[_Seat] = []
        self._free: SimpleQueue[_Seat] = SimpleQueue()

    def slots(self) -> int:
        """Return the number of processes."""
        return self._workers

    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._workers, thread_name_prefix="patient")
            self._seats = [_Seat(self._command, self._time_limit) for _ in range(self._workers)]
            self._free = SimpleQueue()
            for seat in self._seats:
                self._free.put(seat)
        return self._threads.submit(_on_a_free_seat, self._free, pickle.dumps(task.parcel()))

    def close(self, *, at_once: bool = False) -> None:
        """Kill the processes; nobody waits for a task that may hang."""
        threads, self._threads = self._threads, None
        if threads is not None:
            for seat in self._seats:
                seat.close()
            threads.shutdown(wait=True, cancel_futures=True)


def _on_a_free_seat(free: SimpleQueue[_Seat], parcel: bytes) -> Any:
    """Have a task done; there are as many threads as seats, so one is free."""
    seat = free.get()
    try:
        return seat.do(parcel)
    finally:
        free.put(seat)


class _Seat:
    """A place where one worker process sits, replaced when it dies."""

    def __init__(self, command: list[str], time_limit: float) -> None:
        self._command = command
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = Event()
        self._lock = Lock()

    def do(self, parcel: bytes) -> Any:
        """Return the result of a task, or raise what it raised."""
        process = self._process or self._start()
        answer, in_time = _ask(process, parcel, self._time_limit)
        if answer is None:
            reason = _death(process) if in_time else f"it took more than {self._time_limit:g} s"
            self._dismiss()
            raise TaskLostError(reason)
        if not in_time:
            self._dismiss()
        succeeded, result = answer
        if not succeeded:
            raise result
        return result

    def close(self) -> None:
        """Kill the worker and start no other; may be called from any thread."""
        self._closed.set()
        self._dismiss()

    def _dismiss(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed.is_set():
                raise SimlawError("The work was stopped.")
            process = self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **SINGLE_THREADED},
            )
        ready, in_time = _ask(process, None, START_LIMIT)
        if ready is None:
            what = _death(process) if in_time else f"nothing was heard for {START_LIMIT:g} s"
            raise SimlawError(
                f"A worker process could not start: {what}. "
                f"See its messages with: {' '.join(self._command)} < /dev/null"
            )
        return process


def _ask(process: subprocess.Popen[bytes], parcel: bytes | None, limit: float) -> tuple[Any, bool]:
    """Return the worker's next message (None if it died) and whether it came in time."""
    assert process.stdin is not None
    assert process.stdout is not None
    late = Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = Timer(limit, end)
    timer.start()
    answer: Any = None
    # A process that is gone shows as a broken pipe or an end of file.
    with suppress(OSError, ValueError, EOFError):
        if parcel is not None:
            write_message(process.stdin, parcel)
        answer = read_message(process.stdout)
    timer.cancel()
    timer.join()
    return answer, not late.is_set()


def _death(process: subprocess.Popen[bytes]) -> str:
    code = process.wait()
    if code < 0:
        with suppress(ValueError):
            return f"the process computing it died ({signal.Signals(-code).name})"
    return f"the process computing it ended with status {code}"
