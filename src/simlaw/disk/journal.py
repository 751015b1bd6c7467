"""The append-only journal that studies and simulations share: lines of bytes, one writer.

The first line says what the journal belongs to; every further one is a finished piece of work. A
line is written unbuffered and synced before it counts. After a crash at any byte the next writer
cuts a torn last line off; what lines mean, and which others are broken, is for the user of this
module to say.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from simlaw.disk.whole_files import sync_folder
from simlaw.errors import InputError, cannot_write

T = TypeVar("T")


@dataclass(frozen=True)
class Content:
    """What a journal holds, as bytes.

    Attributes
    ----------
    head
        The first line without its end; None where not even that is whole.
    body
        The whole lines below it, each with its end.
    torn
        Bytes of a torn last line, 0 if there is none.
    """

    head: bytes | None
    body: bytes
    torn: int


@dataclass(frozen=True)
class Wording:
    """What is said where a journal cannot be written, in the words of whose it is.

    Attributes
    ----------
    busy
        Another process writes it.
    gone
        It was removed or replaced under this process.
    otherwise
        What else the user may do where the disk refuses, as the end of a sentence.
    """

    busy: str
    gone: str
    otherwise: str


def read_content(path: Path) -> Content:
    """Read a journal, whoever may be writing it.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    head, whole, rest = content.partition(b"\n")
    if not whole:
        return Content(None, b"", len(content))
    body = rest[: rest.rfind(b"\n") + 1]
    return Content(head, body, len(rest) - len(body))


def parsed(
    body: bytes, parse: Callable[[bytes], T], broken: Callable[[int, bytes], InputError]
) -> Iterator[tuple[int, T]]:
    """Yield the number in the file, from 2 on, and the content of each line below the first.

    Parameters
    ----------
    body
        Whole lines.
    parse
        Reads one; raises ValueError, KeyError or TypeError where it cannot.
    broken
        Given the number and the line, what to say to the user then.
    """
    for number, line in enumerate(body.split(b"\n")[:-1], start=2):
        try:
            content = parse(line)
        except (ValueError, KeyError, TypeError):
            raise broken(number, line) from None
        yield number, content


class LineJournal:
    """A journal open for writing; use it as a context manager.

    Parameters
    ----------
    path
        The file; it and its folder are made if they are missing.
    head
        The first line of a new journal, without its end.
    mark
        How the first line of any journal of this kind begins: a file that holds less than a line
        is begun anew if it begins so, and refused otherwise.
    check
        Given what is there before anything is changed; raises where it may not be gone on with.
    wording
        What to say where it cannot be written.
    sync_seconds
        Lines are synced when so many seconds have passed since the last time, and at the end; 0
        for each time.
    lock_stays
        Whether the lock file, a hidden one beside the journal, is left when the writer is done.

    Raises
    ------
    InputError
        If another process writes it, `check` refuses it, or it cannot be written.
    """

    def __init__(
        self,
        path: Path,
        head: bytes,
        mark: bytes,
        *,
        check: Callable[[Content], None],
        wording: Wording,
        sync_seconds: float = 0.0,
        lock_stays: bool = True,
    ) -> None:
        self.path = path
        self._head, self._mark = head, mark
        self._check, self._wording = check, wording
        self._sync_seconds = sync_seconds
        self._lock = only_writer(
            path.with_name(f".{path.name}.lock"),
            busy=wording.busy,
            otherwise=wording.otherwise,
            stays=lock_stays,
        )
        self._file: FileIO | None = None
        self._synced_to, self._synced_at = 0, -math.inf

    def __enter__(self) -> Self:
        self._lock.__enter__()
        try:
            self._open()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def _open(self) -> None:
        found = read_content(self.path) if self.path.exists() else Content(None, b"", 0)
        try:
            if found.head is None and self._is_torn_head():
                self._file = open(self.path, "w+b", buffering=0)  # noqa: SIM115
                self._append(self._head + b"\n")
                sync_folder(self.path.parent)
                return
            self._check(found)
            self._file = open(self.path, "r+b", buffering=0)  # noqa: SIM115
            end = self._file.seek(0, os.SEEK_END)
            if found.torn:
                self._file.truncate(end - found.torn)
                end = self._file.seek(0, os.SEEK_END)
            # A writer that was killed may have left lines that no sync has reached.
            self._sync(end)
        except OSError as error:
            raise cannot_write(self.path, error, otherwise=self._wording.otherwise) from None

    def _is_torn_head(self) -> bool:
        """Whether a crash left less than the first line, and so nothing worth keeping."""
        start = self.path.read_bytes() if self.path.exists() else b""
        return start.startswith(self._mark) or self._mark.startswith(start)

    def append(self, lines: Iterable[bytes]) -> None:
        """Append lines, given without their ends; a kill of this process loses none from here on.

        Raises
        ------
        InputError
            If the file was removed or replaced, or the disk refuses; then none of these lines, or
            none since the last sync, is left in it.
        """
        together = b"".join(line + b"\n" for line in lines)
        if together:
            self._append(together)

    def _append(self, lines: bytes) -> None:
        if self._file is None:
            raise ValueError("the journal is not open")
        self._look_for()
        start = self._file.tell()
        try:
            # Nothing is buffered: what a full disk refused must not come later by itself.
            written = 0
            while written < len(lines):
                written += self._file.write(lines[written:])
            if time.monotonic() - self._synced_at >= self._sync_seconds:
                start = self._synced_to
                self._sync(self._file.tell())
        except OSError as error:
            self._drop_from(start)
            raise cannot_write(self.path, error, otherwise=self._wording.otherwise) from None

    def _sync(self, end: int) -> None:
        assert self._file is not None
        os.fsync(self._file.fileno())
        self._synced_to, self._synced_at = end, time.monotonic()

    def _look_for(self) -> None:
        """Make sure that lines go to a file that still has its name."""
        assert self._file is not None
        try:
            there = os.path.samestat(os.stat(self.path), os.fstat(self._file.fileno()))
        except (FileNotFoundError, NotADirectoryError):
            there = False
        except OSError as error:
            raise cannot_write(self.path, error, otherwise=self._wording.otherwise) from None
        if not there:
            raise InputError(f"{self.path}: {self._wording.gone}")

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
            if self._file is not None and self._sync_seconds and error is None:
                self._last_sync()
        finally:
            try:
                # Some file systems report here what they could not write; synced lines are safe.
                with suppress(OSError):
                    if self._file is not None:
                        self._file.close()
            finally:
                self._file = None
                self._lock.__exit__(kind, error, trace)

    def _last_sync(self) -> None:
        assert self._file is not None
        try:
            self._sync(self._file.tell())
        except OSError as error:
            raise cannot_write(self.path, error, otherwise=self._wording.otherwise) from None


@contextmanager
def only_writer(path: Path, *, busy: str, otherwise: str, stays: bool = True) -> Iterator[None]:
    """Hold a lock file against other processes; its folder is made.

    Parameters
    ----------
    path
        Of the lock.
    busy
        What to say where another process holds it.
    otherwise
        What else the user may do where it cannot be written, as the end of a sentence.
    stays
        Whether the file is left afterwards.

    Raises
    ------
    InputError
        If another process holds it, or it cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise InputError(busy) from None
    except OSError as error:
        raise cannot_write(path.parent, error, otherwise=otherwise) from None
    try:
        yield
    finally:
        if not stays:
            # Removed while still held, so that nobody can be waiting on the removed file.
            with suppress(OSError):
                path.unlink()
        lock.release()


def cut_torn_line(path: Path) -> None:
    """Cut off what follows the last whole line of a file, which a crash may have torn."""
    if not path.exists():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
