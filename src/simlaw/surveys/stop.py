"""Where to stop: the n from which doubling the database brings less than is worth it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.decide.money.budget import FAR
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import finite
from simlaw.law.forecast import ends
from simlaw.printed_numbers import about, level_text

__all__ = ["Stop", "stop_at"]

Floats = npt.NDArray[np.float64]

STEPS = 4
"""Sizes looked at within each doubling."""

DOUBLINGS = 20
"""Doublings looked at; a size beyond them counts as no end."""


@dataclass(frozen=True)
class Stop(ShownAsText):
    """The n from which another doubling brings less than is worth it.

    Attributes
    ----------
    n
        The largest n there is.
    median, low, high
        Over the curves of the law; `n` itself where the next doubling is worth nothing already,
        infinite where every one within `DOUBLINGS` is worth it.
    level
        Of the interval.
    """

    n: float
    median: float
    low: float
    high: float
    level: float

    @property
    def now(self) -> bool:
        """Whether the next doubling is more likely not worth it."""
        return self.median <= self.n

    @property
    def determined(self) -> bool:
        """Whether the size lies no further than ten times the largest there is."""
        return self.median <= FAR * self.n

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what has no end becomes None."""
        return {
            "n": finite(self.median),
            "low": finite(self.low),
            "high": finite(self.high),
            "level": self.level,
            "now": self.now,
            "determined": self.determined,
        }

    def text(self) -> str:
        """Return where to stop in a few words."""
        if self.now:
            return "now"
        if not self.determined:
            return f"not determined, beyond {about(FAR * self.n)}"
        first = "now" if self.low <= self.n else about(self.low)
        last = "no limit" if not np.isfinite(self.high) else about(self.high)
        return f"about {about(self.median)} ({first} to {last})"

    def __repr__(self) -> str:
        return f"{self.text()}, {level_text(self.level)} interval"


def stop_at(log_errors: Callable[[Floats], Floats], n: float, worth: float, level: float) -> Stop:
    """Return where another doubling falls below what is worth it.

    Parameters
    ----------
    log_errors
        Log errors by equally likely curves at sizes (k,), shape (B, k).
    n
        The largest n there is.
    worth
        The least fall that is worth it, as a share of the error.
    level
        Of the interval.
    """
    sizes = n * 2.0 ** (np.arange(STEPS * (DOUBLINGS + 1) + 1) / STEPS)
    errors = log_errors(sizes)
    fall = 1.0 - np.exp(errors[:, STEPS:] - errors[:, :-STEPS])
    less = fall <= worth
    first = np.where(less.any(axis=1), sizes[np.argmax(less, axis=1)], np.inf)
    low, middle, high = np.quantile(first, [ends(level)[0], 0.5, ends(level)[1]], method="lower")
    return Stop(float(n), float(middle), float(low), float(high), level)
