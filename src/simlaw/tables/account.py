"""The account of a property table: what was read, refused and merged, as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


_QUOTED = re.compile(r"'(?:[^']|'(?=\w))*'")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class ReasonCount:
    """A reason for which rows were not used, and how often.

    Parameters
    ----------
    count
        Rows refused for reasons of this kind: those that differ in what they quote, or in numbers,
        are one kind.
    example
        The first of them.
    """

    count: int
    example: Refusal

    def __str__(self) -> str:
        if self.count == 1:
            return str(self.example)
        return f"{self.count:,} rows, such as {self.example}"


def count_reasons(refusals: Iterable[Refusal]) -> tuple[ReasonCount, ...]:
    """Return the reasons of refused rows by kind, the most frequent first.

    Examples
    --------
    >>> rows = [Refusal(2, "C", "'C#' ends early"), Refusal(3, "N", "'N#' ends early")]
    >>> print(*count_reasons([Refusal(1, "", "the text is empty"), *rows]), sep="; ")
    2 rows, such as row 2: 'C#' ends early; row 1: the text is empty
    """
    examples: dict[str, Refusal] = {}
    counts: dict[str, int] = {}
    for refusal in refusals:
        reason = _NUMBER.sub("0", _QUOTED.sub("''", refusal.reason))
        examples.setdefault(reason, refusal)
        counts[reason] = counts.get(reason, 0) + 1
    order = sorted(counts, key=counts.__getitem__, reverse=True)
    return tuple(ReasonCount(counts[reason], examples[reason]) for reason in order)


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
        Number of rows that could not be used.
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
    missing
        Rows without a value.
    not_chosen
        Rows that the settings ``where`` and ``at`` leave out.
    refused_reasons
        The reasons of refused rows, the most frequent first.
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
    missing: int = 0
    not_chosen: int = 0
    refused_reasons: tuple[ReasonCount, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; what does not apply is left out."""
        content = asdict(self)
        content["refused_examples"] = [_plain(one) for one in self.refused_examples]
        content["refused_reasons"] = [
            {"count": one.count, "example": _plain(one.example)} for one in self.refused_reasons
        ]
        del content["joined"]
        if self.joined is not None:
            tables = [table.to_dict() for table in self.joined.tables]
            content["joined"] = {**asdict(self.joined), "tables": tables}
        return content


def _plain(refusal: Refusal) -> dict[str, Any]:
    return {key: value for key, value in asdict(refusal).items() if key != "file" or value}
