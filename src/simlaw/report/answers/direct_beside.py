"""Direct learning beside what the joint law says: at each m, for the same m, for the same money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simlaw.decide import DirectLearning, MoneyPlan, Spend
from simlaw.law.curve import DIRECT
from simlaw.printed_numbers import count, level_text, span, value, with_unit

__all__ = ["DirectBeside", "direct_sentences"]


@dataclass(frozen=True, eq=False)
class DirectBeside:
    """What measurements alone reach beside the purchases of a plan.

    Attributes
    ----------
    direct
        Direct learning over m.
    plan
        What money buys.
    """

    direct: DirectLearning
    plan: MoneyPlan

    def _purchases(self) -> list[Spend]:
        budget = None if self.plan.spend is None else self.plan.spend.step.spend
        cheapest = None if self.plan.cheapest is None else self.plan.cheapest.spend
        return [spend for spend in (budget, cheapest) if spend is not None]

    def alone(self, spend: Spend) -> int:
        """The m there is with a purchase's money spent on measurements alone."""
        price = self.plan.costs.experiment
        return price.size(max(price.affordable(spend.cost - price.fixed), 0.0))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        purchases = []
        for spend in self._purchases():
            one: dict[str, Any] = {"n": spend.n, "m": spend.m}
            for name, m in (("same_m", spend.m), ("same_money", self.alone(spend))):
                found = self.direct.at(m, spend.level) if m > 0 else None
                error = None if found is None else found.to_dict()
                one[name] = {"m": m, "error": error, "beyond": self.direct.beyond(m)}
            purchases.append(one)
        return {**self.direct.to_dict(), "purchases": purchases}

    def sentences(self, unit: str = "") -> list[str]:
        """Return what direct learning reaches at each m, and beside each purchase."""
        said = direct_sentences(self.direct, unit)
        for spend in self._purchases():
            if spend.n == 0:
                continue
            same, alone = spend.m, self.alone(spend)
            parts = [_reached(self.direct, same, spend.level, unit, "the same m")]
            if alone > same:
                parts.append(_reached(self.direct, alone, spend.level, unit, "the same money"))
            told = " and ".join(part for part in parts if part)
            if told:
                said.append(
                    f"Beside n = {count(spend.n)}, m = {count(spend.m)}: without simulations, "
                    f"{told}."
                )
        return list(dict.fromkeys(said))


def direct_sentences(direct: DirectLearning | None, unit: str = "") -> list[str]:
    """Return one sentence with the measured errors of direct learning by m; none without."""
    if direct is None:
        return []
    told = ", ".join(
        f"{with_unit(value(error.estimate), unit)} with m = {count(m)}"
        for m, error in direct.measured.items()
    )
    used = list(dict.fromkeys(direct.methods.values())) or [direct.method]
    if used == [DIRECT]:
        return [f"Direct learning, without simulations, reaches {told}."]
    named = f"{', '.join(used)}: the best at each m" if len(used) > 1 else used[0]
    return [f"Measurements alone, without simulations ({named}), reach {told}."]


def _reached(direct: DirectLearning, m: int, level: float, unit: str, what: str) -> str:
    """What direct learning reaches at one m, with its interval and where it comes from."""
    found = direct.at(m, level)
    if found is None:
        return ""
    where = "measured" if m in direct.measured else "by its law in m"
    if direct.beyond(m):
        where += ", beyond the m measured"
    ends = span(found.low, found.high, like=found.estimate)
    error = with_unit(value(found.estimate), unit)
    return (
        f"{what} (m = {count(m)}) reaches {error} ({where}; {level_text(found.level)} interval "
        f"{ends})"
    )
