"""What looks wrong in the form of a table's file: its header, the row below it, bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from simlaw.errors import InputError
from simlaw.tables.account import Refusal
from simlaw.tables.cells import CENSORED
from simlaw.tables.columns.first_rows import has_no_header, units_below
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.peek import peek
from simlaw.tables.files.reading import FileOptions
from simlaw.tables.finding import Finding
from simlaw.tables.table import PropertyTable

_STATUS = re.compile(
    r"(?i)status|converg|success|fail|finished|complete|attempt|error.?(flag|message)|exit.?code|"
    r"warning|is_?valid|note"
)

ROWS = 200
"""Rows that are looked at."""


def look_at_file(path: Path, options: FileOptions) -> tuple[Finding, ...]:
    """Return what looks wrong in the header of a table file.

    Parameters
    ----------
    path
        The file.
    options
        How it is read.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    table = open_table(path, options)
    reading = table.reading
    found = []
    if table.columns.repeated:
        listed = ", ".join(f"'{name}'" for name in table.columns.repeated[:5])
        found.append(
            Finding(
                "duplicate_header",
                f"{path.name}: several columns are called {listed}.",
                column=table.columns.repeated[0],
                count=len(table.columns.repeated),
            )
        )
    if reading.form in ("text", "spreadsheet") and options.header:
        frame, _ = peek(path, ROWS, options)
        names = [str(name) for name in frame.columns]
        if has_no_header(names, frame):
            said = ", ".join(f"'{name}'" for name in names[:4])
            found.append(
                Finding(
                    "no_header", f"{path.name}: the first row, {said}, looks like data.", rows=(1,)
                )
            )
        elif not options.units_row and units_below(frame):
            cells = ", ".join(f"'{cell}'" for cell in frame.iloc[0].astype(str).tolist()[:4])
            found.append(
                Finding("units_row", f"{path.name}: the row below the header holds units: {cells}.")
            )
    return tuple(found)


def look_at_failures(table: PropertyTable) -> Iterator[Finding]:
    """Yield the note that a computed table does not say what was tried and failed.

    It says so by rows without a value, or by a column such as ``status`` or ``converged``. Of
    datasets of the catalogue and joined tables nothing is said.
    """
    if table.missing or len(table.read_as) != 1 or table.read_as[0].path is None:
        return
    read_as = table.read_as[0]
    try:
        names = open_table(Path(read_as.path or ""), read_as.form).columns.names
    except InputError:  # the file has gone since
        return
    if any(_STATUS.search(name) for name in names):
        return
    yield Finding(
        "failures_unknown",
        f"Every row of {table.name} has a value, and no column says which calculations failed.",
    )


def look_at_refusals(refusals: Sequence[Refusal]) -> Iterator[Finding]:
    """Yield what the rows that are not used have in common: values that are bounds."""
    bounds = [one for one in refusals if CENSORED in one.reason]
    if bounds:
        examples = "; ".join(str(one) for one in bounds[:3])
        yield Finding(
            "censored",
            f"{len(bounds):,} values are bounds, ranges or approximate, and are not used: "
            f"{examples}.",
            rows=tuple(one.row for one in bounds[:10]),
            count=len(bounds),
        )
