"""A property table: one row per material, and the account of how it came about."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.tables.account import (
    Apart,
    JoiningAccount,
    Origin,
    Refusal,
    TableAccount,
    ValueSpan,
    count_reasons,
)
from simlaw.tables.files.reading import FileReading
from simlaw.tables.finding import Finding
from simlaw.tables.settings import TableSettings
from simlaw.tables.units import convert, convert_spread

FIXED = ("key", "material", "value", "spread", "count")
"""Columns every table has; the user's own numeric columns follow."""

EXAMPLES = 5
"""Refused rows shown in summaries."""

REASONS = 10
"""Reasons of refused rows, at most, shown in summaries and messages."""


@dataclass(frozen=True)
class Joining:
    """How several tables became one, and how far they agree.

    Parameters
    ----------
    join
        Name of the rule, in `simlaw.tables.aggregates.JOINS`.
    tables
        The account of each, in its own unit.
    shared
        Number of materials that are in more than one table.
    absolute
        Median over them of the largest difference between two tables' values, in the unit of the
        joined table; None without such materials.
    relative
        The same, as a share of the median of the material's values where that is not 0.
    """

    join: str
    tables: tuple[TableAccount, ...]
    shared: int
    absolute: float | None
    relative: float | None

    def to(self, unit: str, wanted: str) -> Joining:
        """Return the same with the difference in another unit."""
        if self.absolute is None:
            return self
        apart = convert(np.array([self.absolute]), unit, wanted, difference=True)
        return replace(self, absolute=float(apart[0]))

    def account(self, unit: str) -> JoiningAccount:
        """Return the account, with the unit of the joined table."""
        apart = Apart(self.absolute, self.relative, unit)
        return JoiningAccount(self.join, self.tables, self.shared, apart)


