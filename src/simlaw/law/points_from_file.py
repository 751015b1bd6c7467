"""Points of a curve from a CSV file, checked row by row."""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from simlaw.errors import InputError
from simlaw.law.curve import COLUMNS, LearningCurve
from simlaw.law.given_points.checked_points import GivenColumns, checked_points
from simlaw.law.given_points.column_choice import PointOptions, choose_columns
from simlaw.law.given_points.point_table import PointTable

__all__ = ["PointOptions", "PointTable", "read_points"]


def read_points(
    path: str | Path, *, metric: str = "mae", options: PointOptions | None = None
) -> PointTable:
    """Read points from a CSV file.

    Parameters
    ----------
    path
        A file with the columns `n` and `error`, optionally `replicate`, `stderr` and `m`; or the
        curve.csv of a run.
    metric
        Which error of a run's curve is fitted, ``"mae"`` or ``"rmse"``.
    options
        Which columns are meant, and what the errors are; by default nothing is settled.

    Raises
    ------
    InputError
        If the file or a row of it cannot be used.
    """
    path, options = Path(path), options or PointOptions()
    frame = _read(path)
    if len(frame.index) == 0:
        raise InputError(f"'{path}' has no rows; it needs the columns n and error.")
    if is_of_a_run(frame.columns) and not options.columns:
        return _points_of_a_run(frame, path, metric, options)
    names = [str(name) for name in frame.columns]
    chosen = choose_columns(str(path), names, options)
    cells = frame[list(chosen.values())].set_axis(list(chosen), axis=1)
    others = [name for name in names if name not in chosen.values()]
    rows = range(2, len(frame) + 2)
    return checked_points(GivenColumns(str(path), rows, chosen, cells, others), options)


def is_of_a_run(names: pd.Index | list[str]) -> bool:
    """Say whether columns are those of the curve.csv of a run."""
    return set(COLUMNS) <= set(names)


def _points_of_a_run(
    frame: pd.DataFrame, path: Path, metric: str, options: PointOptions
) -> PointTable:
    if options.values == "accuracy":
        raise InputError(f"'{path}' is the curve of a run, which holds errors, not accuracies.")
    curve = LearningCurve(frame, metric=metric)
    tuned = frame[frame["method"] == "fine-tune"]
    rows = [int(place) + 2 for place in tuned.index]
    tuned = tuned.reset_index(drop=True)
    names = {"n": "n", "error": metric, "m": "m", "replicate": "replicate"}
    cells = tuned[list(names.values())].set_axis(list(names), axis=1)
    # Its errors are known to be errors, whatever their unit makes them look like.
    settled = dataclasses.replace(options, values="error")
    table = checked_points(GivenColumns(str(path), rows, names, cells), settled)
    if table.direct:
        return table
    direct = {int(m): curve.direct(int(m)) for m in np.unique(tuned["m"].to_numpy())}
    known = {m: value for m, value in direct.items() if value is not None}
    return dataclasses.replace(table, direct=known)


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise InputError(f"There is no file '{path}'.")
    try:
        with warnings.catch_warnings():
            # Rows longer than the header: pandas would shift or cut them without an error.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(path, index_col=False)
    except pd.errors.EmptyDataError as error:
        raise InputError(f"'{path}' is empty; it needs the columns n and error.") from error
    except pd.errors.ParserWarning as error:
        raise InputError(f"'{path}': the rows have more fields than the header.") from error
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise InputError(f"'{path}' cannot be read as a CSV file: {error}") from error
    if frame.shape[1] == 1 and any(mark in str(frame.columns[0]) for mark in ";\t|"):
        raise InputError(
            f"'{path}' has one column, '{frame.columns[0]}': its fields are not separated by "
            "commas. Read it by pandas with the right sep and decimal and give the columns to "
            "simlaw.law.fit, or fit it by the command simlaw fit, which finds out itself."
        )
    return frame
