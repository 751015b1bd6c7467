"""Sub-tables of a population, and studies of them with every error of every material."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.validity.populations import PRETRAININGS, SIZES, Population, adapt

from simlaw.law.new_materials.material_errors import MaterialErrors

FRESH = 2900
"""Fresh materials that the truth is measured on."""

TRUE_DRAWS = 24
"""Trainings on a table's materials that the truth is a mean of."""


@dataclass(frozen=True)
class Setting:
    """What the studies of one cell have in common.

    Attributes
    ----------
    population
        Name of the population.
    materials
        Measured materials N of a table; of a grouped one the groups are drawn until there are
        as many.
    m
        Target samples.
    replicates
        Number of replicates.
    test
        Share that is tested.
    chosen
        Whether sizes are measured by fewer replicates the larger they are, as where trials are
        chosen.
    """

    population: str
    materials: int
    m: int
    replicates: int = 32
    test: float = 0.2
    chosen: bool = False

    @property
    def name(self) -> str:
        """As the page names it."""
        more = ", chosen trials" if self.chosen else ""
        return f"{self.population}, N = {self.materials}, m = {self.m}, R = {self.replicates}{more}"


SETTINGS = (
    Setting("gaps", 46, 34),
    Setting("gaps", 118, 88),
    Setting("gaps", 118, 25),
    Setting("gaps", 400, 100),
    Setting("gaps", 1691, 400),
    Setting("indices", 65, 49),
    Setting("indices", 400, 100, replicates=8),
    Setting("dyes", 200, 100),
    Setting("dyes", 800, 200),
    Setting("indices", 118, 50, chosen=True),
)


@dataclass(frozen=True)
class Table:
    """A sub-table, its study and the truth.

    Attributes
    ----------
    errors
        Every error of every tested material.
    direct
        Absolute error of every fresh material without the source, mean over trainings, shape (F,).
    transfer
        The same with it, by n, shape (sizes, F).
    fresh_groups
        Number of the group of each fresh material, shape (F,).
    """

    errors: MaterialErrors
    direct: np.ndarray
    transfer: np.ndarray
    fresh_groups: np.ndarray

    def noise(self, moved: np.ndarray) -> float:
        """Standard error of the mean of what fresh materials have, shape (F,): of the truth."""
        sums = np.bincount(self.fresh_groups, moved - moved.mean())
        return float(np.sqrt((sums**2).sum()) / moved.size)


def table_of(setting: Setting, population: Population, seed: int) -> Table:
    """Draw a sub-table, study it, and measure the truth on the rest of the population."""
    rng = np.random.default_rng([seed, setting.materials, setting.m, len(setting.population)])
    inside, fresh = _drawn(setting, population, rng)
    groups = None if population.groups is None else population.groups[inside]
    apart = np.arange(fresh.size)
    if population.groups is not None:
        apart = _numbered(population.groups[fresh])
    # The rest of a large population is not looked at again.
    some = np.concatenate([inside, fresh])
    names = [str(one) for one in inside]
    population = Population(
        population.x[some], population.y[some], None, population.pretrained[:, :, some]
    )
    inside, fresh = np.arange(inside.size), np.arange(inside.size, some.size)
    test, pool = _splits(setting, groups, inside.size, rng)
    sizes = SIZES[:-1]
    errors: dict[tuple[str, int, int], list[np.ndarray | None]] = {
        ("direct", setting.m, 0): [],
        **{("transfer", setting.m, n): [] for n in sizes},
    }
    x, y = population.x, population.y
    for row in range(setting.replicates):
        trained, tested = inside[pool[row][: setting.m]], inside[test[row]]
        off = adapt(x, y, trained, tested) - y[tested]
        errors["direct", setting.m, 0].append(off.astype(np.float32))
        for number, n in enumerate(sizes):
            lacking = setting.chosen and row >= setting.replicates * (1 - number / len(sizes))
            if lacking:
                errors["transfer", setting.m, n].append(None)
                continue
            column = population.pretrained[row % (PRETRAININGS // 2), number]
            off = adapt(_with(x, column), y, trained, tested) - y[tested]
            errors["transfer", setting.m, n].append(off.astype(np.float32))
    found = MaterialErrors(
        names,
        y[inside],
        np.arange(setting.replicates),
        np.zeros(setting.replicates, dtype=np.int64),
        [one.astype(np.int32) for one in test],
        [one.astype(np.int32) for one in pool],
        errors,
        groups=None if groups is None else _numbered(groups),
    )
    return Table(found, *_truth(setting, population, inside, fresh, rng), apart)


def _numbered(groups: np.ndarray) -> np.ndarray:
    return np.unique(groups, return_inverse=True)[1].reshape(-1).astype(np.int32)


def _truth(
    setting: Setting,
    population: Population,
    inside: np.ndarray,
    fresh: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    x, y = population.x, population.y
    direct, transfer = np.zeros(fresh.size), np.zeros((len(SIZES), fresh.size))
    for draw in range(TRUE_DRAWS):
        trained = inside[rng.permutation(inside.size)[: setting.m]]
        direct += np.abs(adapt(x, y, trained, fresh) - y[fresh]) / TRUE_DRAWS
        for number in range(len(SIZES)):
            column = population.pretrained[PRETRAININGS // 2 + draw, number]
            off = adapt(_with(x, column), y, trained, fresh) - y[fresh]
            transfer[number] += np.abs(off) / TRUE_DRAWS
    return direct, transfer


def _with(x: np.ndarray, column: np.ndarray) -> np.ndarray:
    # Wider than any other column, so that the penalty lets it be used.
    return np.column_stack([x, (column - column.mean()) / max(float(column.std()), 1e-9)])


def _drawn(
    setting: Setting, population: Population, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    if population.groups is None:
        order = rng.permutation(population.y.size)
        inside, fresh = order[: setting.materials], order[setting.materials :]
    else:
        some = rng.permutation(len(population.rows_of_group))
        sizes = np.cumsum([population.rows_of_group[g].size for g in some])
        last = int(np.searchsorted(sizes, setting.materials)) + 1
        inside = np.concatenate([population.rows_of_group[g] for g in some[:last]])
        fresh = np.concatenate([population.rows_of_group[g] for g in some[last:]])
    return inside, fresh[rng.permutation(fresh.size)[:FRESH]]


def _splits(
    setting: Setting, groups: np.ndarray | None, count: int, rng: np.random.Generator
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    wanted = max(2, min(round(setting.test * count), count - setting.m))
    test, pool = [], []
    for _ in range(setting.replicates):
        if groups is None:
            order = rng.permutation(count)
            test.append(order[:wanted])
            pool.append(order[wanted:])
            continue
        names = rng.permutation(np.unique(groups))
        sizes = np.cumsum([np.sum(groups == name) for name in names])
        last = int(np.searchsorted(sizes, wanted)) + 1
        held = np.isin(groups, names[:last])
        test.append(np.flatnonzero(held))
        pool.append(rng.permutation(np.flatnonzero(~held)))
    return test, pool
