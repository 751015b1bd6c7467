"""The errors of materials that a record keeps, read from its file of blocks when asked for.

A study of 500 replicates and 13,000 measured materials has gigabytes of them: held in memory is who
is tested and trained on in each replicate, and of the errors the one cell that is looked at.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from simlaw.disk.blocks import ROOM, Span, read_span
from simlaw.errors import InputError
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.study.design.design import Rows
from simlaw.study.run.record_lines import TargetPart
from simlaw.study.run.trial import Finished, Kept
from simlaw.study.run.trial_errors import Float32, Layout


@dataclass(frozen=True)
class Target:
    """The materials that trials are tested on.

    Attributes
    ----------
    keys
        Canonical keys of the target's rows.
    measured
        float64 ``(rows,)``: their values on the study's scale.
    groups
        int32 ``(rows,)``: their groups, where groups are held out as wholes; else None.
    """

    keys: Sequence[str]
    measured: npt.NDArray[np.float64]
    groups: Rows | None = None

    def to_bytes(self) -> bytes:
        """Return them as bytes: compressed JSON, whose numbers come back as they were."""
        content = {
            "keys": list(self.keys),
            "measured": self.measured.tolist(),
            "groups": None if self.groups is None else self.groups.tolist(),
        }
        return zlib.compress(json.dumps(content, allow_nan=False).encode())

    @classmethod
    def from_bytes(cls, content: bytes) -> Target:
        """Return what `to_bytes` made bytes of."""
        found = json.loads(zlib.decompress(content))
        groups = found["groups"]
        return cls(
            tuple(found["keys"]),
            np.array(found["measured"], dtype=np.float64),
            None if groups is None else np.array(groups, dtype=np.int32),
        )


@dataclass(frozen=True)
class ErrorsFile:
    """The file of blocks of a run folder, and what its journal says of it.

    Attributes
    ----------
    path
        The file.
    target
        Where in it the materials are.
    """

    path: Path
    target: TargetPart

    def read(self, finished: Iterable[Finished], unit: str) -> MaterialErrors | None:
        """Return the errors of finished trials; None where none of these has any.

        Parameters
        ----------
        finished
            Trials, those without errors among them; what is kept of other rows than theirs is left.
        unit
            Of values and errors.

        Raises
        ------
        InputError
            If the file is missing or damaged; the message says where. Errors are read, and may be
            found damaged, when they are asked for.
        """
        trials = [done for done in finished if done.kept]
        if not trials:
            return None
        try:
            with open(self.path, "rb") as file:
                target = Target.from_bytes(self._part(file, self.target.span, "the materials"))
                drawn = _Drawn.of(trials, file, self)
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be read ({error.strerror}), but the record of trials beside "
                "it counts on it. Restore the file from a copy."
            ) from None
        return MaterialErrors(
            keys=target.keys,
            measured=target.measured,
            replicate=drawn.replicate,
            draw=drawn.draw,
            test=drawn.test,
            pool=drawn.pool,
            errors=_Cells(self, drawn.rows, _by_cell(trials)),
            groups=target.groups,
            unit=unit,
        )

    def _part(
        self, file: BinaryIO, span: Span, of: str, start: int = 0, stop: int | None = None
    ) -> bytes:
        try:
            return read_span(file, span, start, stop)
        except ValueError as error:
            raise InputError(
                f"{self.path}: {error}; it holds {of}. Restore the file from a copy, {_OTHERWISE}"
            ) from None

    def layout(self, file: BinaryIO, done: Finished, kept: Kept) -> Layout:
        """Return where in a trial's bytes its parts lie."""
        start = self._part(file, kept.span, _named(done), 0, ROOM)
        if (first := Layout.bytes_told(start)) > len(start):
            start = self._part(file, kept.span, _named(done), 0, first)
        return Layout.of(start)

    def materials(
        self, file: BinaryIO, done: Finished, kept: Kept
    ) -> tuple[tuple[Rows, ...], tuple[Rows, ...]]:
        """Return test and pool of each draw of a trial."""
        layout = self.layout(file, done, kept)
        return layout.materials(self._part(file, kept.span, _named(done), 0, layout.numbers))

    def errors(self, file: BinaryIO, done: Finished, kept: Kept, row: int) -> tuple[Float32, ...]:
        """Return the errors of each draw of one row of a trial."""
        layout = self.layout(file, done, kept)
        return layout.errors(self._part(file, kept.span, _named(done), *layout.where(row)))


_OTHERWISE = "or delete its line from trials.jsonl beside it, to have that trial run again."


def _named(done: Finished) -> str:
    return f"errors of replicate {done.trial.replicate}, n = {done.trial.n}"


@dataclass(frozen=True)
class _Drawn:
    """Who is tested and trained on in every row: in each draw of each replicate.

    Attributes
    ----------
    rows
        Number of the first row of each replicate.
    """

    replicate: npt.NDArray[np.int64]
    draw: npt.NDArray[np.int64]
    test: tuple[Rows, ...]
    pool: tuple[Rows, ...]
    rows: Mapping[int, int]

    @classmethod
    def of(cls, trials: Sequence[Finished], file: BinaryIO, errors: ErrorsFile) -> _Drawn:
        # Trials of a replicate share their draws, but one that came later may tell of more of the
        # pool, where an m was added.
        said: dict[int, dict[int, tuple[Finished, Kept]]] = {}
        for done in trials:
            for kept in done.kept:
                most = max((m for _, m in kept.cells), default=0)
                said.setdefault(done.trial.replicate, {}).setdefault(most, (done, kept))
        replicates: list[int] = []
        draws: list[int] = []
        tests: list[Rows] = []
        pools: list[Rows] = []
        first = {}
        for replicate in sorted(said):
            first[replicate] = len(tests)
            each = [errors.materials(file, *one) for one in said[replicate].values()]
            test, pool = max(each, key=lambda one: len(one[1][0]))
            replicates += [replicate] * len(test)
            draws += range(len(test))
            tests += test
            pools += pool
        return cls(
            np.array(replicates, dtype=np.int64),
            np.array(draws, dtype=np.int64),
            tuple(tests),
            tuple(pools),
            first,
        )


@dataclass(frozen=True, eq=False)
class _Cells(Mapping[Cell, Sequence[Float32 | None]]):
    """Errors by method, m and n, read when asked for."""

    file: ErrorsFile
    rows: Mapping[int, int]
    where: Mapping[Cell, list[tuple[Finished, Kept, int]]] = field(repr=False)

    def __getitem__(self, cell: Cell) -> Sequence[Float32 | None]:
        places = self.where[cell]
        parts: dict[int, tuple[Float32, ...]] = {}
        try:
            with open(self.file.path, "rb") as file:
                for done, kept, row in places:
                    parts[self.rows[done.trial.replicate]] = self.file.errors(file, done, kept, row)
        except OSError as error:
            raise InputError(f"{self.file.path}: cannot be read ({error.strerror}).") from None
        draws = len(next(iter(parts.values())))
        count = draws * len(self.rows)
        found: list[Float32 | None] = [None] * count
        for first, each in parts.items():
            found[first : first + draws] = each
        return found

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.where)

    def __len__(self) -> int:
        return len(self.where)


def _by_cell(trials: Sequence[Finished]) -> dict[Cell, list[tuple[Finished, Kept, int]]]:
    found: dict[Cell, list[tuple[Finished, Kept, int]]] = {}
    for done in trials:
        wanted = set(done.cells)
        for kept in done.kept:
            for row, (method, m) in enumerate(kept.cells):
                if (method, m) in wanted:
                    found.setdefault((method, m, done.trial.n), []).append((done, kept, row))
    return found
