"""Points of a curve from a CSV file, checked row by row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.errors import InputError, nearest
from simlaw.law.curve import COLUMNS, LearningCurve
from simlaw.law.estimate import Estimate
from simlaw.law.fit import fit
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import AUTO
from simlaw.law.joint.fit_joint import fit_joint
from simlaw.law.joint.joint_law import JointLaw
from simlaw.law.law import Law

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PointTable:
    """Points read from a file, ready to be fitted.

    Attributes
    ----------
    frame
        Columns `n`, `error`, and where given `replicate`, `stderr`, `m`.
    direct
        Error of direct learning by m, where the file has it.
    """

    frame: pd.DataFrame
    direct: dict[int, Estimate]

    @property
    def joint(self) -> bool:
        """Whether there are several m."""
        return "m" in self.frame.columns and np.unique(self.frame["m"].to_numpy()).size > 1

    def fit(
        self, *, form: str | Form = AUTO, level: float = 0.9, seed: int = 0, robust: bool = False
    ) -> Law:
        """Fit the law in n of a table with one m or none."""
        direct = next(iter(self.direct.values()), None)
        return fit(
            self.frame["n"],
            self.frame["error"],
            stderr=self.frame["stderr"] if "stderr" in self.frame.columns else None,
            replicate=self.frame["replicate"] if "replicate" in self.frame.columns else None,
            form=form,
            direct=direct,
            level=level,
            seed=seed,
            robust=robust,
        )

    def fit_joint(self, *, level: float = 0.9, seed: int = 0, resamples: int = 500) -> JointLaw:
        """Fit the joint law of a table with several m."""
        return fit_joint(
            self.frame["n"],
            self.frame["m"],
            self.frame["error"],
            replicate=self.frame["replicate"] if "replicate" in self.frame.columns else None,
            level=level,
            resamples=resamples,
            seed=seed,
        )

    def at_m(self, m: float) -> PointTable:
        """The part of the table with one m."""
        part = self.frame[self.frame["m"] == m].reset_index(drop=True)
        return PointTable(part, {key: value for key, value in self.direct.items() if key == m})

    def curve(self) -> LearningCurve:
        """The points as a learning curve, for charts; m is 0 where the file has none."""
        rows = len(self.frame)
        names = self.frame.get("replicate", pd.Series(np.zeros(rows)))
        frame = pd.DataFrame(
            {
                "replicate": pd.factorize(names)[0],
                "n": self.frame["n"],
                "m": self.frame.get("m", pd.Series(np.zeros(rows, dtype=np.int64))),
                "method": "fine-tune",
                "mae": self.frame["error"],
                "rmse": self.frame["error"],
            }
        )
        return LearningCurve(frame)


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise InputError(f"There is no file '{path}'.")
    try:
        return pd.read_csv(path)
    except pd.errors.EmptyDataError as error:
        raise InputError(f"'{path}' is empty; it needs the columns n and error.") from error
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise InputError(f"'{path}' cannot be read as a CSV file: {error}") from error


def _numeric(frame: pd.DataFrame, column: str, path: Path, *, zero: bool = False) -> Floats:
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)
    wrong = ~np.isfinite(values) | ((values < 0) if zero else (values <= 0))
    if wrong.any():
        at = np.flatnonzero(wrong)
        listed = ", ".join(f"row {i + 2}: {str(frame[column].iloc[i])[:40]!r}" for i in at[:5])
        rule = "zero or above" if zero else "above zero"
        raise InputError(
            f"'{path}', column '{column}': {at.size} of {values.size} entries are not finite "
            f"numbers {rule} ({listed}). Correct or remove these rows."
        )
    return values


def read_points(path: str | Path, *, metric: str = "mae") -> PointTable:
    """Read points from a CSV file.

    Parameters
    ----------
    path
        A file with the columns `n` and `error`, optionally `replicate`, `stderr` and `m`; or the
        curve.csv of a run.
    metric
        Which error of a run's curve is fitted, ``"mae"`` or ``"rmse"``.

    Raises
    ------
    InputError
        If the file or a row of it cannot be used.
    """
    path = Path(path)
    frame = _read(path)
    if len(frame.index) == 0:
        raise InputError(f"'{path}' has no rows; it needs the columns n and error.")
    if set(COLUMNS) <= set(frame.columns):
        curve = LearningCurve(frame, metric=metric)
        tuned = frame[frame["method"] == "fine-tune"].reset_index(drop=True)
        columns = {
            "n": _numeric(tuned, "n", path),
            "error": _numeric(tuned, metric, path),
            "m": tuned["m"].to_numpy(),
            "replicate": tuned["replicate"].to_numpy(),
        }
        direct = {int(m): curve.direct(int(m)) for m in curve.ms}
        return PointTable(
            pd.DataFrame(columns), {m: value for m, value in direct.items() if value is not None}
        )
    for column in ("n", "error"):
        if column not in frame.columns:
            names = [str(name) for name in frame.columns]
            raise InputError(
                f"'{path}' has no column '{column}'; its columns are {', '.join(names)}."
                f"{nearest(column, names)}"
            )
    table = {"n": _numeric(frame, "n", path), "error": _numeric(frame, "error", path)}
    if "stderr" in frame.columns:
        table["stderr"] = _numeric(frame, "stderr", path, zero=True)
    if "m" in frame.columns:
        table["m"] = _numeric(frame, "m", path)
    points = pd.DataFrame(table)
    if "replicate" in frame.columns:
        points["replicate"] = frame["replicate"].to_numpy()
    return PointTable(points, {})
