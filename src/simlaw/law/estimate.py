"""A number with its interval, and a note: what laws and decisions are told in."""

from __future__ import annotations

import math
from dataclasses import dataclass


def finite(value: float) -> float | None:
    """The value as a float, or None where JSON has no number for it."""
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True)
class Estimate:
    """A number with its interval: ``low <= value <= high`` with probability `level`."""

    estimate: float
    low: float
    high: float
    level: float

    def to_dict(self) -> dict[str, float | None]:
        """Plain numbers for JSON; what is not finite becomes None."""
        return {
            "estimate": finite(self.estimate),
            "low": finite(self.low),
            "high": finite(self.high),
            "level": self.level,
        }

    def __str__(self) -> str:
        return f"{self.estimate:.4g} [{self.low:.4g}, {self.high:.4g}]"


@dataclass(frozen=True)
class Note:
    """Something the reader of a law must know: a code for machines, a sentence for people."""

    code: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """Plain strings for JSON."""
        return {"code": self.code, "text": self.text}
