"""The first rows of a table file: its form, its columns of numbers, and how many rows there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.errors import InputError, nearest
from simlaw.tables.cells import column_numbers
from simlaw.tables.columns.first_rows import decimal_of, has_no_header, units_below
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.peek import peek
from simlaw.tables.files.reading import FileOptions
from simlaw.tables.number_text import read_number

SAMPLE = 10_000
"""Rows that are looked at; a file with fewer is known completely."""

TEXTS = 200
"""Distinct entries of a column that are tried as materials."""

ACCEPTED = 0.8
"""Share of them that must be understood for a column to count as materials of a kind."""


@dataclass(frozen=True)
class Header:
    """The first rows of a table file, and how many there are.

    Attributes
    ----------
    path
        The file, as the user gave it.
    frame
        Its first `SAMPLE` rows.
    rows
        Rows in the file, without the header; in a long text file counted by line ends.
    form
        How the file is read, as far as its first rows tell.
    units
        Units that a row below the header gives, by column.
    repeated
        Columns whose name in the file is that of another too, by that name.
    """

    path: Path
    frame: pd.DataFrame
    rows: int
    form: FileOptions = field(default_factory=FileOptions)
    units: Mapping[str, str] = field(default_factory=dict)
    repeated: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether every row was looked at."""
        return self.rows <= len(self.frame)

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [str(name) for name in self.frame.columns]

    @cached_property
    def numbers(self) -> dict[str, npt.NDArray[np.float64]]:
        """Columns that are numbers in at least four of five entries, float64, in order."""
        found = {}
        for name in self.columns:
            values = _numbers(self.frame[name], self._decimal(name))
            if values is not None:
                found[name] = values
        return found

    @cached_property
    def decimals(self) -> dict[str, str]:
        """Decimal mark of columns in which commas stand; ``"?"`` where it is open."""
        marks = {}
        for name in self.columns:
            column = self.frame[name]
            if not pd.api.types.is_numeric_dtype(column) and _number_share(column) >= ACCEPTED:
                marks[name] = decimal_of(column)
        return {name: mark for name, mark in marks.items() if mark}

    def decimal(self, column: str) -> str:
        """Return a column's decimal mark, by those of the others where it alone leaves it open."""
        mark = self.decimals.get(column, "")
        others = set(self.decimals.values()) - {"?"}
        return others.pop() if mark == "?" and len(others) == 1 else mark

    def of_rows(self, fits: npt.NDArray[np.bool_]) -> Header:
        """Return the header of some of the rows, a mask over `frame`."""
        frame = self.frame[fits].reset_index(drop=True)
        rows = len(frame) if self.whole else round(self.rows * float(fits.mean()))
        return replace(self, frame=frame, rows=rows)

    def censored(self, column: str) -> int:
        """Return how many of a column's cells are bounds or ranges."""
        texts = [cell for cell in self.frame[column].tolist() if isinstance(cell, str)]
        return sum(read_number(text).status == "censored" for text in texts)

    def _decimal(self, column: str) -> str:
        mark = self.decimal(column)
        return mark if mark != "?" else ","

    @property
    def counters(self) -> list[str]:
        """Columns that count the rows."""
        return [name for name, values in self.numbers.items() if is_counter(values)]

    @cached_property
    def spans(self) -> dict[str, tuple[float, float]]:
        """Where the middle 80 % of each column of numbers lie."""
        found = {}
        for name, values in self.numbers.items():
            low, high = np.quantile(values[np.isfinite(values)], [0.1, 0.9])
            found[name] = (float(low), float(high))
        return found

    def need(self, column: str) -> str:
        """Return a column's name if the file has it.

        Raises
        ------
        InputError
            If it has not; the nearest name is suggested.
        """
        if column not in self.columns:
            raise InputError(
                f"{self.path}: there is no column '{column}'.{nearest(column, self.columns)} "
                f"Its columns are: {', '.join(self.columns[:20])}."
            )
        return column

    def materials(self, material: str, value: str) -> int:
        """Return about how many materials have a value: distinct entries of a column.

        Exact where the whole file was looked at, else the share found in the sample.
        """
        values = self.numbers.get(value, np.full(len(self.frame), np.nan))
        distinct = int(self.frame.loc[np.isfinite(values), material].astype(str).nunique())
        if self.whole or not len(self.frame):
            return distinct
        return round(distinct * self.rows / len(self.frame))


