"""What more money brings: the least error along budgets, and how sharp the best split is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from simlaw.decide.measured_surface import measured_surface
from simlaw.decide.money.budget import Spend
from simlaw.decide.money.costs import Costs
from simlaw.decide.money.without_simulations import Alone, advise
from simlaw.errors import InputError
from simlaw.law import JointLaw
from simlaw.law.display import ShownAsText
from simlaw.printed_numbers import count, money, value

EXTRA = 0.1
"""The next money whose value is given, as a share of the budget."""


@dataclass(frozen=True)
class Step(ShownAsText):
    """The best purchase for one budget, and what the next money brings from there.

    Attributes
    ----------
    budget
        The money.
    spend
        The best purchase for it.
    next_money, next_fall
        More money, and the fall of the error when it is added to the budget.
    """

    budget: float
    spend: Spend
    next_money: float
    next_fall: float

    @property
    def value(self) -> float:
        """Fall of the error for each unit of the next money."""
        return self.next_fall / self.next_money

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON."""
        spend = self.spend
        return {
            "budget": self.budget,
            "n": spend.n,
            "m": spend.m,
            "cost": spend.cost,
            "error": {"estimate": spend.error, "low": spend.low, "high": spend.high},
            "next_money": self.next_money,
            "next_fall": self.next_fall,
        }

    def __repr__(self) -> str:
        more = f"{money(self.next_money)} more lower the error by {value(self.next_fall, 2)}"
        return f"{self.spend!r}; {more}"


def next_step(
    law: JointLaw,
    costs: Costs,
    budget: float,
    extra: float | None = None,
    level: float | None = None,
    alone: Alone | None = None,
) -> Step:
    """The best purchase for a budget and what `extra` more money (a tenth by default) brings.

    With `alone` it may be one without simulations, see `simlaw.decide.money.without_simulations`.
    """
    spend = advise(law, costs, budget, alone, level).spend
    more = EXTRA * budget if extra is None else float(extra)
    if not (math.isfinite(more) and more > 0):
        more = costs.simulation.step + costs.experiment.step
    after = advise(law, costs, budget + more, alone, level).spend
    return Step(float(budget), spend, more, max(spend.error - after.error, 0.0))


def trade_off(
    law: JointLaw,
    costs: Costs,
    budget: float,
    *,
    factor: float = 8.0,
    count: int = 25,
    alone: Alone | None = None,
) -> list[Step]:
    """The best purchases for budgets from 1/factor to factor times `budget`.

    Budgets are evenly spaced in their logarithm, `budget` among them for an odd `count`. Those that
    pay for nothing are left out. The next money of a step is that to the next budget, so that the
    falls add up along the curve.

    Parameters
    ----------
    law, costs
        As for `simlaw.decide.money.budget.best_spend`.
    budget
        The budget in the middle, above zero.
    factor
        How far to go up and down, above 1.
    count
        Number of budgets, at least 2.
    alone
        What is known of not simulating; None to compare with nothing.

    Returns
    -------
    list of Step
        In the order of budgets.
    """
    if not (math.isfinite(budget) and budget > 0):
        raise InputError(f"The budget must be finite and above zero, but is {budget:g}.")
    if not (math.isfinite(factor) and factor > 1 and count >= 2):
        raise InputError(
            f"factor must be above 1 and count at least 2, but they are {factor:g} and {count}."
        )
    budgets = budget * factor ** np.linspace(-1.0, 1.0, count)
    found: list[tuple[float, Spend]] = []
    for paid in budgets:
        try:
            found.append((float(paid), advise(law, costs, float(paid), alone).spend))
        except InputError:
            continue
    steps = []
    for (paid, spend), (more, after) in pairwise(found):
        steps.append(Step(paid, spend, more - paid, max(spend.error - after.error, 0.0)))
    if found:
        last = next_step(law, costs, found[-1][0], alone=alone)
        steps.append(last)
    return steps


@dataclass(frozen=True)
class Slack(ShownAsText):
    """How far the split may move at the same money before the error rises by `share`.

    Attributes
    ----------
    share
        Relative rise of the error that is accepted.
    m_low, m_high
        Least and most measurements, the rest of the money going to simulations.
    """

    share: float
    m_low: int
    m_high: int

    def to_dict(self) -> dict[str, float]:
        """Plain numbers for JSON."""
        return {"share": self.share, "m_low": self.m_low, "m_high": self.m_high}

    def __repr__(self) -> str:
        return (
            f"m = {count(self.m_low)} to {count(self.m_high)} at the same money raise the error by "
            f"at most {100 * self.share:g} %"
        )


def slack(law: JointLaw, costs: Costs, spend: Spend, budget: float, share: float = 0.01) -> Slack:
    """How flat the best split is: the range of m whose error is within `share` of the least.

    The error along a budget is convex in m before rounding to batches, so the range is one
    interval; its ends are found by halving.
    """
    if spend.n == 0:
        return Slack(share, spend.m, spend.m)
    simulation, experiment = costs.simulation, costs.experiment
    bound = spend.error * (1 + share)

    def good(j: int) -> bool:
        i = simulation.affordable(budget - experiment.of(j) - simulation.fixed)
        n = simulation.size(i)
        m = experiment.size(j)
        return n >= 1 and m >= 1 and float(measured_surface(law).predict(n, m)[0]) <= bound

    best = (spend.m - experiment.owned) // experiment.batch
    most = int(experiment.affordable(budget - experiment.fixed))
    return Slack(
        share,
        experiment.size(_halved(good, best, 0)),
        experiment.size(_halved(good, best, max(most, best))),
    )


def _halved(good: Callable[[int], bool], kept: int, far: int) -> int:
    """The last whole number from `kept` towards `far` that is good."""
    if good(far):
        return far
    while abs(far - kept) > 1:
        middle = (kept + far) // 2
        if good(middle):
            kept = middle
        else:
            far = middle
    return kept
