"""The averaged law: curves given the points, with what the form may be wrong by.

The model of the log mean error at size n, with ``x = log(n / n_max)``, is

    log error(n) = level + shape(x) + g(x) + noise,

where the shape is one of `simlaw.law.average.candidate_shapes`, g is the form's own error and the
noise has the covariance that the replicates show between sizes, less what all sizes share: a common
offset says nothing of the shape (see `simlaw.law.average.shared_offset`). The slope of g is a
stationary Ornstein-Uhlenbeck process of correlation length `DRIFT_LENGTH`, so g is smooth, forgets,
and makes a forecast the less sure the further it reaches. Its variance is not chosen but averaged
over `DRIFT_RATIOS`; zero, the form being exact, is one of them.

Level and noise scale are integrated in closed form (a Student t), the rest on grids. By the
chain rule the marginal likelihood that weighs shapes and ratios is the product of the densities of
each size given the sizes before it: the averaging is by rolling-origin score, one size ahead
(Dawid 1984, doi 10.2307/2981683). There is no iteration and no random start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.average import candidate_shapes as sh
from simlaw.law.forms.power import Power
from simlaw.law.forms.power_offset import PowerOffset

Floats = npt.NDArray[np.float64]

DRIFT_LENGTH = 4.0
"""Correlation length of the slope of g, in units of log n (a factor of about 55 in n)."""

DRIFT_RATIOS = (0.0, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4)
"""Variances of the slope of g considered, as multiples of the variance of one size's noise."""

DRIFT_PRIOR = (0.7,) + (0.3 / 6,) * 6

DRIFT_REACH = np.log(30.0)
"""Beyond this distance from the data g stays where it is, and the form alone decides."""

DENSE, WINDOW = 12, np.log(20.0)
"""A curve with more sizes than DENSE is described over its last WINDOW alone."""


@dataclass(frozen=True)
class Noise:
    """What is known of the noise of the log means before the curve is looked at.

    Attributes
    ----------
    covariance
        Its covariance up to a factor, float64 of shape (k, k), without what all sizes share.
    factor
        Prior guess of the standard deviation's factor.
    freedom
        Degrees of freedom behind that guess.
    """

    covariance: Floats
    factor: float
    freedom: float


@dataclass(frozen=True)
class Posterior:
    """Equally likely curves on a grid of sizes.

    Attributes
    ----------
    x
        Grid of ``log(n / n_max)``, shape (Q,).
    log_mean
        Curves without the unexplained part of g, shape (B, Q).
    log_curve
        Curves, shape (B, Q).
    sigma
        Factor of the noise's standard deviation of each draw, shape (B,).
    shapes
        The shape of each draw.
    level
        Log of the level at n_max that each draw's form is left with far out, shape (B,).
    weights
        Posterior weights of DRIFT_RATIOS.
    """

    x: Floats
    log_mean: Floats
    log_curve: Floats
    sigma: Floats
    shapes: sh.Shapes
    level: Floats
    weights: Floats


def drift_covariance(x: Floats, y: Floats, start: float) -> Floats:
    """Covariance of g at `x` (a,) and `y` (b,), shape (a, b), for slope variance 1.

    The integral of a stationary Ornstein-Uhlenbeck process from `start` on; g is zero before.
    """
    s = np.maximum(x - start, 0.0)[:, None] / DRIFT_LENGTH
    t = np.maximum(y - start, 0.0)[None, :] / DRIFT_LENGTH
    return np.asarray(
        DRIFT_LENGTH**2
        * (2 * np.minimum(s, t) - 1 + np.exp(-s) + np.exp(-t) - np.exp(-np.abs(s - t)))
    )


def window(n: Floats) -> npt.NDArray[np.int64]:
    """Columns of the sizes that the averaged law describes."""
    x = np.log(n / n[-1])
    count = max(int(np.sum(x >= -WINDOW)), min(DENSE, n.size))
    return np.arange(n.size - count, n.size)


@dataclass(frozen=True)
class _Scored:
    """Shapes under one drift ratio with their scores, and what a draw needs."""

    shapes: sh.Shapes
    score: Floats
    level: Floats
    scale: Floats


@dataclass(frozen=True)
class _Component:
    """The Gaussian algebra of one drift ratio."""

    whiten: Floats
    ones: Floats
    data: Floats
    constant: float
    noise: Noise

    @classmethod
    def build(cls, covariance: Floats, log_error: Floats, noise: Noise, prior: float) -> _Component:
        lower = np.linalg.cholesky(covariance)
        whiten = np.linalg.inv(lower)
        ones = whiten.sum(axis=1)
        constant = -np.log(np.diag(lower)).sum() - 0.5 * np.log(ones @ ones) + np.log(prior)
        return cls(whiten, ones, whiten @ log_error, float(constant), noise)

    def score(self, shapes: sh.Shapes, x: Floats, values: Floats | None = None) -> _Scored:
        """Scores of shapes, whose `values` at x (G, k) may be known already."""
        if values is None:
            values = sh.values(shapes, x)
        residual = self.data - values @ self.whiten.T
        total = self.ones @ self.ones
        level = residual @ self.ones / total
        square = np.maximum(np.sum(residual**2, axis=1) - level**2 * total, 0.0)
        freedom = self.noise.freedom + self.data.size - 1
        sum_squares = self.noise.freedom * self.noise.factor**2 + square
        score = self.constant - freedom / 2 * np.log(sum_squares) + shapes.log_prior
        return _Scored(shapes, score, level, sum_squares / freedom)


