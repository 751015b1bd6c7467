"""The averaged law: curves given the points, with what the form may be wrong by.

The model of the log mean error at size n, with ``x = log(n / n_max)``, is

    log error(n) = level + shape(x) + g(x) + noise,

where the shape is one of `simlaw.law.average.candidate_shapes`, g is the form's own error, and the
noise has the covariance that the replicates show between sizes, less what all sizes share: a common
offset says nothing of the shape (see `simlaw.law.average.shared_offset`). What is not known of g,
of the noise and of the sizes that the law is about is averaged over
(`simlaw.law.average.departures`).

Level and noise scale are integrated in closed form (a Student t), the rest on grids. By the
chain rule the marginal likelihood that weighs shapes and departures is the product of the densities
of each size given the sizes before it: the averaging is by rolling-origin score, one size ahead
(Dawid 1984, doi 10.2307/2981683). There is no iteration and no random start.

Curves that fall are believed rather than curves that rise: draws of a short curve are weighed by
`RISE`, and beyond the largest size no curve rises, nor falls much faster than it was seen to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.average import candidate_shapes as sh
from simlaw.law.average.departures import (
    DENSE,
    DRIFT_RATIOS,
    DRIFT_REACH,
    departures,
    drift_covariance,
    neighbour_correlation,
    window,
)
from simlaw.law.average.search_shapes import (
    Component,
    Grids,
    Noise,
    Scored,
    first_scores,
    search,
)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

RULED_OUT = 10.0
"""A departure whose best score on the first grids lies further below the best of all is left out;
such grids are densest where least squares put the curve, and miss little."""

AHEAD = np.array([0.03, 0.1, 0.25, 0.5, 0.9, 1.4, 2.0, 2.7, float(DRIFT_REACH)])
"""Nodes of g beyond n_max."""

RISE = 0.07
"""A curve that rises by this much, in logs, is believed less by a factor of e."""

OVERSAMPLED = 3
"""How many draws of a short curve are weighed for each one that is kept."""

FALL_AT_MOST = 2.0
"""Beyond n_max no curve falls with a larger local alpha than this, or twice the largest seen."""

SLACK = 2.0
"""No curve starts higher than the largest error measured by more than so many standard errors."""


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
        Factor of the standard deviation of the noise that sizes do not share, shape (B,).
    shapes
        The shape of each draw.
    level
        Log of the level at n_max that each draw's form is left with far out, shape (B,).
    outside
        How many of the sizes described lie outside each draw's law, int64 of shape (B,).
    weights
        Posterior weights of DRIFT_RATIOS.
    """

    x: Floats
    log_mean: Floats
    log_curve: Floats
    sigma: Floats
    shapes: sh.Shapes
    level: Floats
    outside: Integers
    weights: Floats


@dataclass(frozen=True)
class _Places:
    """Where g is drawn, and how it is carried to the grid.

    Attributes
    ----------
    grid
        Grid of the output, shape (Q,).
    nodes
        Nodes of g, shape (h,).
    carry
        From nodes to the grid, shape (h, Q).
    spread
        Standard deviation of the noise at the nodes, shape (h,).
    """

    grid: Floats
    nodes: Floats
    carry: Floats
    spread: Floats

    @classmethod
    def build(cls, component: Component, grid: Floats) -> _Places:
        x = component.x
        # g is smooth: a few nodes carry it, and keep the matrices small.
        seen = x if x.size <= DENSE else np.linspace(x[0], 0.0, 13)
        nodes = np.concatenate([seen, AHEAD])
        carry = np.stack([np.interp(grid, nodes, row) for row in np.eye(nodes.size)])
        noise = np.sqrt(np.diag(component.noise.covariance))[component.departure.outside :]
        return cls(grid, nodes, carry, np.interp(nodes, x, noise))


@dataclass(frozen=True)
class _Curves:
    """Draws under one departure: arrays as in `Posterior`, and how far each curve rises."""

    log_mean: Floats
    log_curve: Floats
    sigma: Floats
    level: Floats
    rise: Floats


def _picked(found: list[Scored], draws: int, rng: np.random.Generator) -> tuple[Floats, Integers]:
    """Weights of all shapes, and which of them the draws have."""
    scores = np.concatenate([part.score for part in found])
    weight = np.exp(scores - scores.max())
    weight /= weight.sum()
    return weight, _systematic(weight, draws, rng)


