"""The one door to table files: by the ending of its name, a file is opened."""

from __future__ import annotations

from pathlib import Path

from simlaw.errors import InputError
from simlaw.tables.files.parquet_table import ParquetTable
from simlaw.tables.files.reading import FileOptions
from simlaw.tables.files.table_file import JSON, PARQUET, SHEETS, TableFile, form_of
from simlaw.tables.files.text_table import TextTable
from simlaw.tables.files.whole_tables import open_json, open_spreadsheet


def open_table(path: Path, options: FileOptions | None = None) -> TableFile:
    """Open a table file of any form that is read.

    Parameters
    ----------
    path
        The file; the ending of its name tells the form.
    options
        What the user settled; by default nothing.

    Raises
    ------
    InputError
        If the file is missing, unreadable, empty or of another form.
    """
    options = options or FileOptions()
    ending, _ = form_of(path)
    if options.sheet and ending not in SHEETS:
        raise InputError(f"{path}: 'sheet' is for spreadsheets, and this is none; leave it out.")
    if ending in (*PARQUET, *JSON) and (options.units_row or not options.header):
        raise InputError(
            f"{path}: 'header' and 'units_row' are for text and spreadsheets: a {ending} file "
            "names its columns itself. Leave them out."
        )
    if ending in PARQUET:
        return ParquetTable(path)
    if ending in SHEETS:
        return open_spreadsheet(path, options)
    if ending in JSON:
        return open_json(path, options)
    return TextTable(path, ending, options)
