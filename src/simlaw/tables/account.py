"""The account of a property table: what was read, refused and merged, as a value."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Origin:
    """Where a table came from; anything not known is None.

    Parameters
    ----------
    address
        Web address, file path, or the name of the library that holds the data.
    licence, citation
        As the source states them.
    sha256
        Of the file's bytes; several files' sums are joined by blanks.
    """

    address: str | None = None
    licence: str | None = None
    citation: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Refusal:
    """One row that was not used.

    Parameters
    ----------
    row
        As the user counts: in a CSV file the header is row 1 and the first data row is 2; in a
        Parquet file or a DataFrame the first row is 1.
    text
        How the material is written in that row.
    reason
        One sentence.
    file
        Name of the file, where a table is read from several.
    """

    row: int
    text: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        place = f"{self.file} row {self.row}" if self.file else f"row {self.row}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True)
class ValueSpan:
    """Least, median and greatest value of a table, in its unit; None where it has no row."""

    min: float | None = None
    median: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class Apart:
    """How far tables differ on the materials that several of them hold.

    Parameters
    ----------
    absolute
        Median over those materials of the largest difference between two tables' values, in
        `unit`; None without such materials.
    relative
        The same, as a share of the median of the material's values where that is not 0.
    unit
        Of the joined table.
    """

    absolute: float | None
    relative: float | None
    unit: str


@dataclass(frozen=True)
class JoiningAccount:
    """How several tables became one.

    Parameters
    ----------
    join
        Name of the rule, in `simlaw.tables.join.JOINS`.
    tables
        The account of each, in its own unit.
    shared
        Number of materials that are in more than one table.
    difference
        How far the tables differ on them.
    """

    join: str
    tables: tuple[TableAccount, ...]
    shared: int
    difference: Apart


@dataclass(frozen=True)
class TableAccount:
    """What was read into a property table, and what was not.

    Parameters
    ----------
    name, kind, property, unit
        Of the table.
    rows_read
        Rows found before any was refused or merged.
    refused
        Number of rows not used.
    refused_examples
        The first of them.
    merged
        Rows merged into an earlier row of the same material.
    materials
        Distinct materials.
    aggregate
        How rows of one material were joined.
    value
        Span of the values.
    origin
        Where the data came from.
    joined
        The account of the tables that were joined to this one; None for one table.
    """

    name: str
    kind: str
    property: str
    unit: str
    rows_read: int
    refused: int
    refused_examples: tuple[Refusal, ...]
    merged: int
    materials: int
    aggregate: str = "median"
    value: ValueSpan = field(default_factory=ValueSpan)
    origin: Origin = field(default_factory=Origin)
    joined: JoiningAccount | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; what does not apply is left out."""
        content = asdict(self)
        content["refused_examples"] = [
            {key: value for key, value in asdict(one).items() if key != "file" or value}
            for one in self.refused_examples
        ]
        del content["joined"]
        if self.joined is not None:
            tables = [table.to_dict() for table in self.joined.tables]
            content["joined"] = {**asdict(self.joined), "tables": tables}
        return content
