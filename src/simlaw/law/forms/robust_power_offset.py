"""A fit that a few outlying sizes do not move: Huber's loss on log residuals.

The loss is the sum over sizes, polished with analytic gradients to tight tolerances.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.forms.variable_projection import ALPHA_HIGH, ALPHA_LOW

Floats = npt.NDArray[np.float64]

HUBER = 1.345
"""Residuals beyond this many standard deviations count linearly; 95 % efficient if normal."""


def log_residuals(theta: Floats, x: Floats, log_error: Floats) -> Floats:
    """``log(D exp(-alpha x) + C) - log error`` for theta = (D, alpha, C), shape (k,)."""
    return np.asarray(np.log(theta[0] * np.exp(-theta[1] * x) + theta[2]) - log_error)


def residual_gradient(theta: Floats, x: Floats) -> Floats:
    """Derivatives of `log_residuals` with respect to D, alpha, C, shape (k, 3)."""
    decay = np.exp(-theta[1] * x)
    value = theta[0] * decay + theta[2]
    rows = np.stack([decay, -theta[0] * x * decay, np.ones_like(x)], axis=-1)
    return np.asarray(rows / value[:, None])


LEAST_SIZES = 6
"""With fewer sizes every one could be left out and leave next to no misfit of the others."""

MOST_LEFT_OUT = 24
"""With more sizes than this only both ends are left out one by one: one within moves little."""

BETTER = 1.0 / 3.0
"""A start without one size is taken where the typical misfit falls to less than this share."""


def _start(n: Floats, error: Floats, weight: Floats) -> Floats:
    """Amplitude at the largest size, alpha and C of the least-squares law to start from.

    A wrong size at the end pulls the law of all sizes onto itself and would never be found from
    there, so that the laws without one size are looked at too.
    """
    k = n.size
    left_out = range(k) if k <= MOST_LEFT_OUT else (0, k - 1)
    every = [weight]
    for i in left_out if k >= LEAST_SIZES else ():
        every.append(np.where(np.arange(k) == i, 0.0, weight))
    x, log_error = np.log(n / n[-1]), np.log(error)
    root = np.sqrt(weight / weight.mean())
    best, least = np.empty(0), np.inf
    for number, one in enumerate(every):
        scale, alpha, floor = PowerOffset().fit(n, error, one / error**2)
        theta = np.array([scale * n[-1] ** -alpha, alpha, floor])
        misfit = float(np.median(np.abs(root * log_residuals(theta, x, log_error))))
        if number == 0:
            best, least = theta, BETTER * misfit
        elif misfit < least:
            best, least = theta, misfit
    return best


def huber_fit(n: Floats, error: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Power + offset by Huber's loss on logs, and how much each size is trusted.

    Parameters
    ----------
    n, error, weight
        Sizes, errors and weights of squared relative residuals, shape (k,).

    Returns
    -------
    theta
        D, alpha, C.
    trust
        Huber weights between 0 and 1, shape (k,): 1 where the residual is small.
    """
    # Imported here: a run starts its first trial sooner without it.
    from scipy import optimize

    x = np.log(n / n[-1])
    log_error = np.log(error)
    root = np.sqrt(weight / weight.mean())
    start = _start(n, error, weight)
    top = 10.0 * float(error.max())
    low, high = np.array([0.0, ALPHA_LOW, 0.0]), np.array([top, ALPHA_HIGH, top])
    scale = 1.0

    def weighted(free: Floats) -> Floats:
        return np.asarray(root * log_residuals(free, x, log_error))

    def gradient(free: Floats) -> Floats:
        return np.asarray(root[:, None] * residual_gradient(free, x))

    for _ in range(5):
        residual = root * log_residuals(start, x, log_error)
        # The median ignores outliers; 3 parameters make residuals of few sizes too small.
        spare = np.sqrt(n.size / max(n.size - 3, 1))
        scale = max(float(np.median(np.abs(residual))) / 0.6745 * spare, 1e-9)
        found = optimize.least_squares(
            weighted,
            np.clip(start, low + 1e-12 * top, high * (1 - 1e-9)),
            jac=gradient,
            bounds=(low, high),
            loss="huber",
            f_scale=HUBER * scale,
            x_scale=np.array([error[-1], 1.0, error[-1]]),
            xtol=1e-13,
            ftol=1e-13,
            gtol=1e-13,
        )
        if np.allclose(found.x, start, rtol=1e-9):
            break
        start = found.x
    residual = np.abs(root * log_residuals(start, x, log_error))
    trust = np.minimum(1.0, HUBER * scale / np.maximum(residual, 1e-300))
    return np.array([start[0] * n[-1] ** start[1], start[1], start[2]]), trust
