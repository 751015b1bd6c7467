"""A forecast of errors at sizes that may lie beyond those measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.checked_arguments import checked_level
from simlaw.law.estimate import Note

Floats = npt.NDArray[np.float64]
Band = Literal["new-run", "mean"]

FAR = 10.0
"""Forecasts further than this many times beyond the data carry a note."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """Forecast errors at sizes `n`: arrays of shape (k,), in the unit of the errors fitted."""

    n: Floats
    mean: Floats
    low: Floats
    high: Floats
    level: float
    band: str
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain lists for JSON."""
        return {
            "n": self.n.tolist(),
            "mean": self.mean.tolist(),
            "low": self.low.tolist(),
            "high": self.high.tolist(),
            "level": self.level,
            "band": self.band,
        }


def checked_band(band: Band) -> Band:
    """Return a band that can be forecast, or raise InputError."""
    if band not in ("new-run", "mean"):
        raise InputError(f"band must be 'new-run' or 'mean', but is {band!r}.")
    return band


def ends_of(curves: Floats, mean: Floats, level: float) -> tuple[Floats, Floats]:
    """Interval of curves (B, k) at every size, drawn out to hold `mean` (k,)."""
    low, high = np.quantile(curves, ends(level), axis=0)
    return np.minimum(low, mean), np.maximum(high, mean)


def ends(level: float) -> list[float]:
    """Return the two quantiles that an interval of a level lies between."""
    level = checked_level(level)
    return [(1 - level) / 2, (1 + level) / 2]


def far_beyond(n: float, measured: float) -> tuple[Note, ...]:
    """A note where `n` lies more than `FAR` times beyond the largest size measured."""
    if not n > FAR * measured * (1 + 1e-9):
        return ()
    return (
        Note(
            "far_extrapolation",
            f"n = {_size(n)} lies {_size(n / measured)} times beyond the largest n studied, "
            f"{_size(measured)}; the intervals are checked by simulation up to {FAR:g} times.",
        ),
    )


def _size(x: float) -> str:
    """A size to three figures, with thousands separated."""
    return f"{float(f'{x:.2e}'):,.0f}" if 100 <= x < 1e9 else f"{x:.3g}"
