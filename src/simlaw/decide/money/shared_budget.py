"""One budget for several properties that the same simulations yield.

A simulation is paid once and yields every property, so that n is common to all, while measurements
are bought for each property by itself. What is made small is the weighted mean of the log errors
(docs/how-to/survey.md says why).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.decide.money.budget import FAR
from simlaw.decide.money.costs import ROUNDING, Price, checked_price
from simlaw.decide.money.shared_property import DRAWS, SharedProperty
from simlaw.decide.money.without_simulations import SURE_ENOUGH
from simlaw.errors import InputError
from simlaw.law.answers.gain import Gain
from simlaw.law.checked_arguments import checked_level
from simlaw.law.estimate import Estimate, Note, finite
from simlaw.law.forecast import ends
from simlaw.printed_numbers import count, rough

__all__ = ["SharedPlan", "SharedPurchase", "SharedSpend", "gain_of_all", "shared_budget"]

Floats = npt.NDArray[np.float64]

STEPS = 100
"""Steps in which money is split between the properties' measurements."""

SIZES = 32
"""Numbers of simulations that are tried at a time."""


@dataclass(frozen=True)
class SharedPurchase:
    """What one property gets, and its error then.

    Attributes
    ----------
    name, weight
        The property, and its share of all weights.
    m, buy_m
        Measurements there are afterwards, and how many of them are bought.
    error
        Median and interval of the mean error.
    uses_simulations
        Whether that is the error with the simulations, and not of the measurements alone.
    without
        Median error of the best method without simulations at `m`; None where it is not known.
    """

    name: str
    weight: float
    m: int
    buy_m: int
    error: Estimate
    uses_simulations: bool
    without: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "name": self.name,
            "weight": self.weight,
            "m": self.m,
            "buy": self.buy_m,
            "error": self.error.to_dict(),
            "uses_simulations": self.uses_simulations,
            "without": self.without,
        }


@dataclass(frozen=True)
class SharedSpend:
    """A purchase for several properties.

    Attributes
    ----------
    n, buy_n
        Simulations there are afterwards, and how many of them are bought.
    cost
        What is paid.
    properties
        What each property gets.
    fall
        How far the weighted geometric mean of the errors falls from what there is now, as a share
        of it, with its interval.
    """

    n: int
    buy_n: int
    cost: float
    properties: tuple[SharedPurchase, ...]
    fall: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "n": self.n,
            "buy": self.buy_n,
            "cost": self.cost,
            "fall": self.fall.to_dict(),
            "properties": [one.to_dict() for one in self.properties],
        }


@dataclass(frozen=True)
class SharedPlan:
    """The best purchase of a budget, beside the best without another simulation.

    Attributes
    ----------
    budget
        The money.
    simulation
        What a simulation costs, and how many there are.
    best
        The purchase of the least weighted mean log error.
    without
        The best purchase that buys measurements alone; None where its errors are not known.
    probability
        Probability that the first has the smaller weighted mean log error; None where it buys no
        simulations, or nothing is known of the second.
    notes
        What a reader must know.
    """

    budget: float
    simulation: Price
    best: SharedSpend
    without: SharedSpend | None
    probability: float | None
    notes: tuple[Note, ...] = ()

    @property
    def simulate(self) -> bool:
        """Whether more simulations are advised: as surely better as `SURE_ENOUGH` asks."""
        if self.probability is None:
            return self.best.buy_n > 0
        return self.probability >= SURE_ENOUGH

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "budget": self.budget,
            "simulate": self.simulate,
            "simulation": self.simulation.to_dict(),
            "best": self.best.to_dict(),
            "without_more_simulations": None if self.without is None else self.without.to_dict(),
            "probability_better": None if self.probability is None else finite(self.probability),
            "notes": [note.to_dict() for note in self.notes],
        }


def shared_budget(
    properties: Sequence[SharedProperty], simulation: Price, budget: float, level: float = 0.9
) -> SharedPlan:
    """Split a budget between simulations, common to all, and measurements of each property.

    For each of `SIZES` numbers of simulations, evenly in their logarithm, the money that is left is
    split between the properties in `STEPS` steps by dynamic programming, which asks nothing of the
    form of the laws; then as many numbers are tried around the best. What a split leaves over goes
    to simulations.

    Parameters
    ----------
    properties
        At least one, with weights of which one is above zero.
    simulation
        Cost of a simulation, all of whose properties are counted; with what is owned.
    budget
        Money, at least zero, in the unit of the prices.
    level
        Of the intervals.

    Raises
    ------
    InputError
        If the budget is negative, a price or the level is out of range, all weights are zero, or
        nothing is known of the errors with what the budget buys.
    """
    level = checked_level(level)
    if not (math.isfinite(budget) and budget >= 0):
        raise InputError(f"The budget must be finite and not negative, but is {budget:g}.")
    checked_price("simulation", simulation)
    for one in properties:
        if one.price is not None:
            checked_price(f"measurement of {one.name}", one.price)
    task = _Task(tuple(properties), _shares(properties), simulation, float(budget), level)
    best = task.best(np.concatenate([[0.0], _tried(1.0, task.most)]))
    if best is None:
        raise InputError(
            "The budget does not pay for a simulation, none is owned, and nothing is known of the "
            "measurements alone. Raise the budget, or say what is owned."
        )
    if best[0] >= 1:
        near = _tried(max(1.0, best[0] / 1.5), min(best[0] * 1.5, task.most))
        best = task.topped(task.best(np.unique(np.append(near, best[0]))) or best)
    idle = task.best(np.zeros(1))
    without = None if idle is None else task.spend(idle)
    spend = task.spend(best)
    probability = None
    if idle is not None and spend.buy_n > 0:
        apart = task.log_draws(task.states(best)) - task.log_draws(task.states(idle))
        probability = float(np.mean(apart < 0))
    notes = _notes(properties, spend)
    return SharedPlan(float(budget), simulation, spend, without, probability, notes)


