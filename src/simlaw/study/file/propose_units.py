"""The units of two tables: read from the names of their columns, else asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.materials import canonical_keys
from simlaw.study.file.questions import Question
from simlaw.tables.columns.header import Header
from simlaw.tables.units import parse, read_header
from simlaw.tables.units.field_spellings import TWO_MEANINGS

Numbers = npt.NDArray[np.float64]

TRIED = 2_000
"""Materials of each table that are compared under their canonical keys."""

ENOUGH = 5
"""Shared materials from which their values are compared, not those of the whole tables."""


@dataclass(frozen=True)
class UnitGuess:
    """A unit, why, and the question that is open."""

    unit: str
    because: str = ""
    question: Question | None = None


@dataclass(frozen=True)
class Side:
    """A table's chosen columns.

    Attributes
    ----------
    header
        Of the file.
    material, value
        Names of its columns.
    wish
        The unit that the user settled.
    known
        The unit that the catalogue knows.
    """

    header: Header
    material: str
    value: str
    wish: str | None = None
    known: str | None = None


def propose_units(sides: Mapping[str, Side], kind: str) -> dict[str, UnitGuess]:
    """Return the unit of each table, by role.

    A unit that is written and not understood is asked for. Where none is written, that of the
    other table is taken if the values of both are of one size, and asked for if not.

    Raises
    ------
    InputError
        If a unit that the user settled is unknown.
    """
    found = {role: _own(role, side) for role, side in sides.items()}
    roles = tuple(sides)
    alike = None
    for role, other in (roles, roles[::-1]):
        if found[role] is not None:
            continue
        beside = found[other]
        alike = _alike(sides, kind) if alike is None else alike
        if beside is None:
            found = _neither(sides, alike)
            break
        if beside.question is None and alike.same:
            found[role] = UnitGuess(
                beside.unit, f"none is named; the values are of the size of the {other}'s"
            )
        else:
            found[role] = UnitGuess(
                beside.unit, "", _missing(role, sides[role], beside.unit, alike)
            )
    return {role: one for role, one in found.items() if one is not None}


def _own(role: str, side: Side) -> UnitGuess | None:
    """Return what the table itself says, None where it names no unit."""
    if side.known is not None:
        return UnitGuess(side.known)
    if side.wish is not None:
        parse(side.wish)
        return UnitGuess(side.wish)
    said = read_header(side.value)
    below = side.header.units.get(side.value, "")
    if said.status == "none" and below:
        said = read_header(f"{side.value} [{below}]")
    if said.status == "understood" and said.unit is not None:
        also = TWO_MEANINGS.get(said.written or "")
        place = "row below the header" if below else "name of the column"
        because = f"from the {place}" + (f"; '{said.written}' is {also}" if also else "")
        return UnitGuess(said.unit, because)
    if said.status == "none":
        return None
    why = "may mean several units" if said.status == "ambiguous" else "is no unit that is known"
    text = f"{side.header.path}: the unit '{said.written}' of the column '{side.value}' {why}."
    return UnitGuess("1", "", Question("unit", role, text))


@dataclass(frozen=True)
class _Alike:
    """How far the values of two tables agree as they stand."""

    same: bool
    says: str


def _neither(sides: Mapping[str, Side], alike: _Alike) -> dict[str, UnitGuess | None]:
    if alike.same:
        because = "neither table names a unit, and their values are of one size: taken as the same"
        return {role: UnitGuess("1", because) for role in sides}
    return {
        role: UnitGuess("1", "", _missing(role, side, "", alike)) for role, side in sides.items()
    }


def _missing(role: str, side: Side, best: str, alike: _Alike) -> Question:
    return Question(
        "unit",
        role,
        f"{side.header.path}: which unit has the column '{side.value}'? It names none, and "
        f"{alike.says}.",
        best,
    )


def _alike(sides: Mapping[str, Side], kind: str) -> _Alike:
    """Return whether values of shared materials, or of both tables, are of one size and place."""
    tables = [_values(side, kind) for side in sides.values()]
    if any(not table for table in tables):
        return _Alike(False, "the values of the two tables cannot be compared")
    shared = sorted(tables[0].keys() & tables[1].keys())
    few = len(shared) < ENOUGH
    first, second = (
        np.array(list(table.values()) if few else [table[key] for key in shared])
        for table in tables
    )
    middles = [float(np.median(values)) for values in (first, second)]
    widths = [float(np.subtract(*np.quantile(values, [0.75, 0.25]))) for values in (first, second)]
    of = "the tables" if few else f"{len(shared)} shared materials"
    says = f"the values of {of} have the medians {middles[0]:.4g} and {middles[1]:.4g}"
    sizes = [float(np.median(np.abs(values))) for values in (first, second)]
    scaled = min(sizes) > 0.4 * max(sizes) or max(sizes) <= 2 * min(widths)
    moved = abs(middles[1] - middles[0])
    room = max(widths)
    if not few:
        # One offset for all, such as 273.15, leaves differences that scatter little.
        apart = second - first
        moved = abs(float(np.median(apart)))
        room = 2 * float(np.subtract(*np.quantile(apart, [0.75, 0.25])))
    return _Alike(scaled and (moved <= room or moved <= 0.15 * max(sizes)), says)


def _values(side: Side, kind: str) -> dict[str, float]:
    """Return the median value of each material that the first rows hold, in the unit as it is."""
    if side.known is not None or side.value not in side.header.numbers:
        return {}
    values = side.header.numbers[side.value]
    texts = side.header.frame[side.material].astype(str).tolist()
    rows = np.flatnonzero(np.isfinite(values))[: 5 * TRIED].tolist()
    keys, _ = canonical_keys(kind, [texts[row] for row in rows[:TRIED]])
    found: dict[str, list[float]] = {}
    for row, key in zip(rows, keys, strict=False):
        if key is not None:
            found.setdefault(key, []).append(float(values[row]))
    return {key: float(np.median(several)) for key, several in found.items()}
