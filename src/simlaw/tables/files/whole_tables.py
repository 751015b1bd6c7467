"""Table files that are held whole in memory: spreadsheets and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest
from simlaw.tables.files.column_names import numbered, told_apart
from simlaw.tables.files.reading import FileOptions, FileReading
from simlaw.tables.files.table_file import Names, Piece
from simlaw.tables.files.text_bytes import encoding_of, text_of


class SeveralSheetsError(InputError):
    """A spreadsheet of several tables, and none is named."""

    def __init__(self, path: Path, sheets: Sequence[str]) -> None:
        self.sheets = tuple(sheets)
        listed = ", ".join(f"'{sheet}'" for sheet in sheets[:10])
        super().__init__(
            f"{path}: several sheets hold tables: {listed}. Name one by the setting 'sheet'."
        )


@dataclass(frozen=True, eq=False)
class WholeTable:
    """A table file in memory.

    Attributes
    ----------
    path
        The file.
    columns
        Its columns.
    reading
        How it is read.
    frame
        Its rows, columns in the same order.
    numbers
        Of the rows as the user counts, int64.
    """

    path: Path
    columns: Names
    reading: FileReading
    frame: pd.DataFrame
    numbers: NDArray[np.int64]

    def pieces(self, places: Sequence[int], size: int) -> Iterator[Piece]:
        """Yield some columns, and the numbers of the rows."""
        for start in range(0, len(self.frame), size):
            rows = slice(start, start + size)
            yield self.numbers[rows], self.frame.iloc[rows, list(places)].reset_index(drop=True)

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.frame)


def open_spreadsheet(path: Path, options: FileOptions) -> WholeTable:
    """Open one sheet of a spreadsheet; what stands above its header is passed over.

    Raises
    ------
    SeveralSheetsError
        If several sheets hold tables and none is named.
    InputError
        If the file cannot be read, or has no such sheet, or no table.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = list(book.sheet_names)
            if options.sheet and options.sheet not in names:
                listed = ", ".join(f"'{name}'" for name in names)
                raise InputError(
                    f"{path}: there is no sheet '{options.sheet}'.{nearest(options.sheet, names)} "
                    f"Its sheets are {listed}."
                )
            wanted = [options.sheet] if options.sheet else names
            found = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in wanted
            }
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{path}: this cannot be read as a spreadsheet ({error}). Save it again, or save the "
            "sheet as CSV."
        ) from None
    tables = {name: rows for name, rows in found.items() if _is_table(rows)} or found
    if not options.sheet and len(tables) > 1:
        raise SeveralSheetsError(path, list(tables))
    ((sheet, rows),) = tables.items()
    return _of_rows(path, rows, FileReading(form="spreadsheet", sheet=sheet), options)


def open_json(path: Path, options: FileOptions) -> WholeTable:
    """Open a table in JSON: records, lines of records, columns, or columns and data apart.

    Raises
    ------
    InputError
        If it is none of these.
    """
    del options  # names and rows are told apart by the form itself
    reading = FileReading(form="json", encoding=(encoding := encoding_of(path)))
    try:
        with text_of(path, encoding) as text:
            content = text.read()
        try:
            frame = _frame_of(json.loads(content))
        except json.JSONDecodeError:
            # One record in each line.
            lines = [json.loads(line) for line in content.splitlines() if line.strip()]
            frame = _frame_of(lines)
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: this cannot be read as JSON ({error}).") from None
    if frame is None:
        raise InputError(
            f"{path}: this JSON is no table. Tables are a list of records, one object per row; an "
            'object of columns, {"name": [...], ...}; or {"columns": [...], "data": [[...], ...]}.'
        )
    names, repeated = told_apart([str(name) for name in frame.columns])
    numbers = np.arange(1, len(frame) + 1, dtype=np.int64)
    return WholeTable(path, Names(tuple(names), repeated), reading, frame, numbers)


def _is_table(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a sheet has at least two rows of two cells."""
    return sum(_width(row) > 1 for row in rows) > 1


def _of_rows(
    path: Path, rows: Sequence[Sequence[Any]], reading: FileReading, options: FileOptions
) -> WholeTable:
    filled = [place for place, row in enumerate(rows) if any(cell != "" for cell in row)]
    # A title or a remark above the table fills one cell.
    while len(filled) > 1 and _width(rows[filled[0]]) < 2 <= _width(rows[filled[1]]):
        filled = filled[1:]
    if not filled:
        raise InputError(f"{path}: the sheet '{reading.sheet}' is empty.")
    above = filled[0]
    used = [any(rows[place][c] != "" for place in filled) for c in range(len(rows[above]))]
    kept = [column for column, use in enumerate(used) if use]
    header = [str(_plain(rows[above][column])) for column in kept]
    names, repeated = told_apart(header if options.header else numbered(len(kept)))
    passed = 1 + options.units_row if options.header else 0
    below = filled[passed:]
    cells = [[_plain(rows[place][column]) for column in kept] for place in below]
    frame = pd.DataFrame(cells, columns=range(len(kept)), dtype=object)
    reading = FileReading(
        form=reading.form,
        sheet=reading.sheet,
        header=options.header,
        units_row=options.units_row,
        comments=above,
    )
    numbers = np.array(below, dtype=np.int64) + 1
    return WholeTable(path, Names(tuple(names), repeated), reading, frame, numbers)


def _width(row: Sequence[Any]) -> int:
    return len([cell for cell in row if cell != ""])


def _plain(cell: Any) -> Any:
    """Return a cell as text or number; whole numbers as they are shown."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return cell


def _frame_of(content: Any) -> pd.DataFrame | None:
    """Return the table that JSON describes, cells as they are; None if it is none."""
    if isinstance(content, list):
        if content and all(isinstance(one, dict) for one in content):
            return _of_records(content)
        return None
    if not isinstance(content, dict):
        return None
    if isinstance(content.get("columns"), list) and isinstance(content.get("data"), list):
        data = content["data"]
        if all(isinstance(row, list) and len(row) == len(content["columns"]) for row in data):
            columns = list(zip(*data, strict=True)) or [()] * len(content["columns"])
            series = [pd.Series(list(one), dtype=object) for one in columns]
            frame = pd.concat(series, axis=1) if series else pd.DataFrame()
            return _flat(frame.set_axis([str(name) for name in content["columns"]], axis=1))
        return None
    if isinstance(content.get("data"), list):
        return _frame_of(content["data"])
    lists = {name: column for name, column in content.items() if isinstance(column, list)}
    if lists and len(lists) == len(content) and len({len(one) for one in lists.values()}) == 1:
        return _flat(pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in lists.items()}))
    maps = {name: column for name, column in content.items() if isinstance(column, dict)}
    if maps and len(maps) == len(content):
        return _of_maps(maps)
    return None


def _of_maps(maps: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the table of columns whose cells are named by row."""
    rows = dict.fromkeys(row for column in maps.values() for row in column)
    cells = {name: [column.get(row) for row in rows] for name, column in maps.items()}
    return _flat(pd.DataFrame({n: pd.Series(v, dtype=object) for n, v in cells.items()}))


def _of_records(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    names = dict.fromkeys(str(name) for record in records for name in record)
    cells = {name: [record.get(name) for record in records] for name in names}
    return _flat(pd.DataFrame({n: pd.Series(v, dtype=object) for n, v in cells.items()}))


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the columns that hold lists or objects."""
    plain = [
        not any(isinstance(cell, (list, dict)) for cell in frame.iloc[:, place])
        for place in range(frame.shape[1])
    ]
    return frame.loc[:, plain]
