"""What a curve may depart from its shape by, and the prior belief in each way.

A departure has three parts:

* the smallest sizes may lie outside the law: a network that has learned nothing yet, a plateau at
  the rate of guessing. Such sizes are taken as they come, each with the density `OUTSIDE`;
* the form may be wrong by a smooth function g, whose slope is a stationary Ornstein-Uhlenbeck
  process of correlation length `DRIFT_LENGTH`: it forgets, and makes a forecast the less sure the
  further it reaches. Its variance is averaged over `DRIFT_RATIOS`; 0 is the exact form;
* neighbouring sizes of one dense curve share noise: one training went well, and the next size had
  most of the same samples.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DRIFT_LENGTH = 4.0
"""Correlation length of the slope of g, in units of log n (a factor of about 55 in n)."""

DRIFT_RATIOS = (0.0, 1.0, 10.0, 100.0, 1e3, 1e4)
"""Variances of the slope of g considered, as multiples of the variance of one size's noise."""

DRIFT_PRIOR = (0.7,) + (0.06,) * 5

DRIFT_REACH = np.log(30.0)
"""Beyond this distance from the data g stays where it is, and the form alone decides."""

DENSE, WINDOW = 12, np.log(20.0)
"""A curve with more sizes than DENSE is described over its last WINDOW alone."""

MOST_OUTSIDE = 4
"""At most so many of the smallest sizes lie outside the law."""

ALL_INSIDE = 0.7
"""Prior probability that no size lies outside."""

OUTSIDE = 0.2
"""Density of the log error at a size that lies outside the law: about even over a factor of 150."""

NEIGHBOURS = (0.0, 0.7)
"""Shares of the noise's variance that neighbouring sizes of a dense single curve share."""

NEIGHBOURS_LENGTH = 0.5
"""Distance in log n over which they share it."""


@dataclass(frozen=True)
class Departure:
    """One way in which measured errors may depart from a shape.

    Attributes
    ----------
    outside
        How many of the smallest sizes lie outside the law.
    ratio
        Variance of the slope of g, as a multiple of the variance of one size's noise.
    shared
        Share of the noise's variance that neighbouring sizes share.
    log_prior
        Log of its prior probability, with the density of the sizes outside.
    """

    outside: int
    ratio: float
    shared: float
    log_prior: float

    def covariance(self, x: Floats, noise: Floats) -> Floats:
        """Covariance of the log errors inside, from that of the noise (k, k) at all `x` (k,)."""
        inside = noise[self.outside :, self.outside :]
        at = x[self.outside :]
        if self.shared > 0:
            spread = np.sqrt(np.diag(inside))
            inside = (1.0 - self.shared) * inside + self.shared * np.outer(
                spread, spread
            ) * neighbour_correlation(at, at)
        unit = float(np.mean(np.diag(noise)))
        return np.asarray(inside + self.ratio * unit * drift_covariance(at, at, float(at[0])))


def departures(sizes: int, single: bool) -> Iterator[Departure]:
    """Every departure considered for a curve of so many sizes.

    Parameters
    ----------
    sizes
        Number of sizes described.
    single
        Whether the curve is of one run, whose noise is not known from replicates.
    """
    dense = sizes > DENSE
    most = 0 if dense else min(MOST_OUTSIDE, sizes - 1)
    shares = NEIGHBOURS if dense and single else NEIGHBOURS[:1]
    drifts = zip(DRIFT_RATIOS, DRIFT_PRIOR, strict=True)
    for outside, shared, (ratio, prior) in itertools.product(range(most + 1), shares, drifts):
        belief = 1.0
        if most > 0:
            belief = ALL_INSIDE if outside == 0 else (1.0 - ALL_INSIDE) / most
        log_prior = np.log(belief * prior / len(shares)) + outside * np.log(OUTSIDE)
        yield Departure(outside, ratio, shared, float(log_prior))


def drift_covariance(x: Floats, y: Floats, start: float) -> Floats:
    """Covariance of g at `x` (a,) and `y` (b,), shape (a, b), for slope variance 1.

    The integral of a stationary Ornstein-Uhlenbeck process from `start` on; g is zero before.
    """
    s = np.maximum(x - start, 0.0)[:, None] / DRIFT_LENGTH
    t = np.maximum(y - start, 0.0)[None, :] / DRIFT_LENGTH
    return np.asarray(
        DRIFT_LENGTH**2
        * (2 * np.minimum(s, t) - 1 + np.exp(-s) + np.exp(-t) - np.exp(-np.abs(s - t)))
    )


def neighbour_correlation(x: Floats, y: Floats) -> Floats:
    """Correlation of the noise that neighbours share at `x` (a,) and `y` (b,), shape (a, b)."""
    return np.asarray(np.exp(-np.abs(x[:, None] - y[None, :]) / NEIGHBOURS_LENGTH))


def window(n: Floats) -> npt.NDArray[np.int64]:
    """Columns of the sizes that the averaged law describes."""
    x = np.log(n / n[-1])
    count = max(int(np.sum(x >= -WINDOW)), min(DENSE, n.size))
    return np.arange(n.size - count, n.size)
