"""A size far off a smooth curve through the others, for which a robust fit is suggested.

Each suspect is left out of a power law with offset through the others. It is far off where it
misses that curve by much more than the others do, and by more than its replicates scatter. At the
ends a curve may bend by itself: a first size may lie below the curve (a plateau before the decay),
a last one above it as long as the error still falls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.estimate import Note
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.points import Points
from simlaw.printed_numbers import rough

Floats = npt.NDArray[np.float64]

FEWEST = 6
"""With fewer sizes a curve through the others has too little to be held to."""

FAR, FAR_AT_ENDS = 0.15, 0.3
"""Least distance from the curve, in logs, of a size within and of one at the end."""

TIMES = 8.0
"""A size is far off where it is this many times as far from the curve as the others."""

CLOSE = 0.02
"""Where the curve of all sizes misses none by more than this, in logs, none is far off."""

LEAST_SCATTER = 0.005
"""Relative scatter that the others are taken to have at least."""

MOST_SUSPECTS = 3
"""Sizes within that are looked at, those that lie farthest off the line of their neighbours."""

TRUSTED = 0.25
"""A size that counts less than this in a robust fit is left out of what is said of the points."""


@dataclass(frozen=True)
class OutlyingSize:
    """A size far off the curve through the others.

    Attributes
    ----------
    n
        The size.
    ratio
        Its error over that of the curve.
    """

    n: float
    ratio: float

    def note(self) -> Note:
        """Return what to know of it, and what to do."""
        apart = f"{rough(max(self.ratio, 1 / self.ratio))} times "
        apart += "above" if self.ratio > 1 else "below"
        if 0.5 < self.ratio < 2:
            apart = f"{100 * abs(self.ratio - 1):.0f} % {apart.split()[-1]}"
        return Note(
            "outlying_size",
            f"The error at n = {self.n:,.10g} lies {apart} a smooth curve through the other sizes. "
            "Look at its trials; --robust (robust=True in Python) lets a size far off count less.",
        )


def outlying_size(points: Points) -> OutlyingSize | None:
    """Return the size that lies farthest off a smooth curve through the others, if any does.

    Parameters
    ----------
    points
        The points.
    """
    if points.n.size < FEWEST:
        return None
    x, logs = np.log(points.n), np.log(points.mean)
    known = np.zeros(x.size) if points.stderr is None else points.stderr / points.mean
    last = x.size - 1
    worst, found = 1.0, None
    # No size is far off where one curve passes close to all; that is most curves, and soon told.
    if np.abs(_misses(points, None)).max() < CLOSE:
        return None
    for suspect in _suspects(x, logs):
        miss = _misses(points, suspect)
        others = np.delete(miss, suspect)
        spare = max(others.size - 3, 1)
        scatter = max(float(np.sqrt(np.sum(others**2) / spare)), LEAST_SCATTER, known[suspect])
        off = float(miss[suspect])
        least = FAR_AT_ENDS if suspect in (0, last) else FAR
        bends = suspect == 0 and off < 0
        bends |= suspect == last and off > 0 and bool(logs[last] < logs[last - 1])
        score = abs(off) / max(TIMES * scatter, least)
        if score > worst and not bends:
            worst, found = score, OutlyingSize(float(points.n[suspect]), float(np.exp(off)))
    return found


def _misses(points: Points, left_out: int | None) -> Floats:
    """Logs of measured over fitted errors (k,), one size left out of the fit."""
    weight = 1.0 / points.mean**2
    if left_out is not None:
        weight[left_out] = 0.0
    form = PowerOffset()
    theta = form.fit(points.n, points.mean, weight)
    return np.asarray(np.log(points.mean) - np.log(form.predict(theta, points.n)))


def _suspects(x: Floats, logs: Floats) -> list[int]:
    """Both ends, and the sizes within that lie farthest off the line of their neighbours."""
    share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    off = np.abs(logs[1:-1] - (logs[:-2] + share * (logs[2:] - logs[:-2])))
    within = 1 + np.argsort(-off)[:MOST_SUSPECTS]
    return [0, *(int(i) for i in np.sort(within)), x.size - 1]


def trusted_sizes(points: Points, trust: Floats) -> Points:
    """The points without the sizes that hardly count in a robust fit, as long as three are left."""
    kept = trust >= TRUSTED
    return points if kept.all() or kept.sum() < 3 else points.at_sizes(kept)


def left_out_note(points: Points, trust: Floats) -> tuple[Note, ...]:
    """A note that names the sizes which hardly count in a robust fit, if there are any."""
    out = points.n[trust < TRUSTED]
    if out.size == 0:
        return ()
    listed = ", ".join(f"{n:,.10g}" for n in out[:5]) + (", ..." if out.size > 5 else "")
    return (
        Note(
            "sizes_count_less",
            f"The robust fit lets n = {listed} hardly count, as they lie far off the others."
            if out.size > 1
            else f"The robust fit lets n = {listed} hardly count, as it lies far off the others.",
        ),
    )
