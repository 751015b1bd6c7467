"""Which trials to run next, so that a forecast grows sure at least cost.

The law's draws give the covariance K of the log errors at the sizes and at the size that the
forecast is for. One more replicate measured at the sizes S tells of the curve with the precision
``inv(V_SS)``, where V is the covariance of a replicate's errors between sizes, which the replicates
so far show. So the variance that the forecast will have is known before the trials are run, and the
candidates are compared by how much of it they take away, in logs, for each second they cost: the
steepest step of a sequential c-optimal design (Wynn 1970, doi 10.1214/aoms/1177696809), with the
replicates as correlated observations. Candidates are new replicates at any set of sizes, and one
size more for a replicate that lacks it. A whole new replicate is always among them, and is taken
unless another promises clearly more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from simlaw.law.law import Law
from simlaw.law.replicate_spread import patterns_of, precision_of, spread_of
from simlaw.study.design.design import Trial

Floats = npt.NDArray[np.float64]
Sizes = npt.NDArray[np.bool_]

CLEARLY = 1.1
"""How much more than a whole replicate a candidate must promise for its seconds."""

GROWTH = 0.1
"""Trials are decided together up to this share of the seconds spent so far."""

ALL_SUBSETS = 8
"""With more sizes than this, new replicates are whole or have at most three of them."""

TRIM = 0.005
"""Share of the draws at either end that count as the last one before them."""


@dataclass(frozen=True)
class Chosen:
    """Trials decided together.

    Attributes
    ----------
    trials
        In the order to start them.
    expected
        Width of the forecast's interval that they should lead to, relative to the forecast.
    seconds
        What they should take in all.
    """

    trials: tuple[Trial, ...]
    expected: float
    seconds: float


def relative_width(law: Law, at: float, level: float) -> float:
    """Width of the interval of the mean curve at a size, relative to the forecast there."""
    forecast = law.forecast([at], level, band="mean")
    return float((forecast.high - forecast.low)[0] / forecast.mean[0])


def known_covariance(law: Law, at: float) -> Floats:
    """Covariance of the log mean errors at the law's sizes and at one more, (k + 1, k + 1)."""
    drawn = law.draws.at(np.log(np.append(law.n, at) / law.n[-1]))
    # A few draws of a law that may be flat or steep would else decide alone.
    low, high = np.quantile(drawn, [TRIM, 1 - TRIM], axis=0)
    return np.atleast_2d(np.cov(np.clip(drawn, low, high), rowvar=False))


def after(known: Floats, told: Floats) -> Floats:
    """Covariance (k + 1, k + 1) once something more is told of the first k, with precision (k, k).

    The matrix inversion lemma, in the form that takes singular precisions.
    """
    k = told.shape[0]
    gain = np.linalg.solve(np.eye(k) + told @ known[:k, :k], told @ known[:k, :])
    left = known - known[:, :k] @ gain
    return np.asarray((left + left.T) / 2)


def seconds_by_size(sizes: Sequence[int], spent: Mapping[int, Sequence[float]]) -> Floats:
    """Typical seconds of a trial at each size, float64 (k,); every size must have some.

    The median: the first trial of a process takes longer than those that follow.
    """
    return np.array([max(float(np.median(spent[n])), 1e-6) for n in sizes])


@dataclass(frozen=True)
class Limits:
    """How many trials to decide at a time.

    Attributes
    ----------
    spent
        Seconds of the trials so far, in proportion to which new ones are decided.
    least
        Fewest trials to decide together.
    until
        Relative width at which no more is wanted.
    budget
        Seconds that may still be spent; what would take longer is not chosen.
    """

    spent: float
    least: int = 1
    until: float = 0.0
    budget: float = np.inf