def read_header(path: Path, *, sheet: str = "") -> Header:
    """Read the first rows of a table file, and count the others without reading them.

    Whether the first row names the columns, and the one below it gives their units, is told from
    the rows themselves.

    Parameters
    ----------
    path
        The file.
    sheet
        Of a spreadsheet of several tables.

    Raises
    ------
    InputError
        A file that is missing, empty, unreadable, or has no rows or one column only.
    """
    form = FileOptions(sheet)
    table = open_table(path, form)
    frame, rows = peek(path, SAMPLE, form)
    names = [str(name) for name in frame.columns]
    repeated = table.columns.repeated
    units: dict[str, str] = {}
    if table.reading.form in ("text", "spreadsheet"):
        if has_no_header(names, frame):
            form, repeated = replace(form, header=False), ()
        elif units_below(frame):
            form = replace(form, units_row=True)
            units = dict(zip(names, _first_row(frame), strict=True))
        if form != FileOptions(sheet):
            frame, rows = peek(path, SAMPLE, form)
            names = [str(name) for name in frame.columns]
    if len(names) < 2:
        raise InputError(
            f"{path}: a table needs a column of materials and one of values, and this file has "
            f"{f'one column only, {names[0]!r}' if names else 'no column'}."
        )
    if not len(frame):
        what = {"json": "JSON table", "spreadsheet": "sheet"}.get(table.reading.form, "table")
        raise InputError(f"{path}: the {what} has no rows.")
    frame = frame.set_axis(names, axis=1)
    alike = {name: said for said in repeated for name in names if _is_told_apart(name, said)}
    # A column without a name, or with the name of another, cannot be asked for.
    kept = frame.loc[:, [bool(name) and names.count(name) == 1 for name in names]]
    return Header(path, kept, rows, form, units, alike)


def _is_told_apart(name: str, said: str) -> bool:
    return re.fullmatch(rf"{re.escape(said)} \(\d+\)", name) is not None


def _first_row(frame: pd.DataFrame) -> list[str]:
    return ["" if pd.isna(cell) else str(cell).strip() for cell in frame.iloc[0].tolist()]


def _numbers(column: pd.Series, decimal: str) -> npt.NDArray[np.float64] | None:
    """Return a column's numbers, NaN where there is none; None if it holds something else."""
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return None
    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    given = int((column.notna() & (column != "")).sum())
    if not given:
        return None
    if np.isfinite(values).sum() == given and decimal != ",":
        return values
    if pd.api.types.is_numeric_dtype(column):
        return values if np.isfinite(values).sum() >= ACCEPTED * given else None
    return column_numbers(column, decimal) if _number_share(column) >= ACCEPTED else None


def _number_share(column: pd.Series) -> float:
    """Return the share of a column's cells with a value that are numbers, or bounds of one."""
    texts = [str(cell) for cell in column.tolist() if not pd.isna(cell)]
    # What is no number in its first cells is no column of numbers.
    for some in (texts[:TEXTS], texts):
        states = [read_number(text).status for text in some]
        given = [state for state in states if state != "missing"]
        share = sum(state != "other" for state in given) / max(1, len(given))
        if share < ACCEPTED / 2 and given:
            return share
    plain = sum(state in ("number", "comma", "point") for state in given)
    return share if plain else 0.0


def is_counter(values: npt.NDArray[np.float64] | None) -> bool:
    """Whether a column counts its rows."""
    return (
        values is not None
        and len(values) > 2
        and all(b - a == 1 for a, b in pairwise(values[:1000].tolist()))
    )