def _around(centre: float, low: float, high: float, count: int) -> Floats:
    """Nodes from low to high, dense near the centre."""
    centre = float(np.clip(centre, low, high))
    steps = np.sinh(np.linspace(-1, 1, count) * np.arcsinh(1e3)) / 1e3
    below, above = steps[steps < 0], steps[steps > 0]
    return np.unique(
        np.concatenate(
            [centre + below * (centre - low), [centre], centre + above * (high - centre)]
        )
    )


def _refined(nodes: Floats, score: Floats, count: int) -> Floats:
    """Even nodes over the part of `nodes` whose best score is within 14 of the best."""
    good = np.flatnonzero(score > score.max() - 14.0)
    low, high = max(good[0] - 1, 0), min(good[-1] + 1, nodes.size - 1)
    return np.asarray(np.linspace(nodes[low], nodes[high], count))


@dataclass(frozen=True)
class _Grids:
    """The first grids of all families, the same for every drift ratio."""

    drops: Floats
    alphas: Floats
    offset: tuple[sh.Shapes, Floats]
    singles: tuple[tuple[Callable[[Floats], sh.Shapes], Floats, sh.Shapes, Floats], ...]

    @classmethod
    def build(cls, x: Floats, start: Floats) -> _Grids:
        span = -float(x[0])
        log_alpha_range = np.log(sh.ALPHA_RANGE[0]), np.log(sh.ALPHA_RANGE[1])
        drops = _around(start[0], np.log(1e-5), np.log(sh.ALPHA_RANGE[1] * span), 33)
        alphas = _around(start[1], *log_alpha_range, 25)
        grid = sh.power_offset_grid(drops, alphas, span)
        singles = []
        for make, low, high, first in (
            (sh.power_grid, *log_alpha_range, start[2]),
            (sh.accelerating_grid, np.log(sh.SLOPE_RANGE[0]), np.log(sh.SLOPE_RANGE[1]), 0.0),
        ):
            nodes = _around(first, low, high, 41)
            shapes = make(nodes)
            singles.append((make, nodes, shapes, sh.values(shapes, x)))
        return cls(drops, alphas, (grid, sh.values(grid, x)), tuple(singles))


def _search(component: _Component, x: Floats, grids: _Grids) -> list[_Scored]:
    """Score all families on grids that close in on where the posterior is."""
    span = -float(x[0])
    drops, alphas = grids.drops, grids.alphas
    grid, values = grids.offset
    offset = component.score(grid, x, values)
    for _ in range(3):
        at_drop = np.log(sh.drop_of(grid.first, grid.second, span))
        best_drop = _best(at_drop, offset.score, drops)
        best_alpha = _best(np.log(grid.first), offset.score, alphas)
        wide = (
            np.mean(best_drop > best_drop.max() - 14),
            np.mean(best_alpha > best_alpha.max() - 14),
        )
        drops = _refined(drops, best_drop, 33)
        alphas = _refined(alphas, best_alpha, 25)
        grid = sh.power_offset_grid(drops, alphas, span)
        offset = component.score(grid, x)
        if min(wide) > 0.5:
            break
    singles = []
    for make, nodes, shapes, values in grids.singles:
        scored = component.score(shapes, x, values)
        for _ in range(2):
            best = scored.score.reshape(-1, nodes.size).max(axis=0)
            nodes = _refined(nodes, best, 41)
            scored = component.score(make(nodes), x)
        singles.append(scored)
    return [offset, *singles]


def _best(coordinate: Floats, score: Floats, nodes: Floats) -> Floats:
    """Best score at each node."""
    at = np.abs(coordinate[:, None] - nodes[None, :]).argmin(axis=1)
    best = np.full(nodes.size, -np.inf)
    np.maximum.at(best, at, score)
    return best


def _start(n: Floats, error: Floats) -> Floats:
    """Log drop and log alpha of the least-squares laws, where the grids are densest."""
    span = float(np.log(n[-1] / n[0]))
    weight = 1.0 / error**2
    scale, alpha, floor = PowerOffset().fit(n, error, weight)
    last = scale * n[-1] ** -alpha + floor
    first = scale * n[0] ** -alpha + floor
    power = Power().fit(n, error, weight)
    drop = max(float(np.log(first / last)), 1e-5)
    alpha = float(np.clip(alpha, *sh.ALPHA_RANGE))
    return np.array(
        [
            np.log(min(drop, alpha * span)),
            np.log(alpha),
            np.log(np.clip(power[1], *sh.ALPHA_RANGE)),
        ]
    )


