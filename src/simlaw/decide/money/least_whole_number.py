"""The smallest value over whole numbers, where rounding roughens a convex function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Values = Callable[[Floats], Floats]

WHOLE = 100_000
"""Ranges up to this many numbers are tried in full."""

MOST = 2_000_000
"""At most this many numbers are tried on either side of the bottom."""

_CHUNK = 200_000


def least(exact: Values, relaxed: Values, low: float, high: float) -> float:
    """The whole number in [low, high] with the least `exact` value, the first of equals.

    Parameters
    ----------
    exact
        Values at whole numbers (float64, shape (k,)), nowhere below `relaxed`.
    relaxed
        A convex lower bound. Only numbers where it lies below the best value found can be better,
        and they are an interval: all of it is tried, so that the answer is exact.
    low, high
        Ends of the range, whole and finite.
    """
    if high - low > WHOLE:
        bottom = _bottom(relaxed, low, high)
        near = np.arange(max(low, bottom - 500), min(high, bottom + 500) + 1)
        bound = float(np.min(exact(near)))

        def inside(k: float) -> bool:
            return bool(relaxed(np.array([k]))[0] <= bound)

        low = max(_edge(inside, bottom, low), bottom - MOST)
        high = min(_edge(inside, bottom, high), bottom + MOST)
    best, found = low, np.inf
    for start in np.arange(low, high + 1, _CHUNK):
        part = np.arange(start, min(start + _CHUNK, high + 1))
        values = exact(part)
        at = int(np.argmin(values))
        if values[at] < found:
            best, found = float(part[at]), float(values[at])
    return best


def _bottom(relaxed: Values, low: float, high: float) -> float:
    """A whole number at or next to the least of a convex function, by thirds."""
    while high - low > 200:
        third = np.floor((high - low) / 3)
        left, right = low + third, high - third
        at = relaxed(np.array([left, right]))
        if at[0] <= at[1]:
            high = right
        else:
            low = left
    part = np.arange(low, high + 1)
    return float(part[np.argmin(relaxed(part))])


def _edge(inside: Callable[[float], bool], kept: float, far: float) -> float:
    """The last whole number from `kept` towards `far` that is inside."""
    if inside(far):
        return far
    while abs(far - kept) > 1:
        middle = float(np.trunc((kept + far) / 2))
        if inside(middle):
            kept = middle
        else:
            far = middle
    return kept
