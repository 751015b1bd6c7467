"""Whether to simulate at all: the best purchase with simulations beside the one without.

The comparison is between two numbers of measurements: those that go with the simulations, and the
more that the same money buys alone. Both errors have draws; as both rest on the same test sets,
they are paired as the replicates pair them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from simlaw.decide.direct_learning_over_m import DirectLearning, best_alone, direct_learning
from simlaw.decide.measured_surface import measured_surface
from simlaw.decide.money.budget import Spend, best_spend, least_cost
from simlaw.decide.money.costs import Costs
from simlaw.errors import InputError
from simlaw.law import JointLaw, LearningCurve
from simlaw.law.curve import FINE_TUNE
from simlaw.law.display import ShownAsText
from simlaw.printed_numbers import chance

__all__ = ["Advice", "Alone", "advise", "alone_of", "cheapest_advice", "chance_of_less"]

Floats = npt.NDArray[np.float64]

SURE_ENOUGH = 0.8
"""Probability of being better from which the purchase with simulations is advised: below, what it
may lose to not simulating is more than what it may win (docs/decision-benchmarks.md)."""

MOST_ALIKE = 0.95
"""Highest correlation that errors at two numbers of measurements are taken to have."""


@dataclass(frozen=True, eq=False)
class Alone:
    """What is known of not simulating.

    Attributes
    ----------
    direct
        The best method that learns from measurements alone, over m.
    correlation
        Of the log errors with and without simulations over the replicates, at the same m.
    """

    direct: DirectLearning
    correlation: float = 0.0


@dataclass(frozen=True)
class Advice(ShownAsText):
    """What to buy, simulations or none.

    Attributes
    ----------
    with_simulations
        The best purchase that the joint law knows of; None where it knows of none.
    without
        The best without simulations, all of the money in measurements; None where nothing is known
        of that, or the money buys none.
    probability
        Probability that the first has the smaller error, where the money is the same; else None.
    simulate
        Whether the first is advised.
    """

    with_simulations: Spend | None
    without: Spend | None
    probability: float | None
    simulate: bool

    @property
    def spend(self) -> Spend:
        """The purchase that is advised."""
        chosen = self.with_simulations if self.simulate else self.without
        assert chosen is not None
        return chosen

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "simulate": self.simulate,
            "probability_better": self.probability,
            "with_simulations": (
                None if self.with_simulations is None else self.with_simulations.to_dict()
            ),
            "without_simulations": None if self.without is None else self.without.to_dict(),
        }

    def __repr__(self) -> str:
        said = repr(self.spend)
        if self.probability is None:
            return said
        return f"{said}; simulating is better with probability {chance(self.probability)}"


def alone_of(curve: LearningCurve, *, method: str = FINE_TUNE, level: float = 0.9) -> Alone | None:
    """What a study knows of not simulating; None without trials of a method that learns so.

    Parameters
    ----------
    curve
        A study's errors.
    method
        The transfer method that it is compared with.
    level
        Of the intervals.
    """
    direct = direct_learning(curve, level=level)
    if direct is None:
        return None
    return Alone(direct, _correlation(curve, method, best_alone(curve) or direct.method))


def chance_of_less(first: Floats, second: Floats, correlation: float) -> float:
    """Probability that a draw of `first` lies below one of `second`, the two being correlated.

    Both are taken as log-normal, with the mean and the variance of the logs of their draws:
    ``Phi((mu_2 - mu_1) / sqrt(s_1**2 + s_2**2 - 2 rho s_1 s_2))``.
    """
    ours, theirs = (np.log(np.maximum(draws, 1e-300)) for draws in (first, second))
    gap, a, b = float(theirs.mean() - ours.mean()), float(ours.std()), float(theirs.std())
    rho = min(max(correlation, 0.0), MOST_ALIKE)
    spread = math.sqrt(max(a**2 + b**2 - 2 * rho * a * b, 0.0))
    if spread < 1e-12:
        return 0.5 if abs(gap) < 1e-12 else float(gap > 0)
    return float(ndtr(gap / spread))


def advise(
    law: JointLaw, costs: Costs, budget: float, alone: Alone | None, level: float | None = None
) -> Advice:
    """What a budget is best spent on, no simulations being an option.

    Parameters
    ----------
    law, costs, budget, level
        As for `simlaw.decide.best_spend`.
    alone
        What is known of not simulating; None to compare with nothing.

    Raises
    ------
    InputError
        As `simlaw.decide.best_spend`, where not even measurements alone can be bought.
    """
    level = law.level if level is None else level
    try:
        first = best_spend(law, costs, budget, level)
    except InputError:
        if alone is None or not budget >= 0:
            raise
        first = None
    price = costs.experiment
    second = None
    if alone is not None:
        # Where measurements alone are of no use beyond some m, no more are bought.
        most = price.affordable(budget - price.fixed)
        second = _alone_at(law, costs, alone, float(most), level)
    if first is None and second is None:
        best_spend(law, costs, budget, level)
    return _chosen(law, alone, first, second)


def cheapest_advice(
    law: JointLaw, costs: Costs, error: float, alone: Alone | None, level: float | None = None
) -> Advice:
    """The cheapest way to an error, no simulations being an option.

    Raises
    ------
    InputError
        As `simlaw.decide.least_cost`, where measurements alone do not reach the error either.
    """
    level = law.level if level is None else level
    refused: InputError | None = None
    first = second = None
    try:
        first = least_cost(law, costs, error, level)
    except InputError as said:
        if alone is None or not (math.isfinite(error) and error > 0):
            raise
        refused = said
    if alone is not None:
        price = costs.experiment
        needed = alone.direct.needed(error)
        if math.isfinite(needed):
            batches = float(max(math.ceil((needed - price.owned) / price.batch), 0))
            if batches <= price.batches:
                second = _alone_at(law, costs, alone, batches, level)
    if first is None and second is None:
        assert refused is not None
        raise refused
    if first is None or second is None:
        return Advice(first, second, None, first is not None)
    return Advice(first, second, None, first.cost < second.cost)


def _alone_at(
    law: JointLaw, costs: Costs, alone: Alone, batches: float, level: float
) -> Spend | None:
    """The purchase of that many batches of measurements and no simulation."""
    price = costs.experiment
    m = price.size(batches)
    found = alone.direct.at(m, level) if m >= 1 else None
    if found is None:
        return None
    more = float(alone.direct.median([m + max(price.batch, 1)])[0])
    fall = (found.estimate - more) / price.step if math.isfinite(more) else math.nan
    return Spend(
        n=0,
        m=m,
        buy_n=0,
        buy_m=m - price.owned,
        cost=price.of(batches),
        error=found.estimate,
        low=found.low,
        high=found.high,
        level=level,
        value_simulation=math.nan,
        value_experiment=max(fall, 0.0),
        measured_n=float(law.n.max()),
        measured_m=max(alone.direct.measured),
    )


def _chosen(
    law: JointLaw, alone: Alone | None, first: Spend | None, second: Spend | None
) -> Advice:
    if first is None or second is None:
        return Advice(first, second, None, first is not None)
    probability = _probability(law, alone, first, second)
    return Advice(first, second, probability, probability >= SURE_ENOUGH)


def _probability(law: JointLaw, alone: Alone | None, first: Spend, second: Spend) -> float:
    assert alone is not None
    ours = measured_surface(law).curves([first.n], [first.m])[:, 0]
    theirs = alone.direct.draws(second.m)
    assert theirs is not None
    return chance_of_less(ours, theirs, alone.correlation)


def _correlation(curve: LearningCurve, method: str, alone: str) -> float:
    """Correlation of log errors with and without simulations, at the same m.

    For new materials where their errors are known, else over replicates.
    """
    found = []
    for m in curve.ms.tolist():
        n = curve.sizes(m, method)
        noise = curve.noise([(method, int(m), int(n[-1])), (alone, int(m), 0)]) if n.size else None
        if noise is not None:
            spread = math.sqrt(float(np.prod(np.diag(noise.covariance))))
            found.append(float(noise.covariance[0, 1]) / spread if spread > 0 else 0.0)
    return float(np.mean(found)) if found else _over_replicates(curve, method, alone)


def _over_replicates(curve: LearningCurve, method: str, alone: str) -> float:
    """The same over replicates."""
    rows = curve.frame[curve.frame["m"] > 0]
    ours = rows[(rows["method"] == method) & (rows["n"] > 0)]
    theirs = rows[rows["method"] == alone][["replicate", "m", curve.metric]]
    both = ours.merge(theirs, on=["replicate", "m"], suffixes=("", "_alone"))
    if both.empty:
        return 0.0
    first, second = (
        np.log(both[name]) - np.log(both[name]).groupby([both["n"], both["m"]]).transform("mean")
        for name in (curve.metric, f"{curve.metric}_alone")
    )
    a, b = (part.to_numpy(dtype=np.float64) for part in (first, second))
    spread = float(np.mean(a**2) * np.mean(b**2))
    return float(np.mean(a * b)) / math.sqrt(spread) if spread > 0 else 0.0
