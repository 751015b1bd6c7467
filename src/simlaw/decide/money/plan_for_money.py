"""What money buys: the least error of a budget, and the least cost of an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simlaw.decide.money.costs import Costs
from simlaw.decide.money.error_along_budgets import Slack, Step, next_step, slack, trade_off
from simlaw.decide.money.without_simulations import Advice, Alone, advise, cheapest_advice
from simlaw.law import JointLaw
from simlaw.law.display import ShownAsText
from simlaw.printed_numbers import target

__all__ = ["BudgetPlan", "MoneyPlan", "plan_for_money"]


@dataclass(frozen=True)
class BudgetPlan(ShownAsText):
    """What a budget buys.

    Attributes
    ----------
    step
        The best purchase, and what the next money brings.
    room
        How far the split may move at hardly more error.
    trade_off
        The best purchases for less and for more money.
    advice
        The best purchase with simulations and the best without, one of which is that of `step`.
    """

    step: Step
    room: Slack
    trade_off: tuple[Step, ...]
    advice: Advice

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "budget": self.step.budget,
            **self.step.spend.to_dict(),
            **self.advice.to_dict(),
            "next": {"money": self.step.next_money, "fall": self.step.next_fall},
            "within": self.room.to_dict(),
            "trade_off": [point.to_dict() for point in self.trade_off],
        }

    def __repr__(self) -> str:
        return f"{self.step!r}\n{self.room!r}"


@dataclass(frozen=True, eq=False)
class MoneyPlan(ShownAsText):
    """What money buys by a joint law.

    Attributes
    ----------
    law, costs, alone
        What is answered by.
    spend
        What the budget buys; None without one.
    error, cheapest
        The wanted error and the cheapest ways to it; None without one.
    """

    law: JointLaw
    costs: Costs
    spend: BudgetPlan | None
    error: float | None
    cheapest: Advice | None
    alone: Alone | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        found: dict[str, Any] = {"costs": self.costs.to_dict(), "joint": self.law.to_dict()}
        if self.spend is not None:
            found["spend"] = self.spend.to_dict()
        if self.cheapest is not None:
            found["least_cost"] = {**self.cheapest.spend.to_dict(), **self.cheapest.to_dict()}
        return found

    def __repr__(self) -> str:
        lines = [] if self.spend is None else [repr(self.spend)]
        if self.cheapest is not None and self.error is not None:
            lines.append(f"Cheapest way to an error of {target(self.error)}: {self.cheapest!r}")
        return "\n".join(lines)


def plan_for_money(
    law: JointLaw,
    costs: Costs,
    *,
    budget: float | None = None,
    error: float | None = None,
    alone: Alone | None = None,
) -> MoneyPlan:
    """Return what a budget buys, and what an error costs at least.

    Parameters
    ----------
    law
        A joint law.
    costs
        Prices, batches, and what is owned.
    budget
        Money, at least zero, in the unit of the prices; None to ask nothing of it.
    error
        Wanted error, above zero; None to ask nothing of it.
    alone
        What is known of not simulating (`simlaw.decide.alone_of`); None to compare with nothing.

    Raises
    ------
    InputError
        As `simlaw.decide.best_spend` and `simlaw.decide.least_cost`.
    """
    spend = None
    if budget is not None:
        advice = advise(law, costs, budget, alone)
        step = next_step(law, costs, budget, alone=alone)
        room = slack(law, costs, step.spend, budget)
        along = trade_off(law, costs, budget, alone=alone) if budget > 0 else [step]
        spend = BudgetPlan(step, room, tuple(along), advice)
    cheapest = None if error is None else cheapest_advice(law, costs, error, alone)
    return MoneyPlan(law, costs, spend, error, cheapest, alone)
