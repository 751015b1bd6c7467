"""The fitted joint law over source size n and target size m."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.law.checked_arguments import checked_level, checked_sizes
from simlaw.law.display import as_html, as_text, replicates_text
from simlaw.law.estimate import Estimate, Note
from simlaw.law.forecast import Band, Forecast, checked_band, default_band, ends
from simlaw.law.joint.surface import FORMULAS, JointDraws, surfaces
from simlaw.law.new_materials.noise_of_means import THESE
from simlaw.law.required_n import CAPACITY_LIMITED, OPEN, Requirement, checked_target

Floats = npt.NDArray[np.float64]

CHUNK = 1024
"""Pairs whose draws are held at a time."""


def estimates(names: tuple[str, ...], draws: Floats, level: float) -> dict[str, Estimate]:
    """Median and interval of each column of draws (B, p)."""
    low, high = np.quantile(draws, ends(level), axis=0)
    middle = np.median(draws, axis=0)
    return {
        name: Estimate(float(middle[i]), float(low[i]), float(high[i]), level)
        for i, name in enumerate(names)
    }


@dataclass(frozen=True, eq=False, repr=False)
class JointLaw:
    """Error as a function of source size n and target size m, with its uncertainty.

    Estimates are medians over the draws and intervals quantiles of the same draws.

    Attributes
    ----------
    theta
        A, alpha, B, beta, E of the formula closest to the median surface, for uses that need one.
    parameters
        Each parameter's median and interval over the draws.
    status
        ``ok``, ``alpha_at_bound``, ``beta_at_bound`` or ``no_decay``.
    notes
        What else the reader must know.
    n, m, mean
        The cells fitted: sizes and mean errors, shape (k,).
    replicates
        Number of replicates.
    draws
        The distribution of the law.
    level
        Level of the parameter intervals.
    form
        Name of the form, a key of `FORMULAS`.
    inference
        What intervals are about: a name in `simlaw.law.INFERENCES`.
    """

    theta: Floats
    parameters: Mapping[str, Estimate]
    status: str
    notes: tuple[Note, ...]
    n: Floats
    m: Floats
    mean: Floats
    replicates: int
    draws: JointDraws
    level: float
    form: str = "joint"
    inference: str = THESE

    def __getattr__(self, name: str) -> Estimate:
        parameters: Mapping[str, Estimate] = object.__getattribute__(self, "parameters")
        if name in parameters:
            return parameters[name]
        raise AttributeError(f"JointLaw has no attribute {name!r}")

    def predict(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Median error over the draws at pairs of `n` and `m`, broadcast against each other.

        Parameters
        ----------
        n, m
            Sizes above zero.

        Returns
        -------
        numpy.ndarray
            float64, the shape of `n` and `m` together, in the unit of the errors.
        """
        sizes, targets = np.broadcast_arrays(checked_sizes(n), checked_sizes(m))
        medians = [
            np.median(self.curves(*part), axis=0)
            for part in zip(
                np.split(sizes.reshape(-1), range(CHUNK, sizes.size, CHUNK)),
                np.split(targets.reshape(-1), range(CHUNK, sizes.size, CHUNK)),
                strict=True,
            )
        ]
        return np.asarray(np.concatenate(medians).reshape(sizes.shape), dtype=np.float64)

    def curves(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Mean error of every draw at pairs of n and m, shape (B, k); it never rises with either.

        Parameters
        ----------
        n, m
            Sizes above zero, shape (k,).
        """
        sizes, targets = np.broadcast_arrays(
            checked_sizes(n).reshape(-1), checked_sizes(m).reshape(-1)
        )
        return surfaces(self.draws, sizes, targets, self._edge, self.form)

    @property
    def _edge(self) -> tuple[float, float]:
        """Largest n and m of the points."""
        return float(self.n.max()), float(self.m.max())

    def forecast(
        self,
        n: npt.ArrayLike,
        m: npt.ArrayLike,
        level: float | None = None,
        band: Band | None = None,
    ) -> Forecast:
        """Forecast the error at pairs of `n` and `m`.

        Parameters
        ----------
        n, m
            Sizes above zero, broadcast against each other.
        level
            Level of the interval; the law's own by default.
        band
            ``"mean"``: where the mean error may lie, which is the default; ``"new-run"``: where one
            new replicate may.

        Returns
        -------
        Forecast
            Medians and quantiles of the draws, in the unit of the errors.
        """
        level = checked_level(self.level if level is None else level)
        band = default_band() if band is None else checked_band(band)
        sizes, targets = np.broadcast_arrays(
            checked_sizes(n).reshape(-1), checked_sizes(m).reshape(-1)
        )
        curves = self.curves(sizes, targets)
        mean = np.median(curves, axis=0)
        if band == "new-run":
            # In pairs of opposite sign, so that the scatter leaves the median where it is.
            noise = np.concatenate([self.draws.noise, -self.draws.noise])[:, None]
            curves = np.concatenate([curves, curves]) * np.maximum(1.0 + noise, 1e-3)
        low, high = np.quantile(curves, ends(level), axis=0)
        return Forecast(np.array(sizes), mean, low, high, level, band)

    def marginal(self, m: float) -> dict[str, Estimate]:
        """D, alpha and C of the law in n at one m: ``D = A m**-beta``, ``C = B m**-beta + E``.

        Each is a median and an interval over the draws, so that medians of several need not make
        the median curve, which `predict` gives.
        """
        columns = self._marginal(self.draws.theta, float(checked_sizes(m)))
        return estimates(("D", "alpha", "C"), columns, self.level)

    def _marginal(self, theta: Floats, m: float) -> Floats:
        shrink = m ** -theta[:, 3]
        if self.form == "joint-sum":
            return np.stack([theta[:, 0], theta[:, 1], theta[:, 2] * shrink + theta[:, 4]], axis=-1)
        return np.stack(
            [theta[:, 0] * shrink, theta[:, 1], theta[:, 2] * shrink + theta[:, 4]], axis=-1
        )

    def required_n(self, error: float, m: float, level: float | None = None) -> Requirement:
        """Source samples needed for a wanted mean error with `m` target samples.

        As `simlaw.law.Law.required_n`, and of the same type.
        """
        wanted = checked_target(error)
        level = checked_level(self.level if level is None else level)
        target = np.broadcast_to(checked_sizes(m).reshape(1, 1), (self.draws.theta.shape[0], 1))

        def above(log_n: Floats) -> Floats:
            sizes = np.exp(log_n)[:, None]
            found = surfaces(self.draws, sizes, target, self._edge, self.form)
            return np.asarray(found[:, 0] > wanted)

        low, high = np.zeros(target.size), np.full(target.size, 450.0)
        unreachable = above(high)
        for _ in range(60):
            middle = (low + high) / 2
            over = above(middle)
            low, high = np.where(over, middle, low), np.where(over, high, middle)
        sizes = np.where(unreachable, np.inf, np.exp(high))
        limited = any(note.code == CAPACITY_LIMITED for note in self.notes)
        why = OPEN[CAPACITY_LIMITED] if limited else ""
        return Requirement(
            wanted, sizes, level, float(self.n.max()), float(self.n.min()), undetermined=why
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON-able values."""
        law: dict[str, Any] = {"form": self.form}
        law.update({name: value.to_dict() for name, value in self.parameters.items()})
        return {
            "inference": self.inference,
            "band": "mean",
            "law": law,
            "status": self.status,
            "notes": [note.to_dict() for note in self.notes],
            "points": {"n": self.n.tolist(), "m": self.m.tolist(), "error": self.mean.tolist()},
            "replicates": self.replicates,
            "level": self.level,
            "marginals": {
                f"{m:g}": {name: value.to_dict() for name, value in self.marginal(m).items()}
                for m in np.unique(self.m)
            },
        }

    def __repr__(self) -> str:
        return as_text(
            f"error(n, m) = {FORMULAS[self.form]}    status: {self.status}",
            self.parameters,
            self.level,
            f"{self.n.size} pairs, n = {self.n.min():g} to {self.n.max():g}, "
            f"m = {self.m.min():g} to {self.m.max():g}, {replicates_text(self.replicates)}; "
            "estimates are medians",
            self.notes,
        )

    def _repr_html_(self) -> str:
        heading = (
            f"error(n, m) = {FORMULAS[self.form]}, status {self.status}; estimates are medians"
        )
        return as_html(heading, self.parameters, self.level, self.notes)
