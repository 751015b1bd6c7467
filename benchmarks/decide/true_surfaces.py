"""True errors over n and m with and without simulations, and studies of them with their noise.

The spread is that of the case runs (benchmarks/results/cases.json): fine-tuning over direct
learning is 0.95 to 1.14 at n = 50 and 0.68 to 1.09 at the largest n, 734 to 77,244, of tables of 46
to 4,601 measured materials. A third of the surfaces and more have transfer that hurts at every n
studied, or that first hurts, with a rise before the fall, and then helps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlaw.law import LearningCurve

KINDS = ("helps", "helps", "helps", "hurts", "first hurts")
"""Every fifth surface hurts, every fifth first hurts and then helps."""

TABLES = {
    46: (8, 16, 32),
    65: (10, 20, 40),
    118: (10, 20, 40, 70),
    400: (25, 50, 100, 200),
    1190: (25, 50, 100, 200, 400),
    1691: (25, 50, 100, 200, 400),
}
"""Measured materials, and the m studied."""

LARGEST_N = (734, 1597, 2155, 11_796, 28_679)
SIZES = 7
REPLICATES = (8, 16, 32)

SHARES = {"replicate": 0.47, "by m": 0.34, "by n": 0.10, "own": 0.09}
"""Parts of a replicate's variance, as in simulated.py."""

MATERIAL = 0.9
"""Standard deviation of an absolute error of one material, as a share of the mean error."""

ALIKE = 0.8
"""Correlation over materials of the errors of two methods."""

TEST = 0.2
"""Share of the materials that a replicate tests."""


@dataclass(frozen=True, eq=False)
class Truth:
    """Errors with and without simulations as functions of n and m.

    Attributes
    ----------
    kind
        One of `KINDS`.
    materials
        Measured materials in the table.
    n, m
        Sizes studied.
    replicates
        Number of replicates.
    base, fall, rest
        Error without simulations: ``base * ((1 - rest) * (m / m[0])**-fall + rest)``.
    first, last, decay, slope
        Ratio to that: from `first` at n = 50 to `last` at the largest n with decay rate `decay`, at
        the middle m; times ``(m / middle)**slope``.
    bump, at
        Log height and log place of a rise over n.
    """

    kind: str
    materials: int
    n: np.ndarray
    m: np.ndarray
    replicates: int
    base: float
    fall: float
    rest: float
    first: float
    last: float
    decay: float
    slope: float
    bump: float
    at: float

    def without(self, m: float) -> float:
        """Error of measurements alone."""
        return self.base * ((1 - self.rest) * (m / self.m[0]) ** -self.fall + self.rest)

    def error(self, n: float, m: float) -> float:
        """Error with simulations."""
        share, most = (n / 50.0) ** -self.decay, (self.n[-1] / 50.0) ** -self.decay
        floor = (self.last - self.first * most) / (1 - most)
        ratio = max(floor + (self.first - floor) * share, 0.3)
        ratio *= np.exp(self.bump * np.exp(-0.5 * ((np.log(n / 50.0) - self.at) / 1.0) ** 2))
        middle = np.sqrt(self.m[0] * self.m[-1])
        return self.without(m) * ratio * (m / middle) ** self.slope


def draw(index: int) -> Truth:
    """Surface number `index`, always the same."""
    rng = np.random.default_rng([20261127, index])
    kind = KINDS[index % len(KINDS)]
    materials = list(TABLES)[int(rng.integers(len(TABLES)))]
    largest = int(rng.choice(LARGEST_N))
    first = float(rng.uniform(0.95, 1.10))
    last = float(rng.uniform(0.68, 0.97))
    bump, at = 0.0, 1.0
    if kind == "hurts":
        first, last = float(rng.uniform(1.02, 1.14)), float(rng.uniform(1.0, 1.09))
    if kind == "first hurts":
        first, last = float(rng.uniform(0.98, 1.05)), float(rng.uniform(0.85, 0.99))
        bump, at = float(rng.uniform(0.05, 0.14)), float(rng.uniform(0.7, 1.8))
    return Truth(
        kind=kind,
        materials=materials,
        n=np.unique(np.round(np.geomspace(50, largest, SIZES))),
        m=np.array(TABLES[materials], dtype=float),
        replicates=int(rng.choice(REPLICATES)),
        base=1.0,
        fall=float(rng.uniform(0.15, 0.5)),
        rest=float(rng.uniform(0.0, 0.4)),
        first=first,
        last=last,
        decay=float(rng.uniform(0.15, 0.6)),
        slope=float(rng.uniform(0.0, 0.08)),
        bump=bump,
        at=at,
    )


def studied(truth: Truth, seed: int) -> LearningCurve:
    """One study of a truth: its table is one draw, and every replicate another part of it."""
    rng = np.random.default_rng([seed, 1])
    table = MATERIAL / np.sqrt(truth.materials)
    apart = np.sqrt(1 - ALIKE)
    shared = rng.standard_normal()
    own = {
        "with": np.sqrt(ALIKE) * shared + apart * rng.standard_normal(),
        "without": np.sqrt(ALIKE) * shared + apart * rng.standard_normal(),
    }
    # What the table adds at another m or n than the others; most of it is common to them.
    by_m = {key: 0.3 * rng.standard_normal(truth.m.size) for key in own}
    by_n = 0.2 * rng.standard_normal(truth.n.size)
    spread = float(np.hypot(0.03, 0.6 * MATERIAL / np.sqrt(TEST * truth.materials)))
    count, k, p = truth.replicates, truth.m.size, truth.n.size
    everywhere = rng.standard_normal((count, 1, 1))
    parts = {
        name: (
            np.sqrt(SHARES["replicate"]) * everywhere
            + np.sqrt(SHARES["by m"]) * (0.8 * shared_m + 0.6 * rng.standard_normal((count, k, 1)))
            + np.sqrt(SHARES["by n"]) * rng.standard_normal((count, 1, size))
            + np.sqrt(SHARES["own"]) * rng.standard_normal((count, k, size))
        )
        for shared_m in (rng.standard_normal((count, k, 1)),)
        for name, size in (("with", p), ("without", 1))
    }
    rows = []
    for r in range(count):
        for j, m in enumerate(truth.m):
            log = table * (own["without"] + by_m["without"][j])
            log += spread * parts["without"][r, j, 0]
            rows.append((r, 0, int(m), "direct", truth.without(m) * np.exp(log)))
            for i, n in enumerate(truth.n):
                log = table * (own["with"] + by_m["with"][j] + by_n[i])
                log += spread * parts["with"][r, j, i]
                rows.append((r, int(n), int(m), "fine-tune", truth.error(n, m) * np.exp(log)))
    frame = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae"])
    return LearningCurve(frame.assign(rmse=frame["mae"]))
