"""How far the averaged law rests on its prior of alpha.

The prior of log alpha is normal (`simlaw.law.average.candidate_shapes`). The law under a prior
with another centre follows from the same draws by importance weights, the ratio of the two
densities: a draw counts the more, the more the other prior favours its alpha. Draws of shapes
without alpha keep their weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.law.average.candidate_shapes import ALPHA_CENTRE, ALPHA_SPREAD
from simlaw.law.display import html_table, text_table
from simlaw.law.distribution import Draws
from simlaw.law.estimate import Estimate
from simlaw.law.forecast import ends
from simlaw.printed_numbers import span, value

Floats = npt.NDArray[np.float64]

OTHER_CENTRES = (0.1, 1.0)
"""Medians of alpha under the other priors."""

FACTORS = (2.0, 10.0)
"""Multiples of the largest size whose forecasts are told under each prior."""

LEAST_EFFECTIVE = 20.0
"""With fewer effective draws than this nothing is said of the law under another prior."""

MOST_OF_BAND, MOST_OF_ERROR = 0.25, 0.01
"""A forecast rests on the prior where it moves by more than these shares of the half width of its
interval and of itself."""

MOST_OF_INTERVAL = 0.5
"""A parameter rests on the prior where it moves by more than this share of its half width."""


@dataclass(frozen=True)
class UnderPrior:
    """What the law says under one prior.

    Attributes
    ----------
    centre
        Median of alpha under the prior.
    alpha, C
        Decay rate and transfer gap, the latter in the unit of the errors.
    ahead
        Forecasts of the mean error at each of `FACTORS` times the largest n.
    effective
        Effective number of draws behind these numbers.
    """

    centre: float
    alpha: Estimate
    C: Estimate
    ahead: tuple[Estimate, ...]
    effective: float

    @property
    def reliable(self) -> bool:
        """Whether there are draws enough to go by."""
        return self.effective >= LEAST_EFFECTIVE

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; None where there are too few draws to go by."""
        told = {"alpha": self.alpha, "C": self.C} | {
            f"forecast_{factor:g}n": found
            for factor, found in zip(FACTORS, self.ahead, strict=True)
        }
        return {
            "alpha_centre": self.centre,
            "effective_draws": self.effective,
            **{name: found.to_dict() if self.reliable else None for name, found in told.items()},
        }


@dataclass(frozen=True, eq=False, repr=False)
class PriorInfluence:
    """How far a law's numbers move under two other priors of alpha.

    Attributes
    ----------
    own
        The law under its own prior.
    others
        The law under the others.
    weights
        Weight of every draw of the law under each of the others, float64 of shape (P, B), each
        row with the sum 1.
    """

    own: UnderPrior
    others: tuple[UnderPrior, ...]
    weights: Floats = field(repr=False)

    def decides(self, name: str) -> bool:
        """Whether alpha or C moves by more than `MOST_OF_INTERVAL` of its half width."""
        own: Estimate = getattr(self.own, name)
        half = (own.high - own.low) / 2
        moved = [getattr(one, name).estimate for one in self.others if one.reliable]
        return any(abs(found - own.estimate) > MOST_OF_INTERVAL * half for found in moved)

    def moves(self, curves: Floats, level: float) -> bool:
        """Whether a forecast rests on the prior, from the errors of every draw (B,) at its size."""
        middle, low, high = np.quantile(curves, [0.5, *ends(level)])
        least = max(MOST_OF_BAND * (high - low) / 2, MOST_OF_ERROR * middle)
        return any(
            abs(weighted_quantiles(curves, row, [0.5])[0] - middle) > least
            for row in self._reliable()
        )

    def shares(self, holds: npt.NDArray[np.bool_]) -> list[float]:
        """Probability of what holds in some of the draws (B,), under each of the others."""
        return [float(row @ holds) for row in self._reliable()]

    def _reliable(self) -> list[Floats]:
        return [row for row, one in zip(self.weights, self.others, strict=True) if one.reliable]

    def text(self) -> str:
        """Return in one sentence how far alpha, C and the forecasts move."""
        told = [one for one in self.others if one.reliable]
        if not told:
            return (
                "How far alpha, C and the forecasts rest on the prior of alpha cannot be told from "
                "so few draws."
            )
        centres = " and ".join(f"{one.centre:g}" for one in told)
        parts = [f"alpha {_moved(self.own.alpha, [one.alpha for one in told])}"]
        parts.append(f"C {_moved(self.own.C, [one.C for one in told])}")
        for i, factor in enumerate(FACTORS):
            moved = _moved(self.own.ahead[i], [one.ahead[i] for one in told])
            parts.append(f"the forecast at {factor:g} n {moved}")
        return (
            f"Under a prior of alpha with the median {centres} in place of {self.own.centre:g}, "
            f"{', '.join(parts[:-1])}, and {parts[-1]}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "alpha_centre": self.own.centre,
            "log_spread": float(ALPHA_SPREAD),
            "others": [one.to_dict() for one in self.others],
            "decides": {name: self.decides(name) for name in ("alpha", "C")},
        }

    @property
    def _columns(self) -> tuple[str, ...]:
        return "median of alpha", "alpha", "C", *(f"error at {factor:g} n" for factor in FACTORS)

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (f"{one.centre:g}", *(_cell(found) for found in (one.alpha, one.C, *one.ahead)))
            for one in (self.own, *self.others)
            if one.reliable
        ]

    def __repr__(self) -> str:
        return text_table("The law under priors of alpha", self._columns, self._rows())

    def _repr_html_(self) -> str:
        return html_table("The law under priors of alpha", self._columns, self._rows())


