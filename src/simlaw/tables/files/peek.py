"""The first rows of a table file, and how many there are, without reading it whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.reading import FileOptions


def peek(path: Path, rows: int, options: FileOptions | None = None) -> tuple[pd.DataFrame, int]:
    """Return the first rows of a table file with all its columns.

    Parameters
    ----------
    path
        The file; its ending tells the form, see `simlaw.tables.files.open_table`.
    rows
        How many rows to look at.
    options
        What the user settled of its form.

    Returns
    -------
    frame, total
        The rows (those of a text file are all text, blank lines left out), and the number of rows
        in the file. In a text file longer than `rows` line ends are counted, so blank lines and
        line breaks in quotes count as rows.

    Raises
    ------
    InputError
        If the file is missing, unreadable, empty or of another form.
    """
    table = open_table(path, options)
    names = table.columns.names
    found: list[pd.DataFrame] = []
    length = 0
    for _, frame in table.pieces(range(len(names)), rows + 2):
        found.append(frame)
        length += len(frame)
        if length > rows:
            break
    if not found:
        return pd.DataFrame(columns=list(names)), 0
    whole = pd.concat(found, ignore_index=True).set_axis(list(names), axis=1)
    return whole.iloc[:rows], length if length <= rows else table.count()
