"""How a file was read: its form, and what was found about its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileReading:
    """How a table file was read.

    Attributes
    ----------
    form
        ``"csv"``, ``"parquet"``, ``"xlsx"``, ``"json"`` or ``"dataframe"``.
    encoding
        Of a text file, such as ``"utf-8"``.
    separator
        Between the fields of a text file.
    decimal
        Decimal mark of the numbers, ``"."`` or ``","``.
    sheet
        Of a spreadsheet.
    header
        Whether a row names the columns.
    units_row
        Whether the row below it holds units.
    """

    form: str = ""
    encoding: str = ""
    separator: str = ""
    decimal: str = "."
    sheet: str = ""
    header: bool = True
    units_row: bool = False