def choose(
    law: Law,
    rows: Floats,
    labels: Sequence[int],
    seconds: Floats,
    at: float,
    limits: Limits,
    *,
    level: float,
) -> Chosen:
    """Decide the next trials.

    Parameters
    ----------
    law
        Fitted to the trials so far.
    rows
        Their errors, float64 of shape (R, k), NaN where a replicate has no trial.
    labels
        Number of each replicate, (R,).
    seconds
        Seconds of a trial at each size, (k,).
    at
        Size that the forecast is for.
    limits
        How many trials to decide.
    level
        Of the forecast's interval.

    Returns
    -------
    Chosen
        Without trials where the budget allows none.
    """
    spread = spread_of(rows, law.mean)
    relative = np.outer(spread.scale, spread.scale) * spread.correlation
    candidates = _candidates(rows.shape[1])
    told = np.stack([precision_of(relative, sizes) for sizes in candidates])
    cost = candidates @ seconds
    known, present = known_covariance(law, at), ~np.isnan(rows)
    numbers = list(labels)
    width = now = relative_width(law, at, level)
    first = known[-1, -1]
    trials: list[Trial] = []
    taken = 0.0
    enough = GROWTH * limits.spent
    while not trials or ((taken < enough or len(trials) < limits.least) and now > limits.until):
        new = [
            (None, sizes, precision, price)
            for sizes, precision, price in zip(candidates, told, cost, strict=True)
        ]
        options = [*new, *_completions(present, numbers, relative, seconds)]
        options = [o for o in options if o[3] <= limits.budget - taken]
        if not options:
            break
        worth = rates(known, np.stack([o[2] for o in options]), np.array([o[3] for o in options]))
        best = int(np.argmax(worth))
        whole = next((i for i, o in enumerate(options) if o[0] is None and o[1].all()), best)
        if worth[best] < CLEARLY * worth[whole]:
            best = whole
        number, sizes, precision, price = options[best]
        if number is None:
            number = max(numbers) + 1
            numbers.append(number)
            present = np.vstack([present, sizes])
        else:
            present[numbers.index(number)] |= sizes
        # The dearest first, as in a uniform plan.
        trials += [Trial(number, int(law.n[i])) for i in np.flatnonzero(sizes)[::-1]]
        taken += float(price)
        known = after(known, precision)
        now = width * float(np.sqrt(known[-1, -1] / first))
    return Chosen(tuple(trials), now, taken)


_Option = tuple[int | None, Sizes, Floats, float]


def _candidates(k: int) -> Sizes:
    """Sets of sizes for a new replicate, bool of shape (c, k); the whole is the last."""
    most = k - 1 if k <= ALL_SUBSETS else 3
    sets = [c for count in range(1, most + 1) for c in combinations(range(k), count)]
    out = np.zeros((len(sets) + 1, k), dtype=np.bool_)
    for row, chosen in enumerate(sets):
        out[row, list(chosen)] = True
    out[-1] = True
    return out


def _completions(
    present: Sizes, numbers: Sequence[int], relative: Floats, seconds: Floats
) -> list[_Option]:
    """One size more for a replicate that lacks it: the first of each kind."""
    found: list[_Option] = []
    for kind in patterns_of(present)[0]:
        owner = numbers[int(np.flatnonzero((present == kind).all(axis=1))[0])]
        had = precision_of(relative, kind)
        for index in np.flatnonzero(~kind):
            one = np.zeros_like(kind)
            one[index] = True
            gained = precision_of(relative, kind | one) - had
            found.append((owner, one, gained, float(seconds[index])))
    return found


def rates(known: Floats, told: Floats, seconds: Floats) -> Floats:
    """What candidates (c, k, k) take off the log of the forecast's variance per second, (c,)."""
    k = told.shape[-1]
    seen = known[-1, :k]
    gain = np.linalg.solve(np.eye(k) + told @ known[:k, :k], (told @ seen)[..., None])[..., 0]
    return np.asarray(-np.log(np.maximum(1.0 - gain @ seen / known[-1, -1], 1e-12)) / seconds)
