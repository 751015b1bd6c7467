"""A file of predictions, written piece by piece and there only when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from simlaw.disk.whole_files import whole_file
from simlaw.errors import InputError, cannot_write

CSV, PARQUET = (".csv",), (".parquet", ".pq")

Write: TypeAlias = Callable[[pd.DataFrame], None]
"""Writes one more piece."""


def check_name(path: Path) -> None:
    """Refuse a name that tells no form that is written.

    Raises
    ------
    InputError
        With those that do.
    """
    if path.suffix.lower() not in (*CSV, *PARQUET):
        raise InputError(
            f"{path}: predictions are written as .csv or .parquet, and this is neither by its name."
        )
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; give the name of a file.")


@contextmanager
def prediction_file(path: Path) -> Iterator[Write]:
    """Yield what writes predictions; the file gets its name when the block ends well.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    check_name(path)
    write = _parquet if path.suffix.lower() in PARQUET else _csv
    try:
        with write(path) as one:
            yield one
    except OSError as error:
        raise cannot_write(path, error) from None


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with whole_file(path) as file:
        first = True

        def write(piece: pd.DataFrame) -> None:
            nonlocal first
            text = piece.to_csv(index=False, header=first, lineterminator="\n")
            file.write(text.encode("utf-8"))
            first = False

        yield write


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole_file(path) as file:
        writer: pq.ParquetWriter | None = None

        def write(piece: pd.DataFrame) -> None:
            nonlocal writer
            table = pa.Table.from_pandas(piece, preserve_index=False)
            if writer is None:
                writer = pq.ParquetWriter(file, table.schema)
            writer.write_table(table)

        try:
            yield write
        finally:
            if writer is not None:
                writer.close()
