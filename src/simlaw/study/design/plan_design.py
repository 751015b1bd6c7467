"""From wishes to a design that two tables can carry: sizes, and how many are held out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simlaw.errors import InputError
from simlaw.study.design.design import FIXED, Design, Rows
from simlaw.study.design.settings import DesignSettings
from simlaw.study.design.usable_source_rows import EXCLUDE_NEAR, INCLUDE, most_kept_out
from simlaw.transfer.methods import ordered


def geometric_sizes(smallest: int, largest: int, count: int) -> tuple[int, ...]:
    """Return sizes with nearly equal ratios, rounded, both ends included.

    Examples
    --------
    >>> geometric_sizes(50, 20_000, 8)
    (50, 118, 277, 652, 1534, 3611, 8498, 20000)
    """
    sizes = np.geomspace(smallest, largest, count)
    return tuple(sorted({round(float(size)) for size in sizes}))


def plan_design(
    wishes: DesignSettings,
    seed: int,
    *,
    twin: Rows,
    target_size: int,
    groups: Rows | None = None,
    near: Rows | None = None,
    metrics: tuple[str, ...] = (),
) -> Design:
    """Turn wishes into a design that the two tables can carry.

    Under ``exclude`` the largest n is the number of source materials less the most that the test
    sets of a replicate could take away, so that every replicate, also one added later, can reach
    it. With groups, the largest m likewise is what the largest test set leaves.

    Parameters
    ----------
    wishes
        What a study asks for.
    seed
        Of everything random.
    twin, target_size, groups, near
        The two tables, as `simlaw.study.design.drawn_materials.draws` takes them.
    metrics
        Errors to record beside the standard ones.

    Raises
    ------
    InputError
        An m larger than the training pool, an n larger than the source, or fewer than three
        sizes.
    """
    m, split = wishes.ms, wishes.split
    n = None if isinstance(wishes.n, Mapping) else wishes.n
    test_size = max(1, round(wishes.test_fraction * target_size))
    largest_group = int(np.bincount(groups).max()) if groups is not None else 1
    held_out = min(target_size, test_size + largest_group - 1)
    pool_size = target_size - held_out
    if m[-1] > pool_size:
        up_to, whole = "", ""
        if groups is not None:
            up_to, whole = "up to ", f" (whole groups by {split}, the largest of {largest_group})"
        raise InputError(
            f"m = {m[-1]} target samples are wanted, but of {target_size} target materials "
            f"{up_to}{held_out} are held out for the test{whole} and {pool_size} remain for "
            f"training. Use m <= {pool_size}, or a smaller test_fraction (now "
            f"{wishes.test_fraction:g})."
        )
    sets = 1 if wishes.test == FIXED else wishes.draws
    taken = 0
    if wishes.overlap != INCLUDE:
        near = near if wishes.overlap == EXCLUDE_NEAR else None
        taken = most_kept_out(twin, near, groups, test_size, sets)
    available = len(twin) - taken
    of_draws = f" of the {wishes.draws} draws" if sets > 1 else ""
    because = (
        f" (of {len(twin)}; up to {taken} may be test materials{of_draws}, which overlap = "
        f"'{wishes.overlap}' keeps out)"
        if taken
        else ""
    )
    if n is None:
        top = available if wishes.largest is None else wishes.largest
        if top <= available and wishes.smallest >= top:
            raise InputError(
                f"The smallest n ({wishes.smallest}) must be below the largest ({top}): the source "
                f"has {available} usable materials{because}."
            )
        chosen = geometric_sizes(wishes.smallest, top, wishes.sizes)
    else:
        chosen = tuple(sorted(set(n)))
    if chosen[-1] > available:
        raise InputError(
            f"n = {chosen[-1]} source samples are wanted, but the source has {available} usable "
            f"materials{because}. Use n <= {available}."
        )
    if len(chosen) < 3:
        raise InputError(
            f"A law needs at least 3 different sizes n, but there are {len(chosen)}: "
            f"{', '.join(map(str, chosen))}. Widen the range of n or add sizes."
        )
    return Design(
        n=chosen,
        m=m,
        replicates=wishes.replicates,
        test_size=test_size,
        overlap=wishes.overlap,
        seed=seed,
        split=split,
        methods=ordered(wishes.methods),
        test=wishes.test,
        order=wishes.order,
        draws=wishes.draws,
        metrics=metrics,
    )
