"""The cells of a table: numbers, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.materials.reading import FIRST, LATEST
from simlaw.materials.refusal import shown
from simlaw.tables.files.read_rows import Rows
from simlaw.tables.number_text import read_number

_MISSING_AT_FIRST = frozenset({"", "na", "n/a", "nan", "none", "null", "-", "--", "?"})

CENSORED = "is a bound or a range, not a value"
"""What a reason says of a cell such as ``<0.1``."""


@dataclass(frozen=True)
class CellRules:
    """How the text of a cell is read.

    Attributes
    ----------
    decimal
        Decimal mark, ``"."`` or ``","``; empty where it is not known.
    reading
        Rules of reading, see `simlaw.materials.reading`.
    """

    decimal: str = ""
    reading: int = LATEST


@dataclass(frozen=True)
class CellNumbers:
    """The numbers of some columns.

    Attributes
    ----------
    numbers
        Float ``(rows, columns)``, NaN where there is none.
    reasons
        Why there is none, by row.
    spreads
        Uncertainties that stand in the cells, float64 of the same shape, NaN where none does; None
        where no cell has one.
    """

    numbers: NDArray[np.floating[Any]]
    reasons: list[str | None]
    spreads: NDArray[np.float64] | None = None


def texts_of(column: pd.Series) -> list[str]:
    """Return the entries of a column as text, missing ones empty."""
    return ["" if pd.isna(entry) else str(entry) for entry in column.tolist()]


def numbers_of(
    part: Rows, columns: Sequence[str], labels: Sequence[str], rules: CellRules | None = None
) -> CellNumbers:
    """Return columns' numbers, and why there is none in a row, if so.

    Numbers are float32 where all columns are stored so (or shorter), else float64.
    """
    rules = rules or CellRules()
    entries = [part.frame[column] for column in columns]
    short = bool(columns) and all(str(one.dtype) in ("float16", "float32") for one in entries)
    found = np.empty((len(part.frame), len(columns)), dtype=np.float32 if short else np.float64)
    spreads: NDArray[np.float64] | None = None
    reasons: list[str | None] = [None] * len(part.frame)
    for place, (column, one, label) in enumerate(zip(columns, entries, labels, strict=True)):
        texts: list[str] | None = None
        marked = np.zeros(len(part.frame), dtype=bool)
        if pd.api.types.is_bool_dtype(one) or pd.api.types.is_numeric_dtype(one):
            if pd.api.types.is_complex_dtype(one):
                raise InputError(f"{part.place}: column '{column}' holds complex numbers.")
            found[:, place] = one.to_numpy(dtype=found.dtype, na_value=np.nan)
        elif pd.api.types.is_string_dtype(one) or one.dtype == object:
            texts = texts_of(one)
            found[:, place] = [_number(text) for text in texts]
            if rules.decimal == ",":  # a point may stand between thousands
                marked = np.array([isinstance(e, str) and "." in e for e in one], dtype=bool)
        else:
            raise InputError(f"{part.place}: column '{column}' holds {one.dtype}, not numbers.")
        for row in np.flatnonzero(marked | ~np.isfinite(found[:, place])).tolist():
            text = None if texts is None else texts[row]
            if text is not None and rules.reading > FIRST:
                said = read_number(text, rules.decimal)
                found[row, place] = said.number
                if math.isfinite(said.spread):
                    if spreads is None:
                        spreads = np.full(found.shape, np.nan)
                    spreads[row, place] = said.spread
                if said.status != "number":
                    reasons[row] = reasons[row] or _why(label, text, said.status)
            else:
                number = float(found[row, place])
                reasons[row] = reasons[row] or _why_at_first(label, number, text)
    return CellNumbers(found, reasons, spreads)


def column_numbers(column: pd.Series, decimal: str = "") -> NDArray[np.float64]:
    """Return the numbers of one column, float64, NaN where there is none."""
    rows = Rows(column.to_frame("value"), np.arange(len(column), dtype=np.int64), "the table")
    found = numbers_of(rows, ["value"], [""], CellRules(decimal)).numbers[:, 0]
    return found.astype(np.float64)


def _number(text: str) -> float:
    try:
        # Python also reads 1_000, which in a table is a slip.
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def _why(label: str, text: str, status: str) -> str:
    quoted = f"{label} '{shown(text)}'"
    match status:
        case "missing":
            return f"{label} is missing"
        case "censored":
            return f"{quoted} {CENSORED}"
        case "comma":
            return (
                f"{quoted} has a comma, which may be a decimal mark or stand between thousands: "
                'set decimal = "," or decimal = "." for the table'
            )
        case "point":
            return f"{quoted} has a point where the decimal mark of the table is a comma"
        case _:
            return f"{quoted} is not a number"


def _why_at_first(label: str, number: float, text: str | None) -> str:
    if math.isinf(number):
        return f"{label} is infinite"
    if text is None or text.strip().lower() in _MISSING_AT_FIRST:
        return f"{label} is missing"
    hint = "; decimals are written with a point" if "," in text else ""
    return f"{label} '{shown(text)}' is not a number{hint}"
