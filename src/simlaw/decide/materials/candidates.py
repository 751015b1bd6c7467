"""A verdict for candidates that are drawn otherwise than the measured materials.

Each measured material's errors count as often as candidates like it: by the ratio of the densities
of their descriptors (`simlaw.decide.materials.unlike`). What this rests on is the effective number
of measured materials (Kish 1965): the square of the sum of weights over the sum of their squares.
Below `LEAST_EFFECTIVE` too few of the measured are like the candidates, and nothing is said. The
weights are taken as known; they correct for what the descriptors tell, and for nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.decide.materials.distance import distance_to_source
from simlaw.decide.materials.unlike import tell_apart
from simlaw.errors import InputError
from simlaw.law.estimate import Estimate
from simlaw.law.new_materials.crossed_components import Observations
from simlaw.law.new_materials.intervals import Deviation
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.noise_of_means import covariance_of_means, observed_errors

Floats = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]

LEAST_EFFECTIVE = 20.0
"""Fewest effective measured materials from which something is said of candidates."""

FEWEST = 10
"""Fewest candidates that are more than single cases."""

FAR = 0.95
"""Share of the measured materials within whose distance to the source candidates count as near."""

HELP, HARM, OPEN = "help", "harm", "open"


@dataclass(frozen=True, eq=False)
class CandidateWeights:
    """How much each measured material stands for the candidates.

    Attributes
    ----------
    weight
        Of each measured material, float64 of shape (N,), with mean 1.
    area
        How well candidates are told from the measured: 0.5 not at all, 1 surely.
    unlike
        Whether they are drawn otherwise.
    candidates
        Number of candidates.
    """

    weight: Floats
    area: float
    unlike: bool
    candidates: int

    def effective(self, tested: npt.NDArray[np.bool_]) -> float:
        """Effective number of the measured materials that are tested (Kish)."""
        weight = self.weight[tested]
        return float(weight.sum() ** 2 / max(float((weight**2).sum()), 1e-300))


def candidate_weights(measured: Float32, candidates: Float32, *, seed: int = 0) -> CandidateWeights:
    """Return how much each measured material stands for the candidates.

    Parameters
    ----------
    measured, candidates
        Descriptors, float32 ``(N, width)`` and ``(K, width)``.
    seed
        Of the folds.

    Raises
    ------
    InputError
        If there are fewer than `FEWEST` candidates.
    """
    if len(candidates) < FEWEST:
        raise InputError(
            f"There are {len(candidates)} candidates; errors of a mean are said of {FEWEST} or "
            "more. Name more of them."
        )
    told = tell_apart(measured, candidates, seed=seed)
    return CandidateWeights(told.ratio, told.area, told.unlike, len(candidates))


@dataclass(frozen=True)
class CandidateVerdict:
    """What a run says of candidates, beside what it says of materials like the measured ones.

    Attributes
    ----------
    candidates, measured
        Numbers of candidates and of tested measured materials.
    effective
        Effective number of these that stand for the candidates.
    area, unlike
        How well candidates are told from the measured, and whether they are drawn otherwise.
    method, m, n
        Of the error with simulations.
    error, direct
        Errors on the candidates, weighted, with intervals; `direct` is None without.
    measured_error, measured_direct
        The same on materials like the measured ones.
    difference
        Error with simulations less that without on candidates; None without direct learning.
    effect, measured_effect
        Whether simulations `HELP`, `HARM`, or that is `OPEN`: for candidates, and for materials
        like the measured ones.
    beyond
        Share of the candidates that lie farther from the source than nearly all measured do; None
        where the source is not at hand.
    """

    candidates: int
    measured: int
    effective: float
    area: float
    unlike: bool
    method: str
    m: int
    n: int
    error: Estimate
    direct: Estimate | None
    measured_error: Estimate
    measured_direct: Estimate | None
    difference: Estimate | None
    effect: str
    measured_effect: str
    beyond: float | None = None


def candidate_verdict(
    errors: MaterialErrors,
    weights: CandidateWeights,
    cell: Cell,
    direct: Cell | None,
    *,
    level: float = 0.9,
    beyond: float | None = None,
) -> CandidateVerdict:
    """Return what a run says of candidates.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    weights
        How much each of these stands for the candidates.
    cell, direct
        Method, m and n with simulations, and without; None without.
    level
        Of the intervals.
    beyond
        Share of the candidates that lie farther from the source than nearly all measured do.

    Raises
    ------
    InputError
        If fewer than `LEAST_EFFECTIVE` effective measured materials stand for the candidates.
    """
    tested = errors.times_tested > 0
    effective = weights.effective(tested)
    if effective < LEAST_EFFECTIVE:
        raise InputError(
            f"Of {int(tested.sum()):,} measured materials only {effective:.1f} in effect are like "
            f"the {weights.candidates:,} candidates, and a verdict needs {LEAST_EFFECTIVE:.0f}. "
            "Measure some materials like the candidates and add them to the measured table, or "
            "name candidates that are more like it."
        )
    cells = [cell] if direct is None else [cell, direct]
    plain = np.ones(errors.materials)
    here = _weighted(errors, weights.weight, cells, level)
    there = _weighted(errors, plain, cells, level)
    return CandidateVerdict(
        candidates=weights.candidates,
        measured=int(tested.sum()),
        effective=effective,
        area=weights.area,
        unlike=weights.unlike,
        method=cell[0],
        m=cell[1],
        n=cell[2],
        error=here[0][0],
        direct=None if direct is None else here[0][1],
        measured_error=there[0][0],
        measured_direct=None if direct is None else there[0][1],
        difference=here[1],
        effect=_effect(here[1]),
        measured_effect=_effect(there[1]),
        beyond=beyond,
    )


def share_beyond(source: Float32, measured: Float32, candidates: Float32) -> float:
    """Return the share of candidates farther from the source than nearly all measured are.

    Parameters
    ----------
    source, measured, candidates
        Descriptors, float32 of one width.
    """
    bound = np.quantile(distance_to_source(source, measured)[0], FAR)
    return float(np.mean(distance_to_source(source, candidates)[0] > bound))


def _effect(difference: Estimate | None) -> str:
    if difference is None or difference.low <= 0 <= difference.high:
        return OPEN
    return HELP if difference.high < 0 else HARM


def weighted_errors(
    errors: MaterialErrors, weight: Floats, cells: list[Cell]
) -> tuple[Floats, Floats, float] | None:
    """Return weighted mean absolute errors for new materials, with covariance.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    weight
        Of each material, float64 of shape (N,).
    cells
        Method, m and n of each of k.

    Returns
    -------
    tuple or None
        Means (k,), covariance (k, k) and degrees of freedom; None with fewer than two replicates.
    """
    tested = observed_errors(errors, cells, 1.0)
    tested = tested.some(np.asarray(tested.has.all(axis=1)), np.arange(len(cells)))
    count = sum(test.size for test in tested.test)
    if count == 0:
        return None
    shares = [weight[test] for test in tested.test]
    scale = float(sum(one.sum() for one in shares)) / count
    mean = np.sum(
        [values @ one for values, one in zip(tested.values, shares, strict=True)], axis=0
    ) / (scale * count)
    # A ratio of two sums: what each test moves it by, to first order.
    moved = [
        mean[:, None] + (values - mean[:, None]) * one / scale
        for values, one in zip(tested.values, shares, strict=True)
    ]
    single = Observations(tested.materials, tested.replicate, tested.test, moved)
    ms = np.array([m for _, m, _ in cells], dtype=np.float64)
    answer = covariance_of_means(single, errors, ms)
    return None if answer is None else (mean, answer[1], answer[2])


def _weighted(
    errors: MaterialErrors, weight: Floats, cells: list[Cell], level: float
) -> tuple[list[Estimate], Estimate | None]:
    """Errors with intervals that are symmetric in logs, and the difference of the first two."""
    answer = weighted_errors(errors, weight, cells)
    if answer is None:
        raise InputError(
            "A verdict for candidates needs two replicates that have the errors with simulations "
            "and without. Run more replicates."
        )
    mean, covariance, freedom = answer
    found = []
    for number, one in enumerate(mean.tolist()):
        relative = math.sqrt(max(covariance[number, number], 0.0)) / one
        log = Deviation(math.log(one), relative, freedom).estimate(level)
        found.append(Estimate(one, math.exp(log.low), math.exp(log.high), level))
    if len(cells) == 1:
        return found, None
    apart = np.array([1.0, -1.0])
    deviation = math.sqrt(max(float(apart @ covariance @ apart), 0.0))
    return found, Deviation(float(mean[0] - mean[1]), deviation, freedom).estimate(level)
