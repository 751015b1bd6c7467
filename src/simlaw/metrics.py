"""What the error of predictions is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from simlaw.registry import Registry

Float64 = npt.NDArray[np.float64]


class Metric(Protocol):
    """One number for how far predictions are from measurements; lower is better."""

    @property
    def name(self) -> str:
        """As users write it: small letters, digits and hyphens."""
        ...

    @property
    def title(self) -> str:
        """What it is, in some words."""
        ...

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return the error of predictions float64 ``(materials,)``, zero or more."""
        ...


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


MAE, RMSE = MeanAbsoluteError(), RootMeanSquareError()

METRICS: Registry[Metric] = Registry("metric", (MAE, RMSE), needs=("name", "title", "of"))
"""Every metric by its name."""

STANDARD = (MAE.name, RMSE.name)
"""Those that every trial records."""


def title_of(name: str) -> str:
    """Return what a metric is in some words; its name where it is not known here.

    Examples
    --------
    >>> title_of("mae"), title_of("mine")
    ('mean absolute error', 'mine')
    """
    return METRICS[name].title if name in METRICS else name
