"""Points checked row by row, and made ready to be fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.errors import InputError
from simlaw.law.estimate import Estimate, Note
from simlaw.law.given_points.column_choice import PointOptions, likely_columns
from simlaw.law.given_points.point_table import PointTable
from simlaw.law.given_points.suspicious_errors import doubts, mixed_rows

Floats = npt.NDArray[np.float64]

_SHOWN = 5


@dataclass(frozen=True)
class GivenColumns:
    """The columns of a table that hold points, as they were given.

    Attributes
    ----------
    place
        The file, for messages.
    rows
        Number of each row as the user counts.
    columns
        Name of each column in the file, by what it is.
    cells
        The columns under what they are; an entry that is no number is left as it stands.
    others
        The columns of the file that are not used.
    written
        The cells as they stand in the file; None where they are so already.
    """

    place: str
    rows: Sequence[int]
    columns: Mapping[str, str]
    cells: pd.DataFrame
    others: Sequence[str] = ()
    written: pd.DataFrame | None = None

    def entry(self, role: str, place: int) -> str:
        """One cell as it stands in the file."""
        cells = self.cells if self.written is None else self.written
        return str(cells[role].iloc[place])[:40]

    def shown(self, places: Sequence[int]) -> str:
        """Some rows with their errors, for messages."""
        listed = [
            f"row {self.rows[place]}: {self.entry('error', place)}" for place in places[:_SHOWN]
        ]
        more = f", and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        return ", ".join(listed) + more


def checked_points(
    given: GivenColumns, options: PointOptions, notes: Sequence[Note] = ()
) -> PointTable:
    """Return points that can be fitted.

    Parameters
    ----------
    given
        The columns.
    options
        What the user settled.
    notes
        What is to be said of how they were read.

    Raises
    ------
    InputError
        If a row cannot be used, or what is meant cannot be told.
    """
    signed = options.values == "accuracy"
    table = {"n": _numeric(given, "n"), "error": _numeric(given, "error", any_sign=signed)}
    if "stderr" in given.columns:
        table["stderr"] = _numeric(given, "stderr", zero=True)
    if "m" in given.columns:
        table["m"] = _numeric(given, "m")
    points = pd.DataFrame(table)
    if "replicate" in given.columns:
        points["replicate"] = _labels(given)
    if options.values != "error":
        _refuse_mixed(given, points)
    direct = options.direct
    notes = list(notes)
    if options.values == "accuracy":
        whole = 100.0 if bool((points["error"] > 1).any()) else 1.0
        points["error"] = _left(given, points["error"].to_numpy(dtype=np.float64), whole)
        direct = None if direct is None else whole - direct
        notes.append(Note("from_accuracy", f"The errors are {whole:g} - {_column(given)}."))
    _refuse_repeated(given, points)
    notes.extend(doubts(points, settled=bool(options.values)))
    return PointTable(points, _direct(points, direct), tuple(notes))


def _column(given: GivenColumns) -> str:
    return given.columns["error"].strip()


def _numeric(
    given: GivenColumns, role: str, *, zero: bool = False, any_sign: bool = False
) -> Floats:
    cells = given.cells[role]
    values = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64)
    wrong = ~np.isfinite(values)
    if not any_sign:
        wrong |= (values < 0) if zero else (values <= 0)
    if wrong.any():
        at = np.flatnonzero(wrong)
        listed = ", ".join(f"row {given.rows[i]}: {given.entry(role, i)!r}" for i in at[:_SHOWN])
        rule = "" if any_sign else (" zero or above" if zero else " above zero")
        raise InputError(
            f"'{given.place}', column '{given.columns[role]}': {at.size} of {values.size} entries "
            f"are not finite numbers{rule} ({listed}). {_remedy(role, values)}"
        )
    return values


def _remedy(role: str, values: Floats) -> str:
    """What to do about entries that cannot be used."""
    finite = values[np.isfinite(values)]
    if role == "n" and (finite == 0).any():
        return (
            "n = 0 is direct learning, without any computed material, and no point of the law: "
            "remove these rows and give their error apart, by --direct on the command line or by "
            "the argument direct in Python."
        )
    if role == "error" and finite.size > 2 and (finite < 0).all():
        return (
            "All are below zero, as scores are that are written with a minus sign so that larger "
            "is better: write them without it."
        )
    if role == "error" and (finite == 0).any():
        return (
            "A law of powers never reaches an error of exactly 0; it may have been rounded, or "
            "all was right by chance in a small test set. Give more digits, or remove these rows."
        )
    return "Correct or remove these rows."


def _labels(given: GivenColumns) -> pd.Series:
    cells = given.cells["replicate"]
    empty = cells.isna() | (cells.astype(str).str.strip() == "")
    if empty.any():
        row = given.rows[int(np.flatnonzero(empty)[0])]
        raise InputError(
            f"'{given.place}', column '{given.columns['replicate']}': row {row} is empty; give "
            "every point a replicate, or leave the column out."
        )
    numbers = pd.to_numeric(cells, errors="coerce")
    labels = cells.astype(str).str.strip() if numbers.isna().any() else numbers
    return labels.reset_index(drop=True)


def _refuse_mixed(given: GivenColumns, points: pd.DataFrame) -> None:
    found = mixed_rows(points)
    if found is None:
        return
    over, under = found
    raise InputError(
        f"'{given.place}', column '{given.columns['error']}': some errors look like per cent and "
        f"others like fractions, as they jump by about 100 between neighbours. Per cent: "
        f"{given.shown(over)}. Fractions: {given.shown(under)}. Write all in one unit. If they are "
        "right as they stand, say so by --error-is error."
    )


def _left(given: GivenColumns, values: Floats, whole: float) -> Floats:
    """What accuracies leave to the whole."""
    wrong = values >= whole
    if whole > 1:
        wrong |= values < 0
    if wrong.any():
        rule = "below 1" if whole == 1 else "from 0 to below 100, as some are above 1"
        raise InputError(
            f"'{given.place}', column '{given.columns['error']}': accuracies must be {rule}; "
            f"these are not: {given.shown(np.flatnonzero(wrong).tolist())}. A law of powers never "
            "reaches an error of exactly 0. Correct or remove these rows."
        )
    return whole - values


def _refuse_repeated(given: GivenColumns, points: pd.DataFrame) -> None:
    """Refuse two errors of one replicate at one size."""
    keys = [name for name in ("m", "n", "replicate") if name in points.columns]
    repeated = points.duplicated(keys, keep=False)
    if not repeated.any():
        return
    first = points.index[repeated][0]
    same = np.flatnonzero((points[keys] == points.loc[first, keys]).all(axis=1).to_numpy())
    at = ", ".join(f"{key} = {points.loc[first, key]}" for key in keys if key != "n")
    where = f"n = {points.loc[first, 'n']:.10g}" + (f", {at}" if at else "")
    numbered = [str(given.rows[place]) for place in same[:_SHOWN]]
    rows = f"{', '.join(numbered[:-1])} and {numbered[-1]}"
    sizes = len(points.loc[repeated, ["n"]].drop_duplicates())
    also = f", and so at {sizes - 1} more sizes" if sizes > 1 else ""
    if "replicate" in points.columns:
        raise InputError(
            f"'{given.place}': rows {rows} are of one replicate at one size ({where}){also}; a "
            "replicate may have one error per size. Number the replicates apart."
        )
    likely = likely_columns(given.others, "replicate") or likely_columns(given.others, "m")
    hint = ""
    if likely:
        role = "replicate" if likely_columns(given.others, "replicate") else "m"
        hint = f" Is it this one? --columns {role}={likely[0]}"
    raise InputError(
        f"'{given.place}': size n = {points.loc[first, 'n']:.10g} appears more than once (rows "
        f"{rows}){also} and no replicate is given. Add a column replicate that says which "
        f"repetition each row belongs to (1, 2, ...), or keep one row per size.{hint}"
    )


def _direct(points: pd.DataFrame, direct: float | None) -> dict[int, Estimate]:
    if direct is None:
        return {}
    if not (np.isfinite(direct) and direct > 0):
        raise InputError(
            f"The error of direct learning must be finite and above zero, but is {direct:g}."
        )
    ms = [0] if "m" not in points.columns else np.unique(points["m"].to_numpy()).tolist()
    return {int(m): Estimate(direct, direct, direct, 0.9) for m in ms}
