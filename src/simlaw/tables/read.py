"""A user's table read into a `PropertyTable`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.materials import find_kind
from simlaw.materials.refusal import shown
from simlaw.tables.files import Rows, checksum, frame_rows, read_rows
from simlaw.tables.gather import check_aggregate, gather
from simlaw.tables.table import Origin, PropertyTable
from simlaw.tables.units import parse

_BRACES = re.compile(r"\{([^{}]+)\}")
_MISSING = frozenset({"", "na", "n/a", "nan", "none", "null", "-", "--", "?"})


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
    workers: int = 1,
) -> PropertyTable:
    """Read a table of one property: materials checked and joined, bad rows counted.

    Parameters
    ----------
    source
        A CSV, TSV or Parquet file (CSV and TSV may be compressed), or a DataFrame.
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
        Further columns of numbers to keep; a row where one of them is missing is refused.
    max_refused
        Largest share of rows, 0 to 1, that may be refused.
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
    return read_tables(
        [source],
        kind=kind,
        material=material,
        value=value,
        unit=unit,
        name=name,
        property=property,
        aggregate=aggregate,
        columns=columns,
        max_refused=max_refused,
        workers=workers,
    )


def read_tables(
    sources: Sequence[str | Path | pd.DataFrame],
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
    origin: Origin | None = None,
    workers: int = 1,
) -> PropertyTable:
    """Read one table that is spread over several files of the same columns.

    Parameters
    ----------
    sources
        The files or DataFrames, in order.
    origin
        Where they came from; by default the file's path and checksum.

    Raises
    ------
    InputError
        As for `read_table`.

    Notes
    -----
    The other parameters are those of `read_table`.
    """
    find_kind(kind)
    check_aggregate(aggregate)
    parse(unit)
    inserted = _BRACES.findall(material)
    once = [value, *columns] if inserted else [material, value, *columns]
    if len(set(once)) < len(once):
        twice = next(column for column in once if once.count(column) > 1)
        raise InputError(f"The column '{twice}' is asked for twice; each column has one part.")
    wanted = list(dict.fromkeys([*inserted, *once]))
    parts = [
        frame_rows(source, wanted)
        if isinstance(source, pd.DataFrame)
        else read_rows(Path(source), wanted)
        for source in sources
    ]
    title = name if name is not None else _name(sources[0])
    if not sum(len(part.numbers) for part in parts):
        raise InputError(f"{parts[0].place}: the table has no rows.")
    numeric: dict[str, NDArray[np.float64]] = {}
    reasons: list[str | None] = [None] * sum(len(part.numbers) for part in parts)
    for column in (value, *columns):
        numeric[column], problems = _numbers(parts, column, "the value" if column == value else "")
        reasons = [old or new for old, new in zip(reasons, problems, strict=True)]
    values = numeric.pop(value)
    return gather(
        name=title,
        kind=kind,
        property=property or value,
        unit=unit,
        texts=[text for part in parts for text in _materials(part.frame, material)],
        values=values,
        columns=numeric,
        reasons=reasons,
        rows=[int(row) for part in parts for row in part.numbers],
        files=[Path(part.place).name for part in parts for _ in part.numbers]
        if len(parts) > 1
        else None,
        aggregate=aggregate,
        max_refused=max_refused,
        origin=origin or _origin(sources),
        workers=workers,
    )


def _name(source: str | Path | pd.DataFrame) -> str:
    return "table" if isinstance(source, pd.DataFrame) else Path(source).name.partition(".")[0]


def _origin(sources: Sequence[str | Path | pd.DataFrame]) -> Origin:
    paths = [Path(source) for source in sources if not isinstance(source, pd.DataFrame)]
    if len(paths) < len(sources):
        return Origin()
    return Origin(
        address=" ".join(map(str, paths)), sha256=" ".join(checksum(path) for path in paths)
    )


def _materials(frame: pd.DataFrame, material: str) -> list[str]:
    """Return how the material of each row is written, out of one column or of several."""
    inserted = _BRACES.findall(material)
    if not inserted:
        return _texts(frame[material])
    # The pieces between columns stand at even places, the names of columns at odd ones.
    pieces = _BRACES.split(material)
    texts = {name: _texts(frame[name]) for name in inserted}
    return [
        "".join(texts[piece][row] if place % 2 else piece for place, piece in enumerate(pieces))
        for row in range(len(frame))
    ]


def _texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(entry) else str(entry) for entry in column.tolist()]


def _numbers(
    parts: Sequence[Rows], column: str, label: str
) -> tuple[NDArray[np.float64], list[str | None]]:
    """Return a column's numbers, NaN where there is none, and why."""
    label = label or f"column '{column}'"
    pieces: list[NDArray[np.float64]] = []
    reasons: list[str | None] = []
    for part in parts:
        entries = part.frame[column]
        if pd.api.types.is_bool_dtype(entries) or pd.api.types.is_numeric_dtype(entries):
            if pd.api.types.is_complex_dtype(entries):
                raise InputError(f"{part.place}: column '{column}' holds complex numbers.")
            numbers = entries.to_numpy(dtype=np.float64, na_value=np.nan)
            pieces.append(numbers)
            reasons += [_reason(label, number, None) for number in numbers.tolist()]
            continue
        if not (pd.api.types.is_string_dtype(entries) or entries.dtype == object):
            raise InputError(f"{part.place}: column '{column}' holds {entries.dtype}, not numbers.")
        texts = _texts(entries)
        numbers = np.array([_number(text) for text in texts], dtype=np.float64)
        pieces.append(numbers)
        reasons += [
            _reason(label, number, text)
            for number, text in zip(numbers.tolist(), texts, strict=True)
        ]
    return np.concatenate(pieces), reasons


def _number(text: str) -> float:
    try:
        # Python also reads 1_000, which in a table is a slip.
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def _reason(label: str, number: float, text: str | None) -> str | None:
    if math.isfinite(number):
        return None
    if math.isinf(number):
        return f"{label} is infinite"
    if text is None or text.strip().lower() in _MISSING:
        return f"{label} is missing"
    hint = "; decimals are written with a point" if "," in text else ""
    return f"{label} '{shown(text)}' is not a number{hint}"
