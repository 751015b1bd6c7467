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
`RISE`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.average import candidate_shapes as sh
from simlaw.law.average.departures import DENSE, DRIFT_RATIOS, departures, window
from simlaw.law.average.search_shapes import (
    ONE_SIZE_SPAN,
    Component,
    Grids,
    Noise,
    Scored,
    first_scores,
    search,
)
from simlaw.law.average.wandering_curves import Bounds, Paths, paths_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

RULED_OUT = 10.0
"""A departure whose best score on the first grids lies further below the best of all is left out;
such grids are densest where least squares put the curve, and miss little."""

RISE = 0.07
"""A curve that rises by this much, in logs, is believed less by a factor of e."""

OVERSAMPLED = 3
"""How many draws of a short curve are weighed for each one that is kept."""


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
    departs
        Probability that the points depart from a shape, by a smooth error of the form or by sizes
        outside the law.
    """

    x: Floats
    log_mean: Floats
    log_curve: Floats
    sigma: Floats
    shapes: sh.Shapes
    level: Floats
    outside: Integers
    weights: Floats
    departs: float


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
    bounds = Bounds.build(x, log_error, inside)
    paths = []
    for index, component in enumerate(components):
        rows = rows_of[owner[rows_of] == index]
        if rows.size > 0:
            span = -float(component.x[0]) if component.x.size > 1 else ONE_SIZE_SPAN
            mine = sh.jitter(everything.take(rows), span, rng)
            paths.append(paths_of(component, mine, rng if wander else None))
    if short:
        typical = inside.factor * np.sqrt(float(np.mean(np.diag(inside.covariance))))
        paths = _falling(paths, bounds, RISE + typical, draws, rng)
    curves = [one.curves(x_out, bounds) for one in paths]
    ratios = np.array([component.departure.ratio for component in components])
    which = np.searchsorted(DRIFT_RATIOS, ratios[owner])
    whole = np.array([component.departure.outside == 0 for component in components])
    departs = 1.0 - float(weight[(which == 0) & whole[owner]].sum())
    by_ratio = np.bincount(which, weights=weight, minlength=len(DRIFT_RATIOS))
    outside = [np.full(one.sigma.size, one.component.departure.outside) for one in paths]
    return Posterior(
        x_out,
        np.concatenate([mean for mean, _ in curves]),
        np.concatenate([curve for _, curve in curves]),
        np.concatenate([one.sigma for one in paths]),
        sh.join(*[one.shapes for one in paths]),
        np.concatenate([one.level for one in paths]),
        np.concatenate(outside),
        np.asarray(by_ratio, dtype=np.float64),
        departs,
    )


def _falling(
    paths: list[Paths], bounds: Bounds, rise: float, draws: int, rng: np.random.Generator
) -> list[Paths]:
    """As many of the draws as are wanted, those that rise less by `rise` e times as likely."""
    rises = np.concatenate([one.rises(bounds) for one in paths])
    belief = np.exp(-(rises - rises.min()) / rise)
    kept = _systematic(belief / belief.sum(), draws, rng)
    ends = np.cumsum([one.sigma.size for one in paths])
    out = []
    for one, end in zip(paths, ends, strict=True):
        begin = end - one.sigma.size
        out.append(one.take(kept[(kept >= begin) & (kept < end)] - begin))
    return out
