"""From rows to materials: keys found, bad rows refused, rows of one material joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest
from simlaw.materials import canonical_keys
from simlaw.tables.table import EXAMPLES, FIXED, Origin, PropertyTable, Refusal

AGGREGATES: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "median": lambda groups: groups.median(),
        "mean": lambda groups: groups.mean(),
        "min": lambda groups: groups.min(),
        "max": lambda groups: groups.max(),
        "first": lambda groups: groups.first(),
    }
)
"""How rows of one material can be joined into one value."""


def check_aggregate(aggregate: str) -> None:
    """Refuse a name that is not in `AGGREGATES`.

    Raises
    ------
    InputError
        With the names allowed.
    """
    if aggregate not in AGGREGATES:
        raise InputError(
            f"Unknown aggregate '{aggregate}'; allowed are {', '.join(AGGREGATES)}."
            + nearest(aggregate, AGGREGATES)
        )


def gather(
    *,
    name: str,
    kind: str,
    property: str,
    unit: str,
    texts: Sequence[str],
    values: NDArray[np.float64],
    columns: Mapping[str, NDArray[np.float64]] | None = None,
    reasons: Sequence[str | None] | None = None,
    rows: Sequence[int] | None = None,
    files: Sequence[str] | None = None,
    aggregate: str = "median",
    max_refused: float = 0.1,
    origin: Origin | None = None,
    workers: int = 1,
) -> PropertyTable:
    """Return the table of the materials that rows describe.

    Parameters
    ----------
    name, kind, property, unit, aggregate, origin
        As in `PropertyTable`.
    texts
        How the material of each row is written.
    values
        Value of each row, float64, same length. NaN or infinite values are refused.
    columns
        Further numbers of each row by name; a row where one is not finite is refused.
    reasons
        Why a row must not be used, or None where it may: refused before it is looked at.
    rows
        Number of each row as the user counts; by default 1, 2, ...
    files
        File of each row, where there are several.
    max_refused
        Largest share of rows, 0 to 1, that may be refused.
    workers
        Processes that work out the keys.

    Raises
    ------
    InputError
        If there are no rows, none is left, or more than `max_refused` of them are refused: with
        the count and the first five reasons.
    """
    check_aggregate(aggregate)
    if not 0.0 <= max_refused <= 1.0:
        raise InputError(f"max_refused is a share from 0 to 1, but got {max_refused}.")
    total = len(texts)
    if not total:
        raise InputError(f"{name}: the table has no rows.")
    extra = dict(columns or {})
    why: list[str | None] = list(reasons) if reasons is not None else [None] * total
    for column, numbers in {"value": values, **extra}.items():
        for place in np.flatnonzero(~np.isfinite(numbers)).tolist():
            if why[place] is None:
                found = "missing" if np.isnan(numbers[place]) else "infinite"
                label = "the value" if column == "value" else f"column '{column}'"
                why[place] = f"{label} is {found}"
    usable = [place for place in range(total) if why[place] is None]
    found_keys, refused = canonical_keys(kind, [texts[place] for place in usable], workers=workers)
    for place, reason in zip(usable, refused, strict=True):
        why[place] = reason
    numbering = range(1, total + 1) if rows is None else rows
    refusals = tuple(
        Refusal(int(row), texts[place], reason, files[place] if files is not None else "")
        for place, (row, reason) in enumerate(zip(numbering, why, strict=True))
        if reason is not None
    )
    check_refused(name, total, refusals, max_refused)
    kept = np.array([place for place in range(total) if why[place] is None], dtype=np.int64)
    frame = _joined(
        [key for key in found_keys if key is not None],
        [texts[place] for place in kept],
        values[kept],
        {column: numbers[kept] for column, numbers in extra.items()},
        aggregate,
    )
    return PropertyTable(
        name=name,
        kind=kind,
        property=property,
        unit=unit.strip() or "1",
        frame=frame,
        origin=origin or Origin(),
        rows_read=total,
        refusals=refusals,
        aggregate=aggregate,
    )


def check_refused(name: str, total: int, refusals: Sequence[Refusal], max_refused: float) -> None:
    """Stop where too many rows are refused.

    Raises
    ------
    InputError
        If more than `max_refused` of `total` rows are refused, or all of them.
    """
    if len(refusals) < total and len(refusals) <= max_refused * total + 1e-9:
        return
    shown = "\n".join(f"  {refusal}" for refusal in refusals[:EXAMPLES])
    more = len(refusals) - EXAMPLES
    rest = f"\n  and {more} more" if more > 0 else ""
    limit = (
        "no row is left"
        if len(refusals) == total
        else f"more than the {max_refused:.0%} allowed (max_refused = {max_refused:g})"
    )
    raise InputError(
        f"{name}: {len(refusals)} of {total} rows cannot be used, {limit}:\n{shown}{rest}"
    )


def _joined(
    keys: list[str],
    texts: list[str],
    values: NDArray[np.float64],
    columns: Mapping[str, NDArray[np.float64]],
    aggregate: str,
) -> pd.DataFrame:
    rows = pd.DataFrame({"value": values, **columns})
    codes, uniques = pd.factorize(np.array(keys, dtype=object))
    groups = rows.groupby(codes, sort=True)
    frame: pd.DataFrame = AGGREGATES[aggregate](groups)
    first = np.unique(codes, return_index=True)[1]
    frame.insert(0, "key", pd.Series(uniques, dtype="str"))
    frame.insert(1, "material", pd.Series([texts[place] for place in first], dtype="str"))
    frame.insert(3, "spread", groups["value"].std(ddof=1))
    frame.insert(4, "count", groups.size().astype(np.int64))
    assert tuple(frame.columns[:5]) == FIXED
    return frame
