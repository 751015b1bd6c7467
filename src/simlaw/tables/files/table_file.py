"""A table file opened: its columns, and its rows piece by piece, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest
from simlaw.tables.files.reading import FileReading
from simlaw.tables.files.text_bytes import COMPRESSED
from simlaw.tables.files.text_form import OWN

PARQUET = (".parquet", ".pq")
SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
JSON = (".json", ".jsonl", ".ndjson")

Piece = tuple[NDArray[np.int64], pd.DataFrame]


@dataclass(frozen=True)
class Names:
    """The columns of a table file.

    Attributes
    ----------
    names
        No two alike; those without a name are empty.
    repeated
        Names that several columns had in the file.
    """

    names: tuple[str, ...]
    repeated: tuple[str, ...] = ()


class TableFile(Protocol):
    """A table file of one form."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def columns(self) -> Names:
        """Its columns."""

    @property
    def reading(self) -> FileReading:
        """How it is read."""

    def pieces(self, places: Sequence[int], size: int) -> Iterator[Piece]:
        """Yield row numbers as the user counts, and the columns at some places, ``size`` rows.

        Raises
        ------
        InputError
            If the file cannot be read further.
        """

    def count(self) -> int:
        """Return how many rows there are; of a long text file, how many lines."""


def form_of(path: Path) -> tuple[str, bool]:
    """Return a table file's ending, and whether it is compressed.

    Raises
    ------
    InputError
        If there is no such file, or its name tells no form that is read.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file.{_similar(path)}")
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; give a table file.")
    endings = [ending.lower() for ending in path.suffixes]
    packed = bool(endings) and endings[-1] in COMPRESSED
    ending = endings[-2] if packed and len(endings) > 1 else (endings or [""])[-1]
    if ending in OWN or ending in JSON or (ending in (*PARQUET, *SHEETS) and not packed):
        return ending, packed
    raise InputError(
        f"{path}: a table is read from a file of text (.csv, .tsv, .txt), a spreadsheet (.xlsx, "
        ".xls, .ods), .json or .parquet, and this is none by its name. Give it the name of what it "
        "is, or save it as CSV."
    )


def _similar(path: Path) -> str:
    try:
        return nearest(path.name, [entry.name for entry in path.parent.iterdir()])
    except OSError:
        return f" The folder '{path.parent}' cannot be read either."
