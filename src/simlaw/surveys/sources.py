"""Which studies of a survey learn from one source database, and which do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from simlaw.surveys.row import Row
from simlaw.tables.account import TableAccount

__all__ = ["Source", "sources_of"]


@dataclass(frozen=True, eq=False)
class Source:
    """A source database and the studies that learn from it.

    Attributes
    ----------
    name
        Of the database, for people.
    rows
        The studies.
    materials
        Materials that each study can learn from there, in the order of `rows`.
    """

    name: str
    rows: tuple[Row, ...]
    materials: tuple[int, ...]

    @property
    def size(self) -> int:
        """The most materials that a study can learn from there."""
        return max(self.materials)

    @property
    def shares(self) -> tuple[float, ...]:
        """How many values each simulation yields of the property of each study, at most 1."""
        return tuple(count / self.size for count in self.materials)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "name": self.name,
            "studies": [row.name for row in self.rows],
            "materials": list(self.materials),
        }


def sources_of(rows: Sequence[Row]) -> tuple[Source, ...]:
    """Return the source databases of some rows, those of a problem or without a trial apart.

    Two studies learn from one database where their source tables were read from the same bytes, or,
    where these are not known, from the same address, or, where that is not known either, have the
    same name.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if row.result is not None and row.error is not None:
            groups.setdefault(_identity(row.result.source), []).append(row)
    return tuple(
        Source(_named(several), tuple(several), tuple(_materials(row) for row in several))
        for several in groups.values()
    )


def _identity(table: TableAccount) -> tuple[str, ...]:
    """What two tables of one database share."""
    if table.joined is not None:
        return tuple(part for one in table.joined.tables for part in _identity(one))
    origin = table.origin
    if origin.sha256:
        return ("sha256", origin.sha256)
    if origin.address:
        return ("address", origin.address)
    return ("name", table.name)


def _named(rows: Sequence[Row]) -> str:
    """The name of the table; where there are several, of the file that all were read from."""
    tables = [row.result.source for row in rows if row.result is not None]
    names = dict.fromkeys(table.name for table in tables)
    files = {PurePosixPath(table.origin.address or "").name for table in tables}
    if len(names) > 1 and len(files) == 1 and (file := files.pop()):
        return file
    return ", ".join(names)


def _materials(row: Row) -> int:
    """The source materials that a study can learn from, at least its largest n."""
    assert row.result is not None
    return max(row.n, row.result.design.source_rows or 0)
