"""The next round to buy: a requirement corrected by how earlier ones were missed.

Requirements estimated from early data are biased, and a purchase made at once by such an estimate
stops short or overshoots; Mahmood et al. 2022 ("How Much More Data Do I Need?", CVPR) correct for
it with earlier tasks and buy in rounds. Here the study's own curve is the teacher: the law is
fitted to its first sizes alone, asked for the n of errors that were measured later, and the misses
stretch the requirement asked for now. After each round the study is fitted and asked anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law import Law, Requirement, fit
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import finite
from simlaw.law.points import Points, arrange
from simlaw.law.rolling_origin import first_sizes, origins
from simlaw.printed_numbers import chance

Floats = npt.NDArray[np.float64]

REACH = 4.0
"""A round goes no further than this many times the largest n measured."""

HOPE, HOPE_WITHIN = 0.1, 100.0
"""No round is advised where the error is reached with less than this probability by that many times
the largest n."""

DOUBTFUL = 0.5
"""Probability of being out of reach above which a round goes half as far."""

PRIOR_ORIGINS = 2.0
"""Weight, in origins, of no correction."""

_MOST_FACTOR = 4.0
_AHEAD = 16.0
_TARGETS = 4


@dataclass(frozen=True)
class Miss:
    """A requirement asked in hindsight.

    Attributes
    ----------
    seen
        Largest n the law was fitted to.
    n
        The later n, whose measured error was asked for.
    required
        The law's median answer, possibly infinite.
    """

    seen: float
    n: float
    required: float

    @property
    def stretch(self) -> float:
        """How many times further (in log n) it was than the law said, limited to 1/4 to 4."""
        asked = math.log(max(self.required, self.seen) / self.seen)
        ratio = math.log(self.n / self.seen) / asked if asked > 0 else math.inf
        return min(max(ratio, 1 / _MOST_FACTOR), _MOST_FACTOR)


@dataclass(frozen=True)
class Correction:
    """What rolling-origin requirements on a curve teach.

    Attributes
    ----------
    stretch
        Factor on the distance (in log n) from the largest n to a required one: the geometric mean
        of the misses' over the origins, drawn towards 1 as if two origins had missed nothing, and
        never below 1.
    origins
        Number of origins learnt from; 0 means no correction.
    misses
        What was asked.
    """

    stretch: float
    origins: int
    misses: tuple[Miss, ...] = ()

    def apply(self, n: float, largest: float) -> float:
        """The corrected requirement for a required `n` beyond the `largest` measured."""
        if not n > largest or math.isinf(n):
            return n
        distance = self.stretch * math.log(n / largest)
        return largest * math.exp(distance) if distance < 400 else math.inf

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "stretch": self.stretch,
            "origins": self.origins,
            "misses": [
                {"seen": miss.seen, "n": miss.n, "required": finite(miss.required)}
                for miss in self.misses
            ],
        }


def learn_correction(
    n: Any, error: Any, *, replicate: Any = None, resamples: int = 500, seed: int = 0
) -> Correction:
    """Learn from a curve how far requirements estimated from its first sizes are off.

    The law is fitted to the sizes up to 1/2, 1/4, 1/8 and 1/16 of the largest, where these are at
    least four, and asked for the n of later mean errors, up to 16 times further.

    Parameters
    ----------
    n, error, replicate
        The curve's points, as for `simlaw.law.fit`.
    resamples, seed
        Of each fit.
    """
    points = arrange(n, error, replicate=replicate)
    misses: list[Miss] = []
    logs = []
    for count in origins(points.n):
        found = _asked(points, count, resamples, seed)
        misses += found
        # A requirement said to be infinite has no distance that could be stretched.
        finite_ones = [math.log(miss.stretch) for miss in found if math.isfinite(miss.required)]
        if finite_ones:
            logs.append(float(np.mean(finite_ones)))
    # Only ever further: on measured curves shortening made more requirements too small.
    stretch = max(math.exp(sum(logs) / (len(logs) + PRIOR_ORIGINS)), 1.0)
    return Correction(stretch, len(logs), tuple(misses))


def _asked(points: Points, count: int, resamples: int, seed: int) -> list[Miss]:
    """Requirements by the first `count` sizes for the errors of later ones."""
    seen = float(points.n[count - 1])
    later = np.flatnonzero((points.n > seen) & (points.n <= _AHEAD * seen))
    # An error that was not lower later says nothing of how much more it takes.
    later = later[points.mean[later] < points.mean[count - 1]]
    if later.size == 0:
        return []
    if later.size > _TARGETS:
        later = np.unique(later[np.linspace(0, later.size - 1, _TARGETS).round().astype(int)])
    law = _law(first_sizes(points, count), resamples, seed)
    return [
        Miss(seen, float(points.n[j]), law.required_n(float(points.mean[j])).median) for j in later
    ]


def _law(points: Points, resamples: int, seed: int) -> Law:
    """The law of points, whole replicates kept."""
    there = ~np.isnan(points.rows)
    replicate, column = np.nonzero(there)
    return fit(
        points.n[column],
        points.rows[there],
        replicate=replicate if points.replicated else None,
        resamples=resamples,
        seed=seed,
    )


@dataclass(frozen=True)
class NextRound(ShownAsText):
    """How far to go next.

    Attributes
    ----------
    n
        Simulations to have after the round; the largest n measured where none is advised.
    more
        How many of them are new.
    reason
        ``"reached"``: the law is there already; ``"out_of_reach"``: no round is advised;
        ``"goal"``: the round is to reach the error; ``"part"``: it goes a part of the way. By
        `simlaw.decide.plan_for_error` also ``"not_needed"``: the measurements reach the error
        alone; ``"not_shown"``: it is not shown that the error falls with n.
    probability
        Probability that the mean error reaches the wanted one by `n`.
    corrected
        The median requirement after the correction, possibly infinite.
    correction
        What was learnt from the curve.
    required
        The requirement before the correction.
    """

    n: int
    more: int
    reason: str
    probability: float
    corrected: float
    correction: Correction
    required: Requirement

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "n": self.n,
            "more": self.more,
            "reason": self.reason,
            "probability": self.probability,
            "corrected_n": finite(self.corrected),
            "correction": self.correction.to_dict(),
        }

    def __repr__(self) -> str:
        return (
            f"Next round: {self.more:,} more, to n = {self.n:,} ({self.reason}); the error is "
            f"reached by then with probability {chance(self.probability)}"
        )


def next_round(
    law: Law,
    error: float,
    correction: Correction | None = None,
    *,
    reach: float = REACH,
    level: float | None = None,
) -> NextRound:
    """The next round of simulations towards a wanted error.

    It goes to the corrected median requirement, but no further than `reach` times the largest n
    measured, and half as far where the error is more likely out of reach than not. Run the study
    with it and ask again: a requirement from more sizes is less off.

    Parameters
    ----------
    law
        The law of the present curve.
    error
        Wanted error.
    correction
        From `learn_correction`; none by default.
    reach
        Longest step, above 1.
    level
        Level of the requirement's interval.
    """
    if not (math.isfinite(reach) and reach > 1):
        raise InputError(f"reach must be finite and above 1, but is {reach!r}.")
    correction = Correction(1.0, 0) if correction is None else correction
    required = law.required_n(error, level)
    last = float(law.n[-1])
    corrected = correction.apply(required.median, last)
    if required.median <= last:
        size, reason = last, "reached"
    elif required.reached_by(HOPE_WITHIN * last) < HOPE:
        size, reason = last, "out_of_reach"
    else:
        doubtful = required.unreachable_probability > DOUBTFUL
        size = min(corrected, last * (max(reach / 2, 1.0) if doubtful else reach))
        reason = "goal" if size == corrected else "part"
    n = max(math.ceil(size), math.ceil(last))
    return NextRound(
        n=n,
        more=n - math.ceil(last),
        reason=reason,
        probability=required.reached_by(n),
        corrected=corrected,
        correction=correction,
        required=required,
    )
