"""The record of finished trials, a journal (`simlaw.disk.journal`) in the run folder.

The first line names the format and the study; every further line holds one finished trial. A line
is synced before the trial counts as done. A torn last line (a crash while writing) is cut off with
a note; any other line that cannot be read is an error that names it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simlaw.disk.journal import Content, LineJournal, Wording, parsed, read_content
from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.record_in_bulk import WORTH, read_together
from simlaw.study.run.trial import Finished, Row

FORMAT = "simlaw-trials"
VERSION = 1

ELSEWHERE = "choose another folder with --output"


@dataclass(frozen=True)
class Record:
    """What a journal holds.

    Attributes
    ----------
    digest
        Fingerprint of the study it belongs to.
    finished
        Finished trials in the order they were written.
    torn
        Number of bytes of a torn last line, 0 if there is none.
    """

    digest: str
    finished: tuple[Finished, ...]
    torn: int


def read_journal(path: Path) -> Record:
    """Read a journal.

    Raises
    ------
    InputError
        A file that is not a journal, a newer format, or a broken line before the last; the
        message names file and line.
    """
    return _record(read_content(path), path)


def _record(content: Content, path: Path) -> Record:
    if content.head is None:
        raise InputError(f"{path}: not a journal of trials: the first line is missing or torn.")
    digest = _read_head(content.head, path)
    whole = content.body
    finished = read_together(whole) if whole.count(b"\n") >= WORTH else None
    if finished is None:
        finished = _read_lines(whole, path)
    return Record(digest, tuple(finished), content.torn)


def _read_lines(content: bytes, path: Path) -> list[Finished]:
    finished: list[Finished] = []
    seen: dict[Trial, int] = {}
    for number, done in parsed(content, _read_line, partial(_broken, path)):
        if done.trial in seen:
            raise InputError(
                f"{path}, line {number}: replicate {done.trial.replicate}, n = {done.trial.n} is "
                f"recorded again (first in line {seen[done.trial]}). Remove one of the two lines."
            )
        seen[done.trial] = number
        finished.append(done)
    return finished


class Journal:
    """A journal open for writing; use it as a context manager.

    Parameters
    ----------
    path
        The file; made if it is missing.
    digest
        Fingerprint of the study.
    also
        Fingerprints that earlier versions gave the same study.

    Raises
    ------
    InputError
        If another process writes it, it belongs to another study, or it cannot be written.
    """

    def __init__(self, path: Path, digest: str, *, also: Sequence[str] = ()) -> None:
        self.path = path
        self.digest = digest
        self.also = tuple(also)
        self.record = Record(digest, (), 0)
        self._lines = LineJournal(
            path,
            json.dumps({"format": FORMAT, "version": VERSION, "study": digest}).encode(),
            json.dumps({"format": FORMAT}).encode()[:-1],
            check=self._take,
            wording=Wording(
                busy=f"{path.parent}: another run is writing to this folder. Wait for it, or "
                "give this run a folder of its own with --output.",
                gone="was removed or replaced while this run was writing it. Trials that were "
                "recorded in it are gone with it; run the same command again to run them anew.",
                otherwise=ELSEWHERE,
            ),
        )

    def __enter__(self) -> Self:
        self._lines.__enter__()
        return self

    def _take(self, content: Content) -> None:
        self.record = _record(content, self.path)
        if self.record.digest not in (self.digest, *self.also):
            raise InputError(
                f"{self.path.parent}: this folder holds a run of another study (other data, "
                "descriptors, training or seed). Give this run a folder of its own with "
                "--output, or remove the old folder."
            )

    def add(self, done: Finished) -> None:
        """Append a finished trial; it is on disk when this returns."""
        self.add_all([done])

    def add_all(self, several: Iterable[Finished]) -> None:
        """Append finished trials; they are on disk when this returns, at the price of one sync."""
        self._lines.append(json.dumps(_line(one), allow_nan=False).encode() for one in several)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.__exit__(kind, error, trace)


def rows_of(finished: Iterable[Finished]) -> list[dict[str, Any]]:
    """Return tidy rows ``replicate, n, m, method, mae, rmse``, sorted."""
    rows = [
        {
            "replicate": done.trial.replicate,
            "n": done.trial.n,
            "m": row.m,
            "method": row.method,
            "mae": row.mae,
            "rmse": row.rmse,
            **dict(row.others),
        }
        for done in finished
        for row in done.rows
    ]
    return sorted(rows, key=lambda row: (row["method"], row["m"], row["n"], row["replicate"]))


def _line(done: Finished) -> dict[str, Any]:
    """Return what is written of a finished trial; with one draw, nothing is said of draws."""
    content: dict[str, Any] = {
        "replicate": done.trial.replicate,
        "n": done.trial.n,
        "seconds": round(done.seconds, 4),
    }
    if done.pretraining is not None:
        content["pretraining"] = round(done.pretraining, 4)
    rows = [asdict(row) for row in done.rows]
    for row in rows:
        if not row["draws"]:
            del row["draws"]
        if others := row.pop("others"):
            row["others"] = dict(others)
    return {**content, "rows": rows}


def _read_head(line: bytes, path: Path) -> str:
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError
        version, digest = int(head["version"]), str(head["study"])
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{path}, line 1: not a journal of trials (expected a line with format '{FORMAT}')."
        ) from None
    if version > VERSION:
        raise InputError(
            f"{path}, line 1: format version {version} is newer than this simlaw knows "
            f"({VERSION}). Update simlaw."
        )
    return digest


def _read_line(line: bytes) -> Finished:
    content = json.loads(line)
    rows = tuple(
        Row(
            int(r["m"]),
            str(r["method"]),
            float(r["mae"]),
            float(r["rmse"]),
            tuple((float(mae), float(rmse)) for mae, rmse in r.get("draws", ())),
            tuple((str(name), float(error)) for name, error in r.get("others", {}).items()),
        )
        for r in content["rows"]
    )
    numbers = (x for row in rows for pair in ((row.mae, row.rmse), *row.draws) for x in pair)
    others = (error for row in rows for _, error in row.others)
    if not all(map(math.isfinite, chain(numbers, others))):
        raise ValueError
    trial = Trial(int(content["replicate"]), int(content["n"]))
    shared = content.get("pretraining")
    seconds = float(content["seconds"])
    return Finished(trial, rows, seconds, None if shared is None else float(shared))


def _broken(path: Path, number: int, line: bytes) -> InputError:
    start = line[:60].decode("utf-8", "replace")
    return InputError(
        f"{path}, line {number}: cannot be read as a finished trial (found: {start!r}). "
        "Only a torn last line is repaired by itself; restore the file from a copy, or "
        "delete this line to have its trial run again."
    )
