"""Intervals whose ends hang on what is known of a material: quantiles of errors of its like.

Errors in cross-validation, divided by the spread of models, are cut into groups of about equal
prediction, spread and distance, by trees of random cuts (a quantile forest, Meinshausen, J. Mach.
Learn. Res. 7 (2006) 983); their quantiles, averaged over trees, are the ends. What these miss of
the level, each error told by trees that had not seen it, is added on both sides (conformalised
quantile regression, Romano, Patterson and Candes, NeurIPS 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.predict.intervals.protocol import LEVELS, Signs, floor_of
from simlaw.predict.models.batch import Arrays, Float32, Float64
from simlaw.predict.models.forest import LEAF, Trees

TREES = 80
"""Trees of random cuts, an even number."""

GROUP = 40
"""Fewest materials of a group: its 5 % quantile is then that of two or more."""

CUTS = 6
"""Random cuts that are tried for each group; the one that tells errors apart best is taken."""

BINS, BIN = 4, 60
"""Most bins of the prediction in each of which the level is held, and fewest materials of one."""

ENDS = tuple(share for level in LEVELS for share in ((1 - level) / 2, (1 + level) / 2))
"""The quantiles that are kept of each group."""


@dataclass(frozen=True, eq=False)
class LocalIntervals:
    """Intervals from quantiles of the errors of a material's like.

    Attributes
    ----------
    floor
        Added to the spread: the scale of errors is both together.
    trees
        Over the columns of `columns_of`; the answer of a leaf is the row of its group.
    groups
        float64 ``(groups, 2 levels)``: quantiles `ENDS` of scaled errors (measured less predicted).
    edges
        float64 ``(bins - 1,)``, increasing: what divides predictions into bins.
    added
        float64 ``(levels, bins)``: what is added on both sides, in units of the scale.
    least
        No interval reaches below this; minus infinity is kept as a large negative number.
    """

    name = "local"

    floor: float
    trees: Trees
    groups: Float64
    edges: Float64
    added: Float64
    least: float

    @classmethod
    def fit(
        cls, signs: Signs, errors: Float64, *, least: float | None = None, seed: int = 0
    ) -> LocalIntervals:
        """Return intervals from errors of materials that training had not seen.

        Parameters
        ----------
        signs
            Of these materials.
        errors
            float64 ``(rows,)``: what was predicted less what was measured.
        least
            A value that no material can be below, such as zero; None where there is none.
        seed
            Of the cuts.
        """
        floor = floor_of(signs, errors)
        scale = floor + signs.spread
        columns, missed = columns_of(signs), -errors / scale
        rng = np.random.default_rng(seed)
        trees, groups, seen = _grow(columns, missed, rng)
        ends = _ends(trees, groups, columns, ~seen)
        beyond = np.column_stack(
            [np.maximum(ends[i] - missed, missed - ends[i + 1]) for i in range(0, len(ENDS), 2)]
        )
        edges = _edges(signs.predicted)
        bins = np.searchsorted(edges, signs.predicted)
        added = np.array(
            [
                [_reached(beyond[bins == number, place], level) for number in range(len(edges) + 1)]
                for place, level in enumerate(LEVELS)
            ]
        )
        return cls(floor, trees, groups, edges, added, NO_BOUND if least is None else least)

    def around(self, signs: Signs, level: float) -> tuple[Float64, Float64]:
        """Return lower and upper ends."""
        ends, scale = _ends(self.trees, self.groups, columns_of(signs)), self.floor + signs.spread
        bins = np.searchsorted(self.edges, signs.predicted)
        # A prediction is always inside, and so are the intervals of lower levels.
        low, high = np.zeros(len(scale)), np.zeros(len(scale))
        for place in range(LEVELS.index(level) + 1):
            added = self.added[place, bins]
            low = np.minimum(low, ends[2 * place] - added)
            high = np.maximum(high, ends[2 * place + 1] + added)
        low, high = signs.predicted + low * scale, signs.predicted + high * scale
        bound = np.minimum(self.least, signs.predicted)
        return np.maximum(low, bound), high

    def arrays(self) -> Arrays:
        """Return all that it holds."""
        return {
            "floor": np.array([self.floor]),
            "starts": self.trees.starts.astype(np.float64),
            "column": self.trees.column.astype(np.float64),
            "right": self.trees.right.astype(np.float64),
            "number": self.trees.number,
            "groups": self.groups,
            "edges": self.edges,
            "added": self.added,
            "least": np.array([self.least]),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> LocalIntervals:
        """Return the intervals that `arrays` tells of.

        Raises
        ------
        ValueError
            If they are none.
        """
        edges, added = arrays["edges"], arrays["added"]
        shapes = {name: arrays[name].shape for name in ("floor", "added", "least")}
        bins = edges.size + 1
        if edges.ndim != 1 or shapes != {
            "floor": (1,),
            "added": (len(LEVELS), bins),
            "least": (1,),
        }:
            raise ValueError("the intervals have arrays of another shape")
        starts, column, right = (_whole(arrays[name]) for name in ("starts", "column", "right"))
        trees = Trees(starts, column.astype(np.int32), right.astype(np.int32), arrays["number"])
        groups = arrays["groups"]
        if problem := trees.problem(3):
            raise ValueError(f"the intervals: {problem}")
        leaves = trees.number[trees.column == LEAF]
        if groups.ndim != 2 or groups.shape[1] != len(ENDS):
            raise ValueError("the intervals have arrays of another shape")
        if not ((leaves >= 0) & (leaves < len(groups)) & (leaves == np.floor(leaves))).all():
            raise ValueError("the intervals name groups that are not there")
        floor = float(arrays["floor"][0])
        if not (floor > 0 and (np.diff(edges) > 0).all()):
            raise ValueError("the intervals have widths that are none")
        return cls(floor, trees, groups, edges, added, float(arrays["least"][0]))


NO_BOUND = -1e300
"""Stands for no bound below."""


def columns_of(signs: Signs) -> Float32:
    """Return what groups are made by, float32 ``(rows, 3)``: prediction, spread and distance."""
    return np.column_stack([signs.predicted, signs.spread, signs.distance]).astype(np.float32)


def _edges(predicted: Float64) -> Float64:
    """Return what divides predictions into at most `BINS` bins of at least `BIN` each."""
    count = max(1, min(BINS, len(predicted) // BIN))
    edges = np.unique(np.quantile(predicted, np.arange(1, count) / count))
    return np.asarray(edges[edges < predicted.max()], dtype=np.float64)


def _reached(beyond: Float64, level: float) -> float:
    """Return what holds a further material with that probability, of how far each is beyond."""
    count = len(beyond)
    return float(np.sort(beyond)[min(count, int(np.ceil((count + 1) * level))) - 1])


def _ends(
    trees: Trees, groups: Float64, columns: Float32, of: npt.NDArray[np.bool_] | None = None
) -> Float64:
    """Return the quantiles of each row, averaged over trees, float64 ``(2 levels, rows)``.

    ``of`` tells which trees are asked, bool ``(trees, rows)``; all of them by default.
    """
    said = groups[trees.answers(columns).astype(np.int64)]
    if of is None:
        return np.asarray(said.mean(axis=0).T, dtype=np.float64)
    return np.asarray((said * of[..., None]).sum(axis=0).T / of.sum(axis=0), dtype=np.float64)


def _grow(
    columns: Float32, missed: Float64, rng: np.random.Generator
) -> tuple[Trees, Float64, npt.NDArray[np.bool_]]:
    """Return trees of random cuts, the quantiles of their groups, and which rows each has seen.

    Each tree sees half of the rows; a row is seen by half of the trees.
    """
    nodes: list[tuple[int, float]] = []
    right: list[int] = []
    starts: list[int] = [0]
    groups: list[Float64] = []
    seen = np.zeros((TREES, len(missed)), dtype=bool)

    def grow(rows: npt.NDArray[np.intp]) -> None:
        cut = _cut(columns[rows], missed[rows], rng)
        here = len(nodes)
        right.append(0)
        if cut is None:
            nodes.append((LEAF, float(len(groups))))
            groups.append(np.quantile(missed[rows], ENDS, method="hazen"))
            return
        column, threshold = cut
        nodes.append((column, threshold))
        low = columns[rows, column] <= threshold
        grow(rows[low])
        right[here] = len(nodes) - here
        grow(rows[~low])

    for tree in range(0, TREES, 2):
        half = rng.permutation(len(missed)) < len(missed) // 2
        for number, some in ((tree, half), (tree + 1, ~half)):
            seen[number] = some
            grow(np.flatnonzero(some))
            starts.append(len(nodes))
    found = Trees(
        np.array(starts, dtype=np.int64),
        np.array([column for column, _ in nodes], dtype=np.int32),
        np.array(right, dtype=np.int32),
        np.array([number for _, number in nodes]),
    )
    return found, np.array(groups), seen


def _cut(columns: Float32, missed: Float64, rng: np.random.Generator) -> tuple[int, float] | None:
    """Return the best of some random cuts; None where no cut leaves two groups."""
    if len(missed) < 2 * GROUP:
        return None
    best, found = 0.0, None
    sizes = np.abs(missed)
    whole = _spreads(sizes)
    for _ in range(CUTS):
        column = int(rng.integers(columns.shape[1]))
        threshold = float(columns[rng.integers(len(missed)), column])
        low = columns[:, column] <= threshold
        count = int(low.sum())
        if not GROUP <= count <= len(missed) - GROUP:
            continue
        gain = whole - _spreads(sizes[low]) - _spreads(sizes[~low])
        if gain > best:
            best, found = gain, (column, threshold)
    return found


def _spreads(sizes: Float64) -> Any:
    """Return how badly one size stands for all: the log-likelihood lost to one Laplace scale."""
    return len(sizes) * np.log(max(float(sizes.mean()), 1e-12))


def _whole(array: Float64) -> npt.NDArray[np.int64]:
    if array.ndim != 1 or not (array == np.floor(array)).all() or (np.abs(array) > 2**31).any():
        raise ValueError("the intervals have nodes that are none")
    return array.astype(np.int64)
