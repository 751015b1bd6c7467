"""Whole files and whole folders: a reader never sees half of one, whatever happens meanwhile.

All of the package writes in this way: aside, in the same folder; synced; renamed; the folder
synced. Names of what lies aside begin with `ASIDE`. A killed process may leave such a thing behind;
the next that writes the same name removes it, once it is old.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from simlaw.errors import cannot_write

ASIDE = ".unfinished-"
"""How names begin of what is being written, or removed."""

LEFT_BEHIND = (ASIDE, ".inputs-")
"""How such names begin, those of earlier versions among them."""

OLD = 86_400.0
"""Seconds without a change after which what lies aside counts as left behind."""

ELSEWHERE = "choose another place"


def write_text(path: Path, text: str, *, otherwise: str = ELSEWHERE) -> None:
    """Write a whole text file, UTF-8 with plain line ends, or nothing; folders are made.

    Parameters
    ----------
    path
        The file. A link is followed; what is no regular file (a pipe, ``/dev/stdout``) is written
        to as it is.
    text
        Its content.
    otherwise
        What the user may do where it cannot be written, as the end of a sentence.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_bytes(path, text.encode("utf-8"), otherwise=otherwise)


def write_bytes(path: Path, content: bytes, *, otherwise: str = ELSEWHERE) -> None:
    """Write a whole file or nothing, as `write_text` does."""
    try:
        with whole_file(path) as file:
            file.write(content)
    except OSError as error:
        raise cannot_write(path, error, otherwise=otherwise) from None


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write, which gets its name when the block ends, and only if it ends well.

    Parameters
    ----------
    path
        The file, as for `write_text`.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    if path.exists() and not path.is_file():
        with open(path, "wb") as straight:
            yield straight
        return
    path = Path(os.path.realpath(path))
    aside = _aside(path)
    try:
        # The mode is that of any new file: the user's mask decides.
        with open(aside, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        sync_folder(path.parent)
    finally:
        # Also where Ctrl-C comes in between; after the renaming there is none.
        with suppress(OSError):
            aside.unlink()


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder to fill, which gets its name when the block ends well.

    Where a folder of that name is there by then, it is left, and the new one is given up.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    aside = _aside(folder)
    try:
        aside.mkdir()
        yield aside
        for place, _, names in os.walk(aside):
            for name in names:
                sync_file(Path(place) / name)
            sync_folder(Path(place))
        try:
            os.rename(aside, folder)
        except OSError:
            if not folder.is_dir():
                raise
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def remove_whole(path: Path) -> bool:
    """Remove a file or folder so that no reader sees half of it; whether it was there.

    Raises
    ------
    OSError
        If it cannot be removed.
    """
    aside = path.with_name(f"{ASIDE}{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        os.rename(path, aside)
    except FileNotFoundError:
        return False
    _remove(aside)
    return True


def remove_left_behind(
    folder: Path, name: str = "", *, older_than: float = OLD, keep: Collection[str] = ()
) -> int:
    """Remove what killed processes left in a folder; return the number of bytes that frees.

    Parameters
    ----------
    folder
        Where to look; one that is not there holds nothing.
    name
        Of what it was to become; all if empty.
    older_than
        Seconds since the last change of anything in it, below which it is left.
    keep
        Names that are left whatever their age.
    """
    freed = 0
    starts = (f"{ASIDE}{name[:100]}.",) if name else LEFT_BEHIND
    with suppress(OSError), os.scandir(folder) as found:
        aside = [Path(each.path) for each in found if each.name.startswith(starts)]
        for one in [path for path in aside if path.name not in keep]:
            with suppress(OSError):
                inside = [one, *(one.rglob("*") if one.is_dir() else ())]
                about = [path.lstat() for path in inside]
                if time.time() - max(each.st_mtime for each in about) > older_than:
                    _remove(one)
                    freed += sum(each.st_size for each in about)
    return freed


def sync_file(path: Path) -> None:
    """Bring a file that was written and closed to the disk, where that is done by path."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlast a power cut, where the system knows how."""
    with suppress(OSError):
        sync_file(folder)


def _aside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_left_behind(path.parent, path.name)
    return path.with_name(f"{ASIDE}{path.name[:100]}.{secrets.token_hex(4)}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
