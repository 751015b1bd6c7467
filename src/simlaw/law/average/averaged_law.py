"""The default law: averaged over shapes, told as one power + offset."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.answers.short_formula import first_within
from simlaw.law.average import candidate_shapes as sh
from simlaw.law.average.departures import window
from simlaw.law.average.prior_influence import PriorInfluence, prior_influence
from simlaw.law.average.scatter_of_errors import new_run_scatter, scatter_of
from simlaw.law.average.shared_offset import Offset
from simlaw.law.average.wandering_curves import SLACK
from simlaw.law.average.weigh_shapes import Posterior, draw
from simlaw.law.distribution import Draws, grid_of
from simlaw.law.estimate import Estimate
from simlaw.law.forecast import ends
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.points import Points

Floats = npt.NDArray[np.float64]

TAIL_WEIGHT = 0.65
"""Share of the tail-weighted law in the forecast of a dense curve."""

TAIL_NEAR = np.log(4.0)
"""The tail-weighted law joins in over this range before n_max."""


TOLD_REACH = np.log(10.0)
"""The formula is the nearest to the median curve up to this far beyond n_max, in logs."""


@dataclass(frozen=True, eq=False)
class Averaged:
    """The averaged law.

    Attributes
    ----------
    posterior
        Of `simlaw.law.average.weigh_shapes.draw`: curves through these replicates' mean.
    draws
        The distribution of the law, with the offset of these replicates from the mean of many.
    centre
        Log of the central curve on the grid of the draws, shape (Q,).
    offset
        What is known of the offset.
    by
        Offset of each draw at n_max, in logs, shape (B,).
    """

    posterior: Posterior
    draws: Draws
    centre: Floats
    offset: Offset
    by: Floats


def tail_share(n: Floats) -> float:
    """Weight of the tail-weighted law: none below five sizes in the last factor of four.

    Weighting residuals by n halves the error of extrapolated dense curves, where the law's early
    misfit dominates, and hurts short ones, where the noise does.
    """
    near = int(np.sum(n >= n[-1] / 4.0))
    return TAIL_WEIGHT * float(np.clip((near - 4) / 6, 0.0, 1.0))


def averaged_draws(
    points: Points, draws: int, rng: np.random.Generator, trust: Floats | None = None
) -> Averaged:
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
    Averaged
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
    log_curve = posterior.log_curve
    centre, shift = _centre(points, posterior)
    share = tail_share(points.n)
    if share > 0:
        # Each draw trusts the two differently, so that their disagreement widens the interval.
        trust = np.minimum(rng.uniform(0.0, 2.0 * share, size=(draws, 1)), 1.0)
        log_curve = log_curve + trust * shift
    # Beyond n_max the run's noise, too, leaves a curve below what was measured.
    highest = float(np.log(mean.max()))
    start = int(np.searchsorted(grid, 0.0))
    slack = SLACK * noise_of_means.factor * float(np.sqrt(noise_of_means.covariance[-1, -1]))
    log_curve[:, start:] = np.minimum(log_curve[:, start:], highest + slack)
    last = log_curve[:, np.searchsorted(grid, 0.0)]
    log_curve = _pinned(points, posterior, log_curve, scatter.noise.covariance, rng)
    by = scatter.offset.draw(draws, rng)
    log_curve = scatter.offset.moved(log_curve, last, by)
    noise = new_run_scatter(scatter, posterior.sigma, rng)
    drawn = Draws(grid, log_curve, noise, scatter.power)
    return Averaged(posterior, drawn, centre, scatter.offset, by)


def _pinned(
    points: Points,
    posterior: Posterior,
    log_curve: Floats,
    covariance: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Curves that at sizes outside their law are what was measured, with its noise."""
    grid = posterior.x
    x = np.log(points.n / points.n[-1])
    begins = x[window(points.n)[0] + posterior.outside]
    apart = begins > x[0]
    if not apart.any():
        return log_curve
    noise = np.interp(grid, x, np.sqrt(np.diag(covariance)))
    measured = np.interp(grid, x, np.log(points.mean)) + noise * (
        posterior.sigma[:, None] * rng.standard_normal((begins.size, 1))
    )
    first = int(np.searchsorted(grid, x[0] - 1e-9))
    # Before the first size a curve goes on from what was measured there.
    step = np.where(apart, measured[:, first] - log_curve[:, first], 0.0)
    pinned = (grid < begins[:, None]) & (grid >= grid[first])
    out = np.where(pinned, measured, log_curve)
    out[:, :first] += step[:, None]
    return np.asarray(out)


def _centre(points: Points, posterior: Posterior) -> tuple[Floats, Floats]:
    """Log of the central curve on the posterior's grid, and the way to the tail-weighted law."""
    n, grid = points.n, posterior.x
    centre = np.median(posterior.log_mean, axis=0)
    shift = np.zeros(grid.size)
    share = tail_share(n)
    if share > 0:
        fade = np.clip(1.0 + grid / TAIL_NEAR, 0.0, 1.0)
        shift = fade * (_tail_law(n, points.mean, grid) - centre)
        centre = centre + share * shift
    return centre, shift


