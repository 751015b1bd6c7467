"""The joint law in closed form: slopes, equal-error lines, and sizes that an error needs.

All functions take parameters `theta`, float64 of shape (..., 5) with A, alpha, B, beta, E, and the
name of the form, a key of `simlaw.law.joint.joint_law.FORMULAS`:

- ``joint``: ``error = (A n**-alpha + B) m**-beta + E`` (after Mikami et al. 2021, arXiv 2108.11018)
- ``joint-sum``: ``error = A n**-alpha + B m**-beta + E``

What cannot be reached is infinite; nothing here warns or is NaN for parameters that a fit gives.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_LOG = 450.0
"""Sizes above ``exp(MOST_LOG)`` count as infinite."""


def removable(theta: Floats, n: npt.ArrayLike, m: npt.ArrayLike, form: str = "joint") -> Floats:
    """Error above E, the part that n and m decide, broadcast over draws, n and m."""
    amplitude, alpha, floor, beta, _ = np.moveaxis(np.asarray(theta, dtype=np.float64), -1, 0)
    by_n = amplitude * np.exp(-alpha * np.log(n))
    by_m = np.exp(-beta * np.log(m))
    if form == "joint-sum":
        return np.asarray(by_n + floor * by_m)
    return np.asarray((by_n + floor) * by_m)


def falls(
    theta: Floats, n: npt.ArrayLike, m: npt.ArrayLike, form: str = "joint"
) -> tuple[Floats, Floats]:
    """How fast the error falls: ``-d error / d n`` and ``-d error / d m``, none negative.

    joint: ``alpha A n**(-alpha-1) m**-beta`` and ``beta (A n**-alpha + B) m**(-beta-1)``;
    joint-sum: ``alpha A n**(-alpha-1)`` and ``beta B m**(-beta-1)``.
    """
    amplitude, alpha, floor, beta, _ = np.moveaxis(np.asarray(theta, dtype=np.float64), -1, 0)
    by_n = amplitude * np.exp(-alpha * np.log(n))
    by_m = np.exp(-beta * np.log(m))
    if form == "joint-sum":
        return np.asarray(alpha * by_n / n), np.asarray(beta * floor * by_m / m)
    return np.asarray(alpha * by_n * by_m / n), np.asarray(beta * (by_n + floor) * by_m / m)


def rates(theta: Floats, n: float, m: float, form: str = "joint") -> Floats:
    """Simulations that one more measurement is worth at (n, m), shape (...).

    The slope of the equal-error line, ``(-d error / d m) / (-d error / d n)``. For ``joint`` it is
    ``beta n / (alpha m) * (1 + B / A * n**alpha)``: A, B, E drop out of it but for B / A.
    Infinite where more n does not help (A = 0).
    """
    fall_n, fall_m = falls(theta, n, m, form)
    worth = np.divide(
        fall_m, fall_n, out=np.full(np.shape(fall_n), np.inf), where=np.asarray(fall_n > 0)
    )
    return np.asarray(np.where(fall_m > 0, worth, 0.0))


def needed_n(theta: Floats, above: npt.ArrayLike, m: npt.ArrayLike, form: str = "joint") -> Floats:
    """The n at which the error is E + `above` with m measurements; infinite where none is.

    joint: ``((above * m**beta - B) / A)**(-1/alpha)``; joint-sum:
    ``((above - B * m**-beta) / A)**(-1/alpha)``. 0 where every n does, as with A = 0.
    """
    amplitude, alpha, floor, beta, _ = np.moveaxis(np.asarray(theta, dtype=np.float64), -1, 0)
    log_m = np.log(m)
    if form == "joint-sum":
        left = above - floor * np.exp(-beta * log_m)
    else:
        left = above * np.exp(beta * log_m) - floor
    return _power(left, amplitude, alpha)


def needed_m(theta: Floats, above: npt.ArrayLike, n: npt.ArrayLike, form: str = "joint") -> Floats:
    """The m at which the error is E + `above` with n simulations; infinite where none is.

    joint: ``((A n**-alpha + B) / above)**(1/beta)``; joint-sum:
    ``(B / (above - A n**-alpha))**(1/beta)``. 0 where every m does.
    """
    amplitude, alpha, floor, beta, _ = np.moveaxis(np.asarray(theta, dtype=np.float64), -1, 0)
    by_n = amplitude * np.exp(-alpha * np.log(n))
    if form == "joint-sum":
        return _power(above - by_n, floor, beta)
    return _power(np.asarray(above, dtype=np.float64), by_n + floor, beta)


def replacing_n(theta: Floats, n: float, m: float, to_m: float, form: str = "joint") -> Floats:
    """The n' with ``error(n', m) = error(n, to_m)``, shape (...); infinite where none is.

    joint: ``n'**-alpha = n**-alpha * q + B / A * (q - 1)`` with ``q = (m / to_m)**beta``;
    joint-sum: ``n'**-alpha = n**-alpha + B / A * (to_m**-beta - m**-beta)``.
    """
    return needed_n(theta, removable(theta, n, to_m, form), m, form)


def _power(left: Floats, amplitude: Floats, rate: Floats) -> Floats:
    """Return ``(left / amplitude)**(-1/rate)``, infinite for left <= 0."""
    left, amplitude, rate = np.broadcast_arrays(left, amplitude, rate)
    known = (left > 0) & (amplitude > 0)
    logs = np.zeros(left.shape)
    logs[known] = (np.log(amplitude[known]) - np.log(left[known])) / rate[known]
    sizes = np.exp(np.clip(logs, -MOST_LOG, MOST_LOG))
    sizes = np.where(logs >= MOST_LOG, np.inf, sizes)
    sizes = np.where(left > 0, sizes, np.inf)
    # With nothing to remove (amplitude 0), left = 0 is reached as well.
    return np.asarray(np.where((amplitude <= 0) & (left >= 0), 0.0, sizes))
