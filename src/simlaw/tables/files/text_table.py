"""Tables in text: CSV, TSV and whatever else separates its fields."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlaw.errors import InputError
from simlaw.tables.files.column_names import numbered, told_apart
from simlaw.tables.files.reading import FileOptions, FileReading
from simlaw.tables.files.table_file import Names, Piece
from simlaw.tables.files.text_bytes import encoding_of, opened, text_of
from simlaw.tables.files.text_form import BLANKS, RECORDS, TextForm, form_of_text

# The header is read as a row, so that pandas neither renames columns nor guesses an index.
_AS_TEXT: dict[str, Any] = {
    "header": None,
    "dtype": str,
    "na_filter": False,
    "skip_blank_lines": False,
}


@dataclass(frozen=True)
class TextTable:
    """A table in text.

    Attributes
    ----------
    path
        The file.
    ending
        Of its name, without what says that it is compressed.
    options
        What the user settled.
    """

    path: Path
    ending: str
    options: FileOptions

    @cached_property
    def encoding(self) -> str:
        """Of the text."""
        with _told(self.path):
            return encoding_of(self.path)

    @cached_property
    def form(self) -> TextForm:
        """What stands above the header, and what separates the fields."""
        with _told(self.path), text_of(self.path, self.encoding) as text:
            return form_of_text(list(islice(text, RECORDS)), self.ending)

    @cached_property
    def reading(self) -> FileReading:
        """How it is read."""
        return FileReading(
            form="text",
            encoding=self.encoding,
            separator=self.form.separator,
            header=self.options.header,
            units_row=self.options.units_row,
            comments=self.form.above,
        )

    @cached_property
    def columns(self) -> Names:
        """Its columns."""
        with _told(self.path):
            frame = next(self._frames(1), None)
        if frame is None:
            raise InputError(f"{self.path}: the file is empty.")
        fields = [str(name).strip() for name in frame.iloc[0]]
        if self.form.hashed:
            fields[0] = fields[0].lstrip("#").strip()
            fields = fields if fields[0] else fields[1:]
        if not self.options.header:
            fields = numbered(len(fields))
        names, repeated = told_apart(fields)
        return Names(tuple(names), repeated)

    def pieces(self, places: Sequence[int], size: int) -> Iterator[Piece]:
        """Yield the numbers of the rows that are not blank, and some columns, all text.

        Every column is parsed: with some left out, pandas lets rows pass that have too many fields.
        """
        passed = 0 if not self.options.header else 1 + self.options.units_row
        first = self.form.above + 1
        with _told(self.path):
            for frame in self._frames(size):
                # Blank lines are no rows, but they keep their numbers.
                filled = np.flatnonzero((frame != "").any(axis=1).to_numpy())
                skipped = min(passed, len(filled))
                passed -= skipped
                filled = filled[skipped:]
                numbers = frame.index.to_numpy(dtype=np.int64)[filled] + first
                yield numbers, frame.iloc[filled, list(places)].reset_index(drop=True)

    def count(self) -> int:
        """Return how many lines there are below the header."""
        above = self.form.above + (1 + self.options.units_row if self.options.header else 0)
        lines, last = 0, b"\n"
        with _told(self.path), opened(self.path) as file:
            while block := file.read(1 << 20):
                lines += block.count(b"\n")
                last = block
        return max(0, lines + (not last.rstrip(b"\0").endswith(b"\n")) - above)

    def _frames(self, size: int) -> Iterator[pd.DataFrame]:
        form = self.form
        with text_of(self.path, self.encoding) as text:
            for _ in range(form.above):
                text.readline()
            content: Any = _Unremarked(text, form.hashed) if form.remarks else text
            if form.hashed and form.separator == BLANKS:
                # "# SMILES density": the mark is no field of its own.
                content = _WithoutMark(content)
            separator = r"\s+" if form.separator == BLANKS else form.separator
            try:
                with pd.read_csv(content, sep=separator, chunksize=size, **_AS_TEXT) as reader:
                    while True:
                        with warnings.catch_warnings():
                            warnings.simplefilter("error", pd.errors.ParserWarning)
                            frame = next(reader, None)
                        if frame is None:
                            return
                        yield frame
            except pd.errors.EmptyDataError:
                return


class _Lines:
    """Text of which some lines are changed as they are read."""

    def __init__(self, text: Any) -> None:
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return map(self._changed, self._text)

    def read(self, size: int = -1) -> str:
        """Return whole lines, of about so many characters."""
        return "".join(map(self._changed, self._text.readlines(size)))

    def _changed(self, line: str) -> str:
        return line


class _Unremarked(_Lines):
    """Text whose lines that start with ``#`` are blank, so that all others keep their numbers."""

    def __init__(self, text: Any, hashed: bool) -> None:
        super().__init__(text)
        self._header = hashed

    def _changed(self, line: str) -> str:
        if self._header or not line.lstrip().startswith("#"):
            self._header = False
            return line
        return "\n"


class _WithoutMark(_Lines):
    """Text without the mark of its first line."""

    _first = True

    def _changed(self, line: str) -> str:
        if self._first:
            self._first = False
            return line.lstrip().lstrip("#").lstrip()
        return line


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in one sentence why a file cannot be read."""
    try:
        yield
    except InputError:  # a ValueError itself
        raise
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: the text cannot be read as {error.encoding} (byte "
            f"0x{error.object[error.start]:02x}). Save it again with the encoding UTF-8."
        ) from None
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise InputError(f"{path}: the rows are not of one form ({_tidy(error)}).") from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror or error}).") from None
    except (EOFError, ValueError) as error:  # also what a broken archive raises
        raise InputError(f"{path}: this cannot be read as a table ({_tidy(error)}).") from None


def _tidy(error: BaseException) -> str:
    """Return what pandas says of a file, without its preamble."""
    said = str(error).strip().replace("Error tokenizing data. C error: ", "")
    return said.partition("\n")[0].rstrip(".")