def _tail_law(n: Floats, mean: Floats, grid: Floats) -> Floats:
    """Log of the law with residuals weighted by n, on the grid."""
    form = PowerOffset()
    theta = form.fit(n, mean, (n / n[-1]) ** 4 / mean**2)
    # In logs throughout: at the horizon the decaying part is below the smallest number.
    with np.errstate(divide="ignore"):
        decay = np.log(theta[0]) - theta[1] * (grid + np.log(n[-1]))
        return np.asarray(np.logaddexp(decay, np.log(theta[2])))


def parameter_draws(points: Points, averaged: Averaged) -> dict[str, Floats]:
    """D, alpha and C of the draws that have them, each of shape (b,)."""
    shapes = averaged.posterior.shapes
    has = with_alpha(averaged)
    alpha = np.where(shapes.family == sh.ACCELERATING, sh.ALPHA_RANGE[1], shapes.first)[has]
    gamma = np.where(shapes.family == sh.POWER_OFFSET, shapes.second, 0.0)[has]
    level_at_last = averaged.posterior.level[has]
    with np.errstate(divide="ignore"):
        log_gap = np.maximum(np.log(gamma), -600.0) + level_at_last
    both = np.stack([level_at_last, log_gap], axis=-1)
    both = averaged.offset.moved(both, level_at_last, averaged.by[has])
    last = averaged.draws.at(np.zeros(1))[has, 0]
    # What no n removes is no more than what the largest n has left.
    gap = np.where(gamma > 0, np.exp(np.minimum(both[:, 1], last)), 0.0)
    falling = np.maximum(np.exp(both[:, 0]) - gap, 1e-12 * np.exp(both[:, 0]))
    log_amplitude = np.log(falling) + alpha * np.log(points.n[-1])
    return {"D": np.exp(np.minimum(log_amplitude, 700.0)), "alpha": alpha, "C": gap}


def with_alpha(averaged: Averaged) -> npt.NDArray[np.bool_]:
    """Which draws have an alpha and a C: all but accelerating ones, bool of shape (B,)."""
    has = averaged.posterior.shapes.family != sh.ACCELERATING
    return has if has.sum() >= 50 else np.ones_like(has)


def influence_of_prior(
    averaged: Averaged, columns: Mapping[str, Floats], level: float
) -> PriorInfluence:
    """How far the law rests on its prior of alpha; `columns` are those of `parameter_draws`."""
    shapes = averaged.posterior.shapes
    has = with_alpha(averaged)
    every = {}
    for name, column in columns.items():
        every[name] = np.full(has.size, np.nan)
        every[name][has] = column
    rests = (shapes.family == sh.POWER_OFFSET) | (shapes.family == sh.POWER)
    return prior_influence(shapes.first, rests, every, averaged.draws, level)


def told_as_law(points: Points, draws: Draws, columns: Mapping[str, Floats]) -> Floats:
    """D, alpha, C of the formula that is told beside the law.

    The medians of D, alpha and C, so that the formula has the numbers printed beside it; where
    that curve leaves the band of the mean over the sizes measured, D is solved for with these
    alpha and C; where that does as well, it is the power with offset nearest to the median curve.

    Parameters
    ----------
    points
        The points.
    draws
        The distribution of the law.
    columns
        D, alpha and C of the draws, from `parameter_draws`.

    Returns
    -------
    numpy.ndarray
        float64 of shape (3,).
    """
    medians = np.array([float(np.median(columns[name])) for name in ("D", "alpha", "C")])
    candidates = _candidates(points, draws, medians)
    return first_within(PowerOffset(), candidates, draws, points.n)[0]


def _candidates(points: Points, draws: Draws, medians: Floats) -> Iterator[Floats]:
    yield medians
    first = np.log(points.n[0] / points.n[-1])
    nodes = np.linspace(first, TOLD_REACH, 80)
    target = np.exp(np.minimum(np.median(draws.at(nodes), axis=0), 700.0))
    weight = np.where(nodes >= -np.log(2.0), 25.0, 1.0) / target**2
    sizes = points.n[-1] * np.exp(nodes)
    _, alpha, gap = medians
    decay = np.exp(-alpha * nodes)
    scale = np.sum(weight * decay * (target - gap)) / np.sum(weight * decay**2)
    yield np.array([max(scale, 0.0) * np.exp(alpha * np.log(points.n[-1])), alpha, gap])
    yield PowerOffset().fit(sizes, target, weight)


def parameters_of(columns: Mapping[str, Floats], level: float) -> dict[str, Estimate]:
    """Medians and intervals of the parameters of draws, each of shape (b,)."""
    out = {}
    for name, column in columns.items():
        middle, low, high = np.quantile(column, [0.5, *ends(level)])
        out[name] = Estimate(float(middle), float(low), float(high), level)
    return out


def averaged_forecast(points: Points, n: Floats) -> Floats:
    """Errors at sizes `n` by the averaged law's central curve, for validation."""
    grid = grid_of(points.n)
    x = np.log(n / points.n[-1])
    # The horizon would cost time alone.
    ends_at = np.searchsorted(grid, [np.log(points.n[0] / points.n[-1]) - 1e-9, x.max() + 1e-9])
    grid = grid[max(ends_at[0] - 1, 0) : ends_at[1] + 1]
    rng = np.random.default_rng(0)
    noise = scatter_of(points).noise
    posterior = draw(points.n, points.mean, noise, grid, 400, rng, wander=False)
    return np.asarray(np.exp(np.interp(x, grid, _centre(points, posterior)[0])))
