"""The record of finished trials, a journal (`simlaw.disk.journal`) in the run folder.

The first line names the format and the study; every further line holds one finished trial, or what
those below share: library versions, a version of the computed table, the materials tested. A line
is synced before the trial counts as done. A torn last line (a crash while writing) is cut off with
a note; any other line that cannot be read is an error that names it.

The error of each tested material lies in a file of blocks beside it (`simlaw.disk.blocks`), written
and synced before the line that counts it. A journal of format 1 has none, and goes on without.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simlaw.disk.blocks import BlockFile
from simlaw.disk.journal import Content, LineJournal, Wording, parsed, read_content
from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.record_in_bulk import WORTH, apart, read_together
from simlaw.study.run.record_lines import (
    Line,
    TableVersion,
    TargetPart,
    Versions,
    line_of,
    read_line,
)
from simlaw.study.run.trial import Finished, Kept

FORMAT = "simlaw-trials"
VERSION = 2

BLOCKS = "errors.bin"
"""Name of the file of blocks beside the journal."""

BLOCKS_FORMAT = "simlaw-errors"

ELSEWHERE = "choose another folder with --output"


@dataclass(frozen=True)
class Record:
    """What a journal holds.

    Attributes
    ----------
    digest
        Fingerprint of the study it belongs to.
    finished
        Finished trials in the order they were written; one that rows were added to later is one.
    torn
        Number of bytes of a torn last line, 0 if there is none.
    version
        Of the format.
    versions, tables
        What trials ran with, and versions of the computed table, in the order of their numbers.
    target
        Where the materials tested are kept; None where errors of materials are not.
    """

    digest: str
    finished: tuple[Finished, ...]
    torn: int
    version: int = VERSION
    versions: tuple[Versions, ...] = ()
    tables: tuple[TableVersion, ...] = ()
    target: TargetPart | None = None

    def on_table(self, number: int) -> tuple[Finished, ...]:
        """Return the trials of one version of the table, those of versions it continues among them.

        Where a trial was run on two of them, that of the later one counts. Trials that learn from
        no source are of every version.
        """
        if not self.tables:
            return self.finished
        after = {one.number: one.after for one in self.tables}
        line: list[int] = []
        at: int | None = number
        while at is not None and at in after:
            line.append(at)
            at = after[at]
        found: dict[Trial, Finished] = {}
        for done in self.finished:
            if done.table in line or not done.trial.n:
                other = found.get(done.trial)
                if other is None or done.table > other.table:
                    found[done.trial] = done
        return tuple(found.values())

    @property
    def counted(self) -> int:
        """Number of the block after the last that is counted; 0 where none is."""
        spans = [kept.span for done in self.finished for kept in done.kept]
        if self.target is not None:
            spans.append(self.target.span)
        return max((span.end for span in spans), default=0)


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
    digest, version = _read_head(content.head, path)
    whole = content.body
    others: list[Line] = []
    finished = None
    if whole.count(b"\n") >= WORTH:
        trials, rest = apart(whole)
        with suppress(ValueError, KeyError, TypeError):
            others = [read_line(line) for line in rest]
            finished = read_together(trials)
    if finished is None:
        finished, others = _read_lines(whole, path)
    return Record(
        digest,
        tuple(finished),
        content.torn,
        version,
        tuple(one for one in others if isinstance(one, Versions)),
        tuple(one for one in others if isinstance(one, TableVersion)),
        next((one for one in others if isinstance(one, TargetPart)), None),
    )


def _read_lines(content: bytes, path: Path) -> tuple[list[Finished], list[Line]]:
    finished: dict[tuple[Trial, int], Finished] = {}
    others: list[Line] = []
    seen: dict[tuple[Trial, int], int] = {}
    for number, item in parsed(content, read_line, partial(_broken, path)):
        if not isinstance(item, Finished):
            others.append(item)
            continue
        key = (item.trial, item.table)
        before = finished.get(key)
        if before is None:
            finished[key] = item
        elif not set(before.cells).isdisjoint(item.cells) or not item.cells:
            raise InputError(
                f"{path}, line {number}: replicate {item.trial.replicate}, n = {item.trial.n} is "
                f"recorded again (first in line {seen[key]}). Remove one of the two lines."
            )
        else:
            finished[key] = before.with_more(item)
        seen.setdefault(key, number)
    return list(finished.values()), others


@dataclass(frozen=True)
class Beginning:
    """What a run says of itself before its first trial.

    Attributes
    ----------
    versions
        What its trials run with.
    target
        The materials tested, as bytes; None where their errors are not to be kept.
    materials
        How many they are.
    """

    versions: Versions
    target: bytes | None = None
    materials: int = 0


class Journal:
    """A journal open for writing; use it as a context manager.

    A new one is of the latest format; one of an earlier format goes on in that.

    Parameters
    ----------
    path
        The file; made if it is missing.
    digest
        Fingerprint of the study.
    also
        Fingerprints of the same study in earlier formats and versions.

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
        self.table = 1
        self._versions = 0
        self._begun: dict[Trial, int] = {}
        self._done: dict[tuple[Trial, int], Finished] = {}
        self._blocks: BlockFile | None = None
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
            raise another_study(self.path.parent)
        self._done = {(done.trial, done.table): done for done in self.record.finished}

    def begin(self, beginning: Beginning) -> None:
        """Say what the trials of this run share; of a journal of format 1, nothing is said.

        Raises
        ------
        InputError
            If blocks are missing that the journal counts, or it cannot be written.
        """
        record = self.record
        if record.version < 2:
            return
        known = list(record.versions)
        lines: list[Line] = []
        if beginning.versions not in known:
            known.append(beginning.versions)
            lines.append(beginning.versions)
        self._versions = known.index(beginning.versions) + 1
        target = record.target
        if beginning.target is not None or record.counted:
            mark = json.dumps({"format": BLOCKS_FORMAT, "version": 1, "study": self.digest})
            path = self.path.with_name(BLOCKS)
            blocks = BlockFile(path, mark.encode(), record.counted, otherwise=ELSEWHERE)
            self._blocks = blocks.__enter__()
        if beginning.target is not None and target is None:
            assert self._blocks is not None
            target = TargetPart(beginning.materials, self._blocks.append([beginning.target])[0])
            lines.append(target)
        self._append(lines)
        self.record = replace(record, versions=tuple(known), target=target)

    def use_table(self, table: TableVersion) -> None:
        """Have the trials that follow be of a version of the computed table."""
        self.table = table.number
        if table not in self.record.tables and self.record.version > 1:
            self._append([table])
            self.record = replace(self.record, tables=(*self.record.tables, table))

    def complete(self, tables: Mapping[Trial, int]) -> None:
        """Have rows that are added to trials stand with the version of the table they began on."""
        self._begun = dict(tables)

    def add(self, done: Finished) -> Finished:
        """Append a finished trial; it is on disk when this returns."""
        return self.add_all([done])[0]

    def add_all(self, several: Iterable[Finished]) -> list[Finished]:
        """Append finished trials; they are on disk when this returns, at the price of two syncs.

        Returns
        -------
        list of Finished
            What is recorded of each now, rows of earlier lines among it; errors of materials are on
            disk alone.
        """
        new = [
            replace(one, table=self._begun.get(one.trial, self.table), versions=self._versions)
            for one in several
        ]
        if self.record.version < 2:
            new = [replace(one, errors=None, fingerprint="") for one in new]
        before = None if self._blocks is None else self._blocks.end
        new = self._with_blocks(new)
        try:
            self._append(new)
        except BaseException:
            if self._blocks is not None and before is not None:
                self._blocks.drop_from(before)
            raise
        return [self._noted(one) for one in new]

    def _with_blocks(self, new: list[Finished]) -> list[Finished]:
        """Write the errors of materials, and return the trials with where they are."""
        told = [one for one in new if one.errors is not None and self._blocks is not None]
        if self._blocks is None or not told:
            return [replace(one, errors=None) for one in new]
        spans = iter(self._blocks.append([one.errors.to_bytes() for one in told if one.errors]))
        return [
            one
            if one.errors is None
            else replace(one, errors=None, kept=(Kept(next(spans), one.cells),))
            for one in new
        ]

    def _noted(self, done: Finished) -> Finished:
        key = (done.trial, done.table)
        before = self._done.get(key)
        self._done[key] = done if before is None else before.with_more(done)
        return self._done[key]

    def _append(self, items: Sequence[Line]) -> None:
        self._lines.append(line_of(one) for one in items)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._blocks is not None:
            self._blocks.__exit__(kind, error, trace)
        self._blocks = None
        self._lines.__exit__(kind, error, trace)


def another_study(folder: Path) -> InputError:
    """Return what is said where a folder holds another study."""
    return InputError(
        f"{folder}: this folder holds a run of another study (other data, descriptors, training or "
        "seed). Give this run a folder of its own with --output, or remove the old folder."
    )


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


def _read_head(line: bytes, path: Path) -> tuple[str, int]:
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
    return digest, version


def _broken(path: Path, number: int, line: bytes) -> InputError:
    start = line[:60].decode("utf-8", "replace")
    return InputError(
        f"{path}, line {number}: cannot be read as a finished trial (found: {start!r}). "
        "Only a torn last line is repaired by itself; restore the file from a copy, or "
        "delete this line to have its trial run again."
    )