def gain_of_all(
    properties: Sequence[SharedProperty], n: float, factor: float = 2.0, level: float = 0.9
) -> Gain:
    """Fall of the weighted geometric mean of the errors, with `factor` times as many simulations.

    Parameters
    ----------
    properties
        At least one, with weights of which one is above zero.
    n
        Simulations there are.
    factor
        How many times as many, above 1.
    level
        Of the interval.
    """
    shares = _shares(properties)
    here, there = (
        _log_draws(properties, shares, [(size, float(one.m)) for one in properties])
        for size in (n, factor * n)
    )
    fall = 1.0 - np.exp(there - here)
    middle, low, high = np.quantile(fall, [0.5, *ends(level)])
    # The errors are of several units: their geometric mean at n is called 1.
    error = float(np.exp(np.median(there - here)))
    return Gain(float(middle), float(low), float(high), level, n, factor, error, fall)


def _shares(properties: Sequence[SharedProperty]) -> Floats:
    weights = np.array([one.weight for one in properties], dtype=np.float64)
    if not weights.sum() > 0:
        raise InputError("At least one property needs a weight above zero.")
    return np.asarray(weights / weights.sum())


def _tried(low: float, high: float) -> Floats:
    """Whole numbers from low to high, evenly in their logarithm; none where high is below 1."""
    if high < 1:
        return np.empty(0)
    return np.unique(np.round(np.geomspace(low, max(high, low), SIZES)))


Way = tuple[float, tuple[int, ...]]
"""Batches of simulations, and the m of each property."""


@dataclass(frozen=True, eq=False)
class _Task:
    """What is split, and between whom."""

    properties: tuple[SharedProperty, ...]
    shares: Floats
    simulation: Price
    budget: float
    level: float

    @property
    def most(self) -> float:
        """Most batches of simulations that the budget pays for."""
        return self.simulation.affordable(self.budget - self.simulation.fixed)

    def best(self, batches: Floats) -> Way | None:
        """The split of the least weighted mean log error over some numbers of batches, rising."""
        n = self.simulation.owned + self.simulation.batch * batches
        left = self.budget - np.array([self.simulation.of(float(i)) for i in batches])
        step = self.budget / STEPS
        money = np.asarray(step * np.arange(STEPS + 1), dtype=np.float64)
        total = np.zeros((batches.size, STEPS + 1))
        chosen: list[npt.NDArray[np.int64]] = []
        sizes: list[npt.NDArray[np.int64]] = []
        for one, share in zip(self.properties, self.shares, strict=True):
            m = _affordable(one, money)
            values = share * _log_errors(one, n, m) if share > 0 else np.zeros(total.shape)
            total, taken = _joined(total, values)
            chosen.append(taken)
            sizes.append(m)
        whole = np.floor(left / step + ROUNDING) if step > 0 else np.zeros_like(left)
        most = np.clip(whole, 0, STEPS).astype(np.int64)
        reached = np.array([row[: k + 1].min() for row, k in zip(total, most, strict=True)])
        if not np.isfinite(reached.min()):
            return None
        # Of equally good splits that of the fewest simulations and of the least money is taken.
        at = int(np.argmin(np.round(reached, 12)))
        k = int(np.argmin(np.round(total[at, : most[at] + 1], 12)))
        ms: list[int] = []
        for taken, m in zip(reversed(chosen), reversed(sizes), strict=True):
            given = int(taken[at, k])
            ms.insert(0, int(m[given]))
            k -= given
        return float(batches[at]), tuple(ms)

    def topped(self, way: Way) -> Way:
        """The same split with what it leaves over in simulations, where they lower the error."""
        more = way[0] + self.simulation.affordable(self.budget - self.cost(way))
        wider = (min(more, self.most), way[1])
        return wider if self.error(wider) < self.error(way) - 1e-12 else way

    def error(self, way: Way) -> float:
        """The weighted mean log error."""
        found = [
            one.error([n], [m])[0]
            for one, (n, m) in zip(self.properties, self.states(way), strict=True)
        ]
        return float(np.sum(self.shares * np.log(found)))

    def cost(self, way: Way) -> float:
        """What is paid."""
        spent = self.simulation.of(way[0])
        for one, m in zip(self.properties, way[1], strict=True):
            if one.price is not None:
                spent += one.price.of((m - one.m) / one.price.batch)
        return spent

    def states(self, way: Way) -> list[tuple[float, float]]:
        """The n and m of each property."""
        return [(float(self.simulation.size(way[0])), float(m)) for m in way[1]]

    def log_draws(self, at: Sequence[tuple[float, float]]) -> Floats:
        """Draws of the weighted mean log error, shape (`DRAWS`,)."""
        return _log_draws(self.properties, self.shares, at)

    def spend(self, way: Way) -> SharedSpend:
        """What a split brings."""
        at = self.states(way)
        now = [(float(self.simulation.owned), float(one.m)) for one in self.properties]
        fall = 1.0 - np.exp(self.log_draws(at) - self.log_draws(now))
        middle, low, high = np.quantile(fall, [0.5, *ends(self.level)])
        n = self.simulation.size(way[0])
        bought = [
            _purchase(one, float(share), state, seed, self.level)
            for seed, (one, share, state) in enumerate(
                zip(self.properties, self.shares, at, strict=True)
            )
        ]
        return SharedSpend(
            n,
            n - self.simulation.owned,
            self.cost(way),
            tuple(bought),
            Estimate(float(middle), float(low), float(high), self.level),
        )


