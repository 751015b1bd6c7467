"""How many simulations one more measurement is worth: the equivalent sample size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.decide.equal_error_lines import rates, replacing_n
from simlaw.errors import InputError
from simlaw.law import JointLaw
from simlaw.law.checked_arguments import checked_level
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import Note, finite
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.printed_numbers import chance, count, level_text, rough

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Worth(ShownAsText):
    """A number of simulations with its interval; any of it may be infinite.

    Attributes
    ----------
    estimate
        Median over the law's draws.
    low, high
        Interval over the same draws.
    infinite_probability
        Share of draws in which no number of simulations does it.
    """

    estimate: float
    low: float
    high: float
    infinite_probability: float

    def to_dict(self) -> dict[str, float | None]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "estimate": finite(self.estimate),
            "low": finite(self.low),
            "high": finite(self.high),
            "infinite_probability": self.infinite_probability,
        }

    def __repr__(self) -> str:
        low, middle, high = (rough(x) for x in (self.low, self.estimate, self.high))
        return f"{middle} simulations (interval {low} to {high})"


@dataclass(frozen=True)
class Exchange(ShownAsText):
    """What measurements are worth in simulations at one (n, m).

    Attributes
    ----------
    n, m
        Simulations and measurements there are.
    rate
        Simulations that one more measurement is worth: the slope of the equal-error line.
    level
        Level of the intervals.
    to_m
        Number of measurements to go to, or None.
    replacing
        The n' whose error with m measurements is that of (n, to_m); None without `to_m`.
    error, error_to
        The law's error at (n, m), and at (n, to_m) or None.
    measured_n, measured_m
        Smallest and largest n and m of the points the law was fitted to.
    capacity_limited
        Whether the network, and not the source, is shown to limit the errors.
    """

    n: float
    m: float
    rate: Worth
    level: float
    to_m: float | None
    replacing: Worth | None
    error: float
    error_to: float | None
    measured_n: tuple[float, float]
    measured_m: tuple[float, float]
    capacity_limited: bool = False

    @property
    def notes(self) -> tuple[Note, ...]:
        """A note where (n, m) or (n, to_m) lies outside the sizes measured."""
        outside = []
        for name, value, (low, high) in (
            ("n", self.n, self.measured_n),
            ("m", self.m, self.measured_m),
            ("m", self.to_m, self.measured_m),
        ):
            if value is not None and not low * (1 - 1e-9) <= value <= high * (1 + 1e-9):
                outside.append(
                    f"{name} = {value:,.10g} lies outside the sizes studied, {low:,.10g} to "
                    f"{high:,.10g}"
                )
        if not outside:
            return ()
        text = "; ".join(dict.fromkeys(outside)) + ": the answer rests on the form of the law."
        return (Note("outside_the_sizes", text),)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "n": self.n,
            "m": self.m,
            "error": self.error,
            "rate": self.rate.to_dict(),
            "level": self.level,
            "to_m": self.to_m,
            "error_to": self.error_to,
            "replacing_n": None if self.replacing is None else self.replacing.to_dict(),
            "notes": [note.to_dict() for note in self.notes],
        }

    def __repr__(self) -> str:
        at = f"At n = {count(self.n)} and m = {count(self.m)}"
        lines = [f"{at} one more measurement is worth {self.rate!r}, {level_text(self.level)}"]
        if self.replacing is not None and self.to_m is not None:
            lines.append(
                f"  m = {count(self.to_m)} there has the error of m = {count(self.m)} with "
                f"{self.replacing!r}; with no number of them with probability "
                f"{chance(self.replacing.infinite_probability)}"
            )
        return "\n".join(lines)


def worth(draws: Floats, level: float) -> Worth:
    """The median and interval of draws (B,), quantiles as order statistics."""
    ends = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, middle, high = np.quantile(draws, ends, method="inverted_cdf")
    return Worth(float(middle), float(low), float(high), float(np.mean(np.isinf(draws))))


def exchange(
    law: JointLaw,
    n: float,
    m: float,
    to_m: float | None = None,
    level: float | None = None,
) -> Exchange:
    """What one more measurement is worth in simulations at (n, m).

    The rate is ``(-d error / d m) / (-d error / d n)`` along the line of equal error of the joint
    law; the finite version is the n' with ``error(n', m) = error(n, to_m)``; both in closed form in
    `simlaw.decide.equal_error_lines`. Medians and intervals are those of the law's draws.

    Parameters
    ----------
    law
        A joint law.
    n, m
        Simulations and measurements, at least 1.
    to_m
        Another number of measurements, at least 1, more or fewer than `m`.
    level
        Level of the intervals; the law's own by default.

    Returns
    -------
    Exchange

    Raises
    ------
    InputError
        If a size is below 1 or not finite, or `level` is out of range.

    Examples
    --------
    >>> from simlaw.law import fit_joint
    >>> n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10.0, 40, 160]))
    >>> law = fit_joint(n, m, (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05, resamples=50)
    >>> 270 < exchange(law, 6400, 160).rate.estimate < 290
    True
    """
    level = checked_level(law.level if level is None else level)
    for name, value in (("n", n), ("m", m), ("to_m", to_m)):
        if value is not None and not (math.isfinite(value) and value >= 1):
            raise InputError(f"{name} must be a number of at least 1, but is {value!r}.")
    n, m, to_m = float(n), float(m), None if to_m is None else float(to_m)
    draws = law.draws.theta
    replacing = None
    if to_m is not None:
        replacing = worth(replacing_n(draws, n, m, to_m, law.form), level)
    return Exchange(
        n=n,
        m=m,
        rate=worth(rates(draws, n, m, law.form), level),
        level=level,
        to_m=to_m,
        replacing=replacing,
        error=float(law.predict(n, m)),
        error_to=None if to_m is None else float(law.predict(n, to_m)),
        measured_n=(float(law.n.min()), float(law.n.max())),
        measured_m=(float(law.m.min()), float(law.m.max())),
        capacity_limited=any(note.code == CAPACITY_LIMITED for note in law.notes),
    )