@dataclass(frozen=True, eq=False, repr=False)
class PropertyTable:
    """Values of one property, one row per material, or per material and its conditions.

    Parameters
    ----------
    name
        Of the table.
    kind
        Kind of material, a name in `simlaw.materials.KINDS`.
    property
        Name of the property.
    unit
        Its unit; ``"1"`` for a number without one.
    frame
        One row per material in the order first seen. Columns: ``key`` (canonical key), ``material``
        (its first spelling), ``value`` (float64), ``spread`` (float64, sample standard deviation
        over the material's rows, NaN for a single one), ``count`` (int64, rows of the material),
        then the user's numeric columns (float64, or float32 if all were stored so).
    origin
        Where the data came from.
    rows_read
        Rows found before any was refused or merged.
    refusals
        Rows not used, in order.
    aggregate
        How rows of one material were joined: median, mean, min, max or first.
    joined
        The account of the tables that were joined to this one, see `simlaw.tables.join_tables`.
    read_as
        What reads this table again, where files or datasets hold it as it is: one, or those that
        were joined.
    findings
        What looks wrong in it.
    file
        How its file was read.
    missing
        Number of rows without a value.
    not_chosen
        Number of rows that the settings ``where`` and ``at`` leave out.
    conditions
        Which of the further columns are conditions: a material has a row for each of theirs.
    """

    name: str
    kind: str
    property: str
    unit: str
    frame: pd.DataFrame
    origin: Origin = field(default_factory=Origin)
    rows_read: int = 0
    refusals: tuple[Refusal, ...] = ()
    aggregate: str = "median"
    joined: Joining | None = None
    read_as: tuple[TableSettings, ...] = ()
    findings: tuple[Finding, ...] = ()
    file: FileReading = field(default_factory=FileReading)
    missing: int = 0
    not_chosen: int = 0
    conditions: tuple[str, ...] = ()

    @builtins.property  # the field of that name hides it
    def keys(self) -> list[str]:
        """Canonical keys, one per row."""
        return [str(key) for key in self.frame["key"].tolist()]

    @builtins.property  # the field of that name hides it
    def values(self) -> NDArray[np.float64]:
        """Values in `unit`, float64, one per material."""
        return self.frame["value"].to_numpy(dtype=np.float64, copy=True)

    @builtins.property  # the field of that name hides it
    def merged(self) -> int:
        """Rows merged into an earlier row of the same material."""
        return int(self.frame["count"].sum()) - len(self.frame)

    @builtins.property  # the field of that name hides it
    def columns(self) -> tuple[str, ...]:
        """Names of the user's numeric columns."""
        return tuple(str(name) for name in self.frame.columns[len(FIXED) :])

    @builtins.property
    def numbers(self) -> pd.DataFrame:
        """The user's numeric columns alone, not copied."""
        return self.frame.iloc[:, len(FIXED) :]

    def __len__(self) -> int:
        return len(self.frame)

    def to(self, unit: str) -> PropertyTable:
        """Return the table with its values in another unit.

        Parameters
        ----------
        unit
            Any spelling `simlaw.tables.units` reads.

        Raises
        ------
        InputError
            If the unit is unknown, or is one of another dimension.
        """
        # Shallow: the further columns, which may be large, stay shared.
        frame = self.frame.copy(deep=False)
        frame["value"] = convert(self.values, self.unit, unit)
        spread = self.frame["spread"].to_numpy(dtype=np.float64)
        frame["spread"] = convert_spread(spread, self.values, self.unit, unit)
        joined = self.joined and self.joined.to(self.unit, unit)
        return replace(self, unit=unit.strip() or "1", frame=frame, joined=joined, read_as=())

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> PropertyTable:
        """Return the table of some of its materials.

        Parameters
        ----------
        rows
            Positions (int) or a mask (bool, one per material).

        Notes
        -----
        What was read and refused is carried along unchanged: it is the account of the file.
        """
        where = np.asarray(rows)
        if where.dtype == np.bool_ and where.shape != (len(self),):
            raise ValueError(f"the mask has shape {where.shape}, expected ({len(self)},)")
        where = np.arange(len(self))[where]
        frame = self.frame.iloc[where].reset_index(drop=True)
        return replace(self, frame=frame, read_as=())

    def account(self) -> TableAccount:
        """Return the account of the table: what was read, refused and merged."""
        values = self.values
        spans = (np.min, np.median, np.max) if len(values) else ()
        return TableAccount(
            name=self.name,
            kind=self.kind,
            property=self.property,
            unit=self.unit,
            rows_read=self.rows_read,
            refused=len(self.refusals),
            refused_examples=self.refusals[:EXAMPLES],
            merged=self.merged,
            materials=len(self),
            aggregate=self.aggregate,
            value=ValueSpan(*(float(span(values)) for span in spans)),
            origin=self.origin,
            joined=None if self.joined is None else self.joined.account(self.unit),
            missing=self.missing,
            not_chosen=self.not_chosen,
            refused_reasons=count_reasons(self.refusals)[:REASONS],
        )

    def summary(self) -> dict[str, Any]:
        """Return the account of the table as plain data for JSON, see `account`.

        Returns
        -------
        dict
            name, kind, property, unit, rows_read, refused (count), refused_examples (the first
            five: row, text, reason), merged, materials (count), aggregate, value (min, median,
            max), origin (address, licence, citation, sha256), missing (rows without a value),
            not_chosen (rows left out by where and at), refused_reasons (the most frequent first:
            count, example); of a joined table also joined:
            join, tables (the account of each), shared (materials in more than one), difference
            (median over those of the largest difference between tables: absolute, relative, unit).
        """
        return self.account().to_dict()

    def _title(self) -> str:
        unit = "" if self.unit == "1" else f" [{self.unit}]"
        return f"{self.name}: {self.property}{unit}, {len(self):,} materials ({self.kind})"

    def _counts(self) -> str:
        some = [
            f", {count:,} {what}"
            for count, what in ((self.not_chosen, "not chosen"), (self.missing, "without a value"))
            if count
        ]
        return (
            f"{self.rows_read:,} rows read{''.join(some)}, {len(self.refusals):,} refused, "
            f"{self.merged:,} merged ({self.aggregate})"
        )

    def __repr__(self) -> str:
        return f"{self._title()}; {self._counts()}\n{self.frame.head()!r}"

    def _repr_html_(self) -> str:
        rows = self.frame.head().to_html(escape=True, index=False, max_cols=12)
        return f"<p><b>{escape(self._title())}</b><br>{escape(self._counts())}</p>{rows}"
