"""How far a mean over tested materials may be from that of new materials.

Errors are crossed: a material is tested by many replicates, a replicate tests many materials. The
scatter of an error then has three parts: of the material (a), of the replicate (b: its training
samples, order and network), and of the rest (e). The mean over the materials there are misses the
mean of new ones by what the materials are off, however many replicates there are.

The parts are found by the method of moments (Henderson 1953, doi 10.2307/3001853; for crossed
random effects of unequal numbers, Gao and Owen 2017, doi 10.1214/17-EJS1236). The errors of one
material share most of their training data, so that the rest is partly the material's: ``rho``, the
share m / (N - m) of it, is counted as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]

LEAST_COMPLETE = 4
"""Fewest replicates with all sizes from which correlations between sizes are taken."""


@dataclass(frozen=True, eq=False)
class Observations:
    """Numbers of tested materials, one list for every row; a row is a draw of a replicate.

    Attributes
    ----------
    materials
        Number of measured materials N.
    replicate
        Which replicate each row belongs to, int64 of shape (R,).
    test
        Numbers of the materials that each row tests, R of them, int32.
    values
        For each row the numbers of its tested materials at every size, float64 of shape
        (k, tests); a size that the row lacks is NaN throughout.
    """

    materials: int
    replicate: npt.NDArray[np.int64]
    test: Sequence[Rows]
    values: Sequence[Floats]

    @property
    def has(self) -> npt.NDArray[np.bool_]:
        """Which sizes each row has, bool of shape (R, k)."""
        return np.array([~np.isnan(values[:, 0]) for values in self.values])

    def some(self, rows: npt.NDArray[np.bool_], sizes: npt.NDArray[np.intp]) -> Observations:
        """Some of the rows (R,) and of the sizes."""
        kept = np.flatnonzero(rows).tolist()
        return Observations(
            self.materials,
            self.replicate[kept],
            [self.test[row] for row in kept],
            [self.values[row][sizes] for row in kept],
        )


@dataclass(frozen=True, eq=False)
class Components:
    """The parts of the scatter, and what they make of the mean.

    Attributes
    ----------
    mean
        Mean at each size, float64 of shape (k,).
    material, replicate, rest
        The parts a, b and e, covariances between sizes of shape (k, k).
    kappa
        Share of the material's part in the variance of the mean; 1 / N_t for a balanced test.
    per_replicate
        Share of the replicate's part, 1 / R for tests of equal size.
    count
        Number of tested pairs of material and replicate.
    influence
        What each material moves the mean by, float64 of shape (k, N), 0 where it is not tested.
    times
        How often each material is tested, float64 of shape (N,).
    repeated
        Whether some material is tested by two replicates; if not, a and e are one, in `material`.
    """

    mean: Floats
    material: Floats
    replicate: Floats
    rest: Floats
    kappa: float
    per_replicate: float
    count: float
    influence: Floats
    times: Floats
    repeated: bool

    def covariance(self, rho: Floats, groups: Rows | None = None) -> Floats:
        """Covariance of the mean for new materials, float64 of shape (k, k).

        Parameters
        ----------
        rho
            Share m / (N - m) of the rest that is the material's, of each size, shape (k,).
        groups
            Number of the group of each material, int32 of shape (N,), where whole groups are held
            out; else None.
        """
        shared = np.sqrt(np.outer(rho, rho)) * self.rest
        if not self.repeated:
            # a and e cannot be told apart: all of it is counted for both.
            first = (1.0 + np.sqrt(np.outer(rho, rho))) * self.material / self.count
            return np.asarray(first + self.per_replicate * self.replicate)
        own = self.per_replicate * self.replicate + self.rest / self.count
        if groups is None:
            return np.asarray(self.kappa * (self.material + shared) + own)
        sums = sums_by_group(self.influence, self.times, groups)
        count = sums.shape[1]
        between = count / max(count - 1, 1) * (sums @ sums.T)
        beside = self.kappa * shared + self.per_replicate * self.replicate
        return np.asarray(between + beside)

    def freedom(self, groups: Rows | None = None) -> float:
        """Degrees of freedom of the covariance, from the kurtosis of what materials move."""
        tested = self.times > 0
        moved = self.influence[:, tested]
        if groups is not None:
            moved = sums_by_group(self.influence, self.times, groups)
        count = moved.shape[1]
        if count < 2:
            return 1.0
        square = np.mean(moved**2, axis=1)
        heavy = np.mean(moved**4, axis=1) / np.maximum(square, 1e-300) ** 2
        excess = max(float(heavy.max()) - 3.0, 0.0)
        return float(max(2.0 / (2.0 / (count - 1) + excess / count), 1.0))


def sums_by_group(influence: Floats, times: Floats, groups: Rows) -> Floats:
    """What each tested group moves the mean by, float64 of shape (k, groups)."""
    tested = times > 0
    _, which = np.unique(groups[tested], return_inverse=True)
    return np.stack([np.bincount(which.reshape(-1), row[tested]) for row in influence])


def components(tested: Observations) -> Components | None:
    """The parts of the scatter of rows that have all sizes; None with fewer than two replicates.

    Parameters
    ----------
    tested
        Rows with a number at every size.
    """
    _, cluster = np.unique(tested.replicate, return_inverse=True)
    cluster = cluster.reshape(-1)
    replicates = int(cluster.max()) + 1 if cluster.size else 0
    if replicates < 2:
        return None
    count_of_rows = np.array([test.size for test in tested.test], dtype=float)
    total = float(count_of_rows.sum())
    mean = sum(values.sum(axis=1) for values in tested.values) / total
    sizes = mean.size
    square = np.zeros((sizes, sizes))
    of_material = np.zeros((sizes, tested.materials))
    of_replicate = np.zeros((sizes, replicates))
    times = np.zeros(tested.materials)
    for row, values in enumerate(tested.values):
        off = values - mean[:, None]
        square += off @ off.T
        of_material[:, tested.test[row]] += off
        of_replicate[:, cluster[row]] += off.sum(axis=1)
        times[tested.test[row]] += 1.0
    per_replicate = np.bincount(cluster, count_of_rows)
    twice = _times_squared(tested, cluster)
    there = times > 0
    materials = float(there.sum())
    by_material = (of_material[:, there] / times[there]) @ of_material[:, there].T
    by_replicate = (of_replicate / per_replicate) @ of_replicate.T
    in_replicate = float(np.sum(twice / per_replicate))
    kappa = float(np.sum(times**2)) / total**2
    share = float(np.sum(per_replicate**2)) / total**2
    system = np.array(
        [
            [total, total, total, total],
            [total, total, materials, materials],
            [total, in_replicate, total, replicates],
            [total, kappa * total, share * total, 1.0],
        ]
    )
    known = [square, by_material, by_replicate, np.zeros_like(square)]
    repeated = bool(times.max() > 1.0) and bool(np.linalg.cond(system) < 1e12)
    if repeated:
        inverse = np.linalg.inv(system)
        parts = [_sum(inverse[row], known) for row in (1, 2, 3)]
    else:
        # Of unknowns mu2, s = a + e and b.
        system = np.array(
            [
                [total, total, total],
                [total, replicates, total],
                [total, 1.0, share * total],
            ]
        )
        inverse = np.linalg.pinv(system)
        rest = [known[0], known[2], known[3]]
        parts = [_sum(inverse[1], rest), _sum(inverse[2], rest), np.zeros_like(square)]
    a, b, e = (without_negative(part) for part in parts)
    return Components(
        mean=np.asarray(mean),
        material=a,
        replicate=b,
        rest=e,
        kappa=kappa,
        per_replicate=share,
        count=total,
        influence=of_material / total,
        times=times,
        repeated=repeated,
    )


def _sum(weights: Floats, parts: Sequence[Floats]) -> Floats:
    total = np.zeros_like(parts[0])
    for weight, part in zip(weights, parts, strict=True):
        total += weight * part
    return total


def _times_squared(tested: Observations, cluster: npt.NDArray[np.intp]) -> Floats:
    """Sum over materials of the square of how often each replicate tests it, shape (R,)."""
    found = np.zeros(int(cluster.max()) + 1)
    for index in range(found.size):
        rows = np.flatnonzero(cluster == index)
        numbers = np.concatenate([tested.test[int(row)] for row in rows])
        found[index] = float(np.sum(np.unique(numbers, return_counts=True)[1] ** 2))
    return found


def without_negative(matrix: Floats) -> Floats:
    """The nearest covariance to a symmetric matrix: negative eigenvalues are set to 0."""
    symmetric = (matrix + matrix.T) / 2
    if symmetric.shape == (1, 1):
        return np.maximum(symmetric, 0.0)
    values, vectors = np.linalg.eigh(symmetric)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


def by_size(tested: Observations) -> Iterator[Components | None]:
    """The parts of each size alone, from all rows that have it."""
    has = tested.has
    for size in range(has.shape[1]):
        yield components(tested.some(has[:, size], np.array([size])))
