"""Surfaces of the joint law: its forms, and the draws' surfaces, which never rise with n or m."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FORMULAS = {
    "joint": "(A * n**-alpha + B) * m**-beta + E",
    "joint-sum": "A * n**-alpha + B * m**-beta + E",
}
"""The joint forms by name; the second is that of compute-optimal scaling (Hoffmann et al. 2022)."""

REACH = float(np.log(30.0))
"""Log distance beyond the data over which a draw may depart from its form."""

CHUNK = 1024


@dataclass(frozen=True, eq=False)
class JointDraws:
    """The distribution of the joint law.

    Attributes
    ----------
    theta
        Parameters A, alpha, B, beta, E of each draw, shape (B, 5).
    drift
        Departure of log error from the form, per unit of log n and of log m beyond the data,
        shape (B, 2).
    noise
        Relative deviation of a new run, shape (B,).
    """

    theta: Floats
    drift: Floats
    noise: Floats


def predict_joint(theta: Floats, n: Floats, m: Floats, form: str = "joint") -> Floats:
    """Errors for parameters (B, 5) at pairs n, m (k,) or (B, k), shape (B, k)."""
    amplitude, alpha, floor, beta, rest = (theta[..., i, None] for i in range(5))
    by_n, by_m = np.exp(-alpha * np.log(n)), np.exp(-beta * np.log(m))
    if form == "joint-sum":
        return np.asarray(amplitude * by_n + floor * by_m + rest)
    return np.asarray((amplitude * by_n + floor) * by_m + rest)


def surfaces(
    draws: JointDraws, n: Floats, m: Floats, edge: tuple[float, float], form: str = "joint"
) -> Floats:
    """Mean error of every draw at pairs of n and m, falling or level in both.

    Beyond the data the log error of a draw departs from its form in proportion to log distance, up
    to `REACH`. A departure upwards cannot make a surface rise: the error at (n, m) is the least
    that form and departure give at any pair between the data's edge and (n, m).

    Parameters
    ----------
    draws
        The distribution, of B draws.
    n, m
        Pairs, shape (k,) or (B, k).
    edge
        Largest n and m of the data.
    form
        A key of `FORMULAS`.

    Returns
    -------
    numpy.ndarray
        Shape (B, k), in the unit of the errors.
    """
    out = predict_joint(draws.theta, n, m, form)
    beyond = (n > edge[0]) | (m > edge[1])
    at = np.flatnonzero(beyond.reshape(-1, beyond.shape[-1]).any(axis=0))
    for first in range(0, at.size, CHUNK):
        part = at[first : first + CHUNK]
        out[:, part] = _least(draws, n[..., part], m[..., part], edge, form)
    return out


def _least(draws: JointDraws, n: Floats, m: Floats, edge: tuple[float, float], form: str) -> Floats:
    """The least of form times departure over each pair's rectangle, which lies on few candidates.

    Log error plus departure is convex within `REACH`: its least value lies where its gradient is
    zero, on an edge of the rectangle, or, beyond `REACH`, at the pair itself.
    """
    amplitude, alpha, floor, beta, rest = (draws.theta[:, i, None] for i in range(5))
    d, e = draws.drift[:, 0, None], draws.drift[:, 1, None]
    x, y = np.log(n / edge[0]), np.log(m / edge[1])
    added = form == "joint-sum"
    amplitude = amplitude * edge[0] ** -alpha * (1.0 if added else edge[1] ** -beta)
    floor = floor * edge[1] ** -beta

    def along_x(y: Floats) -> Floats:
        shrink = np.exp(-beta * y)
        fall = amplitude if added else amplitude * shrink
        return np.clip(_level_at(alpha, fall, floor * shrink + rest, d), low_x, high_x)

    def along_y(x: Floats) -> Floats:
        by_n = amplitude * np.exp(-alpha * x)
        fall, stays = (floor, by_n + rest) if added else (by_n + floor, rest)
        return np.clip(_level_at(beta, fall, stays, e), low_y, high_y)

    def error(x: Floats, y: Floats) -> Floats:
        by_n, by_m = amplitude * np.exp(-alpha * x), np.exp(-beta * y)
        form_error = (by_n + floor * by_m if added else (by_n + floor) * by_m) + rest
        return form_error * np.exp(d * np.clip(x, 0, REACH) + e * np.clip(y, 0, REACH))

    low_x, high_x = np.minimum(x, 0.0), np.minimum(x, REACH)
    low_y, high_y = np.minimum(y, 0.0), np.minimum(y, REACH)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if added:
            stationary = rest / (1 - d / alpha - e / beta)
            inner = np.log(alpha * amplitude / (d * stationary)) / alpha
        else:
            inner = np.log(amplitude * (alpha * e / d - beta) / (floor * beta)) / alpha
        inner = np.clip(np.nan_to_num(inner, nan=0.0), low_x, high_x)
        least = np.minimum(error(x, y), error(x, along_y(x)))
        least = np.minimum(least, error(along_x(y), y))
        for column in (inner, low_x, high_x):
            least = np.minimum(least, error(column, along_y(column)))
        for row in (low_y, high_y):
            least = np.minimum(least, error(along_x(row), row))
    return np.asarray(least)


def _level_at(rate: Floats, fall: Floats, stays: Floats, drift: Floats) -> Floats:
    """Where ``log(fall * exp(-rate t) + stays) + drift t`` is least; infinite where it only falls.

    Minus infinity where it only rises.
    """
    at = np.log(fall * (rate - drift) / (drift * stays)) / rate
    at = np.where(np.isnan(at), np.inf, at)
    return np.where(drift <= 0, np.inf, np.where(drift >= rate, -np.inf, at))
