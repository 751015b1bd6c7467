"""What looks wrong in the values of one table: marks for missing ones, slips, many decades."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simlaw.tables.finding import Finding
from simlaw.tables.suspicion.plausible_values import look_at_range
from simlaw.tables.table import PropertyTable
from simlaw.tables.units import ambiguous

Numbers = npt.NDArray[np.float64]

MARKS = (-1.0, -9.0, -99.0, -999.0, -9999.0, -99999.0, 999.0, 9999.0, 99999.0, 999999.0)
"""Numbers that stand for a missing value in many tables; any beyond 1e29 in size is one too."""

FEW = 12
"""Values from which a table's own spread is known."""

FAR = 15.0
"""Widths of the middle half beyond which a value is far from all others."""

DECADES = 3.0
"""Decades between the 1st and 99th percent from which a logarithm is suggested."""

SMALL = 30
"""Measured materials below which few questions can be answered."""


def look_at_table(table: PropertyTable, role: str, *, linear: bool) -> tuple[Finding, ...]:
    """Return what looks wrong in a table's values and unit.

    Parameters
    ----------
    table
        With its values in its own unit.
    role
        ``"source"`` or ``"target"``.
    linear
        Whether errors are counted on the values themselves, not on their logarithms.
    """
    return (
        *_unit(table, role),
        *_far(table, role),
        *look_at_range(table, role),
        *_spread(table, role, linear=linear),
        *_small(table, role),
    )


def _unit(table: PropertyTable, role: str) -> Iterator[Finding]:
    if (meanings := ambiguous(table.unit)) is not None:
        yield Finding(
            "unit_ambiguous", f"The unit '{table.unit}' of the {role} is {meanings}.", table=role
        )


def _outliers(values: Numbers) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which values are far from all others, and which of them are marks for missing ones."""
    none = np.zeros(len(values), dtype=np.bool_)
    if len(values) < FEW:
        return none, none
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    # Half of all values equal, as gaps that are 0, say nothing of what is far.
    if (width := float(high - low)) == 0:
        return none, none
    apart = np.abs(values - middle)
    far = apart > FAR * width
    huge = np.abs(values) > 1e29
    marks = (np.isin(values, MARKS) | huge) & (apart > 5 * width)
    # Values over decades are far from one another; their logarithms are not.
    positive = values > 0
    if positive.mean() > 0.8:
        logs = np.log(np.where(positive, values, 1.0))
        first, half, last = np.quantile(logs[positive], [0.25, 0.5, 0.75])
        outside = ~positive | (np.abs(logs - half) > FAR / 2 * (last - first))
        far &= outside
        marks &= outside | huge | (apart > 50 * width)
    # Many far values are a long tail; a mark may stand in many rows.
    far &= far.sum() <= max(3, 0.01 * len(values))
    found = far | marks
    return (found, marks) if found.sum() <= 0.1 * len(values) else (none, none)


def _far(table: PropertyTable, role: str) -> Iterator[Finding]:
    values = table.values
    found, marks = _outliers(values)
    rows = np.flatnonzero(found)
    if not len(rows):
        return
    low, high = np.quantile(values, [0.25, 0.75])
    shown = ", ".join(
        f"{values[row]:.6g} ({table.frame['material'].iloc[row]})" for row in rows[:3].tolist()
    )
    kind = "marks for missing values" if marks.any() else "slips"
    yield Finding(
        "outliers",
        f"{len(rows):,} of {len(values):,} values of the {role} lie far from all others, whose "
        f"middle half is {low:.4g} to {high:.4g}; they may be {kind}: {shown}.",
        table=role,
        count=len(rows),
    )


def _spread(table: PropertyTable, role: str, *, linear: bool) -> Iterator[Finding]:
    values = table.values[~_outliers(table.values)[0]]
    if not linear or len(values) < FEW or (values > 0).mean() < 0.99:
        return
    low, high = np.quantile(values[values > 0], [0.01, 0.99])
    if (decades := float(np.log10(high / low))) >= DECADES:
        yield Finding(
            "many_decades",
            f"The values of the {role} span {decades:.1f} decades, {low:.3g} to {high:.3g}: errors "
            "are those of the largest alone.",
            table=role,
        )


def _small(table: PropertyTable, role: str) -> Iterator[Finding]:
    if role == "target" and len(table) < SMALL:
        yield Finding(
            "small_target",
            f"There are {len(table)} measured materials with a value; below {SMALL} most "
            "comparisons end without a conclusion.",
            table=role,
            count=len(table),
        )
