"""A file of fixed-size blocks that only grows: numbers beside a journal, whose lines count them.

Each payload fills whole blocks, the last padded with zeros. A block ends with a checksum of its
bytes and its place, begun with the checksum of its payload: a block that was damaged, moved or
belongs to another payload is noticed when it is read, and any part of a payload can be read alone.
Payloads are synced before a journal's line counts them; what no line counts is written over.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from simlaw.disk.whole_files import sync_folder
from simlaw.errors import InputError, cannot_write

BLOCK = 1024
"""Bytes of a block."""

CHECK = 4
"""Bytes of them that are its checksum."""

ROOM = BLOCK - CHECK
"""Bytes of them that a payload has."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a payload lies.

    Attributes
    ----------
    first
        Number of its first block; block 0 says whose the file is.
    length
        Bytes of the payload.
    check
        Its checksum, CRC-32.
    """

    first: int
    length: int
    check: int

    @property
    def end(self) -> int:
        """Number of the block after its last."""
        return self.first + blocks_of(self.length)


def blocks_of(length: int) -> int:
    """Return how many blocks a payload of so many bytes fills.

    Examples
    --------
    >>> blocks_of(1), blocks_of(1020), blocks_of(1021)
    (1, 1, 2)
    """
    return max(1, -(-length // ROOM))


def read_span(file: BinaryIO, span: Span, start: int = 0, stop: int | None = None) -> bytes:
    """Return bytes ``start`` to ``stop`` of a payload, of which only their blocks are read.

    Raises
    ------
    ValueError
        If a block is damaged or missing; the message says which.
    """
    stop = span.length if stop is None else min(stop, span.length)
    if stop <= start:
        return b""
    first, last = start // ROOM, (stop - 1) // ROOM
    file.seek((span.first + first) * BLOCK)
    content = file.read((last - first + 1) * BLOCK)
    parts = []
    for index in range(first, last + 1):
        block = content[(index - first) * BLOCK : (index - first + 1) * BLOCK]
        number = span.first + index
        if len(block) < BLOCK or block[ROOM:] != _check(block[:ROOM], number, span.check):
            raise ValueError(
                f"block {number} is damaged" if block else f"block {number} is missing"
            )
        parts.append(block[:ROOM])
    return b"".join(parts)[start - first * ROOM : stop - first * ROOM]


class BlockFile:
    """A file of blocks open for writing; use it as a context manager, inside the journal's lock.

    Parameters
    ----------
    path
        The file; made if no block of it is counted.
    mark
        Whose blocks they are, at most `ROOM` bytes: stands in block 0.
    counted
        Number of the block after the last that the journal counts; 0 where it counts none.
    otherwise
        What else the user may do where it cannot be written, as the end of a sentence.

    Raises
    ------
    InputError
        If counted blocks are missing, the file is another's, or it cannot be written.
    """

    def __init__(self, path: Path, mark: bytes, counted: int, *, otherwise: str) -> None:
        self.path = path
        self._mark = mark
        self._end = counted
        self._otherwise = otherwise
        self._file: FileIO | None = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except OSError as error:
            self.__exit__(type(error), error, None)
            raise cannot_write(self.path, error, otherwise=self._otherwise) from None
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def _open(self) -> None:
        head = block_bytes(self._mark, 0)
        if not self._end:
            # No line counts anything here, so whatever a crash left is worth nothing.
            self._file = open(self.path, "w+b", buffering=0)  # noqa: SIM115
            self._end = 1
            self._write(head)
            sync_folder(self.path.parent)
            return
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._end * BLOCK:
            raise InputError(
                f"{self.path}: {self._end * BLOCK - size:,} bytes are missing that the record of "
                "trials counts. Restore this file from a copy, or give this run a folder of its "
                "own with --output."
            )
        self._file = open(self.path, "r+b", buffering=0)  # noqa: SIM115
        if self._file.read(BLOCK) != head:
            raise InputError(
                f"{self.path}: does not belong to the record of trials beside it. Restore this "
                "file from a copy, or give this run a folder of its own with --output."
            )
        self._file.truncate(self._end * BLOCK)
        self._file.seek(self._end * BLOCK)

    def append(self, payloads: Sequence[bytes]) -> list[Span]:
        """Append payloads; they are on disk when this returns, at the price of one sync.

        Raises
        ------
        InputError
            If the file was removed or replaced, or the disk refuses; then none of them counts.
        """
        self._look_for()
        spans, content, at = [], [], self._end
        for payload in payloads:
            span = Span(at, len(payload), zlib.crc32(payload))
            content.append(block_bytes(payload, at))
            spans.append(span)
            at = span.end
        if content:
            try:
                self._write(b"".join(content))
            except OSError as error:
                self.drop_from(self._end)
                raise cannot_write(self.path, error, otherwise=self._otherwise) from None
            self._end = at
        return spans

    @property
    def end(self) -> int:
        """Number of the block that is written next."""
        return self._end

    def drop_from(self, block: int) -> None:
        """Have the next payload written from a block on: what lies there, no line counts."""
        assert self._file is not None
        self._end = block
        # Where this fails, the next writer cuts the rest off.
        with suppress(OSError):
            self._file.truncate(block * BLOCK)
        with suppress(OSError):
            self._file.seek(block * BLOCK)

    def _write(self, content: bytes) -> None:
        assert self._file is not None
        written = 0
        while written < len(content):
            written += self._file.write(content[written:])
        os.fsync(self._file.fileno())

    def _look_for(self) -> None:
        """Make sure that blocks go to a file that still has its name."""
        assert self._file is not None
        try:
            there = os.path.samestat(os.stat(self.path), os.fstat(self._file.fileno()))
        except OSError:
            there = False
        if not there:
            raise InputError(
                f"{self.path}: was removed or replaced while this run was writing it. Restore it, "
                "or give this run a folder of its own with --output."
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # All that counts is synced; some file systems report late what they could not write.
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        self._file = None


def block_bytes(payload: bytes, first: int) -> bytes:
    """Return a payload as blocks that are to stand from block ``first`` on."""
    check = zlib.crc32(payload)
    parts = []
    for index in range(blocks_of(len(payload))):
        content = payload[index * ROOM : (index + 1) * ROOM].ljust(ROOM, b"\0")
        parts += [content, _check(content, first + index, check)]
    return b"".join(parts)


def _check(content: bytes, number: int, begun: int) -> bytes:
    return zlib.crc32(number.to_bytes(8, "little"), zlib.crc32(content, begun)).to_bytes(
        CHECK, "little"
    )
