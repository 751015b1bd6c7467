"""Which trials a study consists of, and which materials each of them uses.

Common random numbers: a replicate fixes the test materials, the order in which target materials
are added and the order in which source materials are added; all its n and m share them. It may have
several draws of test materials and target order for its one order of source materials, so that one
pretraining serves them all; the replicate's error is then the mean over them.

A test set is drawn material by material, or group by group: then the materials of one group are
all held out or all available for training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from types import MappingProxyType
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError, nearest
from simlaw.tables.overlap import usable_source
from simlaw.transfer import STANDARD_METHODS
from simlaw.transfer.methods import ordered

Rows = npt.NDArray[np.int32]

MATERIAL = "material"
"""The split that holds out single materials."""

FRESH: Final = "fresh"
FIXED: Final = "fixed"

TESTS: Mapping[str, str] = MappingProxyType(
    {
        FRESH: "each replicate holds out target materials of its own",
        FIXED: "every replicate holds out the same target materials, those of the first",
    }
)
"""Which target materials the replicates hold out."""

RANDOM: Final = "random"
DIVERSE: Final = "diverse"
NEAREST: Final = "nearest"

ORDERS: Mapping[str, str] = MappingProxyType(
    {
        RANDOM: "in random order",
        DIVERSE: "each as unlike those before it as can be, from a random start",
        NEAREST: "those first that are most like a measured material that may be fine-tuned on",
    }
)
"""The order in which source materials are added."""


@dataclass(frozen=True, order=True)
class Trial:
    """One piece of work: a pretraining and all that starts from it; ``n = 0`` has none."""

    replicate: int
    n: int


@dataclass(frozen=True)
class Design:
    """The trials of a study.

    Attributes
    ----------
    n, m
        Source and target sample sizes, increasing.
    replicates
        Number of replicates.
    test_size
        Number of target materials held out in each replicate; with groups the least number, which
        the last group held out may exceed.
    overlap
        ``"exclude"``: no test material is in the source; ``"include"``: it may be.
    seed
        Seed of everything random.
    split
        What is held out as a whole: ``"material"``, or the name of a grouping.
    methods
        Names in `simlaw.transfer.METHODS`, in the order of that registry.
    test
        A name in `TESTS`: whether a replicate draws its own test set.
    order
        A name in `ORDERS`: which source materials are added first.
    draws
        Draws of test set and target order that share a replicate's pretraining.
    """

    n: tuple[int, ...]
    m: tuple[int, ...]
    replicates: int
    test_size: int
    overlap: str
    seed: int
    split: str = MATERIAL
    methods: tuple[str, ...] = STANDARD_METHODS
    test: str = FRESH
    order: str = RANDOM
    draws: int = 1

    def settled(self) -> dict[str, Any]:
        """Return what a finished trial depends on: n and replicates may grow, and are left out."""
        # What came to designs later is left out at its default: old journals stay good.
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in ("n", "replicates")
            and (field.default is MISSING or getattr(self, field.name) != field.default)
        }

    def trials(self) -> list[Trial]:
        """Return the trials, replicate by replicate, the longest of a replicate first."""
        sizes = (*reversed(self.n), 0)
        return [Trial(r, n) for r in range(self.replicates) for n in sizes]

    def generator(self, replicate: int, *path: int | str, index: int = 0) -> np.random.Generator:
        """Return the random numbers of one replicate for one purpose, always the same.

        ``path`` holds numbers and words; another path gives independent numbers, and so does the
        ``index`` of a draw. The first draw has the numbers of a replicate with one draw.
        """
        words = tuple(p if isinstance(p, int) else crc32(p.encode()) for p in path)
        if index:
            words += (index,)
        seeds = np.random.SeedSequence(self.seed, spawn_key=(replicate, *words))
        return np.random.Generator(np.random.Philox(seeds))


@dataclass(frozen=True)
class Draw:
    """The materials of one draw of a replicate, as row numbers.

    Attributes
    ----------
    test, pool
        int32 target rows: held out, and available for training in the order they are added.
    source
        int32 source rows that may be used, in the order they are added; the same for all draws.
    """

    test: Rows
    pool: Rows
    source: Rows


def draw(
    design: Design, replicate: int, twin: Rows, target_size: int, groups: Rows | None = None
) -> Draw:
    """Return the first draw of a replicate, of `draws`, which takes the same arguments."""
    return draws(design, replicate, twin, target_size, groups)[0]


def draws(
    design: Design, replicate: int, twin: Rows, target_size: int, groups: Rows | None = None
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
    """
    tested = [
        _tested(design, replicate, index, target_size, groups) for index in range(design.draws)
    ]
    source = _shuffled(len(twin), design.generator(replicate, "source"))
    source = source[usable_source(twin, np.concatenate(tested), design.overlap)[source]]
    drawn = []
    for index, held in enumerate(tested):
        held_out = np.isin(np.arange(target_size) if groups is None else groups, held)
        order = _shuffled(target_size, design.generator(replicate, "target", index=index))
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
    if groups is None:
        numbers = design.generator(replicate, "target", index=index)
        return _shuffled(target_size, numbers)[: design.test_size]
    numbers = design.generator(replicate, "groups", index=index)
    return _tested_groups(groups, design.test_size, numbers)


