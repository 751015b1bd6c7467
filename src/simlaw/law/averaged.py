"""The default law: averaged over shapes, told as one power + offset."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from simlaw.law import shapes as sh
from simlaw.law.forms import FORMS
from simlaw.law.law import HORIZON, Draws, Estimate
from simlaw.law.noise import new_run_scatter, scatter_of
from simlaw.law.points import Points
from simlaw.law.posterior import Posterior, draw, window

Floats = npt.NDArray[np.float64]

TAIL_WEIGHT = 0.5
"""Share of the tail-weighted law in the forecast of a dense curve."""

TAIL_NEAR = np.log(4.0)
"""The tail-weighted law joins in over this range before n_max."""


def grid_of(n: Floats) -> Floats:
    """Grid of ``log(n / n_max)`` on which curves are kept: dense in reach, to the horizon."""
    span = np.log(n[-1] / n[0])
    start = -max(min(span + np.log(1e3), np.log(n[-1])), span + 0.1)
    return np.concatenate(
        [
            np.linspace(start, -span, 12)[:-1],
            np.linspace(-span, 0.0, 64)[:-1],
            np.linspace(0.0, np.log(30.0), 32)[:-1],
            np.linspace(np.log(30.0), np.log(1e12), 100)[:-1],
            np.geomspace(np.log(1e12), np.log(HORIZON), 40),
        ]
    )


def tail_share(n: Floats) -> float:
    """Weight of the tail-weighted law: none below five sizes in the last factor of four.

    Weighting residuals by n halves the error of extrapolated dense curves, where the law's early
    misfit dominates, and hurts short ones, where the noise does.
    """
    near = int(np.sum(n >= n[-1] / 4.0))
    return TAIL_WEIGHT * float(np.clip((near - 4) / 6, 0.0, 1.0))


def averaged_draws(
    points: Points, draws: int, rng: np.random.Generator, trust: Floats | None = None
) -> tuple[Posterior, Draws, Floats]:
    """Curves of the averaged law.

    Parameters
    ----------
    points
        The points.
    draws
        Number of curves.
    rng
        Source of randomness.
    trust
        How much each size counts, between 0 and 1, shape (k,); all 1 by default.

    Returns
    -------
    posterior
        What `simlaw.law.posterior.draw` gives.
    draws
        The distribution of the law.
    centre
        Log of the central curve on the grid of the draws, shape (Q,).
    """
    scatter = scatter_of(points)
    grid = grid_of(points.n)
    mean = points.mean
    noise_of_means = scatter.noise
    if trust is not None:
        loose = 1.0 / np.sqrt(trust)
        wider = noise_of_means.covariance * np.outer(loose, loose)
        noise_of_means = dataclasses.replace(noise_of_means, covariance=wider)
    posterior = draw(points.n, mean, noise_of_means, grid, draws, rng)
    log_curve, centre = posterior.log_curve, np.median(posterior.log_mean, axis=0)
    share = tail_share(points.n)
    if share > 0:
        tail = _tail_law(points.n, mean, grid)
        fade = np.clip(1.0 + grid / TAIL_NEAR, 0.0, 1.0)
        shift = fade * (tail - centre)
        # Each draw trusts the two differently, so that their disagreement widens the interval.
        trust = rng.uniform(0.0, 2.0 * share, size=(draws, 1))
        log_curve, centre = log_curve + trust * shift, centre + share * shift
    first = float(np.log(points.n / points.n[-1])[window(points.n)[0]])
    early = (grid < first) & (grid >= np.log(points.n[0] / points.n[-1]) - 1e-9)
    if early.any():
        known = np.interp(grid[early], np.log(points.n / points.n[-1]), np.log(mean))
        noise = posterior.sigma[:, None] * rng.standard_normal((draws, 1))
        log_curve[:, early] = known + noise
        centre[early] = known
    noise = new_run_scatter(scatter, posterior.sigma, rng)
    return posterior, Draws(grid, log_curve, noise, scatter.power), centre


def _tail_law(n: Floats, mean: Floats, grid: Floats) -> Floats:
    """Log of the law with residuals weighted by n, on the grid."""
    form = FORMS["power+offset"]
    theta = form.fit(n, mean, (n / n[-1]) ** 4 / mean**2)
    # In logs throughout: at the horizon the decaying part is below the smallest number.
    with np.errstate(divide="ignore"):
        decay = np.log(theta[0]) - theta[1] * (grid + np.log(n[-1]))
        return np.asarray(np.logaddexp(decay, np.log(theta[2])))


def told_as_law(points: Points, grid: Floats, centre: Floats) -> Floats:
    """D, alpha, C of the power + offset law nearest to the central curve, in logs.

    Sizes count alike from the smallest measured to ten times the largest, so what is printed,
    drawn and forecast is one formula.
    """
    first = np.log(points.n[0] / points.n[-1])
    nodes = np.linspace(first, np.log(10.0), 80)
    target = np.exp(np.interp(nodes, grid, centre))
    weight = np.where(nodes >= -np.log(2.0), 25.0, 1.0) / target**2
    sizes = points.n[-1] * np.exp(nodes)
    return FORMS["power+offset"].fit(sizes, target, weight)


def parameters_of(
    points: Points, posterior: Posterior, theta: Floats, level: float
) -> dict[str, Estimate]:
    """Intervals of D, alpha and C from the draws that have them."""
    has = posterior.shapes.family != sh.ACCELERATING
    if has.sum() < 50:
        has = np.ones_like(has)
    alpha = np.where(
        posterior.shapes.family == sh.ACCELERATING,
        sh.ALPHA_RANGE[1],
        posterior.shapes.first,
    )[has]
    gamma = np.where(posterior.shapes.family == sh.POWER_OFFSET, posterior.shapes.second, 0.0)[has]
    scale = np.exp(posterior.level[has])
    log_amplitude = np.log(scale * np.maximum(1 - gamma, 1e-12)) + alpha * np.log(points.n[-1])
    columns = {
        "D": np.exp(np.minimum(log_amplitude, 700.0)),
        "alpha": alpha,
        "C": gamma * scale,
    }
    out = {}
    for value, (name, column) in zip(theta, columns.items(), strict=True):
        low, high = np.quantile(column, [(1 - level) / 2, (1 + level) / 2])
        out[name] = Estimate(float(value), float(min(low, value)), float(max(high, value)), level)
    return out


def averaged_forecast(points: Points, n: Floats) -> Floats:
    """Errors at sizes `n` by the averaged law, for validation."""
    _, draws, centre = averaged_draws(points, 400, np.random.default_rng(0))
    theta = told_as_law(points, draws.x, centre)
    return FORMS["power+offset"].predict(theta, n)
