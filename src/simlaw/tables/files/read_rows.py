"""Table files opened: CSV and Parquet, with what is wrong with a file said in one sentence."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest

PARQUET = (".parquet", ".pq")
SEPARATORS = {".csv": ",", ".tsv": "\t"}
_COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
_SHOWN = 20

PIECE = 10_000
"""Rows of a table held at a time as they stand in the file."""

_BUFFER = 1 << 16
"""Bytes of a Parquet column read at a time: without a limit, a whole row group is held."""

# The header is read as a row, so that pandas neither renames columns nor guesses an index.
_AS_TEXT: dict[str, Any] = {
    "header": None,
    "dtype": str,
    "na_filter": False,
    "skip_blank_lines": False,
    "encoding": "utf-8-sig",
}


@dataclass(frozen=True)
class Rows:
    """Columns of some rows of a table, and where each row stands in the file.

    Parameters
    ----------
    frame
        The columns asked for; those of a CSV file are all text.
    numbers
        Number of each row as the user counts, int64: a CSV file's header is row 1.
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


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Rows]:
    """Yield columns of a CSV, TSV or Parquet file by `PIECE` rows; CSV and TSV may be compressed.

    Parameters
    ----------
    path
        The file; its ending tells the format.
    columns
        Names of the columns wanted.

    Raises
    ------
    InputError
        If the file is missing, unreadable, empty or of another format, or lacks a column.
    """
    ending, packed = form_of(path)
    try:
        if ending in PARQUET:
            yield from _parquet(path, columns)
        else:
            yield from _text(path, columns, SEPARATORS[ending], packed=packed)
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror or error}).") from None


def form_of(path: Path) -> tuple[str, bool]:
    """Return a table file's ending, of `PARQUET` or `SEPARATORS`, and whether it is compressed.

    Raises
    ------
    InputError
        If there is no such file, or its name tells no format that is read.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file.{_similar(path)}")
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; give a CSV or Parquet file.")
    endings = [ending.lower() for ending in path.suffixes]
    packed = bool(endings) and endings[-1] in _COMPRESSED
    ending = endings[-2] if packed and len(endings) > 1 else (endings or [""])[-1]
    if ending in SEPARATORS or (ending in PARQUET and not packed):
        return ending, packed
    raise InputError(
        f"{path}: tables are read from .csv, .tsv or .parquet files, and this is none by its name. "
        "Save a spreadsheet as CSV first."
    )


def frame_rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Rows]:
    """Yield columns of a DataFrame by `PIECE` rows, counted from 1.

    Raises
    ------
    InputError
        If a column is missing or there twice.
    """
    place = "the DataFrame"
    names = [str(name) for name in frame.columns]
    taken = frame.iloc[:, _positions(place, names, columns)].set_axis(list(columns), axis=1)
    for start in range(0, len(taken), PIECE):
        piece = taken.iloc[start : start + PIECE].reset_index(drop=True)
        yield Rows(piece, _numbered(start, len(piece)), place)


def _numbered(start: int, count: int) -> NDArray[np.int64]:
    return np.arange(start + 1, start + count + 1, dtype=np.int64)


def _parquet(path: Path, columns: Sequence[str]) -> Iterator[Rows]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    start = 0
    try:
        with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            _positions(str(path), list(file.schema_arrow.names), columns)
            wanted = list(dict.fromkeys(columns))
            for batch in file.iter_batches(batch_size=PIECE, columns=wanted):
                # Only plain columns are wanted; metadata of unknown origin is not interpreted.
                frame = batch.replace_schema_metadata(None).to_pandas()
                yield Rows(frame, _numbered(start, len(frame)), str(path))
                start += len(frame)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        first = str(error).splitlines()[0]
        raise InputError(f"{path}: this cannot be read as a Parquet file ({first}).") from None
    finally:
        pa.default_memory_pool().release_unused()


def _text(path: Path, columns: Sequence[str], separator: str, *, packed: bool) -> Iterator[Rows]:
    if not packed:
        check_bytes(path)
    try:
        header = parse_text(path, separator, rows=1)
        names = [str(name).strip() for name in header.iloc[0]]
        if separator == "," and len(names) == 1:
            check_separator(path, names[0])
        places = _positions(str(path), names, columns)
        for numbers, frame in _wanted(path, separator, places):
            yield Rows(frame.set_axis(list(columns), axis=1), numbers, str(path))
    except InputError:  # a ValueError itself
        raise
    except pd.errors.EmptyDataError:
        raise InputError(f"{path}: the file is empty.") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: the file is not UTF-8 text (byte 0x{error.object[error.start]:02x} cannot "
            "be read). Save it again with the encoding UTF-8."
        ) from None
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise InputError(f"{path}: the rows are not of one form ({tidy(error)}).") from None
    except (EOFError, ValueError) as error:  # also what a broken archive raises
        raise InputError(f"{path}: this cannot be read as a CSV file ({tidy(error)}).") from None


def _wanted(
    path: Path, separator: str, places: list[int]
) -> Iterator[tuple[NDArray[np.int64], pd.DataFrame]]:
    """Yield the numbers of the rows below the header that are not blank, and some columns.

    Every column is parsed: with some left out, pandas lets rows pass that have too many fields.
    """
    with pd.read_csv(path, sep=separator, chunksize=PIECE, **_AS_TEXT) as reader:
        while True:
            with warnings.catch_warnings():
                warnings.simplefilter("error", pd.errors.ParserWarning)
                frame = next(reader, None)
            if frame is None:
                return
            # Blank lines are no rows, but they keep their numbers.
            filled = (frame != "").any(axis=1).to_numpy() & (frame.index > 0)
            numbers = frame.index.to_numpy(dtype=np.int64)[filled] + 1
            yield numbers, frame.iloc[np.flatnonzero(filled), places].reset_index(drop=True)


def parse_text(path: Path, separator: str, rows: int) -> pd.DataFrame:
    """Return a CSV file's first rows, header and blank lines among them, as text.

    Raises
    ------
    ValueError, OSError, EOFError
        What pandas raises for a file it cannot read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame: pd.DataFrame = pd.read_csv(path, sep=separator, nrows=rows, **_AS_TEXT)
        return frame


