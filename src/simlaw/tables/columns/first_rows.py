"""What the first rows of a file tell of its form: no header, a row of units, the decimal mark."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from simlaw.tables.cells import column_numbers, texts_of
from simlaw.tables.number_text import read_number
from simlaw.tables.units.header_unit import units_of_row

ENOUGH = 3
"""Rows from which a form is told."""

MOSTLY = 0.8
"""Share of a column's cells that must be numbers for it to count as a column of numbers."""

_NAMING = re.compile(
    r"(?i)smiles|formula|compos|compound|material|structure|polymer|molecule|monomer|sample|label|"
    r"name|solvent|solute|substance|system|liquid|solid|mineral|alloy|crystal|drug|dye|ligand|"
    r"entry|title|key|cas|inchi|\bid\b|ref"
)


def number_columns(frame: pd.DataFrame) -> list[int]:
    """Return the places of columns that hold numbers below the first row.

    Cells without a value do not count, and the decimal mark may be either.
    """
    return [place for place in range(frame.shape[1]) if _mostly_numbers(frame.iloc[1:, place])]


def _mostly_numbers(column: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(column):
        return not pd.api.types.is_bool_dtype(column)
    texts = [text for text in texts_of(column) if text.strip()]
    states = [_state(text) for text in texts]
    given = [state for state in states if state != "missing"]
    numbers = sum(state in ("number", "comma", "censored") for state in given)
    return numbers > 0 and numbers >= MOSTLY * len(given)


def _state(text: str) -> str:
    return read_number(text).status


def has_no_header(names: Sequence[str], frame: pd.DataFrame) -> bool:
    """Whether the names of columns are a row of data.

    So it is where every column of numbers has a number of its size for a name, and no column is
    named by a word for materials.

    Parameters
    ----------
    names
        Names of the columns.
    frame
        The first rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"a": ["CCl", "CCO", "CO", "C"], "b": ["0.9", "0.8", "0.7", "0.8"]})
    >>> has_no_header(["CO", "0.865"], rows), has_no_header(["SMILES", "density"], rows)
    (True, False)
    """
    if len(frame) < ENOUGH:
        return False
    places = number_columns(frame)
    words = [name for place, name in enumerate(names) if place not in places]
    if not places or not words or any(_NAMING.search(name) for name in words):
        return False
    if [name.strip() for name in names] == [str(place) for place in range(len(names))]:
        return False
    for place in places:
        values = column_numbers(frame.iloc[:, place], _mark(frame.iloc[:, place]))
        values = values[np.isfinite(values)]
        if not len(values):
            return False
        # Told apart from a name that stands twice, '0.9 (2)'.
        name = re.sub(r" \(\d+\)\Z", "", names[place])
        said = read_number(name, _mark(frame.iloc[:, place]))
        width = float(values.max() - values.min()) or abs(float(values[0]))
        if said.status != "number" or not (
            values.min() - width <= said.number <= values.max() + width
        ):
            return False
    return True


def _mark(column: pd.Series) -> str:
    mark = decimal_of(column)
    return mark if mark in (".", ",") else ""


def units_below(frame: pd.DataFrame) -> bool:
    """Whether the first row holds the units of the columns, not values.

    Examples
    --------
    >>> units_below(pd.DataFrame({"SMILES": ["", "CO", "CCO", "C"], "Tg": ["K", "1", "2", "3"]}))
    True
    """
    if len(frame) <= ENOUGH:
        return False
    cells = [texts_of(frame.iloc[:1, place])[0] for place in number_columns(frame)]
    return bool(cells) and units_of_row(cells)


def decimal_of(column: pd.Series) -> str:
    """Return the decimal mark of a column of numbers in text.

    Returns
    -------
    str
        ``","`` or ``"."`` where its cells settle it, ``"?"`` where commas may be decimal marks or
        stand between thousands, empty where there is no comma.

    Examples
    --------
    >>> decimal_of(pd.Series(["0,865", "1,234"])), decimal_of(pd.Series(["1,234", "2,500"]))
    (',', '?')
    >>> decimal_of(pd.Series(["1,234.5", "2,500"])), decimal_of(pd.Series(["0.5", "1.2"]))
    ('.', '')
    """
    if pd.api.types.is_numeric_dtype(column):
        return ""
    texts = [cell for cell in column.tolist() if isinstance(cell, str) and _has_marks(cell)]
    if not any("," in text for text in texts):
        return ""
    fails = {mark: sum(map(math.isnan, _numbers(texts, mark))) for mark in (",", ".")}
    better, worse = sorted(fails, key=lambda mark: fails[mark])
    if fails[better] > 0.2 * len(texts):
        return ""
    # What reads better under one mark is written with it; equal is open.
    return better if fails[worse] > fails[better] else "?"


def _has_marks(text: str) -> bool:
    return ("," in text or "." in text) and _state(text) in ("number", "comma", "point", "other")


def _numbers(texts: Sequence[str], mark: str) -> Iterator[float]:
    return (read_number(text, mark).number for text in texts)