def _purchase(
    one: SharedProperty, share: float, state: tuple[float, float], seed: int, level: float
) -> SharedPurchase:
    """What one property gets."""
    n, m = state
    low, high = np.quantile(one.draws(n, m, seed), ends(level))
    middle = float(one.error([n], [m])[0])
    return SharedPurchase(
        one.name,
        share,
        int(m),
        int(m) - one.m,
        Estimate(middle, float(low), float(high), level),
        one.uses_simulations(n, m),
        finite(float(one.without([m])[0])),
    )


def _affordable(one: SharedProperty, money: Floats) -> npt.NDArray[np.int64]:
    """The m that each sum of money brings."""
    if one.price is None or one.weight == 0:
        return np.full(money.size, one.m, dtype=np.int64)
    price = one.price
    return np.array(
        [one.m + price.batch * int(price.affordable(x - price.fixed)) for x in money],
        dtype=np.int64,
    )


def _log_errors(one: SharedProperty, n: Floats, m: npt.NDArray[np.int64]) -> Floats:
    """Log errors at every n and m, shape (n, m); each m is asked once."""
    some, where = np.unique(m, return_inverse=True)
    error = one.grid(n, some.astype(np.float64))
    return np.asarray(np.log(error)[:, where.reshape(-1)])


def _joined(total: Floats, values: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The least sum for each sum of money, and how much of it the last property gets."""
    steps = total.shape[1]
    best = np.full(total.shape, np.inf)
    taken = np.zeros(total.shape, dtype=np.int64)
    for given in range(steps):
        tried = total[:, : steps - given] + values[:, given : given + 1]
        better = tried < best[:, given:] - 1e-12
        best[:, given:][better] = tried[better]
        taken[:, given:][better] = given
    return best, taken


def _log_draws(
    properties: Sequence[SharedProperty], shares: Floats, at: Sequence[tuple[float, float]]
) -> Floats:
    """Draws of the weighted mean log error, shape (`DRAWS`,).

    Within a property the draws at two states belong together; properties are drawn apart.
    """
    found = np.zeros(DRAWS)
    for seed, (one, share, (n, m)) in enumerate(zip(properties, shares, at, strict=True)):
        if share > 0:
            found += share * np.log(np.maximum(one.draws(n, m, seed), 1e-300))
    return found


def _notes(properties: Sequence[SharedProperty], spend: SharedSpend) -> tuple[Note, ...]:
    """A note where n or an m lies far beyond what was studied."""
    far = [
        f"{one.name} is learned from n = {count(one.share * spend.n)}, "
        f"{rough(one.share * spend.n / float(one.law.n[-1]))} times the largest studied"
        for one in properties
        if one.share * spend.n > FAR * one.law.n[-1]
    ]
    far += [
        f"{one.name} gets m = {count(bought.m)}, {rough(bought.m / float(one.joint.m.max()))} "
        "times the largest studied"
        for one, bought in zip(properties, spend.properties, strict=True)
        if one.joint is not None and bought.m > FAR * one.joint.m.max()
    ]
    if not far:
        return ()
    text = "; ".join(far) + ": buy a part, run the studies again, and ask anew."
    return (Note("far_extrapolation", text),)