def _systematic(weight: Floats, draws: int, rng: np.random.Generator) -> Integers:
    """Rows whose shares follow the weights without sampling noise."""
    places = (np.arange(draws) + rng.uniform()) / draws
    return np.minimum(np.searchsorted(np.cumsum(weight), places), weight.size - 1)


def _considered(
    x: Floats, log_error: Floats, noise: Noise
) -> tuple[list[Component], list[list[Scored]]]:
    """The departures that the points do not rule out, with scored shapes of all families."""
    single = noise.trust < 1.0
    grids: dict[int, Grids] = {}
    every = []
    for departure in departures(x.size, single):
        outside = departure.outside
        if outside not in grids:
            grids[outside] = Grids.build(np.exp(x[outside:]), np.exp(log_error[outside:]))
        component = Component.build(departure, x, log_error, noise)
        every.append((component, first_scores(component, grids[outside])))
    best = [max(float(part.score.max()) for part in first) for _, first in every]
    limit = max(best) - RULED_OUT
    kept = [pair for pair, own in zip(every, best, strict=True) if own > limit]
    components = [component for component, _ in kept]
    found = [
        search(component, grids[component.departure.outside], first) for component, first in kept
    ]
    return components, found


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
    inside = Noise(
        noise.covariance[np.ix_(columns, columns)], noise.factor, noise.freedom, noise.trust
    )
    components, found = _considered(x, log_error, inside)
    short = x.size <= DENSE
    many = draws * OVERSAMPLED if short else draws
    flat = [part for parts in found for part in parts]
    weight, rows_of = _picked(flat, many, rng)
    owner = np.concatenate(
        [np.full(part.score.size, i) for i, parts in enumerate(found) for part in parts]
    )
    everything = sh.join(*[part.shapes for part in flat])
    chosen = everything.take(rows_of)
    log_mean = np.empty((many, x_out.size))
    log_curve = np.empty((many, x_out.size))
    sigma, level, rise = np.zeros(many), np.zeros(many), np.zeros(many)
    outside = np.zeros(many, dtype=np.int64)
    first, second = chosen.first.copy(), chosen.second.copy()
    bounds = _Bounds.build(x, log_error, inside)
    for index, component in enumerate(components):
        rows = np.flatnonzero(owner[rows_of] == index)
        if rows.size == 0:
            continue
        span = -float(component.x[0]) if component.x.size > 1 else 1.0
        mine = sh.jitter(chosen.take(rows), span, rng)
        places = _Places.build(component, x_out)
        curves = _curves(component, mine, places, bounds, rng if wander else None)
        first[rows], second[rows] = mine.first, mine.second
        log_mean[rows], log_curve[rows] = curves.log_mean, curves.log_curve
        sigma[rows], level[rows] = curves.sigma, curves.level
        away = component.departure.outside
        outside[rows] = away
        jump = np.diff(log_error[:away]).clip(min=0.0).sum()
        rise[rows] = curves.rise + jump
    shapes = sh.Shapes(chosen.family, first, second, chosen.log_prior, chosen.cell)
    ratios = np.array([component.departure.ratio for component in components])
    which = np.searchsorted(DRIFT_RATIOS, ratios[owner])
    by_ratio = np.bincount(which, weights=weight, minlength=len(DRIFT_RATIOS))
    kept = np.arange(many)
    if short:
        typical = inside.factor * np.sqrt(float(np.mean(np.diag(inside.covariance))))
        belief = np.exp(-(rise - rise.min()) / (RISE + typical))
        kept = _systematic(belief / belief.sum(), draws, rng)
    return Posterior(
        x_out,
        log_mean[kept],
        log_curve[kept],
        sigma[kept],
        shapes.take(kept),
        level[kept],
        outside[kept],
        np.asarray(by_ratio, dtype=np.float64),
    )


@dataclass(frozen=True)
class _Bounds:
    """What no curve goes beyond.

    Attributes
    ----------
    steepest
        Largest local alpha beyond n_max.
    highest
        Largest log error from n_max on.
    measured
        Log errors of all sizes described, shape (k,).
    """

    steepest: float
    highest: float
    measured: Floats

    @classmethod
    def build(cls, x: Floats, log_error: Floats, noise: Noise) -> _Bounds:
        apart = x[None, :] - x[:, None]
        least = max(0.4, float(np.min(np.diff(x))))
        far = apart >= least * (1 - 1e-9)
        fall = np.where(far, log_error[:, None] - log_error[None, :], 0.0)
        seen = float(np.max(fall / np.where(far, apart, 1.0)))
        slack = SLACK * noise.factor * float(np.sqrt(noise.covariance[-1, -1]))
        return cls(max(FALL_AT_MOST, 2.0 * seen), float(log_error.max()) + slack, log_error)


