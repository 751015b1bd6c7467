"""Which known material is most like a new one, and how far it is.

Descriptors are scaled and cut as in `simlaw.decide.materials.distance`, whose distance this is: the
root mean square difference, in standard deviations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.predict.models.batch import Arrays, Float32, Float64

CUT = 5.0
"""Standard deviations at which a scaled descriptor is cut."""

BLOCK = 4096
"""Known materials that are compared at a time."""


@dataclass(frozen=True, eq=False)
class Standard:
    """What scales descriptors before they are compared.

    Attributes
    ----------
    middle, inverse
        float32 ``(width,)``: mean, and one over the standard deviation; zero for what is constant.
    """

    middle: Float32
    inverse: Float32

    @classmethod
    def of(cls, rows: Float32) -> Standard:
        """Return that of descriptors ``(rows, width)``."""
        middle = rows.mean(axis=0, dtype=np.float64)
        wide = rows.std(axis=0, dtype=np.float64)
        varies = wide > 1e-9 * np.maximum(np.abs(middle), 1.0)
        inverse = np.where(varies, 1.0 / np.where(varies, wide, 1.0), 0.0)
        return cls(middle.astype(np.float32), inverse.astype(np.float32))

    def scaled(self, rows: Float32) -> npt.NDArray[np.float16]:
        """Return descriptors scaled and cut, float16 ``(rows, width)``."""
        scaled = (rows - self.middle) * self.inverse
        return np.asarray(np.clip(scaled, -CUT, CUT), dtype=np.float16)

    @property
    def width(self) -> int:
        """Number of descriptors that vary."""
        return max(1, int(np.count_nonzero(self.inverse)))


@dataclass(frozen=True, eq=False)
class Known:
    """Materials of a table, to be compared with.

    Attributes
    ----------
    scaled
        float16 ``(materials, width)``: their descriptors, scaled.
    names
        What they are called.
    values
        float64 ``(materials,)``: in the unit of the predictor; NaN where they are not kept.
    """

    scaled: npt.NDArray[np.float16]
    names: Sequence[str]
    values: Float64

    def nearest(
        self, wanted: npt.NDArray[np.float16], width: int, *, but_itself: bool = False
    ) -> tuple[npt.NDArray[np.int64], Float64]:
        """Return the nearest of these to each of some materials, and its distance.

        Parameters
        ----------
        wanted
            float16 ``(rows, width)``, scaled alike.
        width
            Number of descriptors that vary.
        but_itself
            Whether these are the same materials, each to be compared with the others.

        Returns
        -------
        tuple
            Rows int64 ``(rows,)`` and distances float64 ``(rows,)``.
        """
        points = wanted.astype(np.float32)
        squares = (points**2).sum(axis=1)
        best = np.full(len(points), np.inf, dtype=np.float32)
        which = np.zeros(len(points), dtype=np.int64)
        for start in range(0, len(self.scaled), BLOCK):
            rows = self.scaled[start : start + BLOCK].astype(np.float32)
            away = squares[:, None] + (rows**2).sum(axis=1) - 2 * points @ rows.T
            if but_itself:
                own = np.arange(start, start + len(rows))
                away[own, own - start] = np.inf
            near = away.argmin(axis=1)
            least = away[np.arange(len(points)), near]
            closer = least < best
            best[closer], which[closer] = least[closer], start + near[closer]
        # Worked out again: differences of large numbers are rounded.
        exact = ((points - self.scaled[which].astype(np.float32)) ** 2).sum(axis=1)
        return which, np.sqrt(exact.astype(np.float64) / width)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The materials that new ones are compared with.

    Attributes
    ----------
    standard
        Scales descriptors.
    source, measured
        Computed and measured materials.
    """

    standard: Standard
    source: Known
    measured: Known


def usual_distance(known: Known, width: int, share: float = 0.95) -> float:
    """Return the distance within which that share of materials have another of their table."""
    if len(known.scaled) < 2:
        return float("inf")
    found = []
    for start in range(0, len(known.scaled), BLOCK):
        some = known.scaled[start : start + BLOCK]
        rest = np.full(len(some), np.inf)
        for other in range(0, len(known.scaled), BLOCK):
            part = Known(known.scaled[other : other + BLOCK], (), np.empty(0))
            same = other == start
            rest = np.minimum(rest, part.nearest(some, width, but_itself=same)[1])
        found.append(rest)
    return float(np.quantile(np.concatenate(found), share))


def distances_across(known: Known, folds: Sequence[npt.NDArray[np.int32]], width: int) -> Float64:
    """Return the distance of each material to the nearest of those in other folds."""
    found = np.empty(len(known.scaled))
    for rows in folds:
        others = np.ones(len(found), dtype=bool)
        others[rows] = False
        rest = Known(known.scaled[others], (), np.empty(0))
        found[rows] = rest.nearest(known.scaled[rows], width)[1]
    return found


def texts_to_arrays(texts: Sequence[str]) -> Arrays:
    """Return texts as bytes and the place where each ends."""
    coded = [text.encode("utf-8") for text in texts]
    ends = np.cumsum([len(one) for one in coded], dtype=np.int64)
    return {"letters": np.frombuffer(b"".join(coded), dtype=np.uint8), "ends": ends}


def texts_from_arrays(letters: npt.NDArray[Any], ends: npt.NDArray[Any]) -> list[str]:
    """Return the texts that `texts_to_arrays` made arrays of.

    Raises
    ------
    ValueError
        If they are none.
    """
    if len(ends) and (ends[0] < 0 or (np.diff(ends) < 0).any() or ends[-1] != len(letters)):
        raise ValueError("the names of materials are cut at places that are not there")
    whole, starts = letters.tobytes(), [0, *ends.tolist()]
    return [whole[a:b].decode("utf-8") for a, b in pairwise(starts)]
