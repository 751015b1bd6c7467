"""The size that a wanted error needs, and the probability that no size reaches it.

Each draw of a law is one curve that may be the true one. Where it first comes down to the wanted
error is one answer; the share of draws that never do is the probability that no n reaches it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.answers.gain import Gain
from simlaw.law.average.prior_influence import PriorInfluence
from simlaw.law.display import html_lines, html_notes
from simlaw.law.distribution import Draws
from simlaw.law.estimate import Note, finite
from simlaw.law.forecast import ends, far_beyond
from simlaw.printed_numbers import about, chance, level_text, size_span, value

Floats = npt.NDArray[np.float64]

EVEN = 0.5
"""Where priors put an error on both sides of this probability, they decide what is out of reach."""

FEWEST = 6
"""With fewer sizes than this the points do not decide whether an error is out of reach."""

CAPACITY_LIMITED = "capacity_limited"
"""Code of the note that a larger network does better, see `simlaw.decide.capacity`."""

OPEN = {
    CAPACITY_LIMITED: "the network, and not the source, limits the error",
    "no_decay": "the points do not show that the error falls",
    "gap_unidentified": "the points do not show where the curve levels off",
    "too_few_sizes": "the sizes are too few to tell where the curve levels off",
}
"""What is said of a law whose points do not decide whether an error is out of reach, and why."""


@dataclass(frozen=True, eq=False, repr=False)
class Requirement:
    """The size that a wanted error needs, as a distribution that may be infinite.

    Attributes
    ----------
    error
        The wanted error, in the unit of the law's errors.
    draws
        Sizes at which the mean curve reaches it, one for each draw of the law, float64 of shape
        (B,); infinite where that draw never does.
    level
        Level of the interval from `low` to `high`.
    measured
        Largest n measured, to tell how far the answer extrapolates.
    fewest
        Smallest n measured: below it the law is not known to hold.
    undetermined
        Why the points do not decide whether the error is out of reach; empty where they do.
    reach
        How far the error falls up to ten times the largest n measured; None where it is not known.
    """

    error: float
    draws: Floats
    level: float
    measured: float
    fewest: float = 1.0
    undetermined: str = ""
    reach: Gain | None = None

    @property
    def determined(self) -> bool:
        """Whether the points, and not the prior or too few sizes, decide what is out of reach."""
        return not self.undetermined

    @cached_property
    def median(self) -> float:
        """Median size, infinite where most draws never reach the error."""
        return self._quantile(0.5)

    @cached_property
    def low(self) -> float:
        """Lower end of the interval."""
        return self._quantile((1 - self.level) / 2)

    @cached_property
    def high(self) -> float:
        """Upper end of the interval, possibly infinite."""
        return self._quantile((1 + self.level) / 2)

    @cached_property
    def unreachable_probability(self) -> float:
        """Probability that no n reaches the error: the share of draws that never do."""
        return float(np.mean(np.isinf(self.draws)))

    def _quantile(self, q: float) -> float:
        # An order statistic: between a size and infinity nothing can be interpolated.
        return float(np.quantile(self.draws, q, method="inverted_cdf"))

    def reached_by(self, n: float) -> float:
        """Probability that the mean error is down to the wanted one by `n` source samples.

        Raises
        ------
        InputError
            If `n` is not finite and above zero.

        Examples
        --------
        >>> needed = Requirement(0.1, np.array([100.0, 900, np.inf]), level=0.9, measured=500)
        >>> round(needed.reached_by(500), 2), round(needed.reached_by(1e6), 2)
        (0.33, 0.67)
        """
        if not (math.isfinite(n) and n > 0):
            raise InputError(f"n must be finite and above zero, but is {n!r}.")
        return float(np.mean(self.draws <= n * (1 + 1e-12)))

    @property
    def notes(self) -> tuple[Note, ...]:
        """Notes where the answer lies far beyond the sizes measured, or is not determined."""
        notes = far_beyond(self.median, self.measured) if math.isfinite(self.median) else ()
        if self.undetermined:
            text = f"Whether any n reaches the error is not determined: {self.undetermined}."
            notes += (Note("reach_undetermined", text),)
        return notes

    def __repr__(self) -> str:
        level = level_text(self.level)
        doubt = chance(self.unreachable_probability)
        wanted = f"error {value(self.error)}"
        if math.isinf(self.median) and self.undetermined:
            return f"{wanted}: not determined ({self.undetermined}); P(unreachable) = {doubt}"
        if math.isinf(self.median):
            ends_text = "" if math.isinf(self.low) else f", n at least {about(self.low)}"
            return f"{wanted}: out of reach with probability {doubt}{ends_text}"
        interval = size_span(self.low, self.high, self.fewest)
        return (
            f"{wanted}: n = {about(self.median)} ({level} interval {interval}); "
            f"P(unreachable) = {doubt}"
        )

    def _repr_html_(self) -> str:
        return html_lines([repr(self)]) + html_notes(self.notes)

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
            "determined": self.determined,
            "notes": [note.to_dict() for note in self.notes],
        }


def why_undetermined(
    codes: Set[str], sizes: int, prior: PriorInfluence | None, never: npt.NDArray[np.bool_]
) -> str:
    """Why the points do not decide whether an error is out of reach; empty where they do.

    Parameters
    ----------
    codes
        What is said of the law.
    sizes
        Number of sizes measured.
    prior
        How far the law rests on its prior; None where it has none.
    never
        Which draws of the law never reach the error, bool of shape (B,).
    """
    if sizes < FEWEST:
        return f"{sizes} sizes are too few to tell where the curve levels off"
    for code, why in OPEN.items():
        if code in codes:
            return why
    if prior is not None:
        shares = [float(np.mean(never)), *prior.shares(never)]
        if min(shares) <= EVEN < max(shares):
            return "the prior of alpha decides"
    return ""


def checked_target(error: float) -> float:
    """Return a wanted error as a float, finite and above zero, or raise InputError."""
    wanted = float(error)
    if not (math.isfinite(wanted) and wanted > 0):
        raise InputError(f"The wanted error must be finite and above zero, but is {error!r}.")
    return wanted


def sizes_reaching(draws: Draws, largest: float, error: float) -> Floats:
    """Size at which each draw first comes down to an error, infinite where it never does.

    Parameters
    ----------
    draws
        Curves of a law.
    largest
        Largest size measured, to which the grid of the draws is relative.
    error
        Wanted error, above zero.

    Returns
    -------
    numpy.ndarray
        float64 of shape (B,).
    """
    x, curves = draws.x, draws.log_curve
    target = math.log(error)
    below = curves <= target
    right = np.argmax(below, axis=1)
    left = np.maximum(right - 1, 0)
    rows = np.arange(curves.shape[0])
    at = _between(x, (left, right), (curves[rows, left], curves[rows, right]), target)
    return np.where(below.any(axis=1), largest * np.exp(at), np.inf)


def required_n_of_many(
    draws: Draws, largest: float, errors: Sequence[float], level: float
) -> Floats:
    """Median, interval and probability for many errors at once, as a page steps through them.

    Parameters
    ----------
    draws, largest
        As for `sizes_reaching`, which answers the same for one error.
    errors
        Wanted errors, above zero.
    level
        Level of the interval.

    Returns
    -------
    numpy.ndarray
        Median, lower and upper end of n, and the probability that no n is enough; float64 of
        shape (len(errors), 4).
    """
    x, curves = draws.x, draws.log_curve
    target = np.log(np.asarray(errors, dtype=np.float64))
    lowest = np.minimum.accumulate(curves, axis=1)
    right = np.stack([np.searchsorted(-row, -target) for row in lowest])
    reached = right < x.size
    right = np.minimum(right, x.size - 1)
    left = np.maximum(right - 1, 0)
    around = (np.take_along_axis(curves, left, axis=1), np.take_along_axis(curves, right, axis=1))
    at = _between(x, (left, right), around, target)
    sizes = np.where(reached, largest * np.exp(at), np.inf)
    quantiles = np.quantile(sizes, [0.5, *ends(level)], axis=0, method="inverted_cdf")
    return np.vstack([quantiles, np.mean(~reached, axis=0)]).T


def _between(
    x: Floats,
    columns: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    logs: tuple[Floats, Floats],
    target: float | Floats,
) -> Floats:
    """Place on the grid where a straight line between two columns comes down to a target."""
    (left, right), (high, low) = columns, logs
    fall = np.where(high > low, high - low, 1.0)
    share = np.clip(np.where(right > 0, (high - target) / fall, 0.0), 0.0, 1.0)
    return np.asarray(x[left] + share * (x[right] - x[left]))
