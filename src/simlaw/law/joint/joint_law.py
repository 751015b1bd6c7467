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
from simlaw.law.forecast import Band, Forecast, checked_band, ends, ends_of
from simlaw.law.required_n import Requirement, checked_target

Floats = npt.NDArray[np.float64]

FORMULAS = {
    "joint": "(A * n**-alpha + B) * m**-beta + E",
    "joint-sum": "A * n**-alpha + B * m**-beta + E",
}
"""The joint forms by name; the second is that of compute-optimal scaling (Hoffmann et al. 2022)."""


def predict_joint(theta: Floats, n: Floats, m: Floats, form: str = "joint") -> Floats:
    """Errors for parameters (B, 5) at pairs n, m (k,), shape (B, k)."""
    amplitude, alpha, floor, beta, rest = (theta[..., i, None] for i in range(5))
    by_n, by_m = np.exp(-alpha * np.log(n)), np.exp(-beta * np.log(m))
    if form == "joint-sum":
        return np.asarray(amplitude * by_n + floor * by_m + rest)
    return np.asarray((amplitude * by_n + floor) * by_m + rest)


@dataclass(frozen=True, eq=False)
class JointDraws:
    """The distribution of the joint law.

    Attributes
    ----------
    theta
        Parameters A, alpha, B, beta, E of each draw, shape (B, 5).
    drift
        Relative error per unit of log n and of log m beyond the data, shape (B, 2).
    noise
        Relative deviation of a new run, shape (B,).
    """

    theta: Floats
    drift: Floats
    noise: Floats


@dataclass(frozen=True, eq=False, repr=False)
class JointLaw:
    """Error as a function of source size n and target size m, with its uncertainty.

    Attributes
    ----------
    theta
        A, alpha, B, beta, E.
    parameters
        Each parameter with its interval.
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

    def __getattr__(self, name: str) -> Estimate:
        parameters: Mapping[str, Estimate] = object.__getattribute__(self, "parameters")
        if name in parameters:
            return parameters[name]
        raise AttributeError(f"JointLaw has no attribute {name!r}")

    def predict(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Error at pairs of `n` and `m`, broadcast against each other."""
        sizes, targets = np.broadcast_arrays(checked_sizes(n), checked_sizes(m))
        flat = predict_joint(self.theta, sizes.reshape(-1), targets.reshape(-1), self.form)
        return np.asarray(flat.reshape(sizes.shape), dtype=np.float64)

    def curves(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Mean error of every draw at pairs of n and m, shape (B, k)."""
        sizes, targets = np.broadcast_arrays(
            checked_sizes(n).reshape(-1), checked_sizes(m).reshape(-1)
        )
        beyond = np.stack(
            [
                np.clip(np.log(sizes / self.n.max()), 0.0, np.log(30.0)),
                np.clip(np.log(targets / self.m.max()), 0.0, np.log(30.0)),
            ]
        )
        base = predict_joint(self.draws.theta, sizes, targets, self.form)
        return np.asarray(base * np.exp(self.draws.drift @ beyond))

    def forecast(
        self,
        n: npt.ArrayLike,
        m: npt.ArrayLike,
        level: float | None = None,
        band: Band = "new-run",
    ) -> Forecast:
        """Forecast the error at pairs of `n` and `m`; as `simlaw.law.Law.forecast`."""
        level = checked_level(self.level if level is None else level)
        band = checked_band(band)
        sizes, targets = np.broadcast_arrays(
            checked_sizes(n).reshape(-1), checked_sizes(m).reshape(-1)
        )
        curves = self.curves(sizes, targets)
        if band == "new-run":
            curves = curves * np.maximum(1.0 + self.draws.noise[:, None], 1e-3)
        mean = self.predict(sizes, targets)
        low, high = ends_of(curves, mean, level)
        return Forecast(np.array(sizes), mean, low, high, level, band)

    def marginal(self, m: float) -> dict[str, Estimate]:
        """D, alpha and C of the law in n at one m: ``D = A m**-beta``, ``C = B m**-beta + E``."""
        target = float(checked_sizes(m))
        columns = self._marginal(self.draws.theta, target)
        own = self._marginal(self.theta[None, :], target)[0]
        low, high = np.quantile(columns, ends(self.level), axis=0)
        return {
            name: Estimate(
                float(own[i]), float(min(low[i], own[i])), float(max(high[i], own[i])), self.level
            )
            for i, name in enumerate(("D", "alpha", "C"))
        }

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
        columns = self._marginal(self.draws.theta, float(checked_sizes(m)))
        reach = np.log(30.0)
        beyond_m = float(np.clip(np.log(float(checked_sizes(m)) / self.m.max()), 0.0, reach))
        drift_m = self.draws.drift[:, 1] * beyond_m
        sizes = np.full(columns.shape[0], np.inf)
        target = np.log(wanted)

        def above(log_n: Floats) -> Floats:
            beyond = np.clip(log_n - np.log(self.n.max()), 0.0, reach)
            error = columns[:, 0] * np.exp(-columns[:, 1] * log_n) + columns[:, 2]
            drift = self.draws.drift[:, 0] * beyond + drift_m
            return np.asarray(np.log(np.maximum(error, 1e-300)) + drift - target)

        low, high = np.zeros(sizes.size), np.full(sizes.size, 450.0)
        reachable = above(high) <= 0
        for _ in range(60):
            middle = (low + high) / 2
            over = above(middle) > 0
            low, high = np.where(over, middle, low), np.where(over, high, middle)
        sizes[reachable] = np.exp(high[reachable])
        return Requirement(wanted, sizes, level, float(self.n.max()), float(self.n.min()))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON-able values."""
        law: dict[str, Any] = {"form": self.form}
        law.update({name: value.to_dict() for name, value in self.parameters.items()})
        return {
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
            f"m = {self.m.min():g} to {self.m.max():g}, {replicates_text(self.replicates)}",
            self.notes,
        )

    def _repr_html_(self) -> str:
        heading = f"error(n, m) = {FORMULAS[self.form]}, status {self.status}"
        return as_html(heading, self.parameters, self.level, self.notes)
