"""Compiled programs kept between runs, so that only the first run of a study compiles them.

The training library keeps them itself, one file each, by what was compiled and with what. What it
leaves open is settled here: a folder for each user, processor and version of the library, for a
program of another processor may crash; checksums; what a crash or a full disk left half-written;
and a bound on the size. Each folder is an entry of the store. The library's own bound is not used:
it takes a lock and writes at every reading, and gives up writing after the first file that a full
disk cut short.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
import warnings
import zlib
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simlaw.disk.checksums import SEAL, checksum, read_seal, sealed, write_seal
from simlaw.disk.notes_to_user import note
from simlaw.disk.places import PROGRAMS, kind_folder

MOST_BYTES = 100_000_000
"""Programs of one processor and version beyond this are removed, the oldest first."""

UNUSED = 60 * 86_400.0
"""Seconds after which programs of a processor or version that nobody used are removed."""

TIDY_EVERY = 3_600.0
"""Seconds between two looks through a folder."""

YOUNG = 60.0
"""Seconds for which a file may still be in the writing."""

_STAMP = ".tidied"
_ENDING = "-cache"
_ZLIB = b"\x78"


def keep_programs(home: Path) -> Path | None:
    """Have this process keep and find compiled programs below a cache folder.

    To be called before the first compilation. A folder that cannot be used, or holds what others
    may write, is passed over silently: programs are then compiled as if there were none. The
    settings of the training library come first, where the user made them
    (``JAX_COMPILATION_CACHE_DIR``, ``JAX_ENABLE_COMPILATION_CACHE=false`` for no cache).

    Parameters
    ----------
    home
        The cache folder, see `simlaw.disk.places.cache_folder`.

    Returns
    -------
    Path or None
        The folder of the programs; None where none is used.
    """
    # Where a processor prefers instructions that it need not have, the library writes an error
    # for each program that it loads, and then runs it without harm.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import jax

    config: Any = jax.config
    if config.jax_compilation_cache_dir or not config.jax_enable_compilation_cache:
        return None
    if sys.platform == "darwin" and _release("jaxlib") < (0, 10):
        return None  # loading a program could overflow the stack there
    folder = programs_folder(home)
    if not _is_ours(folder):
        return None
    with suppress(OSError):
        tidy(folder)
    # A program that cannot be read or written is compiled, which is all that matters here.
    warnings.filterwarnings("ignore", message="Error (reading|writing) persistent compilation")
    config.update("jax_compilation_cache_dir", str(folder))
    config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    return folder


def programs_folder(home: Path) -> Path:
    """Return the folder of the programs that this machine and user may run, below a cache."""
    return kind_folder(home, PROGRAMS) / fingerprint()


def check_programs(home: Path) -> None:
    """Drop programs that are not as they were when they were sealed, and say so, or are gone.

    To be called before the processes start that use them.
    """
    folder = programs_folder(home)
    if not _is_private(folder):
        return
    files = read_seal(folder) or {}
    there = {path.name: path for path in folder.glob(f"*{_ENDING}")}
    lost = set(files) - set(there)
    for name, path in there.items():
        with suppress(OSError):
            if name in files:
                sound = checksum(path) == files[name].checksum
            else:
                sound = not _is_settled(path) or _is_whole(path)
            if not sound:
                path.unlink()
                lost.add(name)
    if lost:
        with suppress(OSError):
            write_seal(folder, {name: one for name, one in files.items() if name not in lost})
        what = f"{len(lost)} compiled program{'s' if len(lost) > 1 else ''} damaged or missing"
        note(f"{folder}: {what}; dropped from the cache, and compiled again")


def seal_programs(folder: Path) -> None:
    """Note the checksums of programs that have come, and forget those that went.

    To be called when the processes have ended that write them.
    """
    files = read_seal(folder) or {}
    now = {}
    with suppress(OSError):
        for path in folder.glob(f"*{_ENDING}"):
            if path.name in files:
                now[path.name] = files[path.name]
            elif (_is_packed(path) or _is_settled(path)) and _is_whole(path):
                now[path.name] = sealed(path)
        if now != files:
            write_seal(folder, now)
        elif now:
            os.utime(folder / SEAL)


@cache
def fingerprint() -> str:
    """Return a name for who may share compiled programs: user, processor and library."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    parts = (str(user), version("jax"), version("jaxlib"), platform.machine(), processor())
    return blake2b("\n".join(parts).encode(), digest_size=10).hexdigest()


def processor() -> str:
    """Return what tells one model of processor from another, its instructions among it."""
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        wanted = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features", "CPU ")
        lines = []
        for line in file:
            # The first processor stands for all; on large machines the whole file takes long.
            if not line.strip():
                break
            if line.startswith(wanted):
                lines.append(line.strip())
        return "\n".join(lines)
    if sys.platform == "darwin":
        with suppress(OSError, subprocess.SubprocessError):
            asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(asked, capture_output=True, text=True, timeout=5).stdout
    return platform.processor()


def tidy(folder: Path, *, most_bytes: int = MOST_BYTES, every: float = TIDY_EVERY) -> None:
    """Remove half-written programs, and the oldest ones beyond a size; seldom, for it takes long.

    Parameters
    ----------
    folder
        Of the programs; others beside it that were not used for `UNUSED` seconds go too.
    most_bytes
        Size to stay below.
    every
        Seconds since the last time before which nothing is done.
    """
    stamp, now = folder / _STAMP, time.time()
    last = stamp.stat().st_mtime if stamp.exists() else 0.0
    if 0 <= now - last < every:
        return
    stamp.touch()
    found = []
    for path in folder.glob(f"*{_ENDING}"):
        with suppress(OSError):
            about = path.stat()
            if last - 2 * YOUNG < about.st_mtime < now - YOUNG and not _is_whole(path):
                path.unlink()
            else:
                found.append((about.st_mtime, about.st_size, path))
    size = sum(one for _, one, _ in found)
    for _, one, path in sorted(found):
        if size <= most_bytes:
            break
        with suppress(OSError):
            path.unlink()
            size -= one
    seal_programs(folder)
    for other in folder.parent.iterdir():
        with suppress(OSError):
            if now - (other / _STAMP).stat().st_mtime > UNUSED:
                shutil.rmtree(other)


def _is_settled(path: Path) -> bool:
    """Whether nobody can be writing a file any more."""
    return time.time() - path.stat().st_mtime > YOUNG


def _is_packed(path: Path) -> bool:
    """Whether what is read of a program shows by itself whether it is whole."""
    with open(path, "rb") as file:
        return file.read(1) == _ZLIB


def _is_whole(path: Path) -> bool:
    """Whether a program can be unpacked; what zlib did not pack is taken as whole if not empty."""
    content = path.read_bytes()
    if not content.startswith(_ZLIB):
        return any(content[:64])
    try:
        zlib.decompress(content)
    except zlib.error:
        return False
    return True


def _is_ours(folder: Path) -> bool:
    """Whether a folder is there, or could be made, and nobody else may write to it.

    A program in it is run as it is: whoever could write here could run anything as this user.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    return _is_private(folder)


def _is_private(folder: Path) -> bool:
    """Whether a folder is there that nobody else may write to."""
    try:
        about = folder.stat()
    except OSError:
        return False
    return not hasattr(os, "getuid") or (about.st_uid == os.getuid() and not about.st_mode & 0o022)


def _release(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version(name).split(".")[:2])
