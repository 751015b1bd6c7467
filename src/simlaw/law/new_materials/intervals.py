"""Errors, differences and ratios with intervals for new materials."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from simlaw.law.estimate import Estimate
from simlaw.law.new_materials.crossed_components import Observations
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.noise_of_means import (
    NEW,
    POWERS,
    covariance_of_means,
    noise_of_means,
    observed_errors,
)
from simlaw.law.new_materials.pigeonhole import drawn_metrics

Floats = npt.NDArray[np.float64]


SHARED_BY_TWO = 0.5
"""Part of the share m / (N - m) of the rest that counts as the material's in a difference: part of
what training has of a material moves both methods alike. With all of it differences cover 93 %,
with none 89.5 % (tables of `benchmarks/validity`, seeds from 1,000 on)."""


@dataclass(frozen=True)
class Deviation:
    """A mean with its standard deviation and degrees of freedom.

    Attributes
    ----------
    mean, deviation
        In the unit of the errors, or in logs.
    freedom
        Degrees of freedom.
    """

    mean: float
    deviation: float
    freedom: float

    def estimate(self, level: float) -> Estimate:
        """The mean with a t interval."""
        half = float(stdtrit(self.freedom, (1 + level) / 2)) * self.deviation
        return Estimate(self.mean, self.mean - half, self.mean + half, level)

    def probability_below(self, value: float) -> float:
        """How probably the truth is below a value."""
        if self.deviation == 0:
            return float(self.mean < value)
        return float(stdtr(self.freedom, (value - self.mean) / self.deviation))


def mean_error(
    errors: MaterialErrors,
    cell: Cell,
    *,
    metric: str = "mae",
    level: float = 0.9,
    inference: str = NEW,
) -> Estimate | None:
    """Error of one method at one m and n with its interval; None with fewer than two replicates.

    The interval is symmetric in the log: an error is above zero.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    cell
        Method, m and n.
    metric
        Name of the error.
    level
        Probability of the interval.
    inference
        ``"new"`` or ``"table"``.
    """
    noise = noise_of_means(errors, [cell], metric=metric, inference=inference)
    if noise is None or noise.mean is None:
        return None
    mean = float(noise.mean[0])
    half = float(stdtrit(noise.freedom, (1 + level) / 2)) * math.sqrt(noise.covariance[0, 0])
    return Estimate(mean, mean * math.exp(-half), mean * math.exp(half), level)


def difference(
    errors: MaterialErrors,
    cell: Cell,
    other: Cell,
    *,
    metric: str = "mae",
    inference: str = NEW,
) -> Deviation | None:
    """Error of one cell less that of another, over the rows that have both.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    cell, other
        Methods, m and n.
    metric
        Name of the error. The mean absolute error is compared material by material, the root mean
        square error by the delta method, any other by the pigeonhole bootstrap.
    inference
        ``"new"`` or ``"table"``.
    """
    found = _compared(errors, cell, other, metric, inference)
    return None if found is None else found[0]


def log_ratio(
    errors: MaterialErrors,
    cell: Cell,
    other: Cell,
    *,
    metric: str = "mae",
    inference: str = NEW,
) -> Deviation | None:
    """Log of the error of one cell over that of another; see `difference`."""
    found = _compared(errors, cell, other, metric, inference)
    return None if found is None else found[1]


def _compared(
    errors: MaterialErrors, cell: Cell, other: Cell, metric: str, inference: str
) -> tuple[Deviation, Deviation] | None:
    if metric not in POWERS:
        return _drawn(errors, cell, other, metric)
    power = POWERS[metric]
    tested = observed_errors(errors, [cell, other], power)
    both = np.asarray(tested.has.all(axis=1))
    if np.unique(tested.replicate[both]).size < 2:
        return None
    tested = tested.some(both, np.arange(2))
    total = sum(test.size for test in tested.test)
    mean = sum(values.sum(axis=1) for values in tested.values) / total
    ms = np.array([max(cell[1], other[1])], dtype=np.float64)
    level = mean ** (1 / power)
    # Of mean ** (1 / power): the differences are those of its slope times the numbers.
    slope = level / mean / power
    found = []
    for weight in (slope, slope / level):
        values = [weight[0] * one[:1] - weight[1] * one[1:] for one in tested.values]
        single = Observations(tested.materials, tested.replicate, tested.test, values)
        answer = covariance_of_means(single, errors, ms, inference, SHARED_BY_TWO)
        if answer is None:
            return None
        found.append((math.sqrt(max(answer[1][0, 0], 0.0)), answer[2]))
    return (
        Deviation(float(level[0] - level[1]), *found[0]),
        Deviation(float(np.log(level[0] / level[1])), *found[1]),
    )


def _drawn(
    errors: MaterialErrors, cell: Cell, other: Cell, metric: str
) -> tuple[Deviation, Deviation] | None:
    found = drawn_metrics(errors, [cell, other], metric)
    if found is None:
        return None
    mean, drawn, freedom = found
    change, ratio = drawn[:, 0] - drawn[:, 1], np.log(drawn[:, 0] / drawn[:, 1])
    return (
        Deviation(float(mean[0] - mean[1]), float(change.std(ddof=1)), freedom),
        Deviation(float(np.log(mean[0] / mean[1])), float(ratio.std(ddof=1)), freedom),
    )
