"""Worker processes that outlive hanging and crashing molecules."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from threading import Event, Lock, Thread, Timer
from typing import Any

from simlaw.errors import SimlawError

START_LIMIT = 120.0
"""Seconds a worker may take to import its libraries."""

SINGLE_THREADED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Environment of workers: there is one per core, and threads inside them would fight for cores."""


def compute_all(
    simulator: str, molecules: Iterable[str], *, workers: int, time_limit: float
) -> Iterator[dict[str, Any]]:
    """Yield one record per molecule, in the order in which they are finished.

    Parameters
    ----------
    simulator
        Where workers import it from, a value of `simlaw.simulate.SIMULATORS`.
    molecules
        As SMILES.
    workers
        Processes, each computing one molecule at a time on one thread.
    time_limit
        Seconds one molecule may take; then its worker is killed and replaced, and the record says
        so.

    Yields
    ------
    dict
        ``{"smiles": ..., "values": {...}}`` or ``{"smiles": ..., "reason": ...}``.

    Raises
    ------
    SimlawError
        If a worker cannot start.
    """
    pending = iter(molecules)
    taking, stop = Lock(), Event()
    records: SimpleQueue[dict[str, Any] | BaseException | None] = SimpleQueue()
    seats = [_Seat(simulator, time_limit) for _ in range(workers)]

    def serve(seat: _Seat) -> None:
        try:
            while not stop.is_set():
                with taking:
                    smiles = next(pending, None)
                if smiles is None:
                    break
                record = seat.compute(smiles)
                # A worker killed because the run stops says nothing about its molecule.
                if not stop.is_set():
                    records.put(record)
        except BaseException as error:  # handed to the caller's thread, which raises it
            records.put(error)
        finally:
            seat.close()
            records.put(None)

    threads = [Thread(target=serve, args=(seat,), daemon=True) for seat in seats]
    for thread in threads:
        thread.start()
    open_seats = workers
    try:
        while open_seats:
            record = records.get()
            if record is None:
                open_seats -= 1
            elif isinstance(record, BaseException):
                raise record
            else:
                yield record
    finally:
        stop.set()
        for seat in seats:
            seat.close()
        for thread in threads:
            thread.join()


class _Seat:
    """A place where one worker process sits, replaced when it dies."""

    def __init__(self, simulator: str, time_limit: float) -> None:
        self._command = [sys.executable, "-P", "-m", "simlaw.simulate.worker", simulator]
        self._time_limit = time_limit
        self._process: subprocess.Popen[str] | None = None
        self._closed = Event()
        self._lock = Lock()

    def compute(self, smiles: str) -> dict[str, Any]:
        """Return the record of one molecule."""
        process = self._process or self._start()
        line, in_time = _ask(process, json.dumps(smiles), self._time_limit)
        if line.endswith("\n"):
            if not in_time:
                self._dismiss()
            record: dict[str, Any] = json.loads(line)
            return record
        reason = _death(process) if in_time else f"it took more than {self._time_limit:g} s"
        self._dismiss()
        return {"smiles": smiles, "reason": reason}

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

    def _start(self) -> subprocess.Popen[str]:
        with self._lock:
            if self._closed.is_set():
                raise SimlawError("The simulation was stopped.")
            process = self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env={**os.environ, **SINGLE_THREADED},
            )
        line, in_time = _ask(process, None, START_LIMIT)
        if not line.endswith("\n"):
            what = _death(process) if in_time else f"nothing was heard for {START_LIMIT:g} s"
            raise SimlawError(
                f"A worker process could not start: {what}. "
                f"See its messages with: {' '.join(self._command)} < /dev/null"
            )
        return process


def _ask(process: subprocess.Popen[str], message: str | None, limit: float) -> tuple[str, bool]:
    """Return the worker's next line (cut short if it died) and whether it came in time."""
    assert process.stdin is not None
    assert process.stdout is not None
    late = Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = Timer(limit, end)
    timer.start()
    line = ""
    # A process that is gone shows as a broken pipe or an end of file: no line either way.
    with suppress(OSError, ValueError):
        if message is not None:
            process.stdin.write(message + "\n")
            process.stdin.flush()
        line = process.stdout.readline()
    timer.cancel()
    timer.join()
    return line, not late.is_set()


def _death(process: subprocess.Popen[str]) -> str:
    code = process.wait()
    if code < 0:
        with suppress(ValueError):
            return f"the process computing it died ({signal.Signals(-code).name})"
    return f"the process computing it ended with status {code}"
