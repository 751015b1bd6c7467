"""The fitted law: what it predicts, how surely, and which size a wanted error needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.checked_arguments import checked_level, checked_sizes
from simlaw.law.display import as_html, as_text, replicates_text
from simlaw.law.distribution import Draws
from simlaw.law.estimate import Estimate, Note, finite
from simlaw.law.forecast import Band, Forecast, checked_band, ends_of, far_beyond
from simlaw.law.forms.protocol import Form
from simlaw.law.required_n import Requirement, checked_target, sizes_reaching

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Law:
    """A learning curve's law with its uncertainty.

    Attributes
    ----------
    family
        The form that was fitted, from `simlaw.law.FORMS` or the user's own.
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
        What rolling-origin validation on the points says; see `simlaw.law.rolling_origin`.
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
        flat = self.family.predict(self.theta, sizes.reshape(-1))
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
        band = checked_band(band)
        sizes = checked_sizes(n).reshape(-1)
        curves = self.curves(sizes)
        if band == "new-run":
            # Far beyond any data curves may be zero, and its negative power infinite.
            ratio = np.maximum(curves / self.curves(self.n[-1:]), 1e-100)
            factor = 1.0 + self.draws.scatter[:, None] * ratio**self.draws.power
            curves = curves * np.maximum(factor, 1e-3)
        mean = self.predict(sizes)
        low, high = ends_of(curves, mean, level)
        notes = far_beyond(float(sizes.max(initial=0.0)), float(self.n[-1]))
        return Forecast(sizes, mean, low, high, level, band, notes)

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
        return Requirement(wanted, sizes, level, float(self.n[-1]), float(self.n[0]))

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
            f"error(n) = {self.family.formula}    status: {self.status}",
            self.parameters,
            self.level,
            f"{self.n.size} sizes n = {self.n[0]:g} to {self.n[-1]:g}, "
            f"{replicates_text(self.replicates)}",
            self.notes,
        )

    def _repr_html_(self) -> str:
        heading = f"error(n) = {self.family.formula}, status {self.status}"
        return as_html(heading, self.parameters, self.level, self.notes)
