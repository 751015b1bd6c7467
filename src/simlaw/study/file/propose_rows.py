"""Which rows of a table are used: measured or computed ones by a tag, one condition of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.materials import canonical_keys
from simlaw.tables.cells import column_numbers, texts_of
from simlaw.tables.columns.header import Header
from simlaw.tables.rows.condition_names import words_of
from simlaw.tables.rows.varied_columns import TEMPERATURES, UsedRows, findings_in_rows, sort_of_tag

TRIED = 4_000
"""Rows that are looked at."""

MOST_TAGS = 20
"""Different entries of a column that tells measured rows from computed ones."""

_FEWEST = 0.02


@dataclass(frozen=True)
class RowsGuess:
    """Which rows of a table are used.

    Attributes
    ----------
    where, at
        As in the settings of a table; empty for all rows.
    because
        Why, by setting.
    """

    where: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    at: Mapping[str, float] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)


def propose_where(header: Header, role: str, taken: Sequence[str]) -> RowsGuess:
    """Return which rows are on one side of a table that holds both measured and computed ones.

    Parameters
    ----------
    header
        Of the file.
    role
        ``"source"`` or ``"target"``.
    taken
        Columns of material and value.
    """
    for name in header.columns:
        if name in taken or name in header.numbers:
            continue
        texts = [text.strip() for text in texts_of(header.frame[name])]
        counts = pd.Series([text for text in texts if text], dtype=object).value_counts()
        if not 2 <= len(counts) <= MOST_TAGS:
            continue
        sorts = {str(tag): sort_of_tag(str(tag)) for tag in counts.index}
        wanted = 1 if role == "source" else 0
        sides = [[tag for tag in sorts if sorts[tag] == sort] for sort in (0, 1)]
        rows = [int(sum(counts[tag] for tag in side)) for side in sides]
        if sum(rows) < 0.9 * counts.sum() or min(rows) < max(2, _FEWEST * sum(rows)):
            continue
        mine = sides[wanted]
        said = f"'{name}' tells {rows[0]:,} measured rows from {rows[1]:,} computed ones"
        return RowsGuess(where={name: mine[0] if len(mine) == 1 else mine}, because={"where": said})
    return RowsGuess()


def chosen(header: Header, where: Mapping[str, str | Sequence[str]]) -> Header:
    """Return the header of the rows that a choice by texts leaves."""
    if not where:
        return header
    fits = np.ones(len(header.frame), dtype=bool)
    for name, wanted in where.items():
        words = {wanted} if isinstance(wanted, str) else set(wanted)
        fits &= np.array([text.strip() in words for text in texts_of(header.frame[name])])
    return header.of_rows(fits)


def propose_at(header: Header, material: str, value: str, kind: str) -> RowsGuess:
    """Return the condition at which each material is taken, where several were measured.

    Only conditions in numbers are chosen: which solvent or phase is meant, no table tells.

    Parameters
    ----------
    header
        Of the chosen rows.
    material, value
        Columns.
    kind
        Of the materials.
    """
    values = header.numbers.get(value)
    if values is None:
        return RowsGuess()
    places = np.flatnonzero(np.isfinite(values))[:TRIED]
    texts = header.frame[material].astype(str).to_numpy()[places]
    keys, _ = canonical_keys(kind, [str(text) for text in texts])
    good = np.array([key is not None for key in keys], dtype=bool)
    known = [key for key in keys if key is not None]
    if len(set(known)) == len(known):
        return RowsGuess()
    others = header.frame.drop(columns=[material, value]).iloc[places[good]].reset_index(drop=True)
    found = findings_in_rows(UsedRows(known, values[places[good]], others))
    at = {}
    for one in found:
        if one.code == "conditions_merged" and one.column in header.numbers:
            numbers = column_numbers(others[one.column], header.decimal(one.column))
            at[one.column] = _common(one.column, numbers, known)
    if not at:
        return RowsGuess()
    listed = " and ".join(f"'{name}'" for name in at)
    because = f"materials have rows at several {listed}; each is taken at the nearest to this"
    return RowsGuess(at=at, because={"at": because})


def _common(name: str, numbers: npt.NDArray[np.float64], keys: Sequence[str]) -> float:
    """Return what most materials have; a temperature is room temperature where that is inside."""
    frame = pd.DataFrame({"key": keys, "at": numbers}).dropna().drop_duplicates()
    counts = frame["at"].value_counts()
    if not TEMPERATURES.isdisjoint(words_of(name)):
        room = 298.15 if float(np.nanmedian(numbers)) > 200 else 25.0
        if frame["at"].min() <= room <= frame["at"].max():
            return room
        return float(min(counts.index, key=lambda at: abs(at - room)))
    most = counts[counts == counts.max()].index.sort_values()
    return float(most[len(most) // 2])
