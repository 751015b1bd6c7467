"""The materials that a replicate tests on and trains on, in the order they are added.

A replicate may have several draws of test materials and target order for its one order of source
materials, so that one pretraining serves them all; the replicate's error is then the mean over
them. A test set is drawn material by material, or group by group: then the materials of one group
are all held out or all available for training.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.study.design.design import BALANCED, FIXED, Design, Draw, Rows
from simlaw.study.design.source_order import random_order, shuffled


def draw(
    design: Design,
    replicate: int,
    twin: Rows,
    target_size: int,
    groups: Rows | None = None,
    near: Rows | None = None,
) -> Draw:
    """Return the first draw of a replicate, of `draws`, which takes the same arguments."""
    return draws(design, replicate, twin, target_size, groups, near)[0]


def draws(
    design: Design,
    replicate: int,
    twin: Rows,
    target_size: int,
    groups: Rows | None = None,
    near: Rows | None = None,
) -> tuple[Draw, ...]:
    """Draw the materials of one replicate, source materials in random order.

    What any of its draws tests on is kept out of the source that they share.

    Parameters
    ----------
    design
        The study's design.
    replicate
        Its number.
    twin
        int32 ``(source rows,)``: the target row that is the same material, or -1; with groups the
        number of the source row's group, or -1 where the target has none of it.
    target_size
        Number of target rows.
    groups
        int32 ``(target rows,)``: number of each target row's group, from 0 without gaps; None
        where every material is on its own.
    near
        int32 ``(pairs, 2)``: source rows and the target row, or with groups the number of the
        group, that each is near without being the same; None where there are none.
    """
    tested = [
        _tested(design, replicate, index, target_size, groups) for index in range(design.draws)
    ]
    source = random_order(design, replicate, twin, np.concatenate(tested), near)
    drawn = []
    for index, held in enumerate(tested):
        held_out = np.isin(np.arange(target_size) if groups is None else groups, held)
        order = shuffled(target_size, design.generator(replicate, "target", index=index))
        test, pool = np.flatnonzero(held_out).astype(np.int32), order[~held_out[order]]
        drawn.append(Draw(test, pool, source))
    return tuple(drawn)


def _tested(
    design: Design, replicate: int, index: int, target_size: int, groups: Rows | None
) -> Rows:
    """Return the rows that a draw tests on, or with groups the numbers of the groups."""
    if design.test == FIXED:
        # That of the first replicate, which is the same under either design.
        replicate = index = 0
    if design.test == BALANCED:
        return _block(design, replicate * design.draws + index, target_size, groups)
    if groups is None:
        numbers = design.generator(replicate, "target", index=index)
        return shuffled(target_size, numbers)[: design.test_size]
    numbers = design.generator(replicate, "groups", index=index)
    return _tested_groups(groups, design.test_size, numbers)


def _block(design: Design, number: int, target_size: int, groups: Rows | None) -> Rows:
    """Return what the test of that number holds out, of blocks cut from random orders in turn.

    What is left of an order that is less than a test is not used, so that nobody is twice in one.
    """
    sizes = np.ones(target_size, dtype=np.int64) if groups is None else np.bincount(groups)
    order_number = 0
    while True:
        order = shuffled(len(sizes), design.generator(order_number, "balanced"))
        blocks = _cut(np.cumsum(sizes[order]), design.test_size)
        # A table hardly larger than a test has one block an order.
        if number < len(blocks):
            return order[blocks[number]]
        number -= len(blocks)
        order_number += 1


def _cut(rows: npt.NDArray[np.int64], test_size: int) -> list[slice]:
    """Return the blocks of an order whose first so many hold `rows` materials, each large enough.

    Examples
    --------
    >>> _cut(np.array([1, 2, 3, 4, 5]), 2)
    [slice(0, 2, None), slice(2, 4, None)]
    """
    blocks, begin, before = [], 0, 0
    while (end := int(np.searchsorted(rows, before + test_size)) + 1) <= len(rows):
        blocks.append(slice(begin, end))
        begin, before = end, int(rows[end - 1])
    return blocks


def _tested_groups(groups: Rows, test_size: int, rng: np.random.Generator) -> Rows:
    """Return groups in random order, large or small alike, until their rows are enough."""
    sizes = np.bincount(groups)
    order = shuffled(len(sizes), rng)
    return order[: int(np.searchsorted(np.cumsum(sizes[order]), test_size)) + 1]
