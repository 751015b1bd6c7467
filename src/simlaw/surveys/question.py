"""What is asked of a survey, checked as far as it can be before anything is run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simlaw.errors import InputError, nearest

__all__ = ["SurveyQuestion"]

WORTH = 0.02
"""Fall of the error by doubling the database that is worth it, unless something else is said."""


@dataclass(frozen=True)
class SurveyQuestion:
    """What is asked of several studies.

    Attributes
    ----------
    worth
        The least fall of the error that makes doubling the database worth it, as a share of the
        error: 0.02 is 2 %.
    budget
        Money to split over the survey; None to split none.
    cost_simulation
        Cost of one simulation, which yields every property; needed for a budget.
    cost_experiments
        Cost of one measurement by the name of a study; none is bought for a study without one.
    weights
        What a study counts by its name; 1 for those not named.
    owned_simulations
        Simulations there are; as many as the largest of the source tables holds by default.
    level
        Of the intervals.

    Raises
    ------
    InputError
        If a number is out of range, or costs lack a budget or the budget a cost.
    """

    worth: float = WORTH
    budget: float | None = None
    cost_simulation: float | None = None
    cost_experiments: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    owned_simulations: int | None = None
    level: float = 0.9

    def __post_init__(self) -> None:
        if not 0 < self.worth < 1:
            raise InputError(
                f"The fall that is worth it must lie between 0 and 1, but is {self.worth:g}. "
                "Write 2 % as 0.02."
            )
        if not 0 < self.level < 1:
            raise InputError(f"level must lie between 0 and 1, but is {self.level:g}.")
        if self.budget is not None and self.cost_simulation is None:
            raise InputError(
                "A budget needs the cost of a simulation: give --cost-simulation, in the unit of "
                "the budget."
            )
        if self.budget is None and (self.cost_simulation is not None or self.cost_experiments):
            raise InputError("Costs are for splitting a budget: give --budget as well.")
        if self.budget is not None and not (math.isfinite(self.budget) and self.budget >= 0):
            raise InputError(f"The budget must be finite and not negative, but is {self.budget:g}.")
        for name, weight in self.weights.items():
            if not (math.isfinite(weight) and weight >= 0):
                raise InputError(
                    f"The weight of '{name}' must be finite and not negative, but is {weight:g}."
                )
        for name, cost in self.cost_experiments.items():
            if not (math.isfinite(cost) and cost > 0):
                raise InputError(
                    f"The cost of a measurement for '{name}' must be above zero, but is {cost:g}."
                )
        if self.owned_simulations is not None and self.owned_simulations < 0:
            raise InputError(
                f"The simulations owned must not be negative, but are {self.owned_simulations}."
            )

    def check_names(self, names: Sequence[str]) -> None:
        """Refuse weights and costs of studies that are not in the survey.

        Raises
        ------
        InputError
            With the nearest name.
        """
        for what, given in (
            ("--weight", self.weights),
            ("--cost-experiment", self.cost_experiments),
        ):
            for name in given:
                if name not in names:
                    raise InputError(
                        f"{what} {name}: no study of the survey is named '{name}'."
                        f"{nearest(name, names)} They are {', '.join(names)}."
                    )
        if names and all(self.weights.get(name, 1.0) == 0 for name in names):
            raise InputError("At least one study needs a weight above zero.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"worth": self.worth, "level": self.level, "weights": dict(self.weights)}
