"""The record of a simulation under way: one JSON line per molecule, only ever appended to."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simlaw.errors import InputError

FORMAT = 1
SYNC_SECONDS = 1.0
"""How often lines are forced to the disk; a killed process loses none, a dead machine these."""


def read_journal(path: Path, recipe: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], int]:
    """Return the records of a journal by SMILES, and where its last whole line ends.

    Parameters
    ----------
    path
        Of the journal; one that is not there is empty.
    recipe
        What decides the numbers now; a journal written under another is refused.

    Returns
    -------
    records, end
        `end` is in bytes. What follows it is a line torn by a kill.

    Raises
    ------
    InputError
        If a line other than a torn last one is broken, or the recipe is another.
    """
    if not path.exists():
        return {}, 0
    data = path.read_bytes()
    end = data.rfind(b"\n") + 1
    records: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(data[:end].splitlines(), start=1):
        entry = _entry(path, number, line)
        if number == 1:
            _check_recipe(path, entry, recipe)
        else:
            records[entry["smiles"]] = entry
    return records, end


class Journal:
    """A journal open for writing; use as a context.

    Parameters
    ----------
    path
        Of the journal.
    recipe
        Its first line.
    end
        Bytes to keep; the rest is cut off.
    """

    def __init__(self, path: Path, recipe: dict[str, Any], end: int) -> None:
        self._file = path.open("ab")
        self._file.truncate(end)
        self._synced = time.monotonic()
        if end == 0:
            self._append({"format": FORMAT, **recipe})
            self._sync()

    def append(self, record: dict[str, Any]) -> None:
        """Write one record; from here on a kill of this process does not lose it."""
        self._append(record)
        if time.monotonic() - self._synced > SYNC_SECONDS:
            self._sync()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sync()
        self._file.close()

    def _append(self, entry: dict[str, Any]) -> None:
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()


def _entry(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
        sound = isinstance(entry, dict) and (
            "format" in entry
            if number == 1
            else isinstance(entry.get("smiles"), str)
            and (isinstance(entry.get("values"), dict) != isinstance(entry.get("reason"), str))
        )
    except ValueError:
        sound = False
    if not sound:
        raise InputError(
            f"{path}: line {number} is damaged: {line[:80].decode(errors='replace')!r}. "
            "Remove that line to go on without it, or the file to start again."
        )
    return entry  # type: ignore[no-any-return]


def _check_recipe(path: Path, header: dict[str, Any], recipe: dict[str, Any]) -> None:
    expected = {"format": FORMAT, **recipe}
    if header != expected:
        differing = [key for key in expected if header.get(key) != expected[key]]
        found = ", ".join(f"{key} {json.dumps(header.get(key))}" for key in differing)
        now = ", ".join(f"{key} {json.dumps(expected[key])}" for key in differing)
        raise InputError(
            f"{path}: this simulation was begun with {found or 'another recipe'} and would go on "
            f"with {now}; the numbers would not belong together. "
            "Install what it was begun with, or remove the file to start again."
        )
