"""The content-addressed store: what was computed once, and is found again by what decides it.

An entry is a folder, ``store/KIND/NAME`` below the cache, its name a hash of all that decides its
content. It is written aside, sealed with the checksum of each file, and renamed into place. Whoever
opens it has the checksums verified; an entry that is damaged is dropped with a note to the user and
counts as none, so that it is made again. All entries together stay within a size, see
`simlaw.disk.size_bound`.

What workers read is verified by the run before it starts. A worker reads again only what is small,
compares size and time of the rest with the seal (`watch`), and after each trial with what they were
when it began (`Watched.check`), so that no trial counts whose files were changed meanwhile.
"""

from __future__ import annotations

import errno
import os
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simlaw.disk.checksums import SEAL, Stamp, damage, seal, stamp_of
from simlaw.disk.entries_in_use import note_use, using
from simlaw.disk.notes_to_user import note
from simlaw.disk.places import ELSEWHERE
from simlaw.disk.size_bound import grown, size_bound
from simlaw.disk.whole_files import remove_whole, whole_folder
from simlaw.errors import FULL, DamagedError, cannot_write

__all__ = ["Watched", "drop", "find", "making", "using", "watch"]


def find(entry: Path) -> bool:
    """Whether an entry is there and sound; one that is damaged is dropped with a note.

    Parameters
    ----------
    entry
        Its folder, in a store or elsewhere.
    """
    note_use(entry)
    if not entry.exists():
        return False
    wrong = damage(entry)
    if wrong is not None:
        drop(entry, wrong)
        return False
    # The time of the seal is that of the last use, where this cache may be written.
    with suppress(OSError):
        os.utime(entry / SEAL)
    return True


def drop(entry: Path, wrong: str) -> None:
    """Remove an entry that cannot be used, and say so.

    Parameters
    ----------
    entry
        Its folder.
    wrong
        What is wrong with it, as a sentence without its stop.
    """
    what = f"{entry}: damaged ({wrong})"
    try:
        if remove_whole(entry):
            note(f"{what}; dropped from the cache, and made again")
    except OSError as error:
        refused = f"cannot be removed ({error.strerror}); remove it by hand"
        note(f"{what}, and {refused}", once=True)


@contextmanager
def making(entry: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes the entry when the block ends well.

    Where a sound one is there by then, it is left.

    Raises
    ------
    InputError
        If it cannot be written. Of what the block raises, only what a full or broken disk says is
        turned into this: it may compute, too, while it writes.
    """
    computing = False
    size_bound()  # a size that is none is said before what may take hours
    with using():
        note_use(entry)
        try:
            with whole_folder(entry) as aside:
                note_use(aside)
                computing = True
                yield aside
                computing = False
                seal(aside)
                find(entry)
        except OSError as error:
            if computing and error.errno not in (None, errno.EIO, *FULL):
                raise
            raise cannot_write(entry, error, otherwise=ELSEWHERE) from None
        grown(entry)


class Watched:
    """Files that are mapped into memory or read later, as they were when they were opened.

    Parameters
    ----------
    files
        To hold open and watch; they may be removed meanwhile, but not changed.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self._open: list[tuple[Path, int, Stamp]] = []
        for path in files:
            handle = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, handle)
            self._open.append((path, handle, stamp_of(os.fstat(handle))))

    def check(self) -> None:
        """Make sure that nothing was changed.

        Raises
        ------
        DamagedError
            If a file was.
        """
        for path in self._changed():
            raise _damaged(path, "it was changed or cut while this run was reading it")

    def is_unchanged(self) -> bool:
        """Whether all is as it was."""
        return next(self._changed(), None) is None

    def _changed(self) -> Iterator[Path]:
        for path, handle, stamp in self._open:
            same = False
            with suppress(OSError):
                same = stamp_of(os.fstat(handle)) == stamp
            if not same:
                yield path


def watch(entry: Path, mapped: Iterable[str]) -> Watched:
    """Make sure, in a worker, that an entry is as it was verified, and keep watch over it.

    Parameters
    ----------
    entry
        Its folder.
    mapped
        Names of the files that will be mapped into memory, or read later.

    Raises
    ------
    DamagedError
        If it is damaged; it is left, for the run to drop.
    """
    try:
        watched = Watched(entry / name for name in mapped)
    except OSError as error:
        raise _damaged(entry, f"it cannot be read: {error.strerror}") from None
    wrong = damage(entry, quick=True)
    if wrong is not None:
        raise _damaged(entry, wrong)
    return watched


def _damaged(path: Path, wrong: str) -> DamagedError:
    return DamagedError(
        f"{path}: damaged: {wrong}. What is finished is kept, and no trial that read it since "
        "counts: run the same command again, and it is made anew."
    )
