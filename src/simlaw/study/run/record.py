"""The record of finished trials: append-only JSON lines, one writer, safe against any interruption.

The first line names the format and the study; every further line holds one finished trial. A line
is flushed and synced before the trial counts as done. A torn last line (a crash while writing) is
cut off with a note; any other line that cannot be read is an error that names it.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from simlaw.errors import InputError, cannot_write
from simlaw.study.design.design import Trial
from simlaw.study.run.record_in_bulk import WORTH, read_together
from simlaw.study.run.trial import Finished, Row

FORMAT = "simlaw-trials"
VERSION = 1

ELSEWHERE = "choose another folder with --output"


@dataclass(frozen=True)
class Record:
    """What a journal holds.

    Attributes
    ----------
    digest
        Fingerprint of the study it belongs to.
    finished
        Finished trials in the order they were written.
    torn
        Number of bytes of a torn last line, 0 if there is none.
    """

    digest: str
    finished: tuple[Finished, ...]
    torn: int


def read_journal(path: Path) -> Record:
    """Read a journal.

    Raises
    ------
    InputError
        A file that is not a journal, a newer format, or a broken line before the last; the
        message names file and line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    head, begun, rest = content.partition(b"\n")
    if not begun:
        raise InputError(f"{path}: not a journal of trials: the first line is missing or torn.")
    digest = _read_head(head, path)
    whole = rest[: rest.rfind(b"\n") + 1]
    finished = read_together(whole) if whole.count(b"\n") >= WORTH else None
    if finished is None:
        finished = _read_lines(whole, path)
    return Record(digest, tuple(finished), len(rest) - len(whole))


def _read_lines(content: bytes, path: Path) -> list[Finished]:
    finished: list[Finished] = []
    seen: dict[Trial, int] = {}
    for number, line in enumerate(content.split(b"\n")[:-1], start=2):
        done = _read_line(line, path, number)
        if done.trial in seen:
            raise InputError(
                f"{path}, line {number}: replicate {done.trial.replicate}, n = {done.trial.n} is "
                f"recorded again (first in line {seen[done.trial]}). Remove one of the two lines."
            )
        seen[done.trial] = number
        finished.append(done)
    return finished


class Journal:
    """A journal open for writing; use it as a context manager.

    Parameters
    ----------
    path
        The file; made if it is missing.
    digest
        Fingerprint of the study.

    Raises
    ------
    InputError
        If another process writes it, it belongs to another study, or it cannot be written.
    """

    def __init__(self, path: Path, digest: str) -> None:
        self.path = path
        self.digest = digest
        self.record = Record(digest, (), 0)
        self._lock = FileLock(path.with_name(f".{path.name}.lock"))
        self._file: FileIO | None = None

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise InputError(
                f"{self.path.parent}: another run is writing to this folder. Wait for it, or "
                "give this run a folder of its own with --output."
            ) from None
        except OSError as error:
            raise cannot_write(self.path.parent, error, otherwise=ELSEWHERE) from None
        try:
            self._open()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def _open(self) -> None:
        try:
            if not self.path.exists() or self._is_torn_head():
                head = {"format": FORMAT, "version": VERSION, "study": self.digest}
                self._file = open(self.path, "w+b", buffering=0)  # noqa: SIM115
                self._append(head)
                _sync_folder(self.path.parent)
                return
            self.record = read_journal(self.path)
            if self.record.digest != self.digest:
                raise InputError(
                    f"{self.path.parent}: this folder holds a run of another study (other data, "
                    "descriptors, training or seed). Give this run a folder of its own with "
                    "--output, or remove the old folder."
                )
            self._file = open(self.path, "r+b", buffering=0)  # noqa: SIM115
            end = self._file.seek(0, os.SEEK_END)
            if self.record.torn:
                self._file.truncate(end - self.record.torn)
                self._file.seek(0, os.SEEK_END)
            # A run that was killed may have left lines that no sync has reached.
            os.fsync(self._file.fileno())
        except OSError as error:
            raise cannot_write(self.path, error, otherwise=ELSEWHERE) from None

    def _is_torn_head(self) -> bool:
        """Whether a crash left less than the first line, and so nothing worth keeping."""
        with open(self.path, "rb") as file:
            start = file.read(4096)
        head = json.dumps({"format": FORMAT}).encode()[:-1]
        return b"\n" not in start and (start.startswith(head) or head.startswith(start))

    def add(self, done: Finished) -> None:
        """Append a finished trial; it is on disk when this returns."""
        self.add_all([done])

    def add_all(self, several: Iterable[Finished]) -> None:
        """Append finished trials; they are on disk when this returns, at the price of one sync."""
        lines = [_line(done) for done in several]
        if lines:
            self._append(*lines)

    def _append(self, *contents: dict[str, Any]) -> None:
        if self._file is None:
            raise ValueError("the journal is not open")
        self._look_for()
        start = self._file.tell()
        lines = b"".join(json.dumps(c, allow_nan=False).encode() + b"\n" for c in contents)
        try:
            # Nothing is buffered: what a full disk refused must not come later by itself.
            written = 0
            while written < len(lines):
                written += self._file.write(lines[written:])
            os.fsync(self._file.fileno())
        except OSError as error:
            self._drop_from(start)
            raise cannot_write(self.path, error, otherwise=ELSEWHERE) from None

    def _look_for(self) -> None:
        """Make sure that lines go to a file that still has its name."""
        assert self._file is not None
        try:
            there = os.path.samestat(os.stat(self.path), os.fstat(self._file.fileno()))
        except (FileNotFoundError, NotADirectoryError):
            there = False
        except OSError as error:
            raise cannot_write(self.path, error, otherwise=ELSEWHERE) from None
        if not there:
            raise InputError(
                f"{self.path}: was removed or replaced while this run was writing it. Trials that "
                "were recorded in it are gone with it; run the same command again to run them anew."
            )

    def _drop_from(self, start: int) -> None:
        """Leave no half-written line where the system still allows to cut it off."""
        assert self._file is not None
        # Where this fails too, the next reader cuts a torn last line off.
        with suppress(OSError):
            os.ftruncate(self._file.fileno(), start)
            self._file.seek(start)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # Some file systems report here what they could not write; each line had its own sync.
            with suppress(OSError):
                if self._file is not None:
                    self._file.close()
        finally:
            self._file = None
            self._lock.release()


