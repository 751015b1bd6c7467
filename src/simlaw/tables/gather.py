"""From rows to materials: keys found, bad rows refused, rows of one material joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.materials import canonical_keys
from simlaw.materials.reading import FIRST, LATEST
from simlaw.tables.account import Origin, Refusal, count_reasons
from simlaw.tables.aggregates import AGGREGATES
from simlaw.tables.columns.other_materials import other_materials
from simlaw.tables.finding import Finding
from simlaw.tables.numbers import keep_rows
from simlaw.tables.rows.joined_rows import look_at_joined
from simlaw.tables.rows.nearest_rows import choose_nearest
from simlaw.tables.rows.varied_columns import APART, UsedRows, findings_in_rows
from simlaw.tables.settings import TableSettings
from simlaw.tables.table import FIXED, REASONS, PropertyTable

BLOCK = 16_384
"""Rows looked at or moved at a time."""

ABREAST = 16
"""Columns whose rows are joined at a time."""


MISSING = "the value is missing"
"""Reason of a row without a value, which is no fault of a table of several properties."""


@dataclass(frozen=True)
class Near:
    """The condition that the rows of a material are to be nearest to.

    Attributes
    ----------
    wanted
        Number wanted, by column.
    numbers
        Of each row, float ``(rows, columns)``; NaN where it has none.
    """

    wanted: Mapping[str, float]
    numbers: NDArray[np.floating[Any]]


@dataclass(frozen=True)
class RowsAsRead:
    """The rows of a table, before their materials are looked at.

    Attributes
    ----------
    texts
        How the material of each row is written.
    values
        Value of each row, float64, same length. NaN or infinite values are refused.
    numbers
        Further numbers of each row, float32 or float64 ``(rows, columns)``, C-contiguous; the
        table takes this memory over. A row where one of them is not finite is refused.
    reasons
        Why a row must not be used, or None where it may: refused before it is looked at.
    numbering
        Number of each row as the user counts; by default 1, 2, ...
    files
        File of each row, where there are several.
    near
        Which rows of a material are used, where not all are.
    not_chosen
        Rows that were found and left out before.
    others
        Reads the other columns of the same rows, to see what varies within materials; None where
        they are too many.
    several
        Whether more than one column says what the material is.
    spreads
        Uncertainty that stands with each value, float64, NaN where none does.
    """

    texts: Sequence[str]
    values: NDArray[np.float64]
    numbers: NDArray[np.floating[Any]] | None = None
    reasons: Sequence[str | None] | None = None
    numbering: Sequence[int] | None = None
    files: Sequence[str] | None = None
    near: Near | None = None
    not_chosen: int = 0
    others: Callable[[], pd.DataFrame | None] | None = None
    several: bool = False
    spreads: NDArray[np.float64] | None = None


def gather(
    rows: RowsAsRead,
    settings: TableSettings,
    *,
    origin: Origin | None = None,
    workers: int = 1,
    reading: int = LATEST,
) -> PropertyTable:
    """Return the table of the materials that rows describe.

    Parameters
    ----------
    rows
        What was read.
    settings
        Of the table: its name, kind and property at least.
    origin
        Where the rows came from.
    workers
        Processes that work out the keys.
    reading
        Rules that materials are read by, see `simlaw.materials.reading`.

    Raises
    ------
    InputError
        If there are no rows, none is left, or more than ``max_refused`` of them are refused: with
        the count and the reasons, the most frequent first.
    """
    name, kind = settings.name or "table", settings.needed("kind")
    columns = (*settings.conditions, *settings.columns)
    texts, values = rows.texts, rows.values
    total = len(texts)
    if not total:
        raise InputError(f"{name}: the table has no rows.")
    extra = rows.numbers if rows.numbers is not None else np.empty((total, 0))
    _check_names(columns)
    why: list[str | None] = [None] * total if rows.reasons is None else list(rows.reasons)
    for place in np.flatnonzero(~np.isfinite(values)).tolist():
        why[place] = why[place] or f"the value is {_lacking(values[place])}"
    for start in range(0, total, BLOCK):
        bad = ~np.isfinite(extra[start : start + BLOCK])
        for place in np.flatnonzero(bad.any(axis=1)).tolist():
            first = int(bad[place].argmax())
            found = _lacking(extra[start + place, first])
            why[start + place] = why[start + place] or f"column '{columns[first]}' is {found}"
    usable = [place for place in range(total) if why[place] is None]
    found_keys, refused = canonical_keys(
        kind, [texts[place] for place in usable], workers=workers, reading=reading
    )
    for place, reason in zip(usable, refused, strict=True):
        why[place] = reason
    # By the first rules a row without a value was refused like any other.
    missing = sum(reason == MISSING for reason in why) if reading > FIRST else 0
    numbering = range(1, total + 1) if rows.numbering is None else rows.numbering
    refusals = tuple(
        Refusal(int(row), texts[place], reason, rows.files[place] if rows.files else "")
        for place, (row, reason) in enumerate(zip(numbering, why, strict=True))
        if reason is not None and not (missing and reason == MISSING)
    )
    check_refused(name, total, refusals, settings.max_refused, missing=missing)
    kept = np.array([place for place in range(total) if why[place] is None], dtype=np.int64)
    keys = [key for key in found_keys if key is not None]
    findings: tuple[Finding, ...] = ()
    beyond = 0
    if settings.conditions:
        # A material under other conditions is another sample: never chosen or joined with this.
        apart = np.unique(
            extra[kept, : len(settings.conditions)].astype(np.float64), axis=0, return_inverse=True
        )[1].reshape(-1)
        samples = [f"{key}{APART}{number}" for key, number in zip(keys, apart, strict=True)]
    else:
        samples = keys
    if rows.near is not None:
        near, findings = choose_nearest(samples, rows.near.numbers[kept], rows.near.wanted)
        beyond = len(kept) - int(near.sum())
        kept, samples = kept[near], [key for key, one in zip(samples, near, strict=True) if one]
    if reading > FIRST:
        findings += _looked_at(rows, settings, samples, kept, numbering)
    keep_rows(extra, kept, BLOCK)
    frame = _joined(
        samples,
        [texts[place] for place in kept],
        values[kept],
        columns,
        extra[: len(kept)],
        settings.aggregate,
    )
    if rows.spreads is not None:
        frame["spread"] = _stated(frame, samples, rows.spreads[kept])
    if settings.conditions:
        frame["key"] = frame["key"].str.partition(APART)[0]
    return PropertyTable(
        name=name,
        kind=kind,
        property=settings.property or settings.needed("value"),
        unit=(settings.unit or "").strip() or "1",
        frame=frame,
        origin=origin or Origin(),
        rows_read=total + rows.not_chosen,
        refusals=refusals,
        aggregate=settings.aggregate,
        findings=findings,
        missing=missing,
        not_chosen=rows.not_chosen + beyond,
        conditions=tuple(settings.conditions),
    )


def _looked_at(
    rows: RowsAsRead,
    settings: TableSettings,
    keys: Sequence[str],
    kept: NDArray[np.int64],
    numbering: Sequence[int],
) -> tuple[Finding, ...]:
    """Return what is suspicious about the rows that become one table."""
    kind, material = settings.needed("kind"), settings.material or "material"
    texts = [rows.texts[place] for place in kept]
    found: list[Finding] = []
    if kind == "molecule":
        found += look_at_joined(material, texts, keys, rows.values[kept])
    others = None if rows.others is None else rows.others()
    if others is None:
        return tuple(found)
    some = others.iloc[kept] if len(others) else others
    counted = np.array(numbering, dtype=np.int64)[kept]
    found += findings_in_rows(UsedRows(keys, rows.values[kept], some, rows.several, counted))
    told = {one.column for one in found if one.code == "mixture_rows"}
    for other in other_materials(some, texts, kind, without=told):
        found.append(
            Finding("several_materials", f"{other}.", column=other.name, count=other.distinct)
        )
    return tuple(found)


def check_refused(
    name: str, total: int, refusals: Sequence[Refusal], max_refused: float, *, missing: int = 0
) -> None:
    """Stop where too many rows are refused.

    Parameters
    ----------
    name
        Of the table.
    total
        Rows in all.
    refusals
        Rows that cannot be used.
    max_refused
        Largest share of them among the rows that have a value.
    missing
        Rows without a value.

    Raises
    ------
    InputError
        If more than that are refused, or no row is left: with the reasons, counted.
    """
    valued = total - missing
    none_left = len(refusals) == valued
    if not none_left and len(refusals) <= max_refused * valued + 1e-9:
        return
    reasons = count_reasons(refusals)
    lines = [f"  {reason}" for reason in reasons[:REASONS]]
    if missing:
        lines.append(f"  {missing:,} rows have no value")
    if rest := sum(reason.count for reason in reasons[REASONS:]):
        lines.append(f"  and {rest:,} more, for other reasons")
    limit = (
        "no row is left"
        if none_left
        else f"more than the {max_refused:.0%} allowed (max_refused = {max_refused:g})"
    )
    unusable = total if none_left else len(refusals)
    of = total if none_left else valued
    raise InputError(
        f"{name}: {unusable} of {of} rows cannot be used, {limit}:\n" + "\n".join(lines)
    )


def _check_names(columns: Sequence[str]) -> None:
    for name in FIXED:
        if name in columns:
            raise InputError(
                f"The column '{name}' cannot be a further column: tables have one of that name of "
                "their own. Give it another name in the file."
            )


def _lacking(number: float) -> str:
    return "missing" if np.isnan(number) else "infinite"


def _stated(
    frame: pd.DataFrame, keys: list[str], spreads: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the spreads of a table, with the stated one where a material has a single row."""
    first = dict(zip(reversed(keys), reversed(spreads.tolist()), strict=True))
    stated = np.array([first[key] for key in frame["key"]], dtype=np.float64)
    spread = frame["spread"].to_numpy(dtype=np.float64)
    return np.where(frame["count"] == 1, stated, spread)


