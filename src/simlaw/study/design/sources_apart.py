"""Several source tables that are kept apart: their sizes, row by row, and the order of their rows.

Their materials lie in one table, one source after the other. Each has an order of its own, and a
size n of the study stands for so many materials of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from simlaw.errors import InputError
from simlaw.study.design.design import FIXED, Design, Rows
from simlaw.study.design.usable_source_rows import EXCLUDE_NEAR, INCLUDE, most_kept_out

if TYPE_CHECKING:  # workers start without what settings are read with
    from simlaw.study.design.settings import DesignSettings


def by_source(rows: Rows, apart: Sequence[int]) -> tuple[Rows, ...]:
    """Return rows by the source they are of, in the order they are in.

    Parameters
    ----------
    rows
        int32 row numbers of the table that holds all sources.
    apart
        Number of rows of each source.

    Examples
    --------
    >>> by_source(np.array([4, 0, 3, 1], dtype=np.int32), (3, 2))
    (array([0, 1], dtype=int32), array([4, 3], dtype=int32))
    """
    which = np.searchsorted(np.cumsum(apart), rows, side="right")
    return tuple(rows[which == number] for number in range(len(apart)))


def row_by_row(parts: Sequence[Rows], sizes: Sequence[Sequence[int]]) -> Rows:
    """Return the rows of several sources in one order whose first n hold each source's share.

    Parameters
    ----------
    parts
        int32: of each source its rows, in the order they are added.
    sizes
        Of each source its sizes, one for each size of the study.

    Examples
    --------
    >>> row_by_row([np.arange(4), np.arange(10, 13)], [(1, 3), (1, 2)])
    array([ 0, 10,  1,  2, 11,  3, 12], dtype=int32)
    """
    steps = [(0,) * len(parts), *zip(*sizes, strict=True), tuple(map(len, parts))]
    pieces = [
        part[begin:end]
        for before, after in pairwise(steps)
        for part, begin, end in zip(parts, before, after, strict=True)
    ]
    return np.concatenate(pieces).astype(np.int32)


def plan_apart(
    plain: Design,
    wishes: DesignSettings,
    sources: Mapping[str, int],
    *,
    twin: Rows,
    groups: Rows | None = None,
    near: Rows | None = None,
) -> Design:
    """Return a design with the sizes of sources that are kept apart.

    Parameters
    ----------
    plain
        The design without them.
    wishes
        What the study asks for: sizes of each source by its name; or their number, each source
        growing from the smallest to the largest, which is all that it has where none is given.
    sources
        Number of rows of each source, by its name.
    twin, groups, near
        As `simlaw.study.design.plan_design.plan_design` takes them, of all sources together.

    Raises
    ------
    InputError
        If a source has fewer usable materials than are asked of it.
    """
    ends = np.cumsum([0, *sources.values()])
    wanted = wishes.n if isinstance(wishes.n, Mapping) else None
    sizes: list[tuple[int, ...]] = []
    for (name, rows), (start, stop) in zip(sources.items(), pairwise(ends.tolist()), strict=True):
        taken = 0
        if plain.overlap != INCLUDE:
            own = None
            if near is not None and plain.overlap == EXCLUDE_NEAR:
                inside = (near[:, 0] >= start) & (near[:, 0] < stop)
                own = near[inside] - np.array([start, 0], dtype=np.int32)
            sets = 1 if plain.test == FIXED else plain.draws
            taken = most_kept_out(twin[start:stop], own, groups, plain.test_size, sets)
        available = rows - taken
        top = min(available, wishes.largest or available)
        if wanted is None and wishes.smallest > top:
            raise InputError(
                f"The source '{name}' has {available} usable materials, but the smallest n is "
                f"{wishes.smallest}. Lower design.smallest, or give the sizes of each source by n."
            )
        chosen = _grown(wishes.smallest, top, wishes.sizes) if wanted is None else wanted[name]
        if chosen[-1] > available:
            because = f" (of {rows}; up to {taken} may be test materials)" if taken else ""
            raise InputError(
                f"n = {chosen[-1]} materials of the source '{name}' are wanted, but it has "
                f"{available} usable ones{because}. Use n <= {available} for it."
            )
        sizes.append(tuple(chosen))
    totals = [sum(row) for row in zip(*sizes, strict=True)]
    kept = [i for i, n in enumerate(totals) if not i or n > totals[i - 1]]
    if len(kept) < 3:
        raise InputError(
            f"A law needs at least 3 different sizes n, but the sources have {len(kept)} together. "
            "Widen the range of n or add sizes."
        )
    return replace(
        plain,
        n=tuple(totals[i] for i in kept),
        apart=tuple(sources.values()),
        n_apart=tuple(tuple(one[i] for i in kept) for one in sizes),
    )


def _grown(smallest: int, largest: int, count: int) -> tuple[int, ...]:
    """Return so many sizes, also where neighbours are the same number."""
    return tuple(round(float(size)) for size in np.geomspace(smallest, largest, count))


def check_sizes(n: Mapping[str, Sequence[int]], names: Sequence[str]) -> None:
    """Refuse sizes by source that do not fit the sources of a study.

    Raises
    ------
    InputError
        With what is allowed.
    """
    if set(n) != set(names):
        odd = next((one for one in n if one not in names), "")
        said = f"there is no source '{odd}'" if odd else f"'{min(set(names) - set(n))}' is missing"
        raise InputError(
            f"design.n: {said}. It holds a list for each source: {', '.join(names)}. A source is "
            "called by its dataset, by its key 'name', or by its file."
        )