def rows_of(finished: Iterable[Finished]) -> list[dict[str, Any]]:
    """Return tidy rows ``replicate, n, m, method, mae, rmse``, sorted."""
    rows = [
        {
            "replicate": done.trial.replicate,
            "n": done.trial.n,
            "m": row.m,
            "method": row.method,
            "mae": row.mae,
            "rmse": row.rmse,
        }
        for done in finished
        for row in done.rows
    ]
    return sorted(rows, key=lambda row: (row["method"], row["m"], row["n"], row["replicate"]))


def _line(done: Finished) -> dict[str, Any]:
    """Return what is written of a finished trial; with one draw, nothing is said of draws."""
    content: dict[str, Any] = {
        "replicate": done.trial.replicate,
        "n": done.trial.n,
        "seconds": round(done.seconds, 4),
    }
    if done.pretraining is not None:
        content["pretraining"] = round(done.pretraining, 4)
    rows = [asdict(row) for row in done.rows]
    for row in rows:
        if not row["draws"]:
            del row["draws"]
    return {**content, "rows": rows}


def _sync_folder(folder: Path) -> None:
    """Make sure that a new file's name outlasts a power cut, where the system knows how."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read_head(line: bytes, path: Path) -> str:
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError
        version, digest = int(head["version"]), str(head["study"])
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{path}, line 1: not a journal of trials (expected a line with format '{FORMAT}')."
        ) from None
    if version > VERSION:
        raise InputError(
            f"{path}, line 1: format version {version} is newer than this simlaw knows "
            f"({VERSION}). Update simlaw."
        )
    return digest


def _read_line(line: bytes, path: Path, number: int) -> Finished:
    try:
        content = json.loads(line)
        rows = tuple(
            Row(
                int(r["m"]),
                str(r["method"]),
                float(r["mae"]),
                float(r["rmse"]),
                tuple((float(mae), float(rmse)) for mae, rmse in r.get("draws", ())),
            )
            for r in content["rows"]
        )
        numbers = (x for row in rows for pair in ((row.mae, row.rmse), *row.draws) for x in pair)
        if not all(map(math.isfinite, numbers)):
            raise ValueError
        trial = Trial(int(content["replicate"]), int(content["n"]))
        shared = content.get("pretraining")
        seconds = float(content["seconds"])
        return Finished(trial, rows, seconds, None if shared is None else float(shared))
    except (ValueError, KeyError, TypeError):
        start = line[:60].decode("utf-8", "replace")
        raise InputError(
            f"{path}, line {number}: cannot be read as a finished trial (found: {start!r}). "
            "Only a torn last line is repaired by itself; restore the file from a copy, or "
            "delete this line to have its trial run again."
        ) from None
