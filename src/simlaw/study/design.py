"""Which trials a study consists of, and which materials each of them uses.

Common random numbers: a replicate fixes the test materials, the order in which target materials
are added and the order in which source materials are added; all its n and m share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.tables.overlap import usable_source

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, order=True)
class Unit:
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
        Number of target materials held out in each replicate.
    overlap
        ``"exclude"``: no test material is in the source; ``"include"``: it may be.
    seed
        Seed of everything random.
    """

    n: tuple[int, ...]
    m: tuple[int, ...]
    replicates: int
    test_size: int
    overlap: str
    seed: int

    def units(self) -> list[Unit]:
        """Return the units, replicate by replicate, the longest of a replicate first."""
        sizes = (*reversed(self.n), 0)
        return [Unit(r, n) for r in range(self.replicates) for n in sizes]

    def generator(self, replicate: int, *path: int | str) -> np.random.Generator:
        """Return the random numbers of one replicate for one purpose, always the same.

        ``path`` holds numbers and words; another path gives independent numbers.
        """
        words = tuple(p if isinstance(p, int) else crc32(p.encode()) for p in path)
        seeds = np.random.SeedSequence(self.seed, spawn_key=(replicate, *words))
        return np.random.Generator(np.random.Philox(seeds))


@dataclass(frozen=True)
class Draw:
    """The materials of one replicate, as row numbers.

    Attributes
    ----------
    test, pool
        int32 target rows: held out, and available for training in the order they are added.
    source
        int32 source rows that may be used, in the order they are added.
    """

    test: Rows
    pool: Rows
    source: Rows


def draw(design: Design, replicate: int, twin: Rows, target_size: int) -> Draw:
    """Draw the materials of one replicate.

    Parameters
    ----------
    design
        The study's design.
    replicate
        Its number.
    twin
        int32 ``(source rows,)``: the target row that is the same material, or -1.
    target_size
        Number of target rows.
    """
    order = _shuffled(target_size, design.generator(replicate, "target"))
    test, pool = np.sort(order[: design.test_size]), order[design.test_size :]
    source = _shuffled(len(twin), design.generator(replicate, "source"))
    return Draw(test, pool, source[usable_source(twin, test, design.overlap)[source]])


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
) -> Design:
    """Turn wishes into a design that the two tables can carry.

    Under ``exclude`` the largest n is the number of source materials less the most that a test
    set could take away, so that every replicate, also one added later, can reach it.

    Raises
    ------
    InputError
        An m larger than the training pool, an n larger than the source, or fewer than three
        sizes.
    """
    test_size = max(1, round(test_fraction * target_size))
    pool_size = target_size - test_size
    if max(m) > pool_size:
        raise InputError(
            f"m = {max(m)} target samples are wanted, but of {target_size} target materials "
            f"{test_size} are held out for the test and {pool_size} remain for training. "
            f"Use m <= {pool_size}, or a smaller test_fraction (now {test_fraction:g})."
        )
    shared = int((twin >= 0).sum())
    taken = min(shared, test_size) if overlap == "exclude" else 0
    available = len(twin) - taken
    because = (
        f" (of {len(twin)}; up to {taken} may be test materials, which overlap = 'exclude' "
        "keeps out)"
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
    )
