"""Which trials a study consists of, and the random numbers of each.

Common random numbers: a replicate fixes the test materials, the order in which target materials
are added and the order in which source materials are added; all its n and m share them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from types import MappingProxyType
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from simlaw.transfer import STANDARD_METHODS

Rows = npt.NDArray[np.int32]

MATERIAL = "material"
"""The split that holds out single materials."""

FRESH: Final = "fresh"
FIXED: Final = "fixed"
BALANCED: Final = "balanced"

TESTS: Mapping[str, str] = MappingProxyType(
    {
        FRESH: "each replicate holds out target materials of its own",
        BALANCED: "the same, but nobody is held out again before all others have been",
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


MATERIALS: Final = "materials"
SUMMARY: Final = "summary"

RECORDS: Mapping[str, str] = MappingProxyType(
    {
        MATERIALS: "the error of every tested material: intervals for new materials, other "
        "metrics and answers by class are made from them",
        SUMMARY: "nothing more: a smaller run folder, whose intervals are about these materials",
    }
)
"""What is recorded of each trial."""


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
    metrics
        Names in `simlaw.metrics.METRICS` of errors to record beside the standard ones.
    grown
        Numbers of source rows that earlier versions of the table had: each row appended since
        follows, in every order, all that were there before.
    apart
        Numbers of rows of the source tables where several are kept apart, each with a network of
        its own; they lie one after the other. Empty with one.
    n_apart
        Of each of these its sample sizes, one for each of `n`, which holds their sums.
    foreign
        The numbers, from 0, of those whose values are not in the target's unit.
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
    metrics: tuple[str, ...] = ()
    grown: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()
    n_apart: tuple[tuple[int, ...], ...] = ()
    foreign: tuple[int, ...] = ()

    def settled(self) -> dict[str, Any]:
        """Return what a finished trial depends on: n and replicates may grow, and are left out."""
        # What came to designs later is left out at its default: old journals stay good.
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in ("n", "n_apart", "replicates")
            and (field.default is MISSING or getattr(self, field.name) != field.default)
        }

    @property
    def longest_n(self) -> int:
        """The most source samples that any one network is pretrained on."""
        return max(max(one) for one in (self.n_apart or (self.n,)))

    def n_of_each(self, n: int) -> tuple[int, ...]:
        """Return how many samples of each source a size stands for."""
        if not self.apart:
            return (n,)
        at = self.n.index(n)
        return tuple(one[at] for one in self.n_apart)

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