def check_bytes(path: Path) -> None:
    """Refuse a file whose first bytes are those of another format.

    Raises
    ------
    InputError
        With the format found.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PAR1"):
        raise InputError(f"{path}: this is a Parquet file; give it a name that ends in .parquet.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(
            f"{path}: this is a spreadsheet or an archive, not a CSV file. Save it as CSV first."
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: the file is UTF-16 text. Save it again with the encoding UTF-8.")
    if b"\0" in head:
        raise InputError(f"{path}: this is not a CSV file: it holds binary data.")


def check_separator(path: Path, header: str) -> None:
    """Refuse a file whose header, read as one column, holds another separator.

    Raises
    ------
    InputError
        With the separator found.
    """
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if mark in header:
            raise InputError(
                f"{path}: the columns seem to be separated by {name}, not commas. Save it with "
                "commas, or with tabs under a name that ends in .tsv."
            )


def _positions(place: str, names: Sequence[str], columns: Sequence[str]) -> list[int]:
    for column in columns:
        found = names.count(column)
        if found == 1:
            continue
        if found:
            raise InputError(
                f"{place}: {found} columns are called '{column}'. Give each a name of its own."
            )
        listed = ", ".join(f"'{name}'" for name in names[:_SHOWN])
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise InputError(
            f"{place}: there is no column '{column}'.{nearest(column, names)} "
            f"Its columns are {listed}{more}."
        )
    return [names.index(column) for column in columns]


def _similar(path: Path) -> str:
    try:
        return nearest(path.name, [entry.name for entry in path.parent.iterdir()])
    except OSError:
        return f" The folder '{path.parent}' cannot be read either."


def tidy(error: BaseException) -> str:
    """Return what pandas says of a file, without its preamble."""
    return str(error).strip().replace("Error tokenizing data. C error: ", "").rstrip(".")
