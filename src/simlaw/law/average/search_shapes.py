"""Scores of shapes under a departure, on grids that close in on where the posterior is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from simlaw.law.average import candidate_shapes as sh
from simlaw.law.average.departures import Departure
from simlaw.law.forms.power import Power
from simlaw.law.forms.power_offset import PowerOffset

Floats = npt.NDArray[np.float64]

NEAR_BEST = 18.0
"""Log scores further than this below the best are of no account."""

ONE_SIZE_SPAN = 1.0
"""Span in log n over which shapes are told apart where a single size is inside the law."""


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
    trust
        Power to which the likelihood is raised. Below 1 where the noise is not known: no form is
        exact, and points weigh less against the prior than if it were (Grünwald and van Ommen
        2017, doi 10.1214/17-BA1085).
    """

    covariance: Floats
    factor: float
    freedom: float
    trust: float = 1.0


@dataclass(frozen=True)
class Scored:
    """Shapes under one departure with their scores, and what a draw needs."""

    shapes: sh.Shapes
    score: Floats
    level: Floats
    scale: Floats


@dataclass(frozen=True)
class Component:
    """The Gaussian algebra of one departure.

    Attributes
    ----------
    departure
        The departure.
    x, data
        Places of the sizes inside, and their log errors, whitened, shape (j,).
    whiten, ones
        What whitens the log errors, shape (j, j), and a level of 1 under it, shape (j,).
    constant
        What the scores of all shapes have in common.
    noise
        The noise, of all sizes.
    """

    departure: Departure
    x: Floats
    data: Floats
    whiten: Floats
    ones: Floats
    constant: float
    noise: Noise

    @classmethod
    def build(cls, departure: Departure, x: Floats, log_error: Floats, noise: Noise) -> Component:
        """The algebra for log errors (k,) at `x` (k,)."""
        lower = np.linalg.cholesky(departure.covariance(x, noise.covariance))
        whiten = np.linalg.inv(lower)
        ones = whiten.sum(axis=1)
        inside = log_error[departure.outside :]
        # Student t of the inside, less what no departure changes.
        freedom = noise.freedom + inside.size - 1
        constant = -np.log(np.diag(lower)).sum() - 0.5 * np.log(ones @ ones)
        constant += gammaln(freedom / 2) - (inside.size - 1) / 2 * np.log(np.pi)
        return cls(
            departure, x[departure.outside :], whiten @ inside, whiten, ones, float(constant), noise
        )

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the noise's scale, given the points."""
        return self.noise.freedom + self.data.size - 1

    def score(self, shapes: sh.Shapes, values: Floats | None = None) -> Scored:
        """Scores of shapes, whose `values` at x (G, j) may be known already."""
        if values is None:
            values = sh.values(shapes, self.x)
        residual = self.data - values @ self.whiten.T
        total = self.ones @ self.ones
        level = residual @ self.ones / total
        square = np.maximum(np.sum(residual**2, axis=1) - level**2 * total, 0.0)
        sum_squares = self.noise.freedom * self.noise.factor**2 + square
        likelihood = self.constant - self.freedom / 2 * np.log(sum_squares)
        score = self.noise.trust * likelihood + shapes.log_prior + self.departure.log_prior
        return Scored(shapes, score, level, sum_squares / self.freedom)


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
    """Even nodes over the part of `nodes` whose best score is near the best."""
    good = np.flatnonzero(score > score.max() - NEAR_BEST)
    low, high = max(good[0] - 1, 0), min(good[-1] + 1, nodes.size - 1)
    return np.asarray(np.linspace(nodes[low], nodes[high], count))


@dataclass(frozen=True)
class Grids:
    """The first grids of all families, the same for every departure with the same sizes inside.

    Attributes
    ----------
    span
        Length of the measured range in log n.
    drops, alphas
        Nodes of log drop and log alpha.
    offset
        Power + offset shapes on these nodes with their values at the sizes.
    singles
        For the other families: what makes shapes of nodes, the nodes, the shapes, their values.
    """

    span: float
    drops: Floats
    alphas: Floats
    offset: tuple[sh.Shapes, Floats]
    singles: tuple[tuple[Callable[[Floats], sh.Shapes], Floats, sh.Shapes, Floats], ...]

    @classmethod
    def build(cls, n: Floats, error: Floats) -> Grids:
        """Grids for errors (j,) at sizes `n` (j,); with one size shapes keep their prior."""
        x = np.log(n / n[-1])
        span, start = ONE_SIZE_SPAN, np.log([0.3, 0.3, 0.3])
        if n.size > 1:
            span, start = -float(x[0]), _start(n, error)
        log_alpha_range = np.log(sh.ALPHA_RANGE[0]), np.log(sh.ALPHA_RANGE[1])
        drops = _around(start[0], np.log(1e-5), np.log(sh.ALPHA_RANGE[1] * span), 33)
        alphas = _around(start[1], *log_alpha_range, 25)
        if n.size == 1:
            drops = np.linspace(np.log(1e-3), np.log(3.0), 33)
            alphas = np.linspace(*log_alpha_range, 33)
        grid = sh.power_offset_grid(drops, alphas, span)
        singles = []
        for make, low, high, first in (
            (sh.power_grid, *log_alpha_range, start[2]),
            (sh.accelerating_grid, np.log(sh.SLOPE_RANGE[0]), np.log(sh.SLOPE_RANGE[1]), 0.0),
        ):
            nodes = _around(first, low, high, 41) if n.size > 1 else np.linspace(low, high, 41)
            shapes = make(nodes)
            singles.append((make, nodes, shapes, sh.values(shapes, x)))
        return cls(span, drops, alphas, (grid, sh.values(grid, x)), tuple(singles))


def first_scores(component: Component, grids: Grids) -> list[Scored]:
    """Scores of all families on the first grids."""
    found = [component.score(*grids.offset)]
    found += [component.score(shapes, values) for _, _, shapes, values in grids.singles]
    return found


def search(component: Component, grids: Grids, first: list[Scored]) -> list[Scored]:
    """Scores of all families on grids that close in on where the posterior is."""
    if component.x.size == 1:
        return first
    drops, alphas = grids.drops, grids.alphas
    grid, offset = grids.offset[0], first[0]
    for _ in range(3):
        at_drop = np.log(sh.drop_of(grid.first, grid.second, grids.span))
        best_drop = _best(at_drop, offset.score, drops)
        best_alpha = _best(np.log(grid.first), offset.score, alphas)
        wide = (
            np.mean(best_drop > best_drop.max() - NEAR_BEST),
            np.mean(best_alpha > best_alpha.max() - NEAR_BEST),
        )
        drops = _refined(drops, best_drop, 33)
        alphas = _refined(alphas, best_alpha, 25)
        grid = sh.power_offset_grid(drops, alphas, grids.span)
        offset = component.score(grid)
        if min(wide) > 0.5:
            break
    singles = []
    for (make, nodes, _, _), scored in zip(grids.singles, first[1:], strict=True):
        closer = scored
        for _ in range(2):
            best = closer.score.reshape(-1, nodes.size).max(axis=0)
            nodes = _refined(nodes, best, 41)
            closer = component.score(make(nodes))
        singles.append(closer)
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
