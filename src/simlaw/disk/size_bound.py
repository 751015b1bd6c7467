"""How large the cache is, and how it is kept within a size: the least recently used goes first.

Hard links of one file count once. What a running process uses is never removed; see
`simlaw.disk.entries_in_use`. Folders of earlier versions, which lay beside the store, are counted
and removed too; nothing reads them any more.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simlaw.disk.checksums import SEAL
from simlaw.disk.entries_in_use import in_use, store_of
from simlaw.disk.notes_to_user import note
from simlaw.disk.places import KINDS, STORE, TABLES
from simlaw.disk.whole_files import LEFT_BEHIND, OLD, remove_left_behind, remove_whole
from simlaw.errors import InputError

CACHE_SIZE = "SIMLAW_CACHE_SIZE"
"""Environment variable: bytes that the cache may take, such as ``5GB``."""

STANDARD = 20 * 10**9

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}

Inode = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """One thing in the cache.

    Attributes
    ----------
    kind
        In `KINDS`.
    path
        Its folder or file.
    files
        Bytes of each file in it, by what tells files apart; hard links are one file.
    used
        Time of the last use, seconds since 1970.
    by
        Who uses it now; None for nobody.
    old
        Whether it lies where an earlier version put it.
    """

    kind: str
    path: Path
    files: dict[Inode, int]
    used: float
    by: str | None = None
    old: bool = False


def size_bound() -> int:
    """Return the bytes that the cache may take: ``$SIMLAW_CACHE_SIZE``, else 20 GB.

    Raises
    ------
    InputError
        If the variable holds no size.
    """
    text = os.environ.get(CACHE_SIZE, "").strip()
    if not text:
        return STANDARD
    return parse_size(text)


def parse_size(text: str) -> int:
    """Return a size in bytes.

    Examples
    --------
    >>> parse_size("5GB"), parse_size("1.5 MiB"), parse_size("1000")
    (5000000000, 1572864, 1000)
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", text)
    if found is None or found[2].upper() not in _UNITS:
        raise InputError(
            f"{CACHE_SIZE} is '{text}', which is no size. Give a number of bytes, or one with a "
            "unit: 500MB, 20GB, 1TB; GiB and the like are powers of 1024."
        )
    return int(float(found[1]) * _UNITS[found[2].upper()])


def size_text(count: int) -> str:
    """Return a number of bytes as people read it.

    Examples
    --------
    >>> size_text(20 * 10**9), size_text(1_234_567), size_text(12)
    ('20 GB', '1.23 MB', '12 B')
    """
    for unit, power in (("TB", 12), ("GB", 9), ("MB", 6), ("kB", 3)):
        if count >= 10**power:
            return f"{count / 10**power:.3g} {unit}"
    return f"{count} B"


def survey(cache: Path) -> list[Entry]:
    """Return all that is in a cache, the least recently used first."""
    return sorted(_entries(cache), key=lambda one: one.used)


def total_bytes(entries: Iterable[Entry]) -> int:
    """Return the bytes that entries take together."""
    files: dict[Inode, int] = {}
    for one in entries:
        files |= one.files
    return sum(files.values())


def sizes_by_kind(entries: Iterable[Entry]) -> dict[tuple[str, bool], tuple[list[Entry], int]]:
    """Return entries and their bytes by kind and by whether they are of an earlier layout.

    Every kind of today is there, those of earlier layouts where there are any. A file that lies
    under several names counts for the first kind that has it, so that the sizes add up.
    """
    found: dict[tuple[str, bool], list[Entry]] = {(kind, False): [] for kind in KINDS}
    for one in entries:
        found.setdefault((one.kind, one.old), []).append(one)
    counted: set[Inode] = set()
    sizes = {}
    for key, several in found.items():
        files = {inode: size for one in several for inode, size in one.files.items()}
        sizes[key] = (several, sum(s for inode, s in files.items() if inode not in counted))
        counted |= files.keys()
    return sizes