def _joined(
    keys: list[str],
    texts: list[str],
    values: NDArray[np.float64],
    columns: Sequence[str],
    numbers: NDArray[np.floating[Any]],
    aggregate: str,
) -> pd.DataFrame:
    codes, uniques = pd.factorize(np.array(keys, dtype=object))
    groups = pd.DataFrame({"value": values}).groupby(codes, sort=True)
    first, size = np.unique(codes, return_index=True, return_counts=True)[1:]
    fixed = pd.DataFrame(
        {
            "key": pd.Series(uniques, dtype="str"),
            "material": pd.Series([texts[place] for place in first], dtype="str"),
            "value": AGGREGATES[aggregate](groups)["value"],
            "spread": groups["value"].std(ddof=1),
            "count": size.astype(np.int64),
        }
    )
    assert tuple(fixed.columns) == FIXED
    if not columns:
        return fixed
    _merge(numbers, codes, first, size, aggregate)
    # Not copied: this is the largest piece of memory that a table has.
    further = pd.DataFrame(numbers[: len(first)], columns=list(columns), copy=False)
    return pd.concat([fixed, further], axis=1)


def _merge(
    numbers: NDArray[np.floating[Any]],
    codes: NDArray[np.intp],
    first: NDArray[np.intp],
    size: NDArray[np.intp],
    aggregate: str,
) -> None:
    """Join the rows of each material into one, in front of the same matrix.

    Parameters
    ----------
    numbers
        Float ``(rows, columns)``.
    codes
        Number of each row's material, numbered as first met.
    first, size
        First row and number of rows of each material.
    """
    several = size > 1
    rows = np.flatnonzero(several[codes])
    if not len(rows):
        return
    joined = np.empty((int(several.sum()), numbers.shape[1]), dtype=numbers.dtype)
    for start in range(0, numbers.shape[1], ABREAST):
        some = numbers[rows, start : start + ABREAST].astype(np.float64)
        groups = pd.DataFrame(some).groupby(codes[rows], sort=True)
        joined[:, start : start + ABREAST] = AGGREGATES[aggregate](groups)
    keep_rows(numbers, first, BLOCK)
    numbers[np.flatnonzero(several)] = joined
