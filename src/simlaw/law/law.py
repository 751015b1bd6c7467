"""The fitted law: what it predicts, how surely, and which size a wanted error needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.answers.gain import Gain, gain_of
from simlaw.law.answers.short_formula import formula_text, lies_within
from simlaw.law.average.prior_influence import PriorInfluence
from simlaw.law.checked_arguments import checked_level, checked_sizes
from simlaw.law.display import as_html, as_text, replicates_text
from simlaw.law.distribution import Draws
from simlaw.law.estimate import Estimate, Note, finite
from simlaw.law.forecast import (
    Band,
    Forecast,
    checked_band,
    default_band,
    far_beyond,
    quantiles_of,
    rests_on_prior,
)
from simlaw.law.forms.protocol import Form
from simlaw.law.new_materials.noise_of_means import THESE
from simlaw.law.required_n import (
    CAPACITY_LIMITED,
    Requirement,
    checked_target,
    sizes_reaching,
    why_undetermined,
)

Floats = npt.NDArray[np.float64]

LAW_VERSION = 2
"""Version of what a law says; 2: forecasts are medians, and those of the mean where none is named.

It grows where the same points give other numbers, or the same call another answer.
"""

AHEAD = (2.0, 5.0, 10.0)
"""Multiples of the largest size that a law without a formula is told at, beside those measured."""

REACH = 10.0
"""It is told how far the error falls up to this many times the largest size."""

AT_ONCE = 512
"""Most sizes whose curves are held at once."""


@dataclass(frozen=True, eq=False, repr=False)
class Law:
    """A learning curve's law with its uncertainty.

    A law is the distribution of the curves that may be the true one. What it forecasts is the
    median of these curves at each size; a formula is told beside it where one lies close enough.

    Attributes
    ----------
    family
        The form that was fitted, from `simlaw.law.FORMS` or the user's own.
    theta
        Parameters of the formula, float64 of shape (p,): see `formula`.
    parameters
        Each parameter with its interval: median and quantiles over the curves.
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
        What rolling-origin validation on the points says; see `simlaw.law.rolling_origin`.
    inference
        What intervals are about: a name in `simlaw.law.INFERENCES`.
    fitted_by
        How the curves come about, in words.
    prior
        How far the law rests on its prior of alpha; None for a named form, which has none.
    method
        The transfer method whose errors these are; None where it is not known.
    """

    family: Form
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
    inference: str = THESE
    fitted_by: str = ""
    prior: PriorInfluence | None = None
    method: str | None = None

    @property
    def form(self) -> str:
        """Name of the form."""
        return self.family.name

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

    @cached_property
    def formula_holds(self) -> bool:
        """Whether the formula lies within the band of the mean error over the sizes measured."""
        return lies_within(self.formula(self.n), self.draws, self.n)

    def formula(self, n: npt.ArrayLike) -> Floats:
        """Error that the formula gives at sizes `n`, whether it holds or not.

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
        flat = self.family.predict(self.theta, sizes.reshape(-1))
        return np.asarray(flat.reshape(sizes.shape), dtype=np.float64)

    @property
    def formula_text(self) -> str:
        """The formula with its numbers as plain text; that there is none where it does not hold."""
        if not self.formula_holds:
            return "no short formula describes the curve"
        return formula_text(self.family, self.theta, self.parameters)

    def predict(self, n: npt.ArrayLike) -> Floats:
        """Mean error forecast at sizes `n`: the median over the curves of the law.

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
        flat = sizes.reshape(-1)
        medians = [
            np.median(self.curves(flat[start : start + AT_ONCE]), axis=0)
            for start in range(0, flat.size, AT_ONCE)
        ]
        found = np.concatenate(medians) if medians else np.empty(0)
        return np.asarray(found.reshape(sizes.shape), dtype=np.float64)

    def curves(self, n: npt.ArrayLike) -> Floats:
        """Mean curve of every draw at sizes `n` (k,), shape (B, k)."""
        return self.draws.errors_at(np.log(checked_sizes(n).reshape(-1) / self.n[-1]))

    def forecast(
        self, n: npt.ArrayLike, level: float | None = None, band: Band | None = None
    ) -> Forecast:
        """Forecast the error at sizes `n`.

        Parameters
        ----------
        n
            Sizes above zero.
        level
            Level of the interval, between 0 and 1; the law's own by default.
        band
            ``"mean"``, the default: where the mean curve may lie; ``"new-run"``: where one new
            measured point (one replicate, where there are replicates) may fall.

        Returns
        -------
        Forecast
            Its `mean` is that of `predict`.
        """
        level = checked_level(self.level if level is None else level)
        band = default_band() if band is None else checked_band(band)
        sizes = checked_sizes(n).reshape(-1)
        curves = self.curves(sizes)
        mean, low, high = quantiles_of(curves, level)
        if band == "new-run":
            # Far beyond any data curves may be zero, and its negative power infinite.
            ratio = np.maximum(curves / self.curves(self.n[-1:]), 1e-100)
            factor = 1.0 + self.draws.scatter[:, None] * ratio**self.draws.power
            _, low, high = quantiles_of(curves * np.maximum(factor, 1e-3), level)
        return Forecast(sizes, mean, low, high, level, band, self._notes(sizes, curves, level))

    def _notes(self, sizes: Floats, curves: Floats, level: float) -> tuple[Note, ...]:
        """What to know of a forecast from curves (B, k): its farthest size decides."""
        if sizes.size == 0:
            return ()
        farthest = int(np.argmax(sizes))
        n = float(sizes[farthest])
        notes = far_beyond(n, float(self.n[-1]))
        if self.prior is not None and n > self.n[-1]:
            notes += rests_on_prior(self.prior.moves(curves[:, farthest], level), n)
        return notes

    def gain(self, factor: float = 2.0, n: float | None = None, level: float | None = None) -> Gain:
        """Share of the mean error that `factor` times as many source samples remove.

        Parameters
        ----------
        factor
            How many times as many samples, above 1.
        n
            Size to count from; the largest measured by default.
        level
            Level of the interval; the law's own by default.

        Returns
        -------
        Gain
            An estimate that also tells how probably the gain exceeds any share.

        Raises
        ------
        InputError
            If `factor` is not above 1, or `n` or `level` is out of range.

        Examples
        --------
        >>> from simlaw.law import fit
        >>> n = [100, 200, 400, 800, 1600, 3200]
        >>> gain = fit(n, [2.0 * size**-0.5 + 0.1 for size in n]).gain()
        >>> round(gain.estimate, 2), gain.probability_above(0.05) > 0.9
        (0.08, True)
        """
        level = checked_level(self.level if level is None else level)
        if not (np.isfinite(factor) and factor > 1):
            raise InputError(f"factor must be finite and above 1, but is {factor!r}.")
        start = float(self.n[-1]) if n is None else float(checked_sizes(n).reshape(()))
        curves = self.curves([start, factor * start])
        return gain_of(curves, start, float(factor), level)

    def required_n(self, error: float, level: float | None = None) -> Requirement:
        """Source samples needed for a wanted mean error, as a distribution that may be infinite.

        The draws are those of `forecast`, so the two never contradict each other. Sizes beyond
        `simlaw.law.distribution.HORIZON` times the largest measured one count as out of reach.

        Parameters
        ----------
        error
            Wanted error, above zero, in the unit of the errors fitted.
        level
            Level of the interval; the law's own by default.

        Returns
        -------
        Requirement

        Raises
        ------
        InputError
            If `error` or `level` is out of range.

        Examples
        --------
        >>> from simlaw.law import fit
        >>> n = [100, 200, 400, 800, 1600, 3200]
        >>> law = fit(n, [2.0 * size**-0.5 + 0.1 for size in n])
        >>> needed = law.required_n(0.12)
        >>> 9_000 < needed.median < 11_000, needed.reached_by(100_000) > 0.9
        (True, True)
        """
        wanted = checked_target(error)
        level = checked_level(self.level if level is None else level)
        sizes = sizes_reaching(self.draws, self.n[-1], wanted)
        codes = {self.status, *(note.code for note in self.notes)}
        return Requirement(
            wanted,
            sizes,
            level,
            float(self.n[-1]),
            float(self.n[0]),
            undetermined=why_undetermined(codes, self.n.size, self.prior, np.isinf(sizes)),
            reach=self.gain(REACH, level=level),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON-able values; infinite becomes None."""
        law: dict[str, Any] = {"form": self.form}
        law.update({name: value.to_dict() for name, value in self.parameters.items()})
        if "D" in law and "alpha" in law:
            law["C"] = self.C.to_dict()
        ahead = self.n[-1] * np.array([2.0, 10.0])
        return {
            "version": LAW_VERSION,
            "inference": self.inference,
            "fitted_by": self.fitted_by,
            "method": self.method,
            "band": "mean",
            "law": law,
            "formula": self._formula_dict(),
            "status": self.status,
            "notes": [note.to_dict() for note in self.notes],
            "points": {
                "n": self.n.tolist(),
                "error": self.mean.tolist(),
                "stderr": None if self.stderr is None else self.stderr.tolist(),
            },
            "replicates": self.replicates,
            "level": self.level,
            "forecast": self.forecast(ahead, band="mean").to_dict(),
            "gain": self.gain().to_dict(),
            "prior": None if self.prior is None else self.prior.to_dict(),
            "skill": {name: finite(value) for name, value in self.skill.items()},
        }

    def _formula_dict(self) -> dict[str, Any]:
        numbers = zip(self.family.parameters, self.theta, strict=True)
        return {
            "text": self.formula_text,
            "holds": self.formula_holds,
            "parameters": {name: finite(x) for name, x in numbers} if self.formula_holds else None,
        }

    @property
    def _told(self) -> Mapping[str, Estimate]:
        """The parameters that are told of the source; a larger network would have another C."""
        limited = any(note.code == CAPACITY_LIMITED for note in self.notes)
        return {k: v for k, v in self.parameters.items() if not (limited and k == "C")}

    @property
    def _heading(self) -> str:
        if self.formula_holds:
            return f"error(n) = {self.family.formula}"
        return "error(n): no short formula describes the curve"

    def table(self) -> Forecast:
        """Forecast of the mean at sizes measured and beyond, which stands in for a formula.

        At up to four of the sizes measured, and at 2, 5 and 10 times the largest.
        """
        chosen = np.unique(np.linspace(0, self.n.size - 1, 4).round().astype(int))
        ahead = self.n[-1] * np.array(AHEAD)
        return self.forecast(np.concatenate([self.n[chosen], ahead]), band="mean")

    def __repr__(self) -> str:
        told = as_text(
            f"{self._heading}    status: {self.status}",
            self._told,
            self.level,
            f"{self.n.size} sizes n = {self.n[0]:g} to {self.n[-1]:g}, "
            f"{replicates_text(self.replicates)}",
            self.notes if self.formula_holds else (),
        )
        if self.formula_holds:
            return told
        notes = [f"  note: {note.text}" for note in self.notes]
        return "\n".join([told, repr(self.table()), *notes])

    def _repr_html_(self) -> str:
        heading = f"{self._heading}, status {self.status}"
        told = as_html(heading, self._told, self.level, self.notes)
        return told if self.formula_holds else told + self.table()._repr_html_()
