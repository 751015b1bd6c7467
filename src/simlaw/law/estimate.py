"""A number with its interval, and a note: what laws and decisions are told in."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass


def finite(value: float) -> float | None:
    """The value as a float, or None where JSON has no number for it."""
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        level = f"{100 * self.level:.6g} %"
        return f"{self.estimate:.4g} ({level} interval {self.low:.4g} to {self.high:.4g})"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


@dataclass(frozen=True, repr=False)
class Reference(Estimate):
    """An error that a curve is compared with.

    Attributes
    ----------
    below
        How probably the curve's error at its largest n is truly above this one, from what the two
        share; None where that is not known.
    """

    below: float | None = None


@dataclass(frozen=True, repr=False)
class Note:
    """Something the reader of a law must know: a code for machines, a sentence for people."""

    code: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """Plain strings for JSON."""
        return {"code": self.code, "text": self.text}

    def __repr__(self) -> str:
        return f"{self.code}: {self.text}"

    def _repr_html_(self) -> str:
        return f"<p><code>{html.escape(self.code)}</code> {html.escape(self.text)}</p>"
