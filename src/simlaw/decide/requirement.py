"""How many source samples a wanted error needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.errors import InputError
from simlaw.law.estimate import Note, finite
from simlaw.law.law import Law, far_beyond
from simlaw.printed_numbers import (
    about,
    chance,
    count,
    level_text,
    rough,
    size_span,
    target,
    with_unit,
)


@dataclass(frozen=True)
class Requirement:
    """The size a wanted error needs, as a distribution that may be infinite.

    Attributes
    ----------
    error
        The wanted error, in the unit of the law's errors.
    median, low, high
        Median and interval of n; infinite where the error is not reached.
    level
        Level of the interval.
    unreachable_probability
        Probability that no n reaches the error.
    measured
        Largest n measured, to tell how far the answer extrapolates.
    fewest
        Smallest n measured: below it the law is not known to hold.
    """

    error: float
    median: float
    low: float
    high: float
    level: float
    unreachable_probability: float
    measured: float
    fewest: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "error": self.error,
            "n": {
                "median": finite(self.median),
                "low": finite(self.low),
                "high": finite(self.high),
            },
            "level": self.level,
            "unreachable_probability": self.unreachable_probability,
            "notes": [note.to_dict() for note in self.notes],
        }

    @property
    def notes(self) -> tuple[Note, ...]:
        """A note where the answer lies far beyond the sizes measured."""
        return far_beyond(self.median, self.measured) if math.isfinite(self.median) else ()

    def sentence(self, unit: str = "", m: float | None = None) -> str:
        """The requirement in plain words; with `m`, the number of measurements it is for."""
        with_m = "" if m is None else f"With m = {count(m)} measurements, "
        wanted = f"{with_m}{'an' if with_m else 'An'} error of "
        wanted += with_unit(target(self.error), unit)
        doubt = chance(self.unreachable_probability)
        level = level_text(self.level)
        if math.isinf(self.median):
            if math.isinf(self.low):
                return (
                    f"{wanted} is out of reach by adding source samples of this kind "
                    f"(probability {doubt})."
                )
            text = (
                f"{wanted} is probably out of reach by adding source samples of this kind "
                f"(probability {doubt})"
            )
            if self.low <= self.measured:
                return text + "."
            return (
                f"{text}; if it can be reached, it needs at least n = {about(self.low)} (lower "
                f"end of the {level} interval)."
            )
        ends = size_span(self.low, self.high, self.fewest)
        if self.median < self.fewest:
            text = (
                f"{wanted} is reached with the fewest source samples studied, "
                f"n = {about(self.fewest)}, already"
            )
            text += "" if self.high < self.fewest else f" ({level} interval of n: {ends})"
        else:
            text = (
                f"{wanted} needs about n = {about(self.median)} source samples "
                f"({level} interval {ends})"
            )
        if self.unreachable_probability >= 0.01:
            text += f"; with probability {doubt} no n reaches it"
        if self.median > 1.5 * self.measured:
            text += (
                f". That is {rough(self.median / self.measured)} times the largest n studied, "
                f"{about(self.measured)}"
            )
        elif self.median >= self.fewest and self.high <= self.measured:
            text += ". That lies within the sizes studied"
        return text + "."


def reach_probability(law: Law, error: float, n: float) -> float:
    """Probability that the mean error reaches `error` by `n` source samples.

    Examples
    --------
    >>> from simlaw.law import fit
    >>> n = [100, 200, 400, 800, 1600, 3200]
    >>> law = fit(n, [2.0 * size**-0.5 + 0.1 for size in n])
    >>> reach_probability(law, 0.12, 100) < 0.1, reach_probability(law, 0.12, 100_000) > 0.9
    (True, True)
    """
    if not (math.isfinite(n) and n > 0):
        raise InputError(f"n must be finite and above zero, but is {n!r}.")
    return float(np.mean(law.required_n(error).draws <= n * (1 + 1e-12)))


def required_n(law: Law, error: float, level: float | None = None) -> Requirement:
    """Source samples needed for a wanted mean error.

    Parameters
    ----------
    law
        A fitted law.
    error
        Wanted error, above zero, in the unit of the law's errors.
    level
        Level of the interval; the law's own by default.

    Returns
    -------
    Requirement

    Raises
    ------
    InputError
        If `error` or `level` is out of range.

    Examples
    --------
    >>> from simlaw.law import fit
    >>> n = [100, 200, 400, 800, 1600, 3200]
    >>> law = fit(n, [2.0 * size**-0.5 + 0.1 for size in n])
    >>> needed = required_n(law, 0.12)
    >>> 9_000 < needed.median < 11_000
    True
    """
    size = law.required_n(error, level)
    return Requirement(
        error=size.error,
        median=size.median,
        low=size.low,
        high=size.high,
        level=size.level,
        unreachable_probability=size.unreachable_probability,
        measured=float(law.n[-1]),
        fewest=float(law.n[0]),
    )
