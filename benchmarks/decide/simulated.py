"""Simulated studies over n and m with a known joint law and the scatter of real studies."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simlaw.law import JointLaw, fit_joint

ALPHA = (0.15, 0.25, 0.4, 0.6)
BETA = (0.1, 0.2, 0.35)
FLOOR = (0.1, 0.4, 1.0, 3.0)
"""B over A n**-alpha at the largest n."""
REST = (0.0, 0.2, 0.5)
"""E over the rest of the error at the largest n and m."""
REPLICATES = (8, 16, 32)
SIZES = (5, 7)
"""Different n; there are 4 or 5 different m."""
SPREAD = (0.04, 0.08)
"""Relative scatter of a replicate, all parts together."""

SHARES = {"replicate": 0.47, "by m": 0.34, "by n": 0.10, "own": 0.09}
"""Parts of the variance: shared by a replicate, by its trials of one m, of one n, of none; those of
the refractive-index study with 5 m, 8 n and 8 replicates."""


@dataclass(frozen=True, eq=False)
class Study:
    """A truth and one simulated study of it."""

    theta: np.ndarray
    n: np.ndarray
    m: np.ndarray
    rows: np.ndarray

    def error(self, n, m) -> np.ndarray:
        amplitude, alpha, floor, beta, rest = self.theta
        return (amplitude * np.asarray(n) ** -alpha + floor) * np.asarray(m) ** -beta + rest

    def fit(self, seed: int, resamples: int = 500) -> JointLaw:
        count = self.rows.shape[0]
        return fit_joint(
            np.tile(self.n, count),
            np.tile(self.m, count),
            self.rows.ravel(),
            replicate=np.repeat(np.arange(count), self.n.size),
            seed=seed,
            resamples=resamples,
        )


def designs() -> list[tuple]:
    return list(itertools.product(ALPHA, BETA, FLOOR, REST, REPLICATES, SIZES, SPREAD))


def simulate(design: tuple, rng: np.random.Generator) -> Study:
    alpha, beta, floor, rest, replicates, sizes, spread = design
    ns = np.round(np.geomspace(50, 12_000, sizes))
    ms = np.array([25, 50, 100, 200, 400])[: 5 if sizes == 5 else 4].astype(float)
    amplitude = ns[-1] ** alpha
    theta = np.array([amplitude, alpha, floor, beta, rest * (1 + floor) * ms[-1] ** -beta])
    m, n = (axis.ravel() for axis in np.meshgrid(ms, ns, indexing="ij"))
    mean = (amplitude * n**-alpha + floor) * m**-beta + theta[4]
    shape = (replicates, ms.size, ns.size)
    parts = {"replicate": (0,), "by m": (0, 1), "by n": (0, 2), "own": (0, 1, 2)}
    noise = np.zeros(shape)
    for name, axes in parts.items():
        size = [shape[axis] if axis in axes else 1 for axis in range(3)]
        noise = noise + np.sqrt(SHARES[name]) * rng.standard_normal(size)
    rows = mean * np.exp(spread * noise.reshape(replicates, -1))
    return Study(theta, n, m, rows)