def check_test(test: str) -> None:
    """Refuse a word that is not in `TESTS`.

    Raises
    ------
    InputError
        With the words there are.
    """
    if test not in TESTS:
        raise InputError(
            f"Unknown test '{test}'; allowed are {', '.join(TESTS)}.{nearest(test, TESTS)}"
        )


def check_order(order: str) -> None:
    """Refuse a word that is not in `ORDERS`.

    Raises
    ------
    InputError
        With the words there are.
    """
    if order not in ORDERS:
        raise InputError(
            f"Unknown order '{order}'; allowed are {', '.join(ORDERS)}.{nearest(order, ORDERS)}"
        )


def check_draws(draws: int, order: str) -> None:
    """Refuse numbers of draws below 1, and several where the source's order depends on the draw.

    Raises
    ------
    InputError
        With what is allowed.
    """
    if draws < 1:
        raise InputError(f"draws must be at least 1, but is {draws}.")
    if draws > 1 and order == NEAREST:
        raise InputError(
            f"order = '{NEAREST}' depends on which measured materials may be fine-tuned on, so a "
            f"pretraining cannot serve {draws} draws of them. Use draws = 1, or order = "
            f"'{RANDOM}' or '{DIVERSE}'."
        )


def _tested_groups(groups: Rows, test_size: int, rng: np.random.Generator) -> Rows:
    """Return groups in random order, large or small alike, until their rows are enough."""
    sizes = np.bincount(groups)
    order = _shuffled(len(sizes), rng)
    return order[: int(np.searchsorted(np.cumsum(sizes[order]), test_size)) + 1]


def _shuffled(count: int, rng: np.random.Generator) -> Rows:
    """Return row numbers in random order: words ranked, for numpy's shuffles may change."""
    words = rng.integers(0, 2**63, size=count)
    return np.argsort(words, kind="stable").astype(np.int32)


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
    *,
    n: Sequence[int] | None,
    sizes: int,
    smallest: int,
    largest: int | None,
    m: Sequence[int],
    replicates: int,
    test_fraction: float,
    overlap: str,
    seed: int,
    twin: Rows,
    target_size: int,
    split: str = MATERIAL,
    groups: Rows | None = None,
    methods: Sequence[str] = STANDARD_METHODS,
    test: str = FRESH,
    order: str = RANDOM,
    draws: int = 1,
) -> Design:
    """Turn wishes into a design that the two tables can carry.

    Under ``exclude`` the largest n is the number of source materials less the most that the test
    sets of a replicate could take away, so that every replicate, also one added later, can reach
    it. With groups, the largest m likewise is what the largest test set leaves.

    Raises
    ------
    InputError
        An m larger than the training pool, an n larger than the source, or fewer than three
        sizes.
    """
    test_size = max(1, round(test_fraction * target_size))
    largest_group = int(np.bincount(groups).max()) if groups is not None else 1
    held_out = min(target_size, test_size + largest_group - 1)
    pool_size = target_size - held_out
    if max(m) > pool_size:
        up_to, whole = "", ""
        if groups is not None:
            up_to, whole = "up to ", f" (whole groups by {split}, the largest of {largest_group})"
        raise InputError(
            f"m = {max(m)} target samples are wanted, but of {target_size} target materials "
            f"{up_to}{held_out} are held out for the test{whole} and {pool_size} remain for "
            f"training. Use m <= {pool_size}, or a smaller test_fraction (now {test_fraction:g})."
        )
    sets = 1 if test == FIXED else draws
    taken = _most_taken(twin, groups, test_size, sets) if overlap == "exclude" else 0
    available = len(twin) - taken
    of_draws = f" of the {draws} draws" if sets > 1 else ""
    because = (
        f" (of {len(twin)}; up to {taken} may be test materials{of_draws}, which overlap = "
        "'exclude' keeps out)"
        if taken
        else ""
    )
    if n is None:
        top = available if largest is None else largest
        if top <= available and smallest >= top:
            raise InputError(
                f"The smallest n ({smallest}) must be below the largest ({top}): the source has "
                f"{available} usable materials{because}."
            )
        chosen = geometric_sizes(smallest, top, sizes)
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
        m=tuple(sorted(set(m))),
        replicates=replicates,
        test_size=test_size,
        overlap=overlap,
        seed=seed,
        split=split,
        methods=ordered(methods),
        test=test,
        order=order,
        draws=draws,
    )


def _most_taken(twin: Rows, groups: Rows | None, test_size: int, sets: int) -> int:
    """Return the most source rows that test sets can keep out, or a little more with groups."""
    shared = twin[twin >= 0]
    if groups is None:
        return min(len(shared), sets * test_size)
    target_rows = np.bincount(groups)
    source_rows = np.bincount(shared, minlength=len(target_rows))
    # All groups but the last one drawn have fewer than test_size rows together: at most what a
    # knapsack of that size holds when its last group may be split (Dantzig 1957).
    order = np.argsort(-source_rows / target_rows, kind="stable")
    filled = np.concatenate([[0], np.cumsum(target_rows[order])])
    value = np.concatenate([[0], np.cumsum(source_rows[order])])
    held = float(np.interp(test_size - 1, filled, value))
    return min(len(shared), sets * (int(held + 1e-9) + int(source_rows.max())))
