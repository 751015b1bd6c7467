"""Least squares on log errors for forms that variable projection does not reach.

Parameters are free coordinates (logs, logits), so that bounds hold by themselves. The first curve
of a batch is fitted from a fixed list of starts; the others, resamples of it, follow by
Gauss-Newton steps from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LogCurve = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, eq=False)
class FreeCurve:
    """A form in free coordinates: its curve, where a fit may start, and where it must stay.

    Attributes
    ----------
    log_error
        Log error at x (k,) for free parameters (p,), shape (k,).
    starts
        Starting points, each (p,).
    low, high
        Bounds of the free parameters, shape (p,).
    """

    log_error: LogCurve
    starts: Sequence[Floats]
    low: Floats
    high: Floats


def central_jacobian(curve: LogCurve, free: Floats, x: Floats, step: float = 1e-5) -> Floats:
    """Derivatives of ``curve(free, x)`` (k,) by central differences, shape (k, p)."""
    columns = []
    for index in range(free.size):
        move = np.zeros(free.size)
        move[index] = step
        columns.append((curve(free + move, x) - curve(free - move, x)) / (2 * step))
    return np.stack(columns, axis=-1)


def descend(
    form: FreeCurve, x: Floats, log_error: Floats, weight: Floats, *, polished: int = 2
) -> Floats:
    """Free parameters of each curve of a batch.

    Parameters
    ----------
    form
        What is fitted.
    x
        Logs of n / n_max, shape (k,).
    log_error
        Logs of the errors, shape (B, k).
    weight
        Weights of the log residuals, shape (k,).
    polished
        How many of the starting points, the best ones, are polished.

    Returns
    -------
    numpy.ndarray
        Shape (B, p).
    """
    # Imported here: a run starts its first trial sooner without it.
    from scipy import optimize

    curve, low, high = form.log_error, form.low, form.high
    root = np.sqrt(weight / weight.mean())
    centre = log_error.mean(axis=0)

    def residual(free: Floats) -> Floats:
        return np.asarray(root * (curve(free, x) - centre))

    def jacobian(free: Floats) -> Floats:
        return np.asarray(root[:, None] * central_jacobian(curve, free, x))

    inside = [np.clip(start, low + 1e-9, high - 1e-9) for start in form.starts]
    order = np.argsort([float(np.sum(residual(start) ** 2)) for start in inside], kind="stable")
    fits = [
        optimize.least_squares(
            residual,
            inside[i],
            jac=jacobian,
            bounds=(low, high),
            xtol=1e-10,
            ftol=1e-12,
            max_nfev=60,
        )
        for i in order[:polished]
    ]
    best = np.asarray(min(fits, key=lambda fit: float(fit.cost)).x)
    if log_error.shape[0] == 1:
        return best[None, :]
    slopes = root[:, None] * central_jacobian(curve, best, x)
    # A small ridge keeps directions that the points do not determine where the fit left them.
    gram = slopes.T @ slopes + 1e-3 * np.eye(best.size)
    shift = np.linalg.solve(gram, slopes.T @ (root * (log_error - centre)).T).T
    return np.clip(best + shift, low, high)