def _curves(
    component: Component,
    shapes: sh.Shapes,
    places: _Places,
    bounds: _Bounds,
    rng: np.random.Generator | None,
) -> _Curves:
    """Curves of shapes under one departure; without a source of randomness the central ones."""
    departure, x, nodes = component.departure, component.x, places.nodes
    scored = component.score(shapes)
    unit = float(np.mean(np.diag(component.noise.covariance)))
    slope = departure.ratio * unit
    start = float(x[0])
    cross = component.whiten @ (slope * drift_covariance(x, nodes, start))
    own = slope * drift_covariance(nodes, nodes, start)
    # What the run's neighbours share is part of its curve; it is drawn beside g, as it may rise.
    shared = np.interp(x, nodes, places.spread)[:, None] * places.spread * departure.shared
    run_cross = component.whiten @ (shared * neighbour_correlation(x, nodes))
    residual = component.data - sh.values(shapes, x) @ component.whiten.T
    residual -= scored.level[:, None] * component.ones
    smooth, run = residual @ cross, residual @ run_cross
    form = sh.values(shapes, places.grid) + scored.level[:, None]
    mean = form + smooth @ places.carry
    form_mean = _bounded(_not_rising(mean, places.grid), places.grid, bounds)
    log_mean = form_mean + run @ places.carry
    rows = shapes.first.size
    if rng is None:
        return _Curves(
            log_mean,
            log_mean,
            np.zeros(rows),
            scored.level + smooth[:, -1],
            _rises(component, shapes, places, scored.level[:, None], smooth, bounds),
        )
    sigma = np.sqrt(scored.scale * component.freedom / rng.chisquare(component.freedom, rows))
    both = np.hstack([cross, run_cross]) if departure.shared > 0 else cross
    left = -both.T @ both
    count = nodes.size
    left[:count, :count] += own
    by_level = 1.0 - component.ones @ cross
    if departure.shared > 0:
        left[count:, count:] += (
            departure.shared
            * np.outer(places.spread, places.spread)
            * neighbour_correlation(nodes, nodes)
        )
        by_level = np.concatenate([by_level, -component.ones @ run_cross])
    left += np.outer(by_level, by_level) / (component.ones @ component.ones)
    values, vectors = np.linalg.eigh(left)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    apart = (rng.standard_normal((rows, values.size)) @ root.T) * sigma[:, None]
    # A factor of e**30 is beyond any meaning, and keeps exponentials finite.
    apart = np.clip(apart, -30.0, 30.0)
    drifted = smooth + apart[:, :count]
    log_curve = _bounded(form_mean + apart[:, :count] @ places.carry, places.grid, bounds)
    if departure.shared > 0:
        log_curve = log_curve + (run + apart[:, count:]) @ places.carry
    return _Curves(
        log_mean,
        log_curve,
        sigma * np.sqrt(1.0 - departure.shared),
        scored.level + drifted[:, -1],
        _rises(component, shapes, places, scored.level[:, None], drifted, bounds),
    )


def _rises(
    component: Component,
    shapes: sh.Shapes,
    places: _Places,
    level: Floats,
    drifted: Floats,
    bounds: _Bounds,
) -> Floats:
    """How far each curve rises from size to size and beyond, in logs, shape (B,)."""
    near = places.nodes <= np.log(10.0)
    path = sh.values(shapes, places.nodes[near]) + level + drifted[:, near]
    away = component.departure.outside
    if away > 0:
        before = np.full((path.shape[0], 1), bounds.measured[away - 1])
        path = np.hstack([before, path])
    return np.asarray(np.diff(path, axis=1).clip(min=0.0).sum(axis=1))


def _not_rising(log_curve: Floats, x: Floats) -> Floats:
    """Curves that do not rise above their value at n_max beyond it."""
    last = log_curve[:, np.searchsorted(x, 0.0)][:, None]
    return np.where(x > 0, np.minimum(log_curve, last), log_curve)


def _bounded(log_curve: Floats, x: Floats, bounds: _Bounds) -> Floats:
    """Curves that from n_max on stay below what was measured, and fall no faster than was seen."""
    last = np.minimum(log_curve[:, np.searchsorted(x, 0.0)], bounds.highest)[:, None]
    lowest = last - bounds.steepest * np.maximum(x, 0.0)
    return np.where(x >= 0, np.clip(log_curve, lowest, bounds.highest), log_curve)
