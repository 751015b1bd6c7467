"""The first rows of a table file, and how many there are, without reading it whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simlaw.errors import InputError
from simlaw.tables.files.read_rows import (
    PARQUET,
    SEPARATORS,
    check_bytes,
    check_separator,
    form_of,
    parse_text,
    tidy,
)


def peek(path: Path, rows: int) -> tuple[pd.DataFrame, int]:
    """Return the first rows of a CSV, TSV or Parquet file with all its columns.

    Parameters
    ----------
    path
        The file; its ending tells the format, as in `simlaw.tables.files.read_rows`.
    rows
        How many rows to look at.

    Returns
    -------
    frame, total
        The rows (those of a CSV file are all text, blank lines left out), and the number of rows
        in the file. In a CSV file longer than `rows` line ends are counted, so blank lines and
        line breaks in quotes count as rows.

    Raises
    ------
    InputError
        If the file is missing, unreadable, empty or of another format.
    """
    ending, packed = form_of(path)
    try:
        if ending in PARQUET:
            return _peek_parquet(path, rows)
        return _peek_text(path, SEPARATORS[ending], rows, packed=packed)
    except pd.errors.EmptyDataError:
        raise InputError(f"{path}: the file is empty.") from None
    except (EOFError, OSError, ValueError, pd.errors.ParserWarning) as error:
        if isinstance(error, InputError):
            raise
        reason = tidy(error).partition("\n")[0]
        raise InputError(f"{path}: this cannot be read as a table ({reason}).") from None


def _peek_parquet(path: Path, rows: int) -> tuple[pd.DataFrame, int]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=rows), None)
        total = int(file.metadata.num_rows)
        names = file.schema_arrow.names
    if batch is None:
        return pd.DataFrame(columns=names), total
    # A single record batch has no to_pandas option against metadata; without it there is none.
    frame = batch.replace_schema_metadata(None).to_pandas()
    return frame, total


def _peek_text(path: Path, separator: str, rows: int, *, packed: bool) -> tuple[pd.DataFrame, int]:
    if not packed:
        check_bytes(path)
    frame = parse_text(path, separator, rows=rows + 1)
    names = [str(name).strip() for name in frame.iloc[0]]
    if separator == "," and len(names) == 1:
        check_separator(path, names[0])
    whole = len(frame) <= rows
    frame = frame.iloc[1:].set_axis(names, axis=1)
    frame = frame[(frame != "").any(axis=1)].reset_index(drop=True)
    return frame, len(frame) if whole else _line_count(path, separator, packed=packed) - 1


def _line_count(path: Path, separator: str, *, packed: bool) -> int:
    if packed:
        first = pd.read_csv(
            path, sep=separator, header=None, usecols=[0], dtype=str, chunksize=100_000
        )
        with first as chunks:
            return sum(len(chunk) for chunk in chunks)
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            lines += block.count(b"\n")
            last = block
    return lines + (not last.endswith(b"\n"))
