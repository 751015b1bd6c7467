"""Errors that are probably not what they are called: accuracies, or two units in one column."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.law.estimate import Note

Floats = npt.NDArray[np.float64]

LOUD = frozenset({"looks_like_accuracy", "all_errors_equal"})
"""Codes of notes under which a law may be no law at all."""

_FALL = (60.0, 500.0)
_RISE = (20.0, 170.0)
"""From per cent to fractions and back between neighbours: 100 times or by what a step adds."""

_STEEP = 10.0
"""A curve that falls so much from size to size jumps by itself."""


def mixed_rows(frame: pd.DataFrame) -> tuple[list[int], list[int]] | None:
    """Return the places of errors in per cent and of those that are fractions, if both are there.

    They are told by a jump of about 100 times between neighbours: of one replicate from size to
    size, of one size from replicate to replicate or from m to m.

    Parameters
    ----------
    frame
        Columns `n`, `error`, and where given `replicate` and `m`.

    Examples
    --------
    >>> mixed_rows(pd.DataFrame({"n": [1, 2, 3, 4], "error": [50.0, 35, 0.25, 0.2]}))
    ([0, 1], [2, 3])
    """
    error = frame["error"].to_numpy(dtype=np.float64)
    if not ((error > 1).any() and (error < 1).any() and (error > 0).all()):
        return None
    jumps = [pair for pair in _neighbours(frame) if _jumps(error[pair[0]], error[pair[1]])]
    if not jumps:
        return None
    steps = [abs(np.log(error[b] / error[a])) for a, b in _neighbours(frame) if (a, b) not in jumps]
    if steps and np.median(steps) > np.log(_STEEP):
        return None
    return _sides(frame, error, jumps)


def _sides(
    frame: pd.DataFrame, error: Floats, jumps: list[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    """Rows next to a jump, and those that no jump parts from them."""
    over = {a if error[a] > error[b] else b for a, b in jumps}
    under = {b if error[a] > error[b] else a for a, b in jumps}
    pairs = [pair for pair in _neighbours(frame) if pair not in set(jumps)]
    grown = True
    while grown:
        before = len(over) + len(under)
        for side, other in ((over, under), (under, over)):
            for pair in pairs:
                if side & set(pair):
                    side.update(set(pair) - other)
        grown = len(over) + len(under) > before
    return sorted(over), sorted(under)


def _neighbours(frame: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield pairs of places that differ by one step in one of n, replicate and m."""
    axes = [name for name in ("n", "replicate", "m") if name in frame.columns]
    where = frame.reset_index(drop=True)
    for axis in axes:
        others = [name for name in axes if name != axis]
        groups = where.groupby(others, sort=False) if others else [((), where)]
        for _, group in groups:
            ordered = group.sort_values(axis, kind="stable") if axis != "replicate" else group
            yield from pairwise(int(place) for place in ordered.index)


def _jumps(first: float, second: float) -> bool:
    high, low = max(first, second), min(first, second)
    if not (low <= 1 <= high <= 100 and high > low):
        return False
    least, most = _FALL if first > second else _RISE
    return least <= high / low <= most


def doubts(frame: pd.DataFrame, *, settled: bool) -> Iterator[Note]:
    """Yield what is doubtful about points that can be fitted.

    Parameters
    ----------
    frame
        Columns `n` and `error`, and where given others.
    settled
        Whether the user said that the values are errors, or that they are accuracies.
    """
    error = frame["error"].to_numpy(dtype=np.float64)
    means = frame.groupby("n")["error"].mean()
    values = means.to_numpy(dtype=np.float64)
    if not settled and _rises(values) and (top := _whole(error)) is not None:
        yield Note(
            "looks_like_accuracy",
            f"The errors rise with n from {values[0]:.4g} to {values[-1]:.4g} and lie between 0 "
            f"and {top:g}: they look like accuracies. If they are, this law and its status are "
            f"wrong: --error-is accuracy fits what is left to {top:g}. If they are errors, "
            "--error-is error says so.",
        )
    if error.size > 2 and np.unique(error).size == 1:
        yield Note(
            "all_errors_equal",
            f"All {error.size} errors are exactly {error[0]:.10g}: is this the right column?",
        )
    if float(frame["n"].max()) <= 1:
        yield Note(
            "n_below_one",
            "All n are 1 or below. They are taken as they stand; if they are shares of a data set, "
            "a forecast beyond n = 1 is about more data than there are.",
        )


def _rises(values: Floats) -> bool:
    if values.size < 3 or values[-1] < 1.05 * values[0]:
        return False
    order = np.arange(values.size)
    ranks = pd.Series(values).rank().to_numpy()
    return float(np.corrcoef(order, ranks)[0, 1]) >= 0.8


def _whole(error: Floats) -> float | None:
    """What the values would be shares of: 1, or 100 for per cent; None for neither."""
    if error.max() <= 1:
        return 1.0
    return 100.0 if 30 < error.max() <= 100 else None