def prior_influence(
    alpha: Floats,
    rests: npt.NDArray[np.bool_],
    columns: Mapping[str, Floats],
    draws: Draws,
    level: float,
) -> PriorInfluence:
    """How far a law moves under other priors of alpha.

    Parameters
    ----------
    alpha
        Alpha of every draw; what it is where a draw has none does not matter, shape (B,).
    rests
        Which draws have an alpha that the prior speaks of, shape (B,).
    columns
        ``"alpha"`` and ``"C"`` of every draw, shape (B,); NaN where a draw has none.
    draws
        The distribution of the law.
    level
        Level of the intervals.
    """
    place = (np.log(np.where(rests, alpha, 1.0)) - ALPHA_CENTRE) / ALPHA_SPREAD
    ahead = draws.errors_at(np.log(np.array(FACTORS)))
    told = {"alpha": columns["alpha"], "C": columns["C"]}
    even = np.full(alpha.size, 1.0 / alpha.size)
    rows = [even]
    for centre in OTHER_CENTRES:
        other = place - (np.log(centre) - ALPHA_CENTRE) / ALPHA_SPREAD
        log_ratio = np.where(rests, (place**2 - other**2) / 2, 0.0)
        weight = np.exp(log_ratio - log_ratio.max())
        rows.append(weight / weight.sum())
    centres = (float(np.exp(ALPHA_CENTRE)), *OTHER_CENTRES)
    found = [
        UnderPrior(
            centre,
            _estimate(told["alpha"], row, level),
            _estimate(told["C"], row, level),
            tuple(_estimate(column, row, level) for column in ahead.T),
            float(1.0 / np.sum(row**2)),
        )
        for centre, row in zip(centres, rows, strict=True)
    ]
    return PriorInfluence(found[0], tuple(found[1:]), np.stack(rows[1:]))


def weighted_quantiles(values: Floats, weights: Floats, wanted: list[float]) -> Floats:
    """Quantiles of values (B,) under weights (B,), shape (len(wanted),).

    With equal weights about those of `numpy.quantile`.
    """
    order = np.argsort(values)
    ordered = weights[order]
    reached = np.cumsum(ordered) - ordered / 2
    return np.asarray(np.interp(wanted, reached, values[order]))


def _estimate(values: Floats, weights: Floats, level: float) -> Estimate:
    known = ~np.isnan(values)
    weights = weights[known] / weights[known].sum()
    middle, low, high = weighted_quantiles(values[known], weights, [0.5, *ends(level)])
    return Estimate(float(middle), float(low), float(high), level)


def _moved(own: Estimate, others: list[Estimate]) -> str:
    found = " and ".join(value(one.estimate) for one in others)
    return f"would be {found} in place of {value(own.estimate)}"


def _cell(found: Estimate) -> str:
    ends_text = span(found.low, found.high, like=found.estimate or found.high)
    return f"{value(found.estimate)} ({ends_text})"
