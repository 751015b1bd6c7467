"""Numbers of many classes drawn towards their common mean: empirical Bayes.

A class of few materials looks extreme by chance. Each class's true number is taken as normal around
a common mean; how far classes differ is estimated from all of them by the moment equation of Paule
and Mandel (1982, doi 10.6028/jres.087.022), and what is known of a class is a weighted mean of its
own number and the common one. The shrinkage, and the variance that it leaves, are those of Morris
(1983, doi 10.1080/01621459.1983.10477920), which allow for what is estimated. Three classes or
fewer tell nothing of how classes differ, and are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

Floats = npt.NDArray[np.float64]

FEWEST = 4
"""Fewest classes that are shrunk."""


@dataclass(frozen=True, eq=False)
class Shrunk:
    """What is known of each class.

    Attributes
    ----------
    estimate, deviation
        Of each class, with its standard deviation, float64 of shape (K,).
    mean, between
        The common mean, and the standard deviation between classes.
    weight
        Share of the common mean in each estimate, float64 of shape (K,).
    """

    estimate: Floats
    deviation: Floats
    mean: float
    between: float
    weight: Floats


def shrink(own: Floats, variance: Floats) -> Shrunk:
    """Draw the numbers of classes towards their common mean.

    Parameters
    ----------
    own
        Number of each class, float64 of shape (K,).
    variance
        Variance of each from its few materials, above 0, shape (K,).
    """
    count = own.size
    between = _between(own, variance)
    trust = 1.0 / (variance + between)
    share = trust / trust.sum()
    mean = float(share @ own)
    if count < FEWEST:
        return Shrunk(own, np.sqrt(variance), mean, float(np.sqrt(between)), np.zeros(count))
    weight = (count - 3) / (count - 1) * variance * trust
    estimate = (1 - weight) * own + weight * mean
    typical = float(np.average(variance, weights=trust)) + between
    left = variance * (1 - (1 - share) * weight)
    left += 2 / (count - 3) * weight**2 * typical * trust * (own - mean) ** 2
    return Shrunk(estimate, np.sqrt(left), mean, float(np.sqrt(between)), weight)


def _between(own: Floats, variance: Floats) -> float:
    """The variance between classes at which their scatter is what chance makes of it."""
    if own.size < 2:
        return 0.0

    def excess(between: float) -> float:
        trust = 1.0 / (variance + between)
        mean = np.average(own, weights=trust)
        return float(trust @ (own - mean) ** 2) - (own.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    most = float(np.ptp(own) ** 2) + float(variance.max())
    return float(brentq(excess, 0.0, most))
