"""What simulations and measurements cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from simlaw.errors import InputError

ROUNDING = 1e-9
"""Share of a batch by which a purchase may exceed its money, so that 0.1 + 0.2 pays for 0.3."""

MOST_BATCHES = 1e15
"""No purchase has more batches: beyond, a float no longer tells whole numbers apart."""

CHEAPEST, DEAREST = 1e-30, 1e30
"""Costs of one sample that can be told apart and summed."""


@dataclass(frozen=True)
class Price:
    """The price of one kind of sample.

    Attributes
    ----------
    each
        Cost of one sample, above zero, in any currency or unit, the same for both kinds.
    fixed
        Cost of buying any at all, such as setting up a protocol; paid once.
    batch
        Samples are bought in whole batches of this many.
    owned
        Samples there are already and that cost nothing.
    most
        Most samples there can be, owned ones included; None for no limit.
    """

    each: float
    fixed: float = 0.0
    batch: int = 1
    owned: int = 0
    most: int | None = None

    @property
    def step(self) -> float:
        """Cost of one batch."""
        return self.each * self.batch

    @property
    def batches(self) -> float:
        """Most batches there can be; `MOST_BATCHES` where nothing limits them."""
        if self.most is None:
            return MOST_BATCHES
        return float(max(self.most - self.owned, 0) // self.batch)

    def affordable(self, money: float) -> float:
        """Whole batches that `money` buys, the fixed cost apart, as far as there are any."""
        if money < 0:
            return 0.0
        return min(math.floor(money / self.step + ROUNDING), self.batches)

    def size(self, batches: float) -> int:
        """Samples there are after buying that many batches."""
        return self.owned + self.batch * int(batches)

    def of(self, batches: float) -> float:
        """Cost of that many batches."""
        return self.fixed + self.step * batches if batches > 0 else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON."""
        return {
            "each": self.each,
            "fixed": self.fixed,
            "batch": self.batch,
            "owned": self.owned,
            "most": self.most,
        }


@dataclass(frozen=True)
class Costs:
    """Prices of simulations and of measurements.

    Raises
    ------
    InputError
        If a cost is not above zero (a fixed one: is negative), or a count is out of range.
    """

    simulation: Price
    experiment: Price

    def __post_init__(self) -> None:
        for name, price in (("simulation", self.simulation), ("experiment", self.experiment)):
            checked_price(name, price)

    def of(self, i: float, j: float) -> float:
        """Cost of i batches of simulations and j of measurements."""
        return self.simulation.of(i) + self.experiment.of(j)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON."""
        return {"simulation": self.simulation.to_dict(), "experiment": self.experiment.to_dict()}


def checked_price(name: str, price: Price) -> Price:
    """Return a price, or say what of it is out of range.

    Parameters
    ----------
    name
        What is bought, in the singular.
    price
        Its price.

    Raises
    ------
    InputError
        If a cost is not above zero (a fixed one: is negative), or a count is out of range.
    """
    if not (math.isfinite(price.each) and price.each > 0):
        raise InputError(
            f"The cost per {name} must be finite and above zero, but is {price.each:g}. "
            "If it costs next to nothing, give a small number, or the time it takes."
        )
    if not CHEAPEST <= price.each <= DEAREST:
        raise InputError(
            f"The cost per {name} must lie between {CHEAPEST:g} and {DEAREST:g}, but is "
            f"{price.each:g}. Give all costs in another unit of money."
        )
    if not (math.isfinite(price.fixed) and price.fixed >= 0):
        raise InputError(
            f"The fixed cost of {name}s must be finite and not negative, but is {price.fixed:g}."
        )
    if price.batch < 1:
        raise InputError(f"A batch of {name}s must hold at least 1, but is {price.batch}.")
    if price.owned < 0:
        raise InputError(f"The {name}s owned must not be negative, but are {price.owned}.")
    if price.most is not None and not price.owned and 0 < price.most < price.batch:
        raise InputError(
            f"At most {price.most} {name}s are allowed, fewer than a batch of {price.batch}."
        )
    if price.most is not None and price.most < max(price.owned, 1):
        raise InputError(
            f"At most {price.most} {name}s are allowed, fewer than "
            f"{'the ' + str(price.owned) + ' owned' if price.owned else 'one'}."
        )
    return price
