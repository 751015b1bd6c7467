"""The error over n and m: a grid, lines of equal error, and the study's points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.decide.equal_error_lines import needed_n
from simlaw.errors import InputError
from simlaw.law import JointLaw
from simlaw.law.display import ShownAsText

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EqualError:
    """One line of equal error: `n` and `m`, float64 of shape (k,), m rising and n falling."""

    error: float
    n: Floats
    m: Floats


@dataclass(frozen=True, eq=False)
class ErrorMap(ShownAsText):
    """What a chart of the joint law shows.

    Attributes
    ----------
    n, m
        Grid of sizes, evenly spaced in logarithms, shapes (p,) and (q,).
    error
        The law's error, shape (q, p).
    lines
        Lines of equal error, from easy to hard.
    points_n, points_m, points_error
        The study's cells and their mean errors, shape (k,).
    """

    n: Floats
    m: Floats
    error: Floats
    lines: tuple[EqualError, ...]
    points_n: Floats
    points_m: Floats
    points_error: Floats

    def to_dict(self) -> dict[str, Any]:
        """Plain lists for JSON."""
        return {
            "n": self.n.tolist(),
            "m": self.m.tolist(),
            "error": self.error.tolist(),
            "lines": [
                {"error": line.error, "n": line.n.tolist(), "m": line.m.tolist()}
                for line in self.lines
            ],
            "points": {
                "n": self.points_n.tolist(),
                "m": self.points_m.tolist(),
                "error": self.points_error.tolist(),
            },
        }

    def __repr__(self) -> str:
        sizes = f"n = {self.n[0]:,.6g} to {self.n[-1]:,.6g}, m = {self.m[0]:,.6g} to "
        sizes += f"{self.m[-1]:,.6g}"
        return f"Map of the error, {sizes}; {len(self.lines)} lines of equal error"


def error_map(law: JointLaw, *, lines: int = 8, cells: int = 60, beyond: float = 3.0) -> ErrorMap:
    """The joint law as a map over n and m.

    Parameters
    ----------
    law
        A joint law.
    lines
        Number of lines of equal error asked for, at least 1; round levels may make it fewer.
    cells
        Grid points along each axis, at least 2.
    beyond
        How many times beyond the largest n and m studied the map goes, at least 1.

    Returns
    -------
    ErrorMap
    """
    if lines < 1 or cells < 2 or not beyond >= 1:
        raise InputError(
            "lines must be at least 1, cells at least 2 and beyond at least 1, but they are "
            f"{lines}, {cells} and {beyond:g}."
        )
    n = np.geomspace(law.n.min(), beyond * law.n.max(), cells)
    m = np.geomspace(law.m.min(), beyond * law.m.max(), cells)
    error = law.predict(n[None, :], m[:, None])
    drawn = []
    for level in round_levels(float(error.min()), float(error.max()), lines):
        at = np.asarray(needed_n(law.theta, level - law.theta[4], m, law.form))
        seen = (at >= n[0] * (1 - 1e-9)) & (at <= n[-1] * (1 + 1e-9))
        if seen.sum() >= 2:
            drawn.append(EqualError(float(level), at[seen], m[seen]))
    drawn.sort(key=lambda line: -line.error)
    return ErrorMap(n, m, error, tuple(drawn), law.n, law.m, law.mean)


def round_levels(low: float, high: float, count: int) -> list[float]:
    """Some `count` round numbers between `low` and `high`, evenly spaced in their logarithms.

    Examples
    --------
    >>> round_levels(0.0131, 0.0402, 4)
    [0.016, 0.021, 0.026, 0.032]
    """
    if not 0 < low < high:
        return []
    ideal = np.geomspace(low, high, count + 2)[1:-1]
    gap = float(np.min(np.diff(np.geomspace(low, high, count + 2))))
    unit = 10.0 ** np.floor(np.log10(gap))
    digits = max(int(-np.floor(np.log10(gap))), 0)
    levels = {round(float(np.round(value / unit) * unit), digits) for value in ideal}
    return sorted(level for level in levels if low < level < high)