def keep_within(cache: Path, bound: int) -> tuple[list[Entry], int]:
    """Remove the least recently used entries until a cache takes no more than a bound.

    Parameters
    ----------
    cache
        Its folder.
    bound
        In bytes. What is in use stays, even where that is more.

    Returns
    -------
    removed, left
        Entries that were removed, and the bytes that are left.
    """
    _tidy(cache, KINDS, OLD)
    entries = survey(cache)
    links = Counter(inode for one in entries for inode in one.files)
    in_hand = {inode for one in entries if one.by is not None for inode in one.files}
    size = total_bytes(entries)
    removed = []
    for one in entries:
        if size <= bound:
            break
        # To remove one link of a file that is in use under another name would free nothing.
        if one.by is not None or one.files.keys() & in_hand:
            continue
        if _last_used(one.path) > one.used or not _removed(one):
            continue
        removed.append(one)
        links.subtract(one.files.keys())
        size -= sum(count for inode, count in one.files.items() if not links[inode])
    return removed, size


def clear(cache: Path, kind: str | None = None) -> tuple[list[Entry], list[Entry]]:
    """Remove all entries, or those of a kind; what is in use is left.

    Parameters
    ----------
    cache
        Its folder.
    kind
        In `KINDS`; None for all.

    Returns
    -------
    removed, left
        Entries; those left are in use, or could not be removed.
    """
    kinds = KINDS if kind is None else (kind,)
    _tidy(cache, kinds, OLD / 24)
    removed: list[Entry] = []
    left: list[Entry] = []
    for one in survey(cache):
        if one.kind in kinds:
            gone = one.by is None and _removed(one)
            (removed if gone else left).append(one)
    return removed, left


_totals: dict[Path, int] = {}


def grown(entry: Path) -> None:
    """Keep the cache within its bound after an entry was made in it.

    The cache is looked through at the first entry that this process makes, and then only when
    what it has made since may have reached the bound.

    Raises
    ------
    InputError
        If ``$SIMLAW_CACHE_SIZE`` holds no size.
    """
    store = store_of(entry)
    if store is None:
        return
    bound = size_bound()
    if store in _totals:
        _totals[store] += sum(_files(entry).values())
    if store not in _totals or _totals[store] > bound:
        removed, _totals[store] = keep_within(store.parent, bound)
        if removed:
            note(
                f"{store.parent}: removed {len(removed)} of its entries, not used for longest, "
                f"to stay within {size_text(bound)} ({CACHE_SIZE})"
            )


def _places(cache: Path, kinds: Iterable[str]) -> Iterator[tuple[Path, bool]]:
    """Yield the folders of kinds, and whether they are those of earlier versions."""
    for kind in kinds:
        yield cache / STORE / kind, False
        yield cache / kind, True


def _tidy(cache: Path, kinds: Iterable[str], older_than: float) -> None:
    busy = in_use(cache / STORE)
    for folder, _ in _places(cache, kinds):
        keep = {name.partition("/")[2] for name in busy if name.startswith(f"{folder.name}/")}
        remove_left_behind(folder, older_than=older_than, keep=keep)


def _entries(cache: Path) -> Iterator[Entry]:
    busy = in_use(cache / STORE)
    for folder, old in _places(cache, KINDS):
        for path in _inside(folder):
            by = None if old else busy.get(f"{folder.name}/{path.name}")
            yield Entry(folder.name, path, _files(path), _last_used(path), by, old)


def _inside(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith(LEFT_BEHIND)
            and not path.is_symlink()
            and (path.is_dir() or (folder.name == TABLES and path.suffix == ".parquet"))
        )
    return []


def _files(path: Path) -> dict[Inode, int]:
    found: dict[Inode, int] = {}
    with suppress(OSError):
        for one in path.iterdir() if path.is_dir() else (path,):
            with suppress(OSError):
                about = one.stat()
                found[about.st_dev, about.st_ino] = about.st_size
    return found


def _last_used(path: Path) -> float:
    """Return when an entry was last used; where that is not noted, when it last changed."""
    with suppress(OSError):
        return (path / SEAL).stat().st_mtime
    times = [0.0]
    with suppress(OSError):
        times += [one.stat().st_mtime for one in (path, *(path.iterdir() if path.is_dir() else ()))]
    return max(times)


def _removed(one: Entry) -> bool:
    with suppress(OSError):
        remove_whole(one.path)
        return True
    return False
