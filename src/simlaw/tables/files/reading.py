"""How a table file is to be read, and how it was: its form, and what was found about its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileOptions:
    """What the user settled of a table file's form; the rest stands in the file itself.

    Attributes
    ----------
    sheet
        Of a spreadsheet, by name; empty for the only one.
    header
        Whether a row names the columns. Without one they are ``column 1``, ``column 2``, ...
    units_row
        Whether the row below it holds units, and is no row of the table.
    """

    sheet: str = ""
    header: bool = True
    units_row: bool = False


@dataclass(frozen=True)
class FileReading:
    """How a table file was read.

    Attributes
    ----------
    form
        ``"text"``, ``"parquet"``, ``"spreadsheet"``, ``"json"``, ``"dataframe"``, or empty where
        it is not known.
    encoding
        Of a text file, such as ``"utf-8"``.
    separator
        Between the fields of a text file; ``" "`` for any blanks.
    decimal
        Decimal mark of the numbers, ``"."`` or ``","``.
    sheet
        Of a spreadsheet.
    header
        Whether a row names the columns.
    units_row
        Whether the row below it holds units.
    comments
        Lines above the header that were passed over.
    """

    form: str = ""
    encoding: str = ""
    separator: str = ""
    decimal: str = "."
    sheet: str = ""
    header: bool = True
    units_row: bool = False
    comments: int = 0
