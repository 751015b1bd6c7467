"""A forecast of errors at sizes that may lie beyond those measured."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.checked_arguments import checked_level
from simlaw.law.display import html_notes, html_table, text_table
from simlaw.law.estimate import Note
from simlaw.printed_numbers import level_text, span, value

Floats = npt.NDArray[np.float64]
Band = Literal["new-run", "mean"]

FAR = 10.0
"""Forecasts further than this many times beyond the data carry a note."""


DEFAULT_BAND: Band = "mean"
"""The band of `forecast` where none is named: the one that pages and the command line print."""

_OF = {"mean": "of the mean error", "new-run": "of one new run"}


@dataclass(frozen=True, eq=False, repr=False)
class Forecast:
    """Forecast errors at sizes `n`: arrays of shape (k,), in the unit of the errors fitted.

    Attributes
    ----------
    n
        The sizes.
    mean
        Forecast of the mean error: the median over the curves that may be the true one.
    low, high
        Ends of the interval, quantiles over the same curves.
    level
        Level of the interval.
    band
        Whose interval it is: ``"mean"``, of the mean curve, or ``"new-run"``, of one new point.
    notes
        What else the reader must know.
    """

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

    def _rows(self) -> list[tuple[str, str, str]]:
        return [
            (
                f"{n:,.10g}",
                value(float(mean)),
                span(float(low), float(high), like=float(mean)),
            )
            for n, mean, low, high in zip(self.n, self.mean, self.low, self.high, strict=True)
        ]

    @property
    def _columns(self) -> tuple[str, str, str]:
        return "n", "mean error", f"{level_text(self.level)} interval {_OF[self.band]}"

    def __repr__(self) -> str:
        notes = "".join(f"\n  note: {note.text}" for note in self.notes)
        return text_table("Forecast", self._columns, self._rows()) + notes

    def _repr_html_(self) -> str:
        return html_table("Forecast", self._columns, self._rows()) + html_notes(self.notes)


def checked_band(band: Band) -> Band:
    """Return a band that can be forecast, or raise InputError."""
    if band not in ("new-run", "mean"):
        raise InputError(f"band must be 'new-run' or 'mean', but is {band!r}.")
    return band


def default_band() -> Band:
    """Return the band of a forecast that names none; the first such call of a process warns."""
    _warn_of_default_band()
    return DEFAULT_BAND


@cache
def _warn_of_default_band() -> None:
    # The caller of the law's method that calls `default_band`.
    warnings.warn(
        "forecast() without a band gives the band of the mean error (band='mean'), the one that "
        "reports and the command line print; until version 2 of the law it gave that of one new "
        "run. Name the band, band='mean' or band='new-run', to be sure and to end this warning.",
        FutureWarning,
        stacklevel=4,
    )


def quantiles_of(curves: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Median and both ends of the interval of a level over curves (B, k), each of shape (k,)."""
    middle, low, high = np.quantile(curves, [0.5, *ends(level)], axis=0)
    return middle, low, high


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


def rests_on_prior(moves: bool, n: float) -> tuple[Note, ...]:
    """A note where a forecast moves under other priors of alpha."""
    if not moves:
        return ()
    return (
        Note(
            "rests_on_prior",
            f"The forecast at n = {_size(n)} rests on the prior of alpha: under another it moves "
            "by more than a quarter of its interval's half width.",
        ),
    )


def _size(x: float) -> str:
    """A size to three figures, with thousands separated."""
    return f"{float(f'{x:.2e}'):,.0f}" if 100 <= x < 1e9 else f"{x:.3g}"
