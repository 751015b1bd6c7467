"""The record of a simulation under way, a journal (`simlaw.disk.journal`) beside its table.

The first line is the recipe, every further one a molecule's values, or why it has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simlaw.disk.journal import Content, LineJournal, Wording, parsed, read_content
from simlaw.errors import InputError

FORMAT = 1
SYNC_SECONDS = 1.0
"""How often lines are forced to the disk; a killed process loses none, a dead machine these."""

ELSEWHERE = "choose another output, in a folder you may write to"


def read_journal(path: Path, recipe: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the records of a journal by SMILES, without a last line torn by a kill.

    Parameters
    ----------
    path
        Of the journal; one that is not there is empty.
    recipe
        What decides the numbers now; a journal written under another is refused.

    Raises
    ------
    InputError
        If a line other than a torn last one is broken, or the recipe is another.
    """
    if not path.exists():
        return {}
    content = read_content(path)
    if content.head is None and _MARK.startswith(path.read_bytes()[: len(_MARK)]):
        return {}
    return _records(content, path, recipe)


class Journal:
    """A journal open for writing; use as a context.

    Parameters
    ----------
    path
        Of the journal; begun if it is missing.
    recipe
        Its first line.

    Attributes
    ----------
    records
        What was there when it was opened, by SMILES.
    torn
        Whether a last line had to be cut off.

    Raises
    ------
    InputError
        If another process writes it, a line of it is broken, its recipe is another, or it cannot
        be written.
    """

    def __init__(self, path: Path, recipe: Mapping[str, Any]) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.torn = False
        self._path, self._recipe = path, recipe
        self._lines = LineJournal(
            path,
            json.dumps({"format": FORMAT, **recipe}).encode(),
            _MARK,
            check=self._take,
            wording=Wording(
                busy=f"{path}: another run is writing this journal; wait for it to end, or "
                "choose another output.",
                gone="was removed or replaced while this run was writing it. Molecules that were "
                "recorded in it are gone with it; run the same command again to compute them anew.",
                otherwise=ELSEWHERE,
            ),
            sync_seconds=SYNC_SECONDS,
            lock_stays=False,
        )

    def __enter__(self) -> Self:
        self._lines.__enter__()
        return self

    def _take(self, content: Content) -> None:
        self.records = _records(content, self._path, self._recipe)
        self.torn = content.torn > 0

    def append(self, record: Mapping[str, Any]) -> None:
        """Write one record; from here on a kill of this process does not lose it."""
        self._lines.append([json.dumps(record).encode()])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.__exit__(kind, error, trace)


_MARK = json.dumps({"format": FORMAT}).encode()[:-1]


def _records(content: Content, path: Path, recipe: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    try:
        head = json.loads(content.head or b"")
        if "format" not in head:
            raise ValueError
    except (ValueError, TypeError):
        raise _broken(path, 1, content.head or b"") from None
    _check_recipe(path, head, recipe)
    lines = parsed(content.body, _entry, partial(_broken, path))
    return {entry["smiles"]: entry for _, entry in lines}


def _entry(line: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(line)
    sound = isinstance(entry["smiles"], str) and (
        isinstance(entry.get("values"), dict) != isinstance(entry.get("reason"), str)
    )
    if not sound:
        raise ValueError
    return entry


def _broken(path: Path, number: int, line: bytes) -> InputError:
    return InputError(
        f"{path}: line {number} is damaged: {line[:80].decode(errors='replace')!r}. "
        "Remove that line to go on without it, or the file to start again."
    )


def _check_recipe(path: Path, header: dict[str, Any], recipe: Mapping[str, Any]) -> None:
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
