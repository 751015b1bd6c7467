"""Checksums of what lies in a folder, so that damage to any file of it is noticed.

A sealed folder holds a file `SEAL` with size, time of change and checksum of each other file. The
checksum of a file is read once in each process, for as long as its size and time stay the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from simlaw.disk.whole_files import whole_file

SEAL = "checksums.json"

FORMAT = 1

PIECE = 1 << 25
"""Bytes that are read in one go by one thread; the checksum is that of the pieces' checksums."""

THREADS = 4

SMALL = 1 << 24
"""Bytes up to which a file is read again even where only size and time are asked for."""

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass(frozen=True)
class Sealed:
    """What a seal says of one file.

    Attributes
    ----------
    stamp
        Size and time of change when it was sealed.
    checksum
        Of its bytes, hexadecimal.
    """

    stamp: Stamp
    checksum: str


_read: dict[tuple[int, int, Stamp], str] = {}


def checksum(path: Path) -> str:
    """Return the checksum of a file; one that this process has read is not read again.

    Hard links of one file are one file here.
    """
    about = os.stat(path)
    key = (about.st_dev, about.st_ino, stamp_of(about))
    if key in _read:
        return _read[key]
    starts = range(0, max(1, about.st_size), PIECE)
    if len(starts) == 1:
        pieces = [_piece(path, 0)]
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as threads:
            pieces = list(threads.map(lambda start: _piece(path, start), starts))
    found = blake2b(b"".join(pieces), digest_size=16).hexdigest()
    # A file that changed meanwhile is read again the next time.
    if about.st_ino and stamp_of(os.stat(path)) == key[2]:
        _read[key] = found
    return found


def forget() -> None:
    """Have every file read again."""
    _read.clear()


def stamp_of(about: os.stat_result) -> Stamp:
    """Return size and time of change."""
    return about.st_size, about.st_mtime_ns


def seal(folder: Path) -> None:
    """Write the checksums of all files in a folder into it.

    Raises
    ------
    OSError
        If they cannot be read, or the seal cannot be written.
    """
    write_seal(folder, {p.name: sealed(p) for p in sorted(folder.iterdir()) if p.name != SEAL})


def sealed(path: Path) -> Sealed:
    """Return what a seal says of a file as it is."""
    return Sealed(stamp_of(path.stat()), checksum(path))


def write_seal(folder: Path, files: Mapping[str, Sealed]) -> None:
    """Write what a seal says, by file name.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    said = {
        name: {"size": one.stamp[0], "time": one.stamp[1], "checksum": one.checksum}
        for name, one in files.items()
    }
    with whole_file(folder / SEAL) as file:
        file.write(json.dumps({"format": FORMAT, "files": said}).encode() + b"\n")


def read_seal(folder: Path) -> dict[str, Sealed] | None:
    """Return what was sealed in a folder, by file name; None where that cannot be read."""
    try:
        content = json.loads((folder / SEAL).read_bytes())
        if content["format"] != FORMAT:
            return None
        return {
            str(name): Sealed((int(one["size"]), int(one["time"])), str(one["checksum"]))
            for name, one in content["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def damage(folder: Path, *, quick: bool = False) -> str | None:
    """Return what is wrong with a sealed folder, for the user; None where all is as it was.

    Parameters
    ----------
    folder
        To look at.
    quick
        Whether a file above `SMALL` whose size and time are those of the seal is taken as sound,
        as it may be where another process has just read it in full.
    """
    files = read_seal(folder)
    if files is None:
        return f"{SEAL} is missing or cannot be read"
    moved = False
    for name, one in files.items():
        path = folder / name
        try:
            stamp = stamp_of(path.stat())
            if stamp[0] != one.stamp[0]:
                return f"{name} has {stamp[0]:,} bytes in place of {one.stamp[0]:,}"
            if quick and stamp == one.stamp and stamp[0] > SMALL:
                continue
            if checksum(path) != one.checksum:
                return f"{name} does not hold the bytes that were written"
            moved |= stamp != one.stamp
        except OSError as error:
            return f"{name} is missing or cannot be read ({error.strerror})"
    if moved and not quick:
        _seal_again(folder)
    return None


def _seal_again(folder: Path) -> None:
    """Take over the times of files that were copied, so that others need not read them."""
    # A cache that may only be read serves as well.
    with suppress(OSError):
        seal(folder)


def _piece(path: Path, start: int) -> bytes:
    digest = blake2b(digest_size=16)
    buffer = memoryview(bytearray(1 << 20))
    left = PIECE
    with open(path, "rb", buffering=0) as file:
        file.seek(start)
        while left and (count := file.readinto(buffer[: min(left, len(buffer))])):
            digest.update(buffer[:count])
            left -= count
    return digest.digest()
