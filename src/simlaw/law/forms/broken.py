"""A power law with one smooth break, a comparator."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.least_squares_on_logs import FreeCurve, descend

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Broken:
    """``error(n) = D * n**-alpha * (1 + (n / d)**(1 / f))**(-c * f) + C``.

    Broken neural scaling law with one break (Caballero, Gupta, Rish & Krueger 2023,
    arXiv 2210.14891, equation 1): the exponent goes from alpha to alpha + c around n = d, the more
    sharply the smaller f.
    """

    name: str = "broken"
    formula: str = "D * n**-alpha * (1 + (n / d)**(1 / f))**(-c * f) + C"
    parameters: tuple[str, ...] = ("D", "alpha", "C", "c", "d", "f")
    units: tuple[str, ...] = ("error * n**alpha", "1", "error", "1", "n", "1")

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors, shape (..., k)."""
        amplitude, alpha, floor, change, place, width = (theta[..., i, None] for i in range(6))
        bend = np.logaddexp(0.0, (np.log(n) - np.log(place)) / width)
        decay = -alpha * np.log(n) - change * width * bend
        return np.asarray(amplitude * np.exp(np.minimum(decay, 600.0)) + floor)

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """D, alpha, C, c, d, f by least squares on logs, shape (..., 6)."""
        flat = error.reshape(-1, error.shape[-1])
        x = np.log(n / n[-1])
        mean = flat.mean(axis=0)
        level = float(mean[-1])
        span = float(-x[0])
        low = np.array([-12.0, -0.5, -12.0, -2.0, -span, np.log(0.05)])
        high = np.array([8.0, 4.0, 0.7, 4.0, 0.7, np.log(2.0)])

        def curve(free: Floats, at: Floats) -> Floats:
            bend = np.logaddexp(0.0, (at - free[4]) / np.exp(free[5]))
            decay = free[0] - free[1] * at - free[3] * np.exp(free[5]) * bend
            return np.asarray(np.log(level) + np.logaddexp(decay, free[2]))

        starts = [
            np.array([np.log(1 - share), alpha, np.log(share), change, -span * place, np.log(0.3)])
            for alpha, share, change, place in itertools.product(
                (0.1, 0.5), (0.05, 0.8), (-0.1, 0.4), (0.3, 0.7)
            )
        ]
        form = FreeCurve(curve, starts, low, high)
        free = descend(form, x, np.log(flat), weight * mean**2)
        alpha, change, width = free[:, 1], free[:, 3], np.exp(free[:, 5])
        theta = np.stack(
            [
                level * np.exp(free[:, 0]) * n[-1] ** alpha,
                alpha,
                level * np.exp(free[:, 2]),
                change,
                n[-1] * np.exp(free[:, 4]),
                width,
            ],
            axis=-1,
        )
        return np.asarray(theta.reshape(*error.shape[:-1], 6))
