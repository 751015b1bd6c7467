"""Numbers in the cells of a curve: decimal marks, thousands and signs of per cent."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from simlaw.errors import InputError
from simlaw.law.given_points.checked_points import GivenColumns
from simlaw.tables.number_text import read_number

Mark = Literal["point", "comma", "point or thousands", "comma or thousands", ""]

_NUMERIC = ("n", "error", "stderr", "m")
_GROUPS = re.compile(r"[-+]?[1-9]\d{0,2}(?P<mark>[.,])\d{3}")
_SEVERAL = re.compile(r"[-+]?[1-9]\d{0,2}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3})+")


@dataclass(frozen=True)
class Marks:
    """How the numbers of a file are written.

    Attributes
    ----------
    decimal
        Decimal mark, ``"."`` or ``","``.
    said
        What was understood otherwise than it stands, in sentences.
    """

    decimal: str = "."
    said: tuple[str, ...] = ()


def numbers_of_columns(given: GivenColumns, decimal: str = "") -> tuple[GivenColumns, Marks]:
    """Return the columns with their text turned into numbers where it is one.

    Parameters
    ----------
    given
        The columns as they stand in the file.
    decimal
        Decimal mark, ``"."`` or ``","``; empty where it is to be found out.

    Raises
    ------
    InputError
        If the decimal mark, or whether a number is in per cent, cannot be told.
    """
    texts = {role: _texts(given.cells[role]) for role in _NUMERIC if role in given.columns}
    said = _without_percent(given, texts)
    mark = decimal or _decimal(given, texts)
    cells = given.cells.copy()
    for role, column in texts.items():
        read = [_number(given, role, place, text, mark) for place, text in enumerate(column)]
        numbers = [
            cell if text is None else (number if number is not None else text)
            for cell, text, number in zip(given.cells[role], column, read, strict=True)
        ]
        cells[role] = pd.Series(numbers, dtype=object)
        grouped = [
            (text, number)
            for text, number in zip(column, read, strict=True)
            if text is not None and number is not None and _is_grouped(text, mark)
        ]
        if grouped:
            said.append(
                f"In the column '{given.columns[role]}' marks stand between thousands: "
                f"'{grouped[0][0]}' was read as {grouped[0][1]:.10g}."
            )
    return dataclasses.replace(given, cells=cells, written=given.cells), Marks(mark, tuple(said))


def _texts(column: pd.Series) -> list[str | None]:
    """Entries that are text, without blanks around; None for numbers."""
    entries = column.tolist()
    return [entry.strip() if isinstance(entry, str) else None for entry in entries]


def _without_percent(given: GivenColumns, texts: dict[str, list[str | None]]) -> list[str]:
    """Take the signs of per cent off columns where all have one; return what is to be said."""
    marked: dict[str, list[str | None]] = {}
    for role, column in texts.items():
        signs = np.array([text is not None and text.endswith("%") for text in column])
        if signs.any() and not signs.all():
            few = np.flatnonzero(signs if signs.sum() <= (~signs).sum() else ~signs)
            which = "with" if signs[few[0]] else "without"
            listed = ", ".join(
                f"row {given.rows[i]}: '{given.cells[role].iloc[i]}'" for i in few[:5]
            )
            raise InputError(
                f"'{given.place}', column '{given.columns[role]}': {signs.sum()} of {signs.size} "
                f"entries have a sign of per cent and the others have none ({which} it: {listed}). "
                "Write all in one unit."
            )
        if signs.size and signs.all():
            marked[role] = [str(text)[:-1].strip() for text in column]
    if "stderr" in texts and ("stderr" in marked) != ("error" in marked):
        raise InputError(
            f"'{given.place}': one of the columns '{given.columns['error']}' and "
            f"'{given.columns['stderr']}' is in per cent and the other is not. Write both in one "
            "unit."
        )
    texts.update(marked)
    listed = " and ".join(f"'{given.columns[role]}'" for role in marked)
    return [f"The numbers of {listed} are in per cent, and so is all that follows."] * bool(marked)


def mark_of(text: str) -> Mark:
    """Return what a number says of the decimal mark.

    Examples
    --------
    >>> mark_of("0,25"), mark_of("1.234,5"), mark_of("1,600"), mark_of("12.5"), mark_of("100")
    ('comma', 'comma', 'comma or thousands', 'point', '')
    """
    digits = re.sub(r"[eEdD][-+]?\d+\Z", "", text)
    powered = digits != text
    marks = re.sub(r"[^.,]", "", digits)
    if not marks:
        return ""
    if (several := _SEVERAL.fullmatch(digits)) is not None:
        return "comma" if several["mark"] == "." else "point"
    if not powered and _GROUPS.fullmatch(digits):
        return "point or thousands" if marks == "." else "comma or thousands"
    return "point" if marks[-1] == "." else "comma"


def _decimal(given: GivenColumns, texts: Mapping[str, Sequence[str | None]]) -> str:
    """The decimal mark of a file, where its numbers leave no doubt."""
    found: dict[tuple[str, Mark], tuple[int, str]] = {}
    for role, column in texts.items():
        for place, text in enumerate(column):
            if text and read_number(text).status in ("number", "comma", "other"):
                found.setdefault((role, mark_of(text)), (place, text))
    clear = {mark: where for (_, mark), where in found.items() if mark in ("point", "comma")}
    if len(clear) > 1:
        raise InputError(_undecided(given, [clear["point"], clear["comma"]]))
    mark = "," if "comma" in clear else "."
    doubtful = list(_doubtful(found, mark, bool(clear)))
    if doubtful:
        raise InputError(_undecided(given, doubtful))
    return mark


def _doubtful(
    found: Mapping[tuple[str, Mark], tuple[int, str]], mark: str, clear: bool
) -> Iterator[tuple[int, str]]:
    """Numbers that are one thing by the mark and another by their column."""
    point: tuple[Mark, Mark] = ("point or thousands", "point")
    comma: tuple[Mark, Mark] = ("comma or thousands", "comma")
    own, certain = comma if mark == "," else point
    other = point[0] if mark == "," else comma[0]
    for (role, kind), where in found.items():
        beside = {one for name, one in found if name == role and one != kind}
        if kind == other and (not clear or (role in ("error", "stderr") and certain in beside)):
            # "1,234" among "0.25", or where nothing else tells what a comma is.
            yield where
        elif kind == own and role in ("n", "m") and beside - {certain}:
            # "1.600" among 200, 400 and 800.
            yield where


def _undecided(given: GivenColumns, places: Sequence[tuple[int, str]]) -> str:
    listed = " and ".join(f"'{text}' (row {given.rows[place]})" for place, text in places[:3])
    return (
        f"'{given.place}': it cannot be told what is the decimal mark and what stands between "
        f"thousands: {listed}. Say so by --decimal . or --decimal , or write the numbers without "
        "marks between thousands."
    )


def _is_grouped(text: str, decimal: str) -> bool:
    whole = text.partition(decimal)[0]
    return bool(re.search(r"\d[.,' \u00a0\u2009\u202f]\d{3}", whole))


def _number(
    given: GivenColumns, role: str, place: int, text: str | None, decimal: str
) -> float | None:
    """The number of a cell; None where there is none, which is said with those of the column."""
    if text is None:
        return None
    try:
        if decimal == "." and "_" not in text:
            return float(text)
    except ValueError:
        pass
    said = read_number(text, decimal)
    where = f"'{given.place}', column '{given.columns[role]}', row {given.rows[place]}: '{text}'"
    if said.status == "point":
        raise InputError(
            f"{where} has a point, where the decimal mark is a comma. Write all numbers with one "
            "mark, or say which it is by --decimal."
        )
    if said.status == "censored":
        raise InputError(f"{where} is a bound or a range, not a value. Give a value or leave it.")
    if np.isfinite(said.spread):
        raise InputError(
            f"{where} holds an uncertainty too. Put it into a column of its own, called stderr if "
            "it is the standard error of the point."
        )
    return float(said.number) if said.status == "number" else None
