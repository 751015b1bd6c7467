"""One of several properties that the same simulations yield: its error over n and m."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simlaw.decide.measured_surface import measured_surface
from simlaw.decide.money.costs import Price
from simlaw.decide.money.without_simulations import Alone
from simlaw.errors import InputError
from simlaw.law import JointLaw, Law
from simlaw.law.joint.surface import JointDraws

__all__ = ["DRAWS", "SharedProperty"]

Floats = npt.NDArray[np.float64]

DRAWS = 1000
"""Draws that are told of every property, so that those of several can be summed."""

THINNED = 4
"""A search looks at every so manyth draw of a joint law; what it finds is told by all of them."""


@dataclass(frozen=True, eq=False)
class SharedProperty:
    """A property that simulations yield together with others.

    At every n and m its error is the smaller of two medians: with the simulations, and by the best
    method that learns from the measurements alone. So simulations that harm it are left aside.

    Attributes
    ----------
    name
        The property.
    law
        The law of its error in n, at `m`.
    m
        Measurements there are.
    weight
        What it counts beside the others, zero or more.
    alone
        What is known of not simulating; None where nothing is.
    share
        How many values of the property each simulation of the shared database yields, above 0 and
        at most 1: it is learned from ``share * n`` of n simulations.
    price
        What a measurement of it costs, `m` being owned; None where none is bought.
    joint
        Its joint law, needed where measurements are bought.

    Raises
    ------
    InputError
        If the weight is negative or not finite.
    """

    name: str
    law: Law
    m: int
    weight: float = 1.0
    alone: Alone | None = None
    share: float = 1.0
    price: Price | None = None
    joint: JointLaw | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight) and self.weight >= 0):
            raise InputError(
                f"The weight of '{self.name}' must be finite and not negative, but is "
                f"{self.weight:g}."
            )

    def with_simulations(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Median error with simulations at pairs of n and m (k,); infinite without any n."""
        sizes, targets = self._pairs(n, m)
        found = np.full(sizes.shape, np.inf)
        some = sizes >= 1
        if some.any():
            if self.joint is None:
                found[some] = self.law.predict(sizes[some])
            else:
                found[some] = measured_surface(self.joint).predict(sizes[some], targets[some])
        return found

    def without(self, m: npt.ArrayLike) -> Floats:
        """Median error from the measurements alone at m (k,); infinite where it is not known."""
        targets = np.asarray(m, dtype=np.float64).reshape(-1)
        if self.alone is None:
            return np.full(targets.shape, np.inf)
        found = self.alone.direct.median(targets)
        for m_known, one in self.alone.direct.measured.items():
            found[targets == m_known] = one.estimate
        return np.where(np.isfinite(found), found, np.inf)

    def error(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """The smaller of both at pairs of n and m, shape (k,)."""
        sizes, targets = np.broadcast_arrays(
            np.asarray(n, dtype=np.float64).reshape(-1), np.asarray(m, dtype=np.float64).reshape(-1)
        )
        return np.minimum(self.with_simulations(sizes, targets), self.without(targets))

    @cached_property
    def thinned(self) -> SharedProperty:
        """The same with fewer draws of the joint law, for a search over many pairs."""
        if self.joint is None:
            return self
        draws = self.joint.draws
        fewer = JointDraws(draws.theta[::THINNED], draws.drift[::THINNED], draws.noise[::THINNED])
        return replace(self, joint=replace(self.joint, draws=fewer))

    def grid(self, n: Floats, m: Floats) -> Floats:
        """The smaller of both errors at every n and every m, shape (n, m)."""
        sizes, targets = (axis.reshape(-1) for axis in np.meshgrid(n, m, indexing="ij"))
        by_both = self.thinned.with_simulations(sizes, targets).reshape(n.size, m.size)
        return np.minimum(by_both, self.without(m)[None, :])

    def uses_simulations(self, n: float, m: float) -> bool:
        """Whether its error at n and m is the one with simulations."""
        return bool(self.with_simulations([n], [m])[0] < self.without([m])[0])

    def draws(self, n: float, m: float, seed: int) -> Floats:
        """Draws of that error, shape (`DRAWS`,); with one seed the same curves at every n and m."""
        if self.uses_simulations(n, m):
            size = max(self.share * n, 1.0)
            if self.joint is None:
                found = self.law.curves([size])[:, 0]
            else:
                found = measured_surface(self.joint).curves([size], [m])[:, 0]
        else:
            alone = None if self.alone is None else self.alone.direct.draws(m)
            found = np.full(1, np.nan) if alone is None else alone
        order = np.random.default_rng(seed).permutation(found.size)
        return np.asarray(found[np.resize(order, DRAWS)])

    def _pairs(self, n: npt.ArrayLike, m: npt.ArrayLike) -> tuple[Floats, Floats]:
        sizes, targets = np.broadcast_arrays(
            np.asarray(n, dtype=np.float64).reshape(-1),
            np.asarray(m, dtype=np.float64).reshape(-1),
        )
        # Any simulation at all is one that yields the property.
        return np.where(sizes > 0, np.maximum(self.share * sizes, 1.0), 0.0), np.array(targets)
