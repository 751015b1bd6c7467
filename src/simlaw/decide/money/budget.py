"""Where to spend: the (n, m) of least error for a budget, and of least cost for an error."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.decide.equal_error_lines import falls, needed_m, needed_n, removable
from simlaw.decide.measured_surface import measured_surface
from simlaw.decide.money.costs import ROUNDING, Costs, Price
from simlaw.decide.money.least_whole_number import least
from simlaw.errors import InputError
from simlaw.law import JointLaw
from simlaw.law.checked_arguments import checked_level
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import Note, finite
from simlaw.printed_numbers import count, level_text, money, rough, span, target, value

Floats = npt.NDArray[np.float64]
Needed = Callable[[Floats, npt.ArrayLike, npt.ArrayLike, str], Floats]

FAR = 10.0
"""Sizes further than this many times beyond the largest studied carry a note."""

TRIES = 8
"""Most lines of the formula that are tried for a wanted error of the law."""

SPLITS = 48
"""Splits of a budget that are tried at a time where the measured errors leave the law's form."""

WORTH = 1e-4
"""Share of the error by which such a split must be better than the law's own."""

EXACT = 1e-9
"""A wanted error counts as reached within this share of what lies above E."""


@dataclass(frozen=True)
class Spend(ShownAsText):
    """A purchase and what it brings.

    Attributes
    ----------
    n, m
        Simulations and measurements there are afterwards, owned ones included. With n = 0 the
        error is that of the measurements alone, and simulations that are owned are not used.
    buy_n, buy_m
        How many of them are bought.
    cost
        What is paid.
    error, low, high
        Median error at (n, m) by the law as far as it was measured
        (`simlaw.decide.measured_surface`), and the interval of the mean error there.
    level
        Level of the interval.
    value_simulation, value_experiment
        Fall of the error for each unit of money spent on more of them, fixed costs apart:
        ``-d error / d n`` and ``-d error / d m`` over their prices. About equal where nothing
        but prices decides.
    measured_n, measured_m
        Largest n and m the law was fitted to.
    """

    n: int
    m: int
    buy_n: int
    buy_m: int
    cost: float
    error: float
    low: float
    high: float
    level: float
    value_simulation: float
    value_experiment: float
    measured_n: float
    measured_m: float

    @property
    def notes(self) -> tuple[Note, ...]:
        """A note where n or m lies far beyond the sizes studied."""
        said = []
        for name, size, most in (("n", self.n, self.measured_n), ("m", self.m, self.measured_m)):
            if size > FAR * most:
                said.append(
                    f"{name} = {size:,} lies {rough(size / most)} times beyond the largest {name} "
                    f"studied, {most:,.0f}"
                )
        if not said:
            return ()
        text = "; ".join(said) + ": buy a part, run the study again, and plan anew."
        return (Note("far_extrapolation", text),)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON."""
        return {
            "n": self.n,
            "m": self.m,
            "buy": {"simulations": self.buy_n, "experiments": self.buy_m},
            "cost": self.cost,
            "error": {"estimate": self.error, "low": self.low, "high": self.high},
            "level": self.level,
            "value_per_money": {
                "simulation": finite(self.value_simulation),
                "experiment": finite(self.value_experiment),
            },
            "notes": [note.to_dict() for note in self.notes],
        }

    def __repr__(self) -> str:
        return (
            f"{money(self.cost)} for {count(self.buy_n)} simulations and {count(self.buy_m)} "
            f"measurements, to n = {count(self.n)} and m = {count(self.m)}: error "
            f"{value(self.error)} ({level_text(self.level)} interval "
            f"{span(self.low, self.high, like=self.error)})"
        )


def best_spend(law: JointLaw, costs: Costs, budget: float, level: float | None = None) -> Spend:
    """The purchase of least error that a budget pays for, exact over whole batches.

    For each number of batches of the kind that is bought in fewer, the other gets the rest of the
    money. ``A n**-alpha + B`` and ``m**-beta`` are log-convex and the money is linear, so along the
    budget the error before rounding is convex; `simlaw.decide.money.least_whole_number` uses that,
    and buying none of one kind, which saves its fixed cost, is compared with it.

    Parameters
    ----------
    law
        A joint law.
    costs
        Prices, batches, and what is owned.
    budget
        Money, at least zero, in the unit of the prices.
    level
        Level of the error's interval; the law's own by default.

    Raises
    ------
    InputError
        If the budget is negative or does not pay for one simulation and one measurement at all.
    """
    if not (math.isfinite(budget) and budget >= 0):
        raise InputError(f"The budget must be finite and not negative, but is {budget:g}.")
    simulation, experiment = costs.simulation, costs.experiment
    useful_n, useful_m = _useful(law)
    ways: list[tuple[float, float]] = []
    first_n, first_m = (0.0 if price.owned else 1.0 for price in (simulation, experiment))

    def all_for(price: Price, useful: bool, least_batches: float) -> float:
        most = price.affordable(budget - price.fixed)
        return most if useful else min(most, least_batches)

    if first_n == first_m == 0:
        ways.append((0.0, 0.0))
    if first_m == 0:
        ways.append((all_for(simulation, useful_n, first_n), 0.0))
    if first_n == 0:
        ways.append((0.0, all_for(experiment, useful_m, first_m)))
    rest = budget - simulation.fixed - experiment.fixed
    both = _both(law, costs, rest, useful_n, useful_m)
    ways += [] if both is None else [both]
    ways = [
        (i, j)
        for i, j in ways
        if i >= first_n and j >= first_m and costs.of(i, j) <= budget + _slack(costs)
    ]
    if not ways:
        cheapest = costs.of(first_n, first_m)
        raise InputError(
            f"A budget of {money(budget)} does not pay for the least there has to be, one batch of "
            f"what is not owned yet, which costs {money(cheapest)}. Raise the budget, or say what "
            "is owned."
        )
    above = [float(_above(law, simulation.size(i), experiment.size(j))) for i, j in ways]
    # Of equally good purchases the cheapest is taken.
    _, _, i, j = min(
        (round(error / min(above), 14), costs.of(i, j), i, j)
        for error, (i, j) in zip(above, ways, strict=True)
    )
    if measured_surface(law).moved:
        i, j = _by_measured(law, costs, budget, [(i, j), *ways])
    return spend_at(law, costs, i, j, level)


def _by_measured(
    law: JointLaw, costs: Costs, budget: float, ways: list[tuple[float, float]]
) -> tuple[float, float]:
    """Batches of the least error as far as it was measured, over splits close to each other.

    There the error along a budget has no one bottom: `SPLITS` splits are tried, evenly in the log
    of either kind, and as many again around the best. The first of `ways` is the formula's, and is
    left for what is better by more than `WORTH` alone.
    """
    simulation, experiment = costs.simulation, costs.experiment
    rest = budget - simulation.fixed - experiment.fixed
    most_i, most_j = simulation.affordable(rest), experiment.affordable(rest)
    tried = np.array(ways, dtype=np.float64)

    def along(low: float, high: float, first: Price, other: Price) -> Floats:
        batches = np.unique(np.round(np.geomspace(max(low, 1.0), max(high, 1.0), SPLITS)))
        left = np.floor((rest - first.step * batches) / other.step + ROUNDING)
        good = (left >= 1) & (batches <= first.batches)
        return np.stack([batches[good], np.minimum(left[good], other.batches)], axis=1)

    def errors(tried: Floats) -> Floats:
        n = simulation.owned + simulation.batch * tried[:, 0]
        m = experiment.owned + experiment.batch * tried[:, 1]
        return measured_surface(law).predict(n, m)

    tried = np.concatenate(
        [
            tried,
            along(1.0, most_i, simulation, experiment),
            along(1.0, most_j, experiment, simulation)[:, ::-1],
        ]
    )
    at = errors(tried)
    i, j = tried[int(np.argmin(at))]
    if i >= 1 and j >= 1:
        around = along(i / 1.5, i * 1.5, simulation, experiment)
        tried, at = np.concatenate([tried, around]), np.concatenate([at, errors(around)])
    best = int(np.argmin(at))
    best = 0 if at[0] <= at[best] * (1 + WORTH) else best
    return float(tried[best, 0]), float(tried[best, 1])


def least_cost(law: JointLaw, costs: Costs, error: float, level: float | None = None) -> Spend:
    """The cheapest purchase at which the law reaches `error`, exact over whole batches.

    For each number of measurements the n that the error needs is known in closed form
    (`simlaw.decide.equal_error_lines.needed_n`) and is rounded up to a batch. The formula's
    equal-error lines are convex, so that the cost before rounding is too. Which of its lines has
    the law's median error is found by proportion, in up to `TRIES` steps.

    Raises
    ------
    InputError
        If the law does not reach `error` with any n and m, or not with those there can be.
    """
    if not (math.isfinite(error) and error > 0):
        raise InputError(f"The wanted error must be finite and above zero, but is {error:g}.")
    asked, told, reached = error, math.inf, dict[tuple[float, float], float]()
    for _ in range(TRIES):
        way = _by_formula(law, costs, asked)
        if way in reached or way is None:
            break
        n, m = costs.simulation.size(way[0]), costs.experiment.size(way[1])
        reached[way] = float(measured_surface(law).predict(n, m)[0])
        told = min(told, reached[way])
        asked *= error / reached[way]
    good = [way for way, at in reached.items() if at <= error * (1 + EXACT)]
    if not good:
        raise InputError(_out_of_reach(law, costs, error, told))
    return spend_at(law, costs, *min(good, key=lambda way: costs.of(*way)), level)


def _by_formula(law: JointLaw, costs: Costs, error: float) -> tuple[float, float] | None:
    """Batches of the cheapest purchase at which the formula reaches `error`; None without one."""
    simulation, experiment = costs.simulation, costs.experiment
    above = (error - float(law.theta[4])) * (1 + EXACT)
    if above <= 0 or _formula_at_most(law, costs) > error:
        return None
    need_i = _needed_batches(law, simulation, experiment, above, needed_n)
    need_j = _needed_batches(law, experiment, simulation, above, needed_m)
    ways = []
    if experiment.owned:
        ways.append((float(need_i(np.zeros(1))[0]), 0.0))
    if simulation.owned:
        ways.append((0.0, float(need_j(np.zeros(1))[0])))
    low_i, low_j = (
        float(need(np.array([other.batches]))[0])
        for need, other in ((need_i, experiment), (need_j, simulation))
    )
    low_i, low_j = max(low_i, 1.0), max(low_j, 1.0)
    high_i, high_j = float(need_i(np.array([low_j]))[0]), float(need_j(np.array([low_i]))[0])
    high_i = min(high_i, simulation.batches)
    high_j = min(high_j, experiment.batches)
    if low_i <= high_i and low_j <= high_j:
        # Batches of the cheaper kind are rounded: the cost is then hardly rougher than before.
        if simulation.step > experiment.step:
            i = least(
                lambda i: _cost(simulation, i) + _cost(experiment, need_j(i)),
                lambda i: (
                    _cost(simulation, i)
                    + _cost(experiment, _exactly(law, simulation, experiment, above, needed_m, i))
                ),
                low_i,
                high_i,
            )
            ways.append((i, max(float(need_j(np.array([i]))[0]), 1.0)))
        else:
            j = least(
                lambda j: _cost(experiment, j) + _cost(simulation, need_i(j)),
                lambda j: (
                    _cost(experiment, j)
                    + _cost(simulation, _exactly(law, experiment, simulation, above, needed_n, j))
                ),
                low_j,
                high_j,
            )
            ways.append((max(float(need_i(np.array([j]))[0]), 1.0), j))
    allowed = [(i, j) for i, j in ways if i <= simulation.batches and j <= experiment.batches]
    if not allowed or not math.isfinite(min(costs.of(*way) for way in allowed)):
        return None
    return min(allowed, key=lambda way: costs.of(*way))


def spend_at(law: JointLaw, costs: Costs, i: float, j: float, level: float | None = None) -> Spend:
    """What i batches of simulations and j of measurements bring."""
    level = checked_level(law.level if level is None else level)
    simulation, experiment = costs.simulation, costs.experiment
    n, m = simulation.size(i), experiment.size(j)
    ahead = law.forecast([n], [m], level=level, band="mean")
    moved = float(np.exp(measured_surface(law).shift_at(n, m)[0]))
    fall_n, fall_m = falls(law.theta, float(n), float(m), law.form)
    return Spend(
        n=n,
        m=m,
        buy_n=n - simulation.owned,
        buy_m=m - experiment.owned,
        cost=costs.of(i, j),
        error=float(ahead.mean[0]) * moved,
        low=float(ahead.low[0]) * moved,
        high=float(ahead.high[0]) * moved,
        level=level,
        value_simulation=float(fall_n) / simulation.each,
        value_experiment=float(fall_m) / experiment.each,
        measured_n=float(law.n.max()),
        measured_m=float(law.m.max()),
    )


def _above(law: JointLaw, n: Any, m: Any) -> Floats:
    """Error above E at the point estimate: E would only hide small differences."""
    return removable(law.theta, n, m, law.form)


def _useful(law: JointLaw) -> tuple[bool, bool]:
    """Whether more n and more m lower the error at all."""
    amplitude, _, floor, _, _ = law.theta
    return bool(amplitude > 0), bool(floor > 0 or (law.form == "joint" and amplitude > 0))


def _slack(costs: Costs) -> float:
    """What rounding may add to a purchase."""
    return 2 * ROUNDING * (costs.simulation.step + costs.experiment.step)


def _both(
    law: JointLaw, costs: Costs, rest: float, useful_n: bool, useful_m: bool
) -> tuple[float, float] | None:
    """Batches, at least one of each kind, of least error for `rest` apart from fixed costs."""
    simulation, experiment = costs.simulation, costs.experiment
    most_i = simulation.affordable(rest - experiment.step)
    most_j = experiment.affordable(rest - simulation.step)
    if most_i < 1 or most_j < 1:
        return None
    if not useful_n:
        return 1.0, most_j if useful_m else 1.0
    if not useful_m:
        return most_i, 1.0

    def error(i: Floats, j: Floats) -> Floats:
        n = simulation.owned + simulation.batch * i
        return _above(law, n, experiment.owned + experiment.batch * j)

    if most_i < most_j:
        i = least(
            lambda i: error(i, _left(rest, simulation, experiment, i)),
            lambda i: error(i, _left(rest, simulation, experiment, i, whole=False)),
            1.0,
            most_i,
        )
        return i, float(_left(rest, simulation, experiment, np.array(i)))
    j = least(
        lambda j: error(_left(rest, experiment, simulation, j), j),
        lambda j: error(_left(rest, experiment, simulation, j, whole=False), j),
        1.0,
        most_j,
    )
    return float(_left(rest, experiment, simulation, np.array(j))), j


def _left(rest: float, first: Price, other: Price, k: Floats, *, whole: bool = True) -> Floats:
    """Batches of `other` from what k batches of `first` leave of the money, at least one."""
    batches = (rest - first.step * k) / other.step + ROUNDING
    if whole:
        batches = np.floor(batches)
    return np.asarray(np.clip(batches, 1.0, other.batches))


def _cost(price: Price, batches: Floats) -> Floats:
    """Cost of batches apart from the fixed one."""
    return np.asarray(price.step * batches)


def _exactly(
    law: JointLaw, given: Price, wanted: Price, above: float, needed: Needed, k: Floats
) -> Floats:
    """Batches of `wanted`, not rounded, that the error needs after k batches of `given`."""
    size = np.maximum(given.owned + given.batch * np.asarray(k, dtype=np.float64), 1.0)
    sizes = needed(law.theta, above, size, law.form)
    batches = (sizes - wanted.owned) / wanted.batch
    return np.asarray(np.maximum(batches, 0.0 if wanted.owned else 1.0))


def _needed_batches(
    law: JointLaw, wanted: Price, given: Price, above: float, needed: Needed
) -> Callable[[Floats], Floats]:
    """A function of the batches of `given`: whole batches of `wanted` that the error needs."""

    def batches(k: Floats) -> Floats:
        exact = _exactly(law, given, wanted, above, needed, k)
        whole = np.ceil(exact - ROUNDING / wanted.batch)
        return np.where(whole <= wanted.batches, whole, np.inf)

    return batches


def _size_cap(price: Price) -> float:
    return math.exp(400.0) if price.most is None else float(price.size(price.batches))


def _formula_at_most(law: JointLaw, costs: Costs) -> float:
    """The formula's error with everything there can be."""
    n, m = _size_cap(costs.simulation), _size_cap(costs.experiment)
    return float(_above(law, n, m)) + float(law.theta[4])


def _out_of_reach(law: JointLaw, costs: Costs, error: float, told: float) -> str:
    limits = [
        f"{price.most:,} {name}s"
        for name, price in (("simulation", costs.simulation), ("experiment", costs.experiment))
        if price.most is not None
    ]
    where = f" with at most {' and '.join(limits)}" if limits else ""
    # Where purchases were tried, the least of them counts, and not the formula's limit.
    least_error = _formula_at_most(law, costs) if math.isinf(told) else told
    return (
        f"No purchase reaches an error of {target(error)}: by the law, more simulations and "
        f"measurements{where} bring the error down to {value(least_error)} at best. "
        "What can help is another source of computed data (a better protocol), a better "
        "descriptor, or more exact measurements."
    )
