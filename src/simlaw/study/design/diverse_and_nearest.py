"""Source materials sorted by likeness: the most diverse first, or those nearest to the target.

Distances are Euclidean, between descriptors in standard deviations over the source materials that
a replicate may use, cut at `CLIP`. Test materials take no part in either order.

Every machine must find the same order, or the trials of a replicate would not be nested. So
descriptors are rounded to whole numbers so small that all sums below are exact in single precision,
in whatever order a linear algebra library makes them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simlaw.study.design.design import Rows
from simlaw.transfer.scaler import Scaler

Float32 = npt.NDArray[np.float32]

CLIP = 5.0
"""Standard deviations at which a standardised descriptor is cut."""

SAMPLE = 16_384
"""Source materials, drawn at random, that means and standard deviations are taken from."""

DIRECTIONS = 320
"""Random directions that wider descriptors are projected on to find the most diverse materials."""

_EXACT = 2**24
"""Whole numbers up to here, and so their sums, are exact in single precision."""

_BLOCK = 4_096
_NEAR = 2_048


def nearest_first(rows: Rows, source: Float32, pool: Float32) -> Rows:
    """Return source rows by their distance to the nearest target material of the training pool.

    Parameters
    ----------
    rows
        int32 source rows in random order, which is that of ties.
    source, pool
        float32 ``(source rows, width)`` and ``(pool, width)``: descriptors, raw.
    """
    grid = _Grid(source[np.sort(rows[:SAMPLE])])
    return rows[np.argsort(_to_nearest(grid, source, rows, pool), kind="stable")]


def diverse_first(rows: Rows, source: Float32, most: int, rng: np.random.Generator) -> Rows:
    """Return source rows, each of the first ``most`` the one farthest from all before it.

    Parameters
    ----------
    rows
        int32 source rows in random order: the first of them is the start.
    source
        float32 ``(source rows, width)``: descriptors, raw.
    most
        How many are wanted in this order; those after them stay in random order. A larger number
        leaves the first as they are.
    rng
        Source of the random directions.

    Notes
    -----
    This is the farthest-first traversal of Gonzalez (1985, doi 10.1016/0304-3975(85)90224-5).
    Descriptors wider than `DIRECTIONS` are projected on so many random directions of signs
    (Achlioptas 2003, doi 10.1016/S0022-0000(03)00025-4), which keeps distances to within some 4 %.
    """
    grid = _Grid(source[np.sort(rows[:SAMPLE])])
    first = farthest_first(_projected(grid, source, rows, rng), most)
    left = np.ones(len(rows), dtype=np.bool_)
    left[first] = False
    return np.concatenate([rows[first], rows[left]])


def farthest_first(points: Float32, most: int) -> npt.NDArray[np.intp]:
    """Return the first ``most`` places of the farthest-first traversal that starts at place 0.

    Of places equally far the first is taken. The traversal ends early where all that remain lie
    on places already taken.

    Parameters
    ----------
    points
        float32 ``(places, width)``, whole numbers no larger than ``sqrt(2**22 / width)``.
    most
        Number of places wanted.

    Notes
    -----
    Distances to the places taken can only fall. So the search goes on among the places that were
    farthest when all distances were last brought up to date, as long as the farthest of them is
    farther than any other place was then; the result is that of the plain search.
    """
    count, width = points.shape
    squares = np.einsum("ij,ij->i", points, points)[:, None]
    rows = np.hstack([points, squares, np.ones_like(squares)])

    def columns(places: list[int]) -> Float32:
        """Return what rows are multiplied by for their squared distances to some places."""
        found = rows[places].T
        found[:width] *= -2
        found[[width, width + 1]] = found[[width + 1, width]]
        return found

    taken, settled = [0], 0
    far = np.full(count, np.inf, dtype=np.float32)
    backwards = np.arange(count - 1, -1, -1)
    while len(taken) < min(most, count):
        for part in _blocks(count):
            for some in _blocks(len(taken), settled, _NEAR):
                found = rows[part] @ columns(taken[some])
                far[part] = np.minimum(far[part], found.min(axis=1))
        settled = len(taken)
        if not far.any():
            break
        ranks = far.astype(np.int64) * count + backwards
        outside = -1
        watched = np.arange(count)
        if count > _NEAR:
            parted = np.argpartition(ranks, count - _NEAR - 1)
            outside = int(ranks[parted[count - _NEAR - 1]])
            watched = np.sort(parted[count - _NEAR :])
        near, around = far[watched], rows[watched]
        while len(taken) < min(most, count):
            spot = int(near.argmax())
            if near[spot] == 0 or int(near[spot]) * count + backwards[watched[spot]] < outside:
                break
            taken.append(int(watched[spot]))
            np.minimum(near, (around @ columns(taken[-1:]))[:, 0], out=near)
    return np.array(taken[:most], dtype=np.intp)


class _Grid:
    """Standardised, cut descriptors as whole numbers whose squared distances are exact."""

    def __init__(self, sample: Float32) -> None:
        self.scaler = Scaler.fit(sample)
        self.levels = max(1, _levels(sample.shape[1]))

    def __call__(self, rows: Float32) -> Float32:
        standard: Float32 = (rows - self.scaler.mean) * self.scaler.inverse
        np.clip(standard, -CLIP, CLIP, out=standard)
        standard *= np.float32(self.levels / CLIP)
        return np.rint(standard, out=standard)


def _levels(width: int) -> int:
    """Return the largest number on every axis with which squared distances stay exact."""
    return int((_EXACT / width) ** 0.5 / 2)


def _to_nearest(grid: _Grid, source: Float32, rows: Rows, pool: Float32) -> Float32:
    """Return the squared distance of each row to the nearest of the pool."""
    found = np.full(len(rows), np.inf, dtype=np.float32)
    places = np.argsort(rows)
    for some in _blocks(len(pool), 0, _NEAR):
        near = grid(pool[some])
        squares = (near**2).sum(axis=1)
        near *= -2
        for part in _in_blocks(places):
            points = grid(source[rows[part]])
            apart = points @ near.T
            apart += squares
            best = apart.min(axis=1) + (points**2).sum(axis=1)
            found[part] = np.minimum(found[part], best)
    return found


def _projected(grid: _Grid, source: Float32, rows: Rows, rng: np.random.Generator) -> Float32:
    """Return rows as whole numbers on few axes: projected, where the descriptor has more."""
    width = source.shape[1]
    wide = width > DIRECTIONS
    points = np.empty((len(rows), min(width, DIRECTIONS)), dtype=np.float32)
    signs = (2 * rng.integers(0, 2, size=(width, DIRECTIONS)) - 1).astype(np.float32)
    for part in _in_blocks(np.argsort(rows)):
        exact = grid(source[rows[part]])
        points[part] = exact @ signs if wide else exact
    largest, levels = float(max(points.max(), -points.min())), _levels(DIRECTIONS)
    if wide and largest > levels:
        points *= np.float32(levels / largest)
        np.rint(points, out=points)
    return points


def _in_blocks(places: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    """Return places block by block: sorted by row, a mapped matrix is read from its beginning."""
    return (places[part] for part in _blocks(len(places)))


def _blocks(end: int, start: int = 0, size: int = _BLOCK) -> Iterator[slice]:
    return (slice(at, min(at + size, end)) for at in range(start, end, size))
