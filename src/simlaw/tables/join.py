"""Several property tables joined into one, with an account of how far they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from simlaw.errors import InputError
from simlaw.tables.account import Origin
from simlaw.tables.aggregates import AGGREGATES, APART
from simlaw.tables.settings import JoinSettings, TableSettings
from simlaw.tables.table import FIXED, Joining, PropertyTable


def join_tables(
    tables: Sequence[PropertyTable],
    *,
    join: str = "median",
    unit: str | None = None,
    name: str | None = None,
) -> PropertyTable:
    """Return the table of all materials that one or more of several tables hold.

    Parameters
    ----------
    tables
        Two or more, of one kind of material and with the same further columns. Their order is that
        of the materials, and of precedence.
    join
        What becomes of a material in several tables: ``"median"``, the median of the tables'
        values, each table counting once; ``"first"``, the value of the first table that has it.
    unit
        Of the result; by default that of the first table.
    name
        Of the result; by default the names of the tables, joined by ``+``.

    Returns
    -------
    PropertyTable
        The spread of a material in several tables is the sample standard deviation over their
        values, its count that of all rows. `PropertyTable.joined` holds the account.

    Raises
    ------
    InputError
        Fewer than two tables, different kinds of material, a unit that cannot be converted, or a
        column that not every table has.

    Examples
    --------
    >>> from simlaw.tables import read_table
    >>> columns = {"kind": "label", "material": "id", "value": "y"}
    >>> a = read_table(pd.DataFrame({"id": ["a", "b"], "y": [1, 2]}), **columns)
    >>> b = read_table(pd.DataFrame({"id": ["b", "c"], "y": [4, 5]}), **columns)
    >>> both = join_tables([a, b])
    >>> both.keys, both.values, both.joined.shared, both.joined.absolute
    (['a', 'b', 'c'], array([1., 3., 5.]), 1, 2.0)
    """
    JoinSettings(join=join)  # refuses a name that there is not
    if join == APART:
        raise InputError(f"join = '{join}' keeps tables apart; give them to simlaw.Study.")
    if len(tables) < 2:
        raise InputError(f"At least two tables are needed to join them, got {len(tables)}.")
    first = tables[0]
    alike = [_converted(table, first, unit or first.unit) for table in tables]
    _check_columns(alike)
    every = pd.concat([table.frame for table in alike], ignore_index=True)
    by = ["key", *first.conditions]
    groups = every.groupby(by, sort=False)
    frame = every.drop_duplicates(by).set_index(by)
    numbers = ["value", *(name for name in first.columns if name not in first.conditions)]
    frame[numbers] = AGGREGATES[join](groups[numbers])
    frame["count"] = groups["count"].sum()
    # A material of one table keeps the spread that it has there.
    frame["spread"] = frame["spread"].where(groups.size() == 1, groups["value"].std(ddof=1))
    names = dict.fromkeys(table.name for table in tables)
    return PropertyTable(
        name=name if name is not None else " + ".join(names),
        kind=first.kind,
        property=first.property,
        unit=alike[0].unit,
        frame=frame.reset_index()[[*FIXED, *first.columns]],
        origin=_origin([table.origin for table in tables]),
        rows_read=sum(table.rows_read for table in tables),
        refusals=tuple(
            replace(refusal, file=refusal.file or table.name)
            for table in tables
            for refusal in table.refusals
        ),
        aggregate=" or ".join(dict.fromkeys(table.aggregate for table in tables)),
        joined=_account(tables, every[every.duplicated(by, keep=False)], join, by),
        read_as=_read_as(tables),
        findings=tuple(finding for table in tables for finding in table.findings),
        missing=sum(table.missing for table in tables),
        not_chosen=sum(table.not_chosen for table in tables),
        conditions=first.conditions,
    )


def _read_as(tables: Sequence[PropertyTable]) -> tuple[TableSettings, ...]:
    """Return what reads the joined table again, if each of its tables is one that can be read."""
    alone = all(len(table.read_as) == 1 for table in tables)
    return tuple(table.read_as[0] for table in tables) if alone else ()


def _converted(table: PropertyTable, first: PropertyTable, unit: str) -> PropertyTable:
    if table.kind != first.kind:
        raise InputError(
            f"Tables that are joined must hold the same kind of material, but '{first.name}' holds "
            f"{first.kind} and '{table.name}' holds {table.kind}."
        )
    try:
        return table.to(unit)
    except InputError as error:
        raise InputError(f"Table '{table.name}': {error}") from None


def _check_columns(tables: Sequence[PropertyTable]) -> None:
    first = tables[0]
    for table in tables[1:]:
        odd = sorted(set(table.columns) ^ set(first.columns))
        if odd:
            has, lacks = (table, first) if odd[0] in table.columns else (first, table)
            raise InputError(
                "Tables that are joined must have the same further columns, but the column "
                f"'{odd[0]}' is in '{has.name}' and not in '{lacks.name}'. Name the same columns "
                "for every table."
            )
        if table.conditions != first.conditions:
            raise InputError(
                "Tables that are joined must have the same conditions, but "
                f"'{first.name}' has {list(first.conditions)} and '{table.name}' "
                f"{list(table.conditions)}."
            )


def _account(
    tables: Sequence[PropertyTable], shared: pd.DataFrame, join: str, by: list[str]
) -> Joining:
    groups = shared.groupby(by, sort=False)["value"]
    apart = (groups.max() - groups.min()).to_numpy(dtype=np.float64)
    middle = np.abs(groups.median().to_numpy(dtype=np.float64))
    # A value of 0, or next to it, has no relative difference.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        relative = apart / middle
    relative = relative[np.isfinite(relative)]
    return Joining(
        join=join,
        tables=tuple(table.account() for table in tables),
        shared=len(apart),
        absolute=float(np.median(apart)) if len(apart) else None,
        relative=float(np.median(relative)) if len(relative) else None,
    )


def _origin(origins: Sequence[Origin]) -> Origin:
    def together(field: str, between: str) -> str | None:
        found = [getattr(origin, field) for origin in origins]
        return between.join(dict.fromkeys(text for text in found if text)) or None

    return Origin(
        address=together("address", " "),
        licence=together("licence", "; "),
        citation=together("citation", "; "),
        sha256=together("sha256", " "),
    )
