"""How far materials lie from the computed ones, and how the error grows with it.

Descriptors are scaled by their mean and standard deviation over the source, cut at five of these,
and those that do not vary there are left out. A distance is the root mean square difference over
the descriptors, in standard deviations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

Floats = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]

CUT = 5.0
"""Standard deviations at which a scaled descriptor is cut: one wild number must not decide."""

BLOCK = 4096
"""Source rows that are compared at a time."""

FEWEST = 10
"""Fewest materials of a bin."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """What scales descriptors.

    Attributes
    ----------
    middle, wide
        Mean and standard deviation of those that vary, float32 of shape (p,).
    kept
        Which these are, of all.
    """

    middle: Float32
    wide: Float32
    kept: npt.NDArray[np.intp]

    @classmethod
    def of(cls, source: Float32) -> Scaling:
        """Return that of source descriptors ``(rows, width)``."""
        middle = source.mean(axis=0, dtype=np.float64)
        wide = source.std(axis=0, dtype=np.float64)
        kept = np.flatnonzero(wide > 1e-9 * np.maximum(np.abs(middle), 1.0))
        return cls(middle[kept].astype(np.float32), wide[kept].astype(np.float32), kept)

    def __call__(self, rows: Float32) -> Float32:
        """Return descriptors scaled, float32 ``(rows, p)``."""
        scaled = (np.asarray(rows)[:, self.kept] - self.middle) / self.wide
        return np.asarray(np.clip(scaled, -CUT, CUT), dtype=np.float32)


def distance_to_source(
    source: Float32,
    wanted: Float32,
    out: npt.NDArray[np.bool_] | None = None,
    *,
    pairs: npt.NDArray[np.int32] | None = None,
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return how far each wanted material is from the nearest of the source, and which that is.

    Parameters
    ----------
    source, wanted
        Descriptors, float32 ``(S, width)`` and ``(K, width)``.
    out
        Source rows that nobody may learn from, bool ``(S,)``.
    pairs
        int32 ``(pairs, 2)``: rows of source and wanted that must not meet, as a tested material and
        its own row in the source.

    Returns
    -------
    tuple
        Distances float64 ``(K,)``, infinite where no row is left, and source rows int64 ``(K,)``.
    """
    scaling = Scaling.of(source)
    points = scaling(wanted)
    width = max(points.shape[1], 1)
    squares = (points**2).sum(axis=1)
    best = np.full(len(points), np.inf)
    which = np.full(len(points), -1, dtype=np.int64)
    order = np.empty(0, dtype=np.int64) if pairs is None else np.argsort(pairs[:, 0])
    sorted_pairs = np.empty((0, 2), dtype=np.int32) if pairs is None else pairs[order]
    for start in range(0, len(source), BLOCK):
        rows = scaling(source[start : start + BLOCK])
        away = squares[:, None] - 2 * points @ rows.T + (rows**2).sum(axis=1)
        if out is not None:
            away[:, out[start : start + BLOCK]] = np.inf
        ends = np.searchsorted(sorted_pairs[:, 0], [start, start + len(rows)])
        for row, of in sorted_pairs[ends[0] : ends[1]].tolist():
            away[of, row - start] = np.inf
        nearest = away.argmin(axis=1)
        least = away[np.arange(len(points)), nearest]
        closer = least < best
        best[closer], which[closer] = least[closer], start + nearest[closer]
    # Rounding of differences of large numbers may fall below zero.
    return np.sqrt(np.maximum(best, 0.0) / width), which


@dataclass(frozen=True)
class DistanceBin:
    """Materials about equally far from the source.

    Attributes
    ----------
    low, high
        Distances.
    materials
        Tested materials between these.
    error, direct
        Mean absolute error at the largest n, and of direct learning (None without).
    """

    low: float
    high: float
    materials: int
    error: float
    direct: float | None


@dataclass(frozen=True)
class ErrorByDistance:
    """How the error changes with the distance to the source.

    Attributes
    ----------
    bins
        With equally many materials, the nearest first.
    rank, low, high
        Rank correlation of distance and error, with a 90 % interval (Bonett and Wright 2000, doi
        10.1007/BF02294183).
    """

    bins: tuple[DistanceBin, ...]
    rank: float
    low: float
    high: float


def error_by_distance(
    distance: Floats, error: Floats, direct: Floats | None = None, *, bins: int = 5
) -> ErrorByDistance | None:
    """Return how errors change with distance; None with fewer than two bins of materials.

    Parameters
    ----------
    distance, error, direct
        Of each material, float64 of shape (N,); NaN where it is not tested.
    bins
        Most bins.
    """
    usable = np.flatnonzero(np.isfinite(distance) & np.isfinite(error))
    count = min(bins, usable.size // FEWEST)
    if count < 2:
        return None
    order = usable[np.argsort(distance[usable], kind="stable")]
    found = []
    for rows in np.array_split(order, count):
        found.append(
            DistanceBin(
                float(distance[rows[0]]),
                float(distance[rows[-1]]),
                int(rows.size),
                float(error[rows].mean()),
                None if direct is None else float(direct[rows].mean()),
            )
        )
    rank = float(spearmanr(distance[usable], error[usable]).statistic)
    if not np.isfinite(rank):
        rank = 0.0
    half = 1.645 * np.sqrt((1 + rank**2 / 2) / max(usable.size - 3, 1))
    middle = np.arctanh(np.clip(rank, -0.999999, 0.999999))
    return ErrorByDistance(
        tuple(found), rank, float(np.tanh(middle - half)), float(np.tanh(middle + half))
    )
