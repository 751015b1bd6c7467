"""Trees as plain arrays, read by plain array arithmetic.

The nodes of all trees follow each other, each tree in preorder: what is left of a node comes right
after it, and what is right of it later in the same tree. So no path can run in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.predict.models.batch import NONE, Arrays, Batch, Float32, Float64
from simlaw.transfer.scaler import Scaler

LEAF = -1
"""Stands for the column of a node that is none."""


@dataclass(frozen=True, eq=False)
class Trees:
    """Regression trees.

    Attributes
    ----------
    starts
        int64 ``(trees + 1,)``: where the nodes of each tree begin, and where the last ends.
    column
        int32 ``(nodes,)``: the column that is looked at; `LEAF` for a leaf.
    right
        int32 ``(nodes,)``: how many nodes later the right-hand child stands, where a value above
        the threshold leads; zero for a leaf. The left-hand child is the next node.
    number
        float64 ``(nodes,)``: the threshold, or the answer of a leaf.
    """

    starts: npt.NDArray[np.int64]
    column: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    number: Float64

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, grown: tuple[Any, ...], columns: npt.NDArray[np.integer[Any]]) -> Trees:
        """Return trees of scikit-learn as arrays.

        Parameters
        ----------
        grown
            Fitted trees for one output.
        columns
            int ``(width,)``: what each of their columns is called here.
        """
        parts = [_nodes(tree.tree_, columns) for tree in grown]
        sizes = [len(part[0]) for part in parts]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        column, right, number = (np.concatenate([part[i] for part in parts]) for i in range(3))
        return cls(starts, column, right, number)

    def answers(self, rows: Float32) -> Float64:
        """Return what each tree says of rows ``(rows, width)``, float64 ``(trees, rows)``."""
        found = np.empty((len(self), len(rows)))
        every = np.arange(len(rows))
        for tree, start in enumerate(self.starts[:-1].tolist()):
            node, where = np.full(len(rows), start), every
            while node.size:
                column = self.column[node]
                ended = column == LEAF
                if ended.any():
                    found[tree, where[ended]] = self.number[node[ended]]
                    going = ~ended
                    node, where, column = node[going], where[going], column[going]
                low = rows[where, column] <= self.number[node]
                node = node + np.where(low, 1, self.right[node])
        return found

    def problem(self, width: int) -> str:
        """Return what makes these no trees over so many columns, in some words; empty if sound."""
        nodes = len(self.column)
        if not len(self.right) == len(self.number) == nodes:
            return "arrays of nodes differ in length"
        ends = self.starts
        if len(ends) < 2 or ends[0] != 0 or ends[-1] != nodes or (np.diff(ends) < 1).any():
            return "the nodes do not make up whole trees"
        inner = np.flatnonzero(self.column != LEAF)
        if ((self.column[inner] < 0) | (self.column[inner] >= width)).any():
            return "a node looks at a column that is not there"
        end = ends[np.searchsorted(ends, inner, side="right")]
        ahead = self.right[inner].astype(np.int64)
        if ((ahead < 2) | (inner + ahead >= end)).any():
            return "a node's children are not behind it in its tree"
        return "" if np.isfinite(self.number).all() else "a threshold or an answer is not finite"


@dataclass(frozen=True, eq=False)
class ForestModel:
    """Trees over standardised descriptors, and perhaps a column of what a network predicts.

    Attributes
    ----------
    trees
        Their columns are those of the descriptors, and one after them for the prediction.
    scaler
        Standardises descriptors.
    clip
        What is standardised is cut at plus and minus this.
    base
        Number of the pretrained network whose prediction is a column; `NONE` without, and `LOOKUP`
        for the looked-up value in its place.
    centre, spread
        Standardise that column.
    """

    trees: Trees
    scaler: Scaler
    clip: float
    base: int = NONE
    centre: float = 0.0
    spread: float = 1.0

    def at(self, batch: Batch) -> Float64:
        """Return the answers of all trees, float64 ``(trees, rows)``."""
        inputs = self.scaler.scaled(batch.descriptors, self.clip)
        if self.base != NONE:
            column = (batch.column(self.base) - self.centre) / self.spread
            inputs = np.column_stack([inputs, column])
        return self.trees.answers(np.ascontiguousarray(inputs, dtype=np.float32))

    def arrays(self) -> Arrays:
        """Return trees, scaler, and what standardises the column."""
        trees = self.trees
        return {
            "starts": trees.starts,
            "column": trees.column,
            "right": trees.right,
            "number": trees.number,
            "mean": self.scaler.mean,
            "inverse": self.scaler.inverse,
            "base": np.array([self.base], dtype=np.int32),
            "scale": np.array([self.centre, self.spread]),
        }


def _nodes(
    tree: Any, columns: npt.NDArray[np.integer[Any]]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Float64]:
    """Return column, right-hand child and number of the nodes of a tree, in preorder."""
    left, right = np.asarray(tree.children_left), np.asarray(tree.children_right)
    order, place = np.empty(len(left), dtype=np.int64), np.empty(len(left), dtype=np.int64)
    waiting, count = [0], 0
    while waiting:
        node = waiting.pop()
        order[count], place[node] = node, count
        count += 1
        if left[node] >= 0:
            waiting += [int(right[node]), int(left[node])]
    leaf = left[order] < 0
    feature = np.asarray(tree.feature)[order]
    column = np.where(leaf, LEAF, columns[np.where(leaf, 0, feature)])
    ahead = np.where(leaf, 0, place[right[order]] - np.arange(count))
    values = np.asarray(tree.value)[order, 0, 0]
    number = np.where(leaf, values, np.asarray(tree.threshold)[order])
    return column.astype(np.int32), ahead.astype(np.int32), number.astype(np.float64)