def draw(
    n: Floats,
    error: Floats,
    noise: Noise,
    x_out: Floats,
    draws: int,
    rng: np.random.Generator,
    *,
    wander: bool = True,
) -> Posterior:
    """Curves given the mean errors.

    Parameters
    ----------
    n, error
        Increasing sizes and mean errors, shape (k,).
    noise
        What is known of the noise of the log means.
    x_out
        Grid of ``log(n / n_max)``, increasing, shape (Q,).
    draws
        Number of curves B.
    rng
        Source of randomness.
    wander
        Whether the unexplained part of g and the noise's scale are drawn; without it `log_curve`
        is `log_mean`, which is all that a point forecast takes.
    """
    columns = window(n)
    x = np.log(n / n[-1])[columns]
    log_error = np.log(error)[columns]
    covariance = noise.covariance[np.ix_(columns, columns)]
    unit = float(np.mean(np.diag(covariance)))
    drift = drift_covariance(x, x, float(x[0]))
    grids = _Grids.build(x, _start(n[columns], error[columns]))
    components, found = [], []
    for ratio, prior in zip(DRIFT_RATIOS, DRIFT_PRIOR, strict=True):
        component = _Component.build(covariance + ratio * unit * drift, log_error, noise, prior)
        components.append(component)
        found.append(_search(component, x, grids))
    scores = np.concatenate([part.score for parts in found for part in parts])
    owner = np.concatenate(
        [np.full(part.score.size, i) for i, parts in enumerate(found) for part in parts]
    )
    weight = np.exp(scores - scores.max())
    weight /= weight.sum()
    # Systematic sampling: the shares of the draws follow the weights without sampling noise.
    places = (np.arange(draws) + rng.uniform()) / draws
    picked = np.minimum(np.searchsorted(np.cumsum(weight), places), weight.size - 1)
    everything = sh.join(*[part.shapes for parts in found for part in parts])
    # g is smooth: a few nodes carry it, and keep the matrices small.
    held = np.concatenate([np.linspace(x[0], 0.0, 13)[:-1], np.linspace(0.0, DRIFT_REACH, 9)])
    spread_out = np.stack([np.interp(x_out, held, row) for row in np.eye(held.size)])
    log_mean = np.empty((draws, x_out.size))
    log_curve = np.empty((draws, x_out.size)) if wander else log_mean
    sigma, level = np.zeros(draws), np.zeros(draws)
    chosen = sh.jitter(everything.take(picked), -float(x[0]), rng)
    for index, component in enumerate(components):
        rows = np.flatnonzero(owner[picked] == index)
        if rows.size == 0:
            continue
        mine = chosen.take(rows)
        scored = component.score(mine, x)
        slope_variance = DRIFT_RATIOS[index] * unit
        cross = component.whiten @ (slope_variance * drift_covariance(x, held, float(x[0])))
        residual = component.data - sh.values(mine, x) @ component.whiten.T
        residual -= scored.level[:, None] * component.ones
        drifted = residual @ cross
        form = sh.values(mine, x_out) + scored.level[:, None]
        log_mean[rows] = _not_rising(form + drifted @ spread_out, x_out)
        if not wander:
            continue
        freedom = noise.freedom + x.size - 1
        sigma[rows] = np.sqrt(scored.scale * freedom / rng.chisquare(freedom, rows.size))
        left = slope_variance * drift_covariance(held, held, float(x[0])) - cross.T @ cross
        spread = 1.0 - component.ones @ cross
        left += np.outer(spread, spread) / (component.ones @ component.ones)
        values, vectors = np.linalg.eigh(left)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        apart = (rng.standard_normal((rows.size, held.size)) @ root.T) * sigma[rows, None]
        # A factor of e**30 is beyond any meaning, and keeps exponentials finite.
        apart = np.clip(apart, -30.0, 30.0)
        log_curve[rows] = log_mean[rows] + apart @ spread_out
        level[rows] = (scored.level + drifted[:, -1]) + apart[:, -1]
    by_ratio = np.bincount(owner, weights=weight, minlength=len(DRIFT_RATIOS))
    return Posterior(x_out, log_mean, log_curve, sigma, chosen, level, np.asarray(by_ratio, float))


def _not_rising(log_curve: Floats, x: Floats) -> Floats:
    """Curves that do not rise above their value at n_max beyond it."""
    last = log_curve[:, np.searchsorted(x, 0.0)][:, None]
    return np.where(x > 0, np.minimum(log_curve, last), log_curve)
