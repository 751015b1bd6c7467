"""A user's table read into a `PropertyTable`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.materials.reading import FIRST, LATEST
from simlaw.tables.account import Origin
from simlaw.tables.cells import CellRules, column_numbers, numbers_of
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.read_rows import Rows, checksum, frame_rows, read_rows
from simlaw.tables.files.reading import FileOptions, FileReading
from simlaw.tables.finding import Finding
from simlaw.tables.gather import Near, RowsAsRead, gather
from simlaw.tables.numbers import Numbers
from simlaw.tables.rows.chosen_rows import RowFilter
from simlaw.tables.rows.condition_names import names_condition, names_share
from simlaw.tables.rows.joined_columns import JoinedColumns
from simlaw.tables.settings import TableSettings
from simlaw.tables.suspicion.file_checks import look_at_file, look_at_refusals
from simlaw.tables.table import PropertyTable
from simlaw.tables.units import convert, parse

MOST_COLUMNS = 60
MOST_CELLS = 2_000_000
"""Of larger tables only the columns that are conditions by their name are looked at."""

_BRACES = re.compile(r"\{([^{}]+)\}")


def read_table(
    source: str | Path | pd.DataFrame,
    *,
    kind: str,
    material: str,
    value: str,
    unit: str = "1",
    name: str | None = None,
    property: str | None = None,
    aggregate: str = "median",
    columns: Sequence[str] = (),
    max_refused: float = 0.1,
    where: Mapping[str, Any] | None = None,
    at: Mapping[str, float] | None = None,
    sheet: str | None = None,
    header: bool = True,
    units_row: bool = False,
    decimal: str | None = None,
    joined: Mapping[str, str] | None = None,
    convert_to: str | None = None,
    conditions: Sequence[str] = (),
    workers: int = 1,
) -> PropertyTable:
    """Read a table of one property: materials checked and joined, bad rows counted.

    Parameters
    ----------
    source
        A file of text (CSV, TSV and the like, any encoding), a spreadsheet, JSON or Parquet, or a
        DataFrame. Text and JSON may be compressed.
    kind
        Kind of the materials, a name in `simlaw.materials.KINDS`.
    material
        Column of the materials; or a text with columns in braces, such as
        ``"{polymer}|{solvent}|{temp} degC"``, which writes each material out of several.
    value
        Column of the values.
    unit
        Unit of the values, in any spelling `simlaw.tables.units` reads; ``"1"`` for none.
    name
        Of the table; by default the file's name without its ending.
    property
        Name of the property; by default the name of the value column.
    aggregate
        How rows of one material become one: median, mean, min, max or first.
    columns
        Further columns of numbers to keep; a row where one of them is missing is refused. They are
        float64, or float32 where a Parquet file or DataFrame holds all of them so.
    max_refused
        Largest share of the rows with a value, 0 to 1, that may be refused.
    where
        Which rows are used, by column: a number, a text, two numbers for a range, or several texts.
    at
        Of the rows of one material, the one nearest to this is used, by column.
    sheet
        Of a spreadsheet, where several hold tables.
    header
        Whether the first row names the columns.
    units_row
        Whether the row below it holds units.
    decimal
        Decimal mark of numbers in text, ``"."`` or ``","``.
    joined
        Columns that hold several things in one text, such as ``{"pair": "{solvent}.{solute}"}``;
        ``{solvent}`` and ``{solute}`` then stand for columns in `material`.
    convert_to
        Unit that the values are converted to; by default they stay in `unit`.
    conditions
        Columns of numbers that a value was measured or computed at. Rows of one material under
        different conditions stay apart; the columns come before those of `columns`.
    workers
        Processes that work out the canonical keys.

    Raises
    ------
    InputError
        If the file, a column, the kind, the unit or the aggregate cannot be used, or too many rows
        cannot.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"smiles": ["CCO", "OCC", "C#", "CCC"], "t": [1.0, 3.0, 5.0, 7.0]})
    >>> table = read_table(rows, kind="molecule", material="smiles", value="t", max_refused=0.5)
    >>> table.keys, table.values, table.refusals[0].row
    (['CCO', 'CCC'], array([2., 7.]), 3)
    """
    settings = TableSettings(
        kind=kind,
        material=material,
        value=value,
        unit=unit,
        name=name,
        property=property,
        aggregate=aggregate,
        columns=columns,
        max_refused=max_refused,
        where=where,
        at=at,
        sheet=sheet,
        header=header,
        units_row=units_row,
        decimal=decimal,
        joined=joined,
        convert_to=convert_to,
        conditions=conditions,
    )
    return read_tables([source], settings, workers=workers)


def read_tables(
    sources: Sequence[str | Path | pd.DataFrame],
    settings: TableSettings,
    *,
    origin: Origin | None = None,
    workers: int = 1,
    reading: int = LATEST,
) -> PropertyTable:
    """Read one table that is spread over several files of the same columns.

    Parameters
    ----------
    sources
        The files or DataFrames, in order.
    settings
        How they are read; ``kind``, ``material`` and ``value`` must be given. The name is by
        default that of the first file without its ending.
    origin
        Where they came from; by default the file's path and checksum.
    workers
        Processes that work out the canonical keys.
    reading
        Rules that it is read by, see `simlaw.materials.reading`.

    Raises
    ------
    InputError
        As for `read_table`.
    """
    value, material = settings.needed("value"), settings.needed("material")
    columns = (*settings.conditions, *settings.columns)
    unit = settings.unit or "1"
    parse(unit)
    if settings.convert_to:
        parse(settings.convert_to)
    joined = JoinedColumns(settings.joined or {})
    inserted = _BRACES.findall(material)
    once = [value, *columns] if inserted else [material, value, *columns]
    if len(set(once)) < len(once):
        twice = next(column for column in once if once.count(column) > 1)
        raise InputError(f"The column '{twice}' is asked for twice; each column has one part.")
    rules = CellRules(settings.decimal or "", reading)
    chosen, at = RowFilter(settings.where or {}, rules), settings.at or {}
    wanted = joined.columns([*inserted, *once, *chosen.columns, *at])
    texts: list[str] = []
    numbering: list[int] = []
    files: list[str] = []
    reasons: list[str | None] = []
    values, numbers, near = Numbers(1), Numbers(len(columns)), Numbers(len(at))
    spreads: list[tuple[int, npt.NDArray[np.float64] | None]] = []
    read = 0
    for whole in _parts(sources, wanted, settings.form):
        read += len(whole.numbers)
        part = chosen.choose(whole)
        found = numbers_of(part, [value], ["the value"], rules)
        seen, why = found.numbers, found.reasons
        if settings.convert_to:
            seen, why = _converted(seen, why, unit, settings.convert_to)
        values.append(seen)
        stated = None if found.spreads is None else found.spreads[:, 0]
        spreads.append((len(part.numbers), stated))
        further = numbers_of(part, columns, [f"column '{c}'" for c in columns], rules)
        numbers.append(further.numbers)
        conditions = numbers_of(part, list(at), [f"column '{c}'" for c in at], rules)
        near.append(conditions.numbers)
        written, apart = _materials(part.frame, material, joined)
        texts += written
        numbering += part.numbers.tolist()
        files += [Path(part.place).name] * len(part.numbers)
        reasons += [
            next(filter(None, several), None)
            for several in zip(why, apart, further.reasons, conditions.reasons, strict=True)
        ]
    if not read:
        raise InputError(f"{_place(sources[0])}: the table has no rows.")
    chosen.check(_place(sources[0]))
    _check_conditions(settings.conditions, numbers.whole(), _place(sources[0]))
    rows = RowsAsRead(
        texts,
        values.whole()[:, 0].astype(np.float64),
        numbers.whole(),
        reasons,
        numbering,
        files if len(sources) > 1 else None,
        near=Near(at, near.whole()) if at else None,
        not_chosen=chosen.not_chosen,
        others=partial(
            _others,
            sources,
            settings,
            used={
                *joined.columns([value, material, *inserted]),
                *at,
                *chosen.columns,
                *settings.conditions,
            },
            rows=read,
        ),
        several=len(inserted) > 1,
        spreads=_stated(spreads),
    )
    named = replace(
        settings,
        name=_name(sources[0]) if settings.name is None else settings.name,
        unit=settings.convert_to or settings.unit,
    )
    table = gather(rows, named, origin=origin or _origin(sources), workers=workers, reading=reading)
    file, findings = _file(sources[0], settings, reading=reading)
    if reading > FIRST:
        findings = (*findings, *look_at_refusals(table.refusals))
    return replace(
        table,
        read_as=_read_as(sources, settings),
        file=file,
        findings=(*findings, *table.findings),
    )


def _stated(
    pieces: Sequence[tuple[int, npt.NDArray[np.float64] | None]],
) -> npt.NDArray[np.float64] | None:
    """Return the uncertainties of all rows; None where no cell has one."""
    if all(stated is None for _, stated in pieces):
        return None
    none = (np.full(rows, np.nan) if stated is None else stated for rows, stated in pieces)
    return np.concatenate(list(none))


def _file(
    source: str | Path | pd.DataFrame, settings: TableSettings, *, reading: int
) -> tuple[FileReading, tuple[Finding, ...]]:
    """Return how a file was read, and what looks wrong in its form."""
    if isinstance(source, pd.DataFrame):
        return FileReading(form="dataframe"), ()
    path = Path(source)
    found = open_table(path, settings.form).reading
    findings = look_at_file(path, settings.form) if reading > FIRST else ()
    return replace(found, decimal=settings.decimal or "."), findings


def _check_conditions(
    conditions: Sequence[str], numbers: NDArray[np.floating[Any]], place: str
) -> None:
    """Refuse conditions that are no numbers, before their rows are refused one by one."""
    for column, name in enumerate(conditions):
        if not np.isfinite(numbers[:, column]).any():
            raise InputError(
                f"{place}: no row has a number in column '{name}', which is to be a condition. A "
                "solvent is part of the material: use kind = 'solution' and, for instance, "
                f'material = "{{smiles}}|{{{name}}}".'
            )


def _read_as(
    sources: Sequence[str | Path | pd.DataFrame], settings: TableSettings
) -> tuple[TableSettings, ...]:
    """Return what reads one file in this way again; nothing for DataFrames and several files."""
    if len(sources) != 1 or isinstance(sources[0], pd.DataFrame):
        return ()
    path = str(Path(sources[0]).resolve())
    return (replace(settings, path=path, dataset=None, unit=settings.unit or "1"),)


def _parts(
    sources: Sequence[str | Path | pd.DataFrame], wanted: Sequence[str], form: FileOptions
) -> Iterator[Rows]:
    for source in sources:
        if isinstance(source, pd.DataFrame):
            yield from frame_rows(source, wanted)
        else:
            yield from read_rows(Path(source), wanted, form)


def _others(
    sources: Sequence[str | Path | pd.DataFrame],
    settings: TableSettings,
    *,
    used: Collection[str],
    rows: int,
) -> pd.DataFrame | None:
    """Return the columns beside those used, of the chosen rows; None where they are too many."""
    first = _names(sources[0], settings.form)
    names = [name for name in first if name and name not in used and first.count(name) == 1]
    # Columns that are inputs are looked at only where they are conditions that are joined.
    names = [name for name in names if name not in settings.columns or names_condition(name)]
    if len(names) > MOST_COLUMNS or len(names) * rows > MOST_CELLS:
        names = [name for name in names if names_condition(name) or names_share(name)]
    if len(names) > MOST_COLUMNS or len(names) * rows > MOST_CELLS:
        return None
    if any(not set(names) <= set(_names(source, settings.form)) for source in sources[1:]):
        return None
    if not names:
        return pd.DataFrame()
    chosen = RowFilter(settings.where or {}, CellRules(settings.decimal or ""))
    wanted = [*names, *chosen.columns]
    parts = [chosen.choose(part).frame for part in _parts(sources, wanted, settings.form)]
    frame = pd.concat(parts, ignore_index=True)[names]
    if settings.decimal != ",":
        return frame
    numbers = {name: column_numbers(frame[name], ",") for name in names}
    some = {name: one for name, one in numbers.items() if np.isfinite(one).mean() > 0.5}
    return frame.assign(**some)


def _names(source: str | Path | pd.DataFrame, form: FileOptions) -> list[str]:
    if isinstance(source, pd.DataFrame):
        return [str(name) for name in source.columns]
    return list(open_table(Path(source), form).columns.names)


def _place(source: str | Path | pd.DataFrame) -> str:
    return "the DataFrame" if isinstance(source, pd.DataFrame) else str(Path(source))


def _name(source: str | Path | pd.DataFrame) -> str:
    return "table" if isinstance(source, pd.DataFrame) else Path(source).name.partition(".")[0]


def _origin(sources: Sequence[str | Path | pd.DataFrame]) -> Origin:
    paths = [Path(source) for source in sources if not isinstance(source, pd.DataFrame)]
    if len(paths) < len(sources):
        return Origin()
    return Origin(
        address=" ".join(map(str, paths)), sha256=" ".join(checksum(path) for path in paths)
    )


def _materials(
    frame: pd.DataFrame, material: str, joined: JoinedColumns
) -> tuple[list[str], list[str | None]]:
    """Return how the material of each row is written, and why it cannot be, if so."""
    inserted = _BRACES.findall(material)
    if not inserted:
        texts, reasons = joined.texts(frame, [material])
        return texts[material], reasons
    # The pieces between columns stand at even places, the names of columns at odd ones.
    pieces = _BRACES.split(material)
    texts, reasons = joined.texts(frame, list(dict.fromkeys(inserted)))
    written = [
        "".join(texts[piece][row] if place % 2 else piece for place, piece in enumerate(pieces))
        for row in range(len(frame))
    ]
    return written, reasons


def _converted(
    found: NDArray[np.floating[Any]], why: list[str | None], unit: str, to: str
) -> tuple[NDArray[np.float64], list[str | None]]:
    """Return values in another unit, and why a row has none there."""
    given = found.astype(np.float64)
    values = convert(given, unit, to)
    lost = np.flatnonzero((np.isfinite(given) & ~np.isfinite(values)).any(axis=1))
    reasons = list(why)
    for row in lost.tolist():
        reasons[row] = f"the value {given[row, 0]:g} {unit} cannot be converted to {to}"
    return values, reasons
