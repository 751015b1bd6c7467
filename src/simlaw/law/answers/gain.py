"""What more source samples gain: the share of the error that a multiple of n removes.

This is a statement on two sizes, the second not far beyond the data. It rests on neither alpha nor
C, and can be made where a curve is nearly flat and its gap is open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.display import html_lines
from simlaw.law.estimate import Estimate
from simlaw.printed_numbers import MINUS, chance, level_text

Floats = npt.NDArray[np.float64]

WORTHWHILE = (0.01, 0.02, 0.05)
"""Shares of the error of which it is told how probably a gain exceeds them."""


@dataclass(frozen=True, eq=False, repr=False)
class Gain(Estimate):
    """The share of the mean error that more source samples remove, with its interval.

    `estimate`, `low` and `high` are shares of the error at `n`: 0.03 is a fall by 3 %, and below
    zero is a rise. Median and quantiles over the curves of the law.

    Attributes
    ----------
    n
        The size that the gain is counted from.
    factor
        How many times as many samples there are to be.
    error
        Forecast of the mean error at ``factor * n``, in the unit of the errors.
    draws
        The gain by every curve of the law, float64 of shape (B,).
    """

    n: float
    factor: float
    error: float
    draws: Floats = field(compare=False)

    def probability_above(self, share: float) -> float:
        """Probability that the gain exceeds a share of the error.

        Parameters
        ----------
        share
            Share of the error at `n`, such as 0.02 for 2 %.

        Raises
        ------
        InputError
            If `share` is not finite.

        Examples
        --------
        >>> draws = np.array([0.0, 0.01, 0.03, 0.04])
        >>> gain = Gain(0.02, 0.0, 0.04, 0.9, n=100.0, factor=2.0, error=0.1, draws=draws)
        >>> gain.probability_above(0.02)
        0.5
        """
        if not math.isfinite(share):
            raise InputError(f"The share must be finite, but is {share!r}.")
        return float(np.mean(self.draws > share))

    def text(self, things: str = "source samples") -> str:
        """Return the gain in one sentence, without a full stop.

        Parameters
        ----------
        things
            What n counts, in the plural.
        """
        times = "Doubling n" if self.factor == 2 else f"Taking n times {self.factor:g}"
        middle, ends = percent_span(self.estimate, self.low, self.high)
        return (
            f"{times} to {self.factor * self.n:,.10g} {things} is forecast to lower the error by "
            f"{middle} ({level_text(self.level)} interval {ends})"
        )

    def chances_text(self) -> str:
        """Return how probably the gain exceeds 1, 2 and 5 %, in words."""
        said = [
            f"{100 * share:g} % with probability {chance(self.probability_above(share))}"
            for share in WORTHWHILE
        ]
        return f"more than {', '.join(said[:-1])}, and {said[-1]}"

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; what is not finite becomes None."""
        return {
            **super().to_dict(),
            "n": self.n,
            "factor": self.factor,
            "probability_above": {
                f"{share:g}": self.probability_above(share) for share in WORTHWHILE
            },
        }

    def __repr__(self) -> str:
        return f"{self.text()}; {self.chances_text()}"

    def _repr_html_(self) -> str:
        return html_lines([f"{self.text()}; {self.chances_text()}"])


def percent_span(middle: float, low: float, high: float) -> tuple[str, str]:
    """Return a share and its interval in percent, with as many decimals as the interval asks for.

    Examples
    --------
    >>> percent_span(0.0213, -0.003, 0.051), percent_span(0.292, 0.25, 0.33)
    (('2.1 %', '−0.3 to 5.1 %'), ('29.2 %', '25.0 to 33.0 %'))
    """
    width = 100 * max(high - low, 1e-4)
    places = int(np.clip(1 - math.floor(math.log10(width)), 0, 2))
    shown = (f"{100 * x + 0.0:.{places}f}" for x in (middle, low, high))
    # No minus before what is rounded to zero.
    middle_text, low_text, high_text = (
        (text.lstrip("-") if float(text) == 0 else text).replace("-", MINUS) for text in shown
    )
    return f"{middle_text} %", f"{low_text} to {high_text} %"


def gain_of(curves: Floats, n: float, factor: float, level: float) -> Gain:
    """The gain by curves (B, 2), whose columns are the errors at `n` and at ``factor * n``."""
    share = 1.0 - curves[:, 1] / np.maximum(curves[:, 0], 1e-300)
    middle, low, high = np.quantile(share, [0.5, (1 - level) / 2, (1 + level) / 2])
    ahead = float(np.median(curves[:, 1]))
    return Gain(float(middle), float(low), float(high), level, n, factor, ahead, share)
