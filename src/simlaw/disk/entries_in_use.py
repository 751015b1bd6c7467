"""Which entries of the store a running process uses, so that nobody removes them.

A process that uses entries lists them in a file of its own below ``in-use``, and holds a lock
beside it. The system lets go of the lock when the process ends, however it ends: a list whose lock
is free counts for nothing and is removed. Where locks say nothing (the process runs on another
host, or the file system knows none), a list counts until it is `LONG` old, or its process is known
to be gone.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from simlaw.disk.places import STORE

IN_USE = "in-use"

LONG = 30 * 86_400.0
"""Seconds after which a list of another host, untouched since, no longer counts."""


class _Lease:
    """The list of one process in one store."""

    def __init__(self, store: Path) -> None:
        from filelock import FileLock

        host = socket.gethostname()
        name = f"{host[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.path = store / IN_USE / name
        self.names: set[str] = set()
        self._lock = FileLock(f"{self.path}.lock", timeout=0)
        # A file system that knows no locks, or a cache that may only be read.
        with suppress(OSError, NotImplementedError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        self._write({"host": host, "pid": os.getpid()})

    def add(self, name: str) -> None:
        if name not in self.names:
            self.names.add(name)
            self._write({"entry": name})

    def _write(self, line: dict[str, Any]) -> None:
        with suppress(OSError), open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def end(self) -> None:
        _remove_list(self.path)
        with suppress(OSError):
            self._lock.release()


_guard = threading.RLock()
_depth = 0
_leases: dict[Path, _Lease] = {}


@contextmanager
def using() -> Iterator[None]:
    """Hold on to every entry that this process opens or makes meanwhile; may be nested."""
    global _depth
    with _guard:
        _depth += 1
    try:
        yield
    finally:
        with _guard:
            _depth -= 1
            if not _depth:
                for lease in _leases.values():
                    lease.end()
                _leases.clear()


def note_use(entry: Path) -> None:
    """Let others know that this process uses an entry, where that is asked for by `using`."""
    store = store_of(entry)
    if store is None:
        return
    with _guard:
        if _depth:
            if store not in _leases:
                _leases[store] = _Lease(store)
            _leases[store].add(f"{entry.parent.name}/{entry.name}")


def store_of(entry: Path) -> Path | None:
    """Return the store that an entry lies in; None for a folder elsewhere."""
    store = entry.absolute().parent.parent
    return store if store.name == STORE else None


def in_use(store: Path) -> dict[str, str]:
    """Return who uses what: ``"process 12 on HOST"`` by ``"KIND/NAME"``; lists of the dead go."""
    found: dict[str, str] = {}
    for path in sorted((store / IN_USE).glob("*")):
        if path.name.endswith(".lock"):
            owner = path.with_name(path.name.removesuffix(".lock"))
            if not owner.exists() and _age(path) > LONG:
                _remove_list(owner)
            continue
        lines = _lines(path)
        head = lines[0] if lines else {}
        if _is_over(path, head):
            _remove_list(path)
            continue
        who = f"process {head.get('pid', '?')} on {head.get('host', '?')}"
        found |= {str(line["entry"]): who for line in lines if "entry" in line}
    return found


def _is_over(path: Path, head: dict[str, Any]) -> bool:
    """Whether the process of a list is known to have ended."""
    if any(lease.path == path for lease in list(_leases.values())):
        return False
    if head.get("host") != socket.gethostname():
        return _age(path) > LONG
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return False
    except (OSError, NotImplementedError):
        return not _is_running(int(head.get("pid", 0)))
    lock.release()
    return True


def _is_running(pid: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _lines(path: Path) -> list[dict[str, Any]]:
    """Return what a list says; a last line that is being written is left out."""
    lines = []
    with suppress(OSError):
        for line in path.read_bytes().split(b"\n")[:-1]:
            with suppress(ValueError):
                content = json.loads(line)
                if isinstance(content, dict):
                    lines.append(content)
    return lines


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _remove_list(path: Path) -> None:
    for one in (path, Path(f"{path}.lock")):
        with suppress(OSError):
            one.unlink()
