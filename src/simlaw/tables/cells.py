"""The cells of a table: numbers, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.materials.refusal import shown
from simlaw.tables.files.read_rows import Rows

_MISSING = frozenset({"", "na", "n/a", "nan", "none", "null", "-", "--", "?"})


def texts_of(column: pd.Series) -> list[str]:
    """Return the entries of a column as text, missing ones empty."""
    return ["" if pd.isna(entry) else str(entry) for entry in column.tolist()]


def numbers_of(
    part: Rows, columns: Sequence[str], labels: Sequence[str]
) -> tuple[NDArray[np.floating[Any]], list[str | None]]:
    """Return columns' numbers, NaN where there is none, and why not of each row, if so.

    Numbers are float32 where all columns are stored so (or shorter), else float64.
    """
    entries = [part.frame[column] for column in columns]
    short = bool(columns) and all(str(one.dtype) in ("float16", "float32") for one in entries)
    found = np.empty((len(part.frame), len(columns)), dtype=np.float32 if short else np.float64)
    reasons: list[str | None] = [None] * len(part.frame)
    for place, (column, one, label) in enumerate(zip(columns, entries, labels, strict=True)):
        texts: list[str] | None = None
        if pd.api.types.is_bool_dtype(one) or pd.api.types.is_numeric_dtype(one):
            if pd.api.types.is_complex_dtype(one):
                raise InputError(f"{part.place}: column '{column}' holds complex numbers.")
            found[:, place] = one.to_numpy(dtype=found.dtype, na_value=np.nan)
        elif pd.api.types.is_string_dtype(one) or one.dtype == object:
            texts = texts_of(one)
            found[:, place] = [_number(text) for text in texts]
        else:
            raise InputError(f"{part.place}: column '{column}' holds {one.dtype}, not numbers.")
        for row in np.flatnonzero(~np.isfinite(found[:, place])).tolist():
            text = None if texts is None else texts[row]
            reasons[row] = reasons[row] or _reason(label, float(found[row, place]), text)
    return found, reasons


def _number(text: str) -> float:
    try:
        # Python also reads 1_000, which in a table is a slip.
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def _reason(label: str, number: float, text: str | None) -> str:
    if math.isinf(number):
        return f"{label} is infinite"
    if text is None or text.strip().lower() in _MISSING:
        return f"{label} is missing"
    hint = "; decimals are written with a point" if "," in text else ""
    return f"{label} '{shown(text)}' is not a number{hint}"
