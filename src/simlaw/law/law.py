"""The fitted law: what it predicts, how surely, and which size a wanted error needs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.arguments import checked_level, checked_sizes
from simlaw.law.display import as_html, as_text, replicates_text
from simlaw.law.estimate import Estimate, Note, finite
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import FORMS

Floats = npt.NDArray[np.float64]
Band = Literal["new-run", "mean"]

FAR = 10.0
"""Forecasts further than this many times beyond the data carry a note."""

HORIZON = 1e200
"""A size this many times the largest measured one counts as out of reach."""


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


@dataclass(frozen=True, eq=False)
class NeededSize:
    """Sizes at which the mean curve reaches a wanted error, one per draw of the law.

    Attributes
    ----------
    error
        The wanted error.
    draws
        Sizes, float64 of shape (B,); infinite where that draw never reaches the error.
    level
        Level of the interval from `low` to `high`.
    """

    error: float
    draws: Floats
    level: float

    def _quantile(self, q: float) -> float:
        return float(np.quantile(self.draws, q, method="inverted_cdf"))

    @property
    def median(self) -> float:
        """Median size, infinite when most draws never reach the error."""
        return self._quantile(0.5)

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self._quantile((1 - self.level) / 2)

    @property
    def high(self) -> float:
        """Upper end of the interval, possibly infinite."""
        return self._quantile((1 + self.level) / 2)

    @property
    def unreachable_probability(self) -> float:
        """Share of draws that never reach the error."""
        return float(np.mean(np.isinf(self.draws)))

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "error": self.error,
            "n": {
                "median": finite(self.median),
                "low": finite(self.low),
                "high": finite(self.high),
            },
            "level": self.level,
            "unreachable_probability": self.unreachable_probability,
        }


@dataclass(frozen=True, eq=False)
class Draws:
    """The distribution of the law as B equally likely curves on a grid of sizes.

    Between grid points curves are straight in ``log error`` against ``log n``. A new run scatters
    around curve b with the relative error ``scatter[b] * (curve[b](n) / curve[b](n_max))**power``.

    Attributes
    ----------
    x
        Grid of ``log(n / n_max)``, increasing, shape (Q,).
    log_curve
        Logs of the curves, shape (B, Q).
    scatter
        Relative deviation of one new run at n_max, shape (B,).
    power
        How the relative scatter follows the error.
    """

    x: Floats
    log_curve: Floats
    scatter: Floats
    power: float = 0.0

    def at(self, x: Floats) -> Floats:
        """Logs of the curves at ``log(n / n_max)`` = `x` (k,), shape (B, k)."""
        inside = np.clip(x, self.x[0], self.x[-1])
        right = np.clip(np.searchsorted(self.x, inside), 1, self.x.size - 1)
        left = right - 1
        share = (x - self.x[left]) / (self.x[right] - self.x[left])
        low, high = self.log_curve[:, left], self.log_curve[:, right]
        return np.asarray(low + share * (high - low))


@dataclass(frozen=True, eq=False, repr=False)
class Law:
    """A learning curve's law with its uncertainty.

    Attributes
    ----------
    form
        Name of the form.
    theta
        The point estimate of its parameters, float64 of shape (p,).
    parameters
        Each parameter with its interval.
    status
        ``ok``, ``alpha_at_bound``, ``gap_unidentified``, ``no_decay``, ``negative_transfer`` or
        ``too_few_sizes``.
    notes
        What else the reader must know.
    n, mean, stderr
        The points fitted: sizes, mean errors, and their standard errors (or None).
    replicates
        Number of replicates (1 for single points).
    draws
        The distribution of the law.
    level
        Level of the parameter intervals.
    skill
        What rolling-origin validation on the points says; see `simlaw.law.validate`.
    """

    form: str
    theta: Floats
    parameters: Mapping[str, Estimate]
    status: str
    notes: tuple[Note, ...]
    n: Floats
    mean: Floats
    stderr: Floats | None
    replicates: int
    draws: Draws
    level: float
    skill: Mapping[str, float] = field(default_factory=dict)

    @property
    def D(self) -> Estimate:
        """Amplitude D of the decaying part, in the unit of the error."""
        return self._parameter("D")

    @property
    def alpha(self) -> Estimate:
        """Decay rate."""
        return self._parameter("alpha")

    @property
    def C(self) -> Estimate:
        """Transfer gap: the error that no n removes."""
        if "C" not in self.parameters and "D" in self.parameters:
            return Estimate(0.0, 0.0, 0.0, self.level)
        return self._parameter("C")

    def _parameter(self, name: str) -> Estimate:
        if name not in self.parameters:
            raise InputError(
                f"The form '{self.form}' has no parameter {name}; it has "
                f"{', '.join(self.parameters)}."
            )
        return self.parameters[name]

    @property
    def _form(self) -> Form:
        return FORMS[self.form]

    def predict(self, n: npt.ArrayLike) -> Floats:
        """Error that the law gives at sizes `n`.

        Parameters
        ----------
        n
            Sizes above zero, any shape.

        Returns
        -------
        numpy.ndarray
            float64, the shape of `n`.
        """
        sizes = checked_sizes(n)
        flat = self._form.predict(self.theta, sizes.reshape(-1))
        return np.asarray(flat.reshape(sizes.shape), dtype=np.float64)

    def curves(self, n: npt.ArrayLike) -> Floats:
        """Mean curve of every draw at sizes `n` (k,), shape (B, k)."""
        return np.exp(self.draws.at(np.log(checked_sizes(n).reshape(-1) / self.n[-1])))

    def forecast(
        self, n: npt.ArrayLike, level: float | None = None, band: Band = "new-run"
    ) -> Forecast:
        """Forecast the error at sizes `n`.

        Parameters
        ----------
        n
            Sizes above zero.
        level
            Level of the interval, between 0 and 1; the law's own by default.
        band
            ``"new-run"``: where one new measured point (one replicate, where there are
            replicates) may fall; ``"mean"``: where the mean curve may lie.

        Returns
        -------
        Forecast
        """
        level = checked_level(self.level if level is None else level)
        if band not in ("new-run", "mean"):
            raise InputError(f"band must be 'new-run' or 'mean', but is {band!r}.")
        sizes = checked_sizes(n).reshape(-1)
        curves = self.curves(sizes)
        if band == "new-run":
            # Far beyond any data curves may be zero, and its negative power infinite.
            ratio = np.maximum(curves / self.curves(self.n[-1:]), 1e-100)
            factor = 1.0 + self.draws.scatter[:, None] * ratio**self.draws.power
            curves = curves * np.maximum(factor, 1e-3)
        mean = self.predict(sizes)
        low, high = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return Forecast(
            sizes,
            mean,
            np.minimum(low, mean),
            np.maximum(high, mean),
            level=level,
            band=band,
            notes=far_beyond(float(sizes.max(initial=0.0)), float(self.n[-1])),
        )

    def required_n(self, error: float, level: float | None = None) -> NeededSize:
        """Size at which the mean curve reaches `error`, as a distribution.

        The draws are those of `forecast`, so the two never contradict each other. Sizes beyond
        `HORIZON` times the largest measured one count as out of reach.

        Parameters
        ----------
        error
            Wanted error, above zero, in the unit of the errors fitted.
        level
            Level of the interval; the law's own by default.
        """
        wanted = float(error)
        if not (math.isfinite(wanted) and wanted > 0):
            raise InputError(f"The wanted error must be finite and above zero, but is {error!r}.")
        level = checked_level(self.level if level is None else level)
        x, curves = self.draws.x, self.draws.log_curve
        target = math.log(wanted)
        below = curves <= target
        right = np.argmax(below, axis=1)
        reached = below.any(axis=1)
        left = np.maximum(right - 1, 0)
        rows = np.arange(curves.shape[0])
        high, low = curves[rows, left], curves[rows, right]
        fall = np.where(high > low, high - low, 1.0)
        share = np.clip(np.where(right > 0, (high - target) / fall, 0.0), 0.0, 1.0)
        at = x[left] + share * (x[right] - x[left])
        sizes = np.where(reached, self.n[-1] * np.exp(at), np.inf)
        return NeededSize(wanted, sizes, level)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON-able values; infinite becomes None."""
        law: dict[str, Any] = {"form": self.form}
        law.update({name: value.to_dict() for name, value in self.parameters.items()})
        if "D" in law and "alpha" in law:
            law["C"] = self.C.to_dict()
        ahead = self.n[-1] * np.array([2.0, 10.0])
        return {
            "law": law,
            "status": self.status,
            "notes": [note.to_dict() for note in self.notes],
            "points": {
                "n": self.n.tolist(),
                "error": self.mean.tolist(),
                "stderr": None if self.stderr is None else self.stderr.tolist(),
            },
            "replicates": self.replicates,
            "level": self.level,
            "forecast": self.forecast(ahead).to_dict(),
            "skill": {name: finite(value) for name, value in self.skill.items()},
        }

    def __repr__(self) -> str:
        return as_text(
            f"error(n) = {self._form.formula}    status: {self.status}",
            self.parameters,
            self.level,
            f"{self.n.size} sizes n = {self.n[0]:g} to {self.n[-1]:g}, "
            f"{replicates_text(self.replicates)}",
            self.notes,
        )

    def _repr_html_(self) -> str:
        heading = f"error(n) = {self._form.formula}, status {self.status}"
        return as_html(heading, self.parameters, self.level, self.notes)


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
