"""Rows of a table chosen by what stands in other columns: ``where`` of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest
from simlaw.materials.refusal import shown
from simlaw.tables.cells import CellRules, numbers_of, texts_of
from simlaw.tables.files.read_rows import Rows

_SHOWN = 8
_COUNTED = 10_000


class RowFilter:
    """Keeps the rows that fit what each of several columns is asked to hold.

    Parameters
    ----------
    where
        By column a number, a text, two numbers (a range, ends included) or several texts.
    rules
        How numbers are read.
    """

    def __init__(self, where: Mapping[str, Any], rules: CellRules | None = None) -> None:
        self._where = dict(where)
        self._rules = rules
        self._left = dict.fromkeys(self._where, 0)
        self._found: dict[str, Counter[str]] = {column: Counter() for column in self._where}
        self.not_chosen = 0

    @property
    def columns(self) -> list[str]:
        """Columns that it looks at."""
        return list(self._where)

    def choose(self, part: Rows) -> Rows:
        """Return the rows that fit; those that do not are counted."""
        if not self._where:
            return part
        fits = np.ones(len(part.frame), dtype=bool)
        for column, wanted in self._where.items():
            texts = [text.strip() for text in texts_of(part.frame[column])]
            self._count(column, [text for text, fit in zip(texts, fits, strict=True) if fit])
            if isinstance(wanted, str) or (
                isinstance(wanted, tuple) and isinstance(wanted[0], str)
            ):
                words = {wanted} if isinstance(wanted, str) else set(wanted)
                fits &= np.array([text in words for text in texts], dtype=bool)
            else:
                fits &= _within(part, column, wanted, self._rules)
            self._left[column] += int(fits.sum())
        self.not_chosen += int((~fits).sum())
        if fits.all():
            return part
        frame = part.frame[fits].reset_index(drop=True)
        return replace(part, frame=frame, numbers=part.numbers[fits])

    def check(self, place: str) -> None:
        """Stop where no row is left.

        Raises
        ------
        InputError
            With the first column that left none, and what was found in it.
        """
        for column, left in self._left.items():
            if not left:
                wanted = self._where[column]
                found = self._found[column]
                close = nearest(wanted, found) if isinstance(wanted, str) else ""
                raise InputError(
                    f"{place}: where {_written(column, wanted)}: no row is left. "
                    f"Column '{column}' holds {_listed(found)}.{close}"
                )

    def _count(self, column: str, texts: Sequence[str]) -> None:
        found = self._found[column]
        for text in texts:
            if text in found or len(found) < _COUNTED:
                found[text] += 1


def _within(part: Rows, column: str, wanted: Any, rules: CellRules | None) -> NDArray[np.bool_]:
    found = numbers_of(part, [column], [f"column '{column}'"], rules)
    numbers = found.numbers[:, 0].astype(np.float64)
    low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
    # A number read from a float32 column, or computed, is seldom the written one to the last bit.
    slack = 1e-6 * max(abs(low), abs(high)) if low == high else 1e-9 * max(abs(low), abs(high))
    fits: NDArray[np.bool_] = (numbers >= low - slack) & (numbers <= high + slack)
    return fits


def _written(column: str, wanted: Any) -> str:
    if isinstance(wanted, str):
        return f"'{column}' is '{wanted}'"
    if not isinstance(wanted, tuple):
        return f"'{column}' is {wanted:g}"
    if isinstance(wanted[0], str):
        return f"'{column}' is one of {', '.join(map(repr, wanted))}"
    return f"'{column}' is from {wanted[0]:g} to {wanted[1]:g}"


def _listed(found: Counter[str]) -> str:
    """Return what a column holds: its numbers' span, or its most frequent texts."""
    if not found:
        return "nothing in the rows that the columns before it leave"
    try:
        numbers = [float(text) for text in found if text]
    except ValueError:
        numbers = []
    if len(numbers) > _SHOWN:
        return f"numbers from {min(numbers):g} to {max(numbers):g}"
    some = found.most_common(_SHOWN)
    texts = ", ".join(f"'{shown(text)}' ({count:,} rows)" for text, count in some)
    more = len(found) - len(some)
    return texts + (f" and {more:,} more" if more > 0 else "")
