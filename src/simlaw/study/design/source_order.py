"""The order in which the source materials of one replicate are added as n grows.

It is drawn at random here; ``"diverse"`` and ``"nearest"`` sort what was drawn, see
`simlaw.study.design.diverse_and_nearest`.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simlaw.study.design.design import NEAREST, RANDOM, Design, Draw, Rows
from simlaw.study.design.diverse_and_nearest import diverse_first, nearest_first
from simlaw.study.design.sources_apart import by_source, row_by_row
from simlaw.study.design.usable_source_rows import usable_source

Float32 = npt.NDArray[np.float32]


def random_order(
    design: Design, replicate: int, twin: Rows, tested: Rows, near: Rows | None = None
) -> Rows:
    """Return the source rows that a replicate may use, in random order.

    Rows that were appended to the table since its first version follow those that were there. Rows
    of sources that are kept apart come size by size, so that the first n are those of that size.

    Parameters
    ----------
    design
        The study's design: its seed, and whether tested materials are kept out.
    replicate
        Its number.
    twin
        int32 ``(source rows,)``: the target row, or with groups the group, that each belongs to.
    tested
        int32: the target rows, or groups, that any draw of the replicate tests on.
    near
        As `usable_source` takes it.
    """
    order = _appended_last(design, replicate, len(twin))
    order = order[usable_source(twin, tested, design.overlap, near)[order]]
    if not design.apart:
        return order
    return row_by_row(by_source(order, design.apart), design.n_apart)


def _appended_last(design: Design, replicate: int, count: int) -> Rows:
    """Return source rows in random order, those of each later version of the table after all.

    So are those of each further source that is kept apart; the first is ordered as if it were the
    only one.
    """
    bounds = [0, *np.cumsum(design.apart).tolist()] if design.apart else [0, *design.grown, count]
    parts = []
    for start, stop in pairwise(bounds):
        path = ("source", start) if start else ("source",)
        parts.append(start + shuffled(stop - start, design.generator(replicate, *path)))
    return np.concatenate(parts).astype(np.int32)


def shuffled(count: int, rng: np.random.Generator) -> Rows:
    """Return row numbers in random order: words ranked, for numpy's shuffles may change."""
    words = rng.integers(0, 2**63, size=count)
    return np.argsort(words, kind="stable").astype(np.int32)


def order_source(
    order: str,
    drawn: Draw,
    source: Float32,
    target: Float32,
    *,
    most: int,
    rng: np.random.Generator,
) -> Rows:
    """Return the source rows of a draw in the order they are added.

    Parameters
    ----------
    order
        A name in `simlaw.study.design.design.ORDERS`.
    drawn
        Of one replicate, with its source rows in random order: the start, and the order of ties.
    source, target
        float32 ``(source rows, width)`` and ``(target rows, width)``: descriptors, raw.
    most
        How many rows are wanted in this order; of ``"diverse"`` those after them stay in random
        order. A larger number leaves the first as they are.
    rng
        Source of the random directions of ``"diverse"``.

    Returns
    -------
    numpy.ndarray
        int32, the rows of ``drawn.source`` in another order.
    """
    if order == RANDOM or len(drawn.source) == 0:
        return drawn.source
    if order == NEAREST:
        return nearest_first(drawn.source, source, target[drawn.pool])
    return diverse_first(drawn.source, source, most, rng)
