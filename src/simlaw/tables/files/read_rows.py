"""Rows of table files, piece by piece, and where each stands in its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.tables.files.column_names import positions
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.reading import FileOptions

PIECE = 10_000
"""Rows of a table held at a time as they stand in the file."""


@dataclass(frozen=True)
class Rows:
    """Columns of some rows of a table, and where each row stands in the file.

    Parameters
    ----------
    frame
        The columns asked for; those of a text file are all text.
    numbers
        Number of each row as the user counts: a text file's lines from 1, its header among them.
    place
        Of the table, for messages.
    """

    frame: pd.DataFrame
    numbers: NDArray[np.int64]
    place: str


def checksum(path: Path) -> str:
    """Return the sha256 of a file's bytes in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_rows(
    path: Path, columns: Sequence[str], options: FileOptions | None = None
) -> Iterator[Rows]:
    """Yield columns of a table file by `PIECE` rows.

    Parameters
    ----------
    path
        The file; its ending tells the form, see `simlaw.tables.files.open_table`.
    columns
        Names of the columns wanted.
    options
        What the user settled of its form.

    Raises
    ------
    InputError
        If the file is missing, unreadable, empty or of another form, or lacks a column.
    """
    try:
        table = open_table(path, options)
        known = table.columns
        places = positions(str(path), known.names, columns, known.repeated)
        once = list(dict.fromkeys(places))
        for numbers, frame in table.pieces(once, PIECE):
            # Not copied where it is as it was asked for: it may be large.
            several = [once.index(place) for place in places]
            wanted = frame if several == list(range(len(once))) else frame.iloc[:, several]
            yield Rows(wanted.set_axis(list(columns), axis=1), numbers, str(path))
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror or error}).") from None


def frame_rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Rows]:
    """Yield columns of a DataFrame by `PIECE` rows, counted from 1.

    Raises
    ------
    InputError
        If a column is missing or there twice.
    """
    place = "the DataFrame"
    names = [str(name) for name in frame.columns]
    taken = frame.iloc[:, positions(place, names, columns)].set_axis(list(columns), axis=1)
    for start in range(0, len(taken), PIECE):
        piece = taken.iloc[start : start + PIECE].reset_index(drop=True)
        numbers = np.arange(start + 1, start + len(piece) + 1, dtype=np.int64)
        yield Rows(piece, numbers, place)
