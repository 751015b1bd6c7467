"""The M4 estimator of Alabdulmohsin et al., a comparator."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.least_squares_on_logs import FreeCurve, descend

Floats = npt.NDArray[np.float64]


def _solve(log_right: Floats, floor: Floats, start: Floats, shape: Floats) -> Floats:
    """The error between floor and start with ``(e - floor) / (start - e)**shape`` as wanted."""
    low, high = np.zeros_like(log_right), np.ones_like(log_right)
    span = start - floor
    for _ in range(44):
        share = (low + high) / 2
        with np.errstate(divide="ignore"):
            left = np.log(share * span) - shape * np.log((1 - share) * span)
        under = left < log_right
        low, high = np.where(under, share, low), np.where(under, high, share)
    return np.asarray(floor + span * (low + high) / 2)


@dataclass(frozen=True)
class M4:
    """``(e - C) / (e0 - e)**a = D * n**-alpha`` with e between C and e0.

    Alabdulmohsin, Neyshabur & Zhai 2022, *Revisiting neural scaling laws in language and vision*,
    arXiv 2209.06640: a power law with offset at large n that bends towards the error e0 of random
    guessing at small n. There is no closed form: e is found by bisection.
    """

    name: str = "m4"
    formula: str = "(e - C) / (e0 - e)**a = D * n**-alpha"
    parameters: tuple[str, ...] = ("D", "alpha", "C", "e0", "a")
    units: tuple[str, ...] = ("error**(1 - a) * n**alpha", "1", "error", "error", "1")

    def predict(self, theta: Floats, n: Floats) -> Floats:
        """Errors, shape (..., k)."""
        amplitude, alpha, floor, start, shape = (theta[..., i, None] for i in range(5))
        log_right = np.log(amplitude) - alpha * np.log(n)
        return _solve(log_right, floor, start, shape)

    def fit(self, n: Floats, error: Floats, weight: Floats) -> Floats:
        """D, alpha, C, e0, a by least squares on logs, shape (..., 5)."""
        flat = error.reshape(-1, error.shape[-1])
        x = np.log(n / n[-1])
        mean = flat.mean(axis=0)
        low_error, high_error = float(mean.min()), float(mean.max())
        low = np.array([-20.0, np.log(1e-3), np.log(1e-6), np.log(1.0005), np.log(0.01)])
        high = np.array([20.0, np.log(4.0), np.log(0.9999), np.log(50.0), np.log(5.0)])

        def absolute(free: Floats) -> Floats:
            floor = low_error * np.exp(free[2])
            return np.array(
                [
                    np.exp(free[0]),
                    np.exp(free[1]),
                    floor,
                    high_error * np.exp(free[3]),
                    np.exp(free[4]),
                ]
            )

        def curve(free: Floats, at: Floats) -> Floats:
            theta = absolute(free)
            return np.log(_solve(np.log(theta[0]) - theta[1] * at, theta[2], theta[3], theta[4]))

        starts = []
        for alpha, share, room, shape in itertools.product(
            (0.2, 0.6), (0.1, 0.9), (1.1, 3.0), (0.1, 1.0)
        ):
            floor, start = low_error * share, high_error * room
            right = np.log(mean[-1] - floor) - shape * np.log(start - mean[-1])
            starts.append(np.log([np.exp(right), alpha, share, room, shape]))
        form = FreeCurve(curve, starts, low, high)
        free = descend(form, x, np.log(flat), weight * mean**2)
        theta = np.stack([absolute(row) for row in free])
        theta[:, 0] *= n[-1] ** theta[:, 1]
        return np.asarray(theta.reshape(*error.shape[:-1], 5))
