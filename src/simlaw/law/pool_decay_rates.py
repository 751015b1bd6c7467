"""One decay rate for several curves of one study family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simlaw.errors import InputError
from simlaw.law.average.candidate_shapes import ALPHA_CENTRE, ALPHA_SPREAD
from simlaw.law.estimate import Estimate
from simlaw.law.law import Law

Floats = npt.NDArray[np.float64]


def pool_alpha(laws: Sequence[Law], level: float = 0.9) -> tuple[Estimate, Estimate]:
    """Pool the decay rates of several laws by a random-effects mean of their logarithms.

    Each law counts by how surely it knows its own alpha, and the spread between the curves that
    their intervals do not explain is estimated and added (DerSimonian & Laird 1986,
    doi 10.1016/0197-2456(86)90046-2).

    Parameters
    ----------
    laws
        Laws, fitted by default, of curves of one family: the same property at several m, or
        several descriptors. At least two.
    level
        Level of the intervals returned.

    Returns
    -------
    pooled : Estimate
        The mean decay rate of the family.
    next_curve : Estimate
        Where the decay rate of one more curve of the family may lie.

    Raises
    ------
    InputError
        With fewer than two laws, or a law without a decay rate.
    """
    if len(laws) < 2:
        raise InputError(f"Pooling needs at least two laws, but got {len(laws)}.")
    centres, variances = [], []
    for law in laws:
        alpha = law.alpha
        wide = _normal_quantile((1 + alpha.level) / 2)
        half = np.log(max(alpha.high, 1e-6) / max(alpha.low, 1e-6)) / 2
        own = max(half / wide, 1e-6) ** 2
        # Every law holds the prior of alpha; taken out here, it counts once and not many times.
        likely = 1.0 / max(1.0 / own - 1.0 / ALPHA_SPREAD**2, 0.05 / own)
        centre = np.log(max(alpha.estimate, 1e-6))
        centres.append(likely * (centre / own - ALPHA_CENTRE * (1.0 / own - 1.0 / likely)))
        variances.append(likely)
    middle, variance = np.array(centres), np.array(variances)
    weight = 1.0 / variance
    fixed = float(np.sum(weight * middle) / weight.sum())
    excess = float(np.sum(weight * (middle - fixed) ** 2)) - (middle.size - 1)
    between = max(excess / float(weight.sum() - np.sum(weight**2) / weight.sum()), 0.0)
    weight = 1.0 / (variance + between)
    mean = float(np.sum(weight * middle) / weight.sum())
    error = float(np.sqrt(1.0 / weight.sum()))
    return _estimate(mean, error, level), _estimate(
        mean, float(np.hypot(error, between**0.5)), level
    )


def _normal_quantile(q: float) -> float:
    return float(ndtri(q))


def _estimate(mean: float, error: float, level: float) -> Estimate:
    wide = _normal_quantile((1 + level) / 2) * error
    return Estimate(
        float(np.exp(mean)), float(np.exp(mean - wide)), float(np.exp(mean + wide)), level
    )
