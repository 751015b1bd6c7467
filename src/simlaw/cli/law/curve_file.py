"""Points from a stranger's table of any form: what of its form was guessed is said."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from simlaw.cli.law.curve_cells import numbers_of_columns
from simlaw.disk.whole_files import write_bytes
from simlaw.errors import InputError, nearest
from simlaw.law import PointOptions, PointTable, read_points
from simlaw.law.estimate import Note
from simlaw.law.given_points.checked_points import GivenColumns, checked_points
from simlaw.law.given_points.column_choice import choose_columns
from simlaw.law.points_from_file import is_of_a_run
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.reading import FileOptions, FileReading
from simlaw.tables.files.table_file import TableFile, form_of
from simlaw.tables.files.text_form import OWN
from simlaw.tables.files.text_table import TextTable
from simlaw.tables.files.whole_tables import SeveralSheetsError

TRIALS = "trials.jsonl"
"""What a run folder has."""

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}


@dataclass(frozen=True)
class CurveFileOptions:
    """What the user settled of a file of points.

    Attributes
    ----------
    points
        Which columns are meant, and what the errors are.
    metric
        Which error of a run's curve is fitted; empty where none was asked for.
    decimal
        Decimal mark, ``"."`` or ``","``; empty where it is to be found out.
    sheet
        Of a spreadsheet, by name.
    """

    points: PointOptions = field(default_factory=PointOptions)
    metric: str = ""
    decimal: str = ""
    sheet: str = ""


def read_curve_file(path: Path, options: CurveFileOptions) -> PointTable:
    """Read points from a table in text, a spreadsheet, JSON or Parquet, or a run's curve.csv.

    Raises
    ------
    InputError
        If the file or a row of it cannot be used, or what is meant cannot be told.
    """
    path = _in_run_folder(path)
    if not path.exists():
        raise InputError(f"There is no file '{path}'.{_similar(path)}")
    with _at_rest(path) as file, _named(file, path):
        table = _opened(file, options.sheet)
        names = [name for name in table.columns.names if name]
        if is_of_a_run(names) and not options.points.columns:
            if options.metric and options.metric not in names and path == file:
                return _refitted(path, options)
            return read_points(file, metric=options.metric or "mae", options=options.points)
        if options.metric:
            raise InputError(
                f"'{path}' is not the curve.csv of a run, which --metric is for. Name the column "
                f"of errors: --columns error={options.metric}"
            )
        return _points(table, path, names, options)


def _in_run_folder(path: Path) -> Path:
    """Return the curve.csv of a run folder, or the path itself."""
    inside = path / "curve.csv"
    return inside if (path / TRIALS).is_file() and inside.is_file() else path


def _refitted(path: Path, options: CurveFileOptions) -> PointTable:
    """Read points of a run in a metric that its curve.csv lacks, from its errors of materials."""
    from simlaw.study.refit import refit
    from simlaw.study.run_folder import load_result

    if not (path.parent / TRIALS).is_file():
        return read_points(path, metric=options.metric, options=options.points)
    curve = refit(load_result(path.parent), options.metric).curve
    with tempfile.TemporaryDirectory() as kept:
        copy = Path(kept) / "curve.csv"
        write_bytes(copy, curve.frame.to_csv(index=False).encode())
        with _named(copy, path):
            return read_points(copy, metric=options.metric, options=options.points)


def _points(
    table: TableFile, path: Path, names: Sequence[str], options: CurveFileOptions
) -> PointTable:
    chosen = choose_columns(str(path), names, options.points)
    places = [table.columns.names.index(name) for name in chosen.values()]
    numbers, frames = [], []
    for rows, frame in table.pieces(places, 10_000):
        numbers.append(rows)
        frames.append(frame.set_axis(list(chosen), axis=1))
    if not frames or not sum(map(len, frames)):
        raise InputError(f"'{path}' has no rows below its header.")
    cells = pd.concat(frames, ignore_index=True)
    others = [name for name in names if name not in chosen.values()]
    rows = np.concatenate(numbers).tolist()
    given = GivenColumns(str(path), rows, chosen, cells, others)
    given, marks = numbers_of_columns(given, options.decimal)
    said = _form_in_words(table.reading, path, marks.decimal)
    notes = [Note("file_form", f"The file was read {said}.")] if said else []
    notes += [Note("numbers_read", text) for text in marks.said]
    return checked_points(given, options.points, notes)


def _form_in_words(reading: FileReading, path: Path, decimal: str) -> str:
    """What of a file's form is not what its name promises."""
    said = []
    promised = OWN.get(form_of(path)[0], ",") if _is_known(path) else ","
    if reading.separator and reading.separator != promised:
        between = _SEPARATORS.get(reading.separator, f"'{reading.separator}'")
        said.append(f"with {between} between its columns")
    if decimal == ",":
        said.append("with commas as decimal marks")
    if reading.encoding and not reading.encoding.startswith("utf-8"):
        said.append(f"as text in {reading.encoding}")
    if reading.comments:
        said.append(f"from line {reading.comments + 1} on")
    if reading.sheet:
        said.append(f"from the sheet '{reading.sheet}'")
    return ", ".join(said)


def _opened(path: Path, sheet: str) -> TableFile:
    if not path.is_dir() and not sheet and not _is_known(path):
        return TextTable(path, ".csv", FileOptions())
    try:
        return open_table(path, FileOptions(sheet=sheet))
    except SeveralSheetsError as error:
        listed = ", ".join(f"'{one}'" for one in error.sheets[:10])
        raise InputError(
            f"{path}: several sheets hold tables: {listed}. Name one by --sheet."
        ) from None


def _is_known(path: Path) -> bool:
    try:
        form_of(path)
    except InputError:
        return False
    return True


@contextmanager
def _at_rest(path: Path) -> Iterator[Path]:
    """Give a file that can be read twice, which a pipe cannot."""
    if path.is_file() or path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "points.csv"
        write_bytes(copy, path.read_bytes())
        yield copy


@contextmanager
def _named(file: Path, path: Path) -> Iterator[None]:
    """Call a copy by the name of what it is a copy of."""
    try:
        yield
    except InputError as error:
        if file == path:
            raise
        raise InputError(str(error).replace(str(file), str(path))) from None


def _similar(path: Path) -> str:
    try:
        return nearest(path.name, [entry.name for entry in path.parent.iterdir()])
    except OSError:
        return ""
