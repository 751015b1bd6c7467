"""Metrics of how large errors are: means, quantiles, and how many are too large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simlaw.metrics.metric import Float64


@dataclass(frozen=True)
class MeanAbsoluteError:
    """The mean of the absolute differences, in the unit of the values."""

    name: ClassVar[str] = "mae"
    title: ClassVar[str] = "mean absolute error"

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return it.

        Examples
        --------
        >>> MAE.of(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
        1.5
        """
        return float(np.abs(predicted - measured).mean())


@dataclass(frozen=True)
class RootMeanSquareError:
    """The root of the mean of the squared differences, in the unit of the values."""

    name: ClassVar[str] = "rmse"
    title: ClassVar[str] = "root mean square error"

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return it.

        Examples
        --------
        >>> RMSE.of(np.array([1.0, 2.0]), np.array([2.0, 9.0]))
        5.0
        """
        return float(np.sqrt(((predicted - measured) ** 2).mean()))


MAE = MeanAbsoluteError()
RMSE = RootMeanSquareError()


@dataclass(frozen=True)
class QuantileOfErrors:
    """A quantile of the absolute differences, in the unit of the values.

    Attributes
    ----------
    percent
        Share of the materials whose error is no larger, in percent.
    """

    percent: int

    @property
    def name(self) -> str:
        """``median``, or such as ``q90``."""
        return "median" if self.percent == 50 else f"q{self.percent}"

    @property
    def title(self) -> str:
        """What it is."""
        if self.percent == 50:
            return "median absolute error"
        return f"{self.percent} % quantile of the absolute error"

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return it, between two materials by linear interpolation.

        Examples
        --------
        >>> QuantileOfErrors(90).of(np.arange(11.0), np.zeros(11))
        9.0
        """
        return float(np.quantile(np.abs(predicted - measured), self.percent / 100))


@dataclass(frozen=True)
class ShareOutside:
    """The share of the materials whose error is above a tolerance.

    The share *within* it is one less this: an error is to be lower where it is better.

    Attributes
    ----------
    tolerance
        In the unit of the values.
    """

    tolerance: float
    dimensionless: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """Such as ``outside-0.1``."""
        return f"outside-{self.tolerance:g}"

    @property
    def title(self) -> str:
        """What it is."""
        return f"share of errors above {self.tolerance:g}"

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return it.

        Examples
        --------
        >>> ShareOutside(0.5).of(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0, 5.0]))
        0.25
        """
        return float((np.abs(predicted - measured) > self.tolerance).mean())
