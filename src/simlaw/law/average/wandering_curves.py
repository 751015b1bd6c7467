"""Draws of curves under one departure: shape, level, and the path of the form's own error.

Draws are made at a few nodes, which say how far each curve rises; only those that are kept are
carried to the whole grid. Beyond the largest size no curve rises above what was measured, nor falls
much faster than it was seen to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.average import candidate_shapes as sh
from simlaw.law.average.departures import (
    DENSE,
    DRIFT_REACH,
    drift_covariance,
    neighbour_correlation,
)
from simlaw.law.average.search_shapes import Component, Noise

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

AHEAD = np.array([0.03, 0.1, 0.25, 0.5, 0.9, 1.4, 2.0, 2.7, float(DRIFT_REACH)])
"""Nodes of g beyond n_max."""

RISE_REACH = float(np.log(10.0))
"""How far beyond n_max a rise of a curve counts."""

FALL_AT_MOST = 2.0
"""Beyond n_max no curve falls with a larger local alpha than this, or twice the largest seen."""

SLACK = 2.0
"""No curve starts higher than the largest error measured by more than so many standard errors."""


@dataclass(frozen=True)
class Bounds:
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
    def build(cls, x: Floats, log_error: Floats, noise: Noise) -> Bounds:
        """The bounds that log errors (k,) measured at `x` (k,) set."""
        apart = x[None, :] - x[:, None]
        least = max(0.4, float(np.min(np.diff(x))))
        far = apart >= least * (1 - 1e-9)
        fall = np.where(far, log_error[:, None] - log_error[None, :], 0.0)
        seen = float(np.max(fall / np.where(far, apart, 1.0)))
        slack = SLACK * noise.factor * float(np.sqrt(noise.covariance[-1, -1]))
        return cls(max(FALL_AT_MOST, 2.0 * seen), float(log_error.max()) + slack, log_error)

    def hold(self, log_curve: Floats, x: Floats) -> Floats:
        """Curves (B, Q) within the bounds at `x` (Q,) from n_max on."""
        start = int(np.searchsorted(x, 0.0))
        out = log_curve.copy()
        last = np.minimum(log_curve[:, start], self.highest)[:, None]
        lowest = last - self.steepest * x[start:]
        np.clip(log_curve[:, start:], lowest, self.highest, out=out[:, start:])
        return out


@dataclass(frozen=True)
class Paths:
    """Draws under one departure at the nodes of g.

    Attributes
    ----------
    component
        The departure's algebra.
    shapes
        Shape of each draw.
    nodes
        Places of the nodes, shape (h,).
    base
        Log level of each draw's form at n_max, shape (B,).
    smooth, wander
        What is known of g at the nodes, and what is drawn beside it, shape (B, h).
    run
        What neighbouring sizes of the run share, shape (B, h); None where they share nothing.
    sigma
        Factor of the standard deviation of the noise that sizes do not share, shape (B,).
    """

    component: Component
    shapes: sh.Shapes
    nodes: Floats
    base: Floats
    smooth: Floats
    wander: Floats
    run: Floats | None
    sigma: Floats

    def take(self, rows: Integers) -> Paths:
        """The draws at these rows."""
        return Paths(
            self.component,
            self.shapes.take(rows),
            self.nodes,
            self.base[rows],
            self.smooth[rows],
            self.wander[rows],
            None if self.run is None else self.run[rows],
            self.sigma[rows],
        )

    @property
    def level(self) -> Floats:
        """Log level at n_max that each draw's form is left with far out, shape (B,)."""
        return np.asarray(self.base + self.smooth[:, -1] + self.wander[:, -1])

    def rises(self, bounds: Bounds) -> Floats:
        """How far each curve rises from size to size and beyond, in logs, shape (B,)."""
        near = self.nodes <= RISE_REACH + 1e-9
        path = sh.values(self.shapes, self.nodes[near]) + self.base[:, None]
        path += self.smooth[:, near] + self.wander[:, near]
        away = self.component.departure.outside
        before = np.broadcast_to(bounds.measured[:away], (path.shape[0], away))
        steps = np.diff(np.hstack([before, path]), axis=1)
        return np.asarray(steps.clip(min=0.0).sum(axis=1))

    def curves(self, grid: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
        """Log curves without and with what is drawn of g, each of shape (B, Q)."""
        carry = np.stack([np.interp(grid, self.nodes, row) for row in np.eye(self.nodes.size)])
        mean = sh.values(self.shapes, grid) + self.base[:, None]
        mean += self.smooth @ carry
        start = int(np.searchsorted(grid, 0.0))
        np.minimum(mean[:, start:], mean[:, start : start + 1], out=mean[:, start:])
        mean = bounds.hold(mean, grid)
        curve = bounds.hold(mean + self.wander @ carry, grid)
        if self.run is None:
            return mean, curve
        run = self.run @ carry
        return mean + run, curve + run


def paths_of(component: Component, shapes: sh.Shapes, rng: np.random.Generator | None) -> Paths:
    """Draws of shapes under one departure; without a source of randomness nothing wanders."""
    departure, x = component.departure, component.x
    # g is smooth: a few nodes carry it, and keep the matrices small.
    seen = x if x.size <= DENSE else np.linspace(x[0], 0.0, 13)
    nodes = np.concatenate([seen, AHEAD])
    scored = component.score(shapes)
    noise = component.noise.covariance
    slope = departure.ratio * float(np.mean(np.diag(noise)))
    cross = component.whiten @ (slope * drift_covariance(x, nodes, float(x[0])))
    residual = component.data - sh.values(shapes, x) @ component.whiten.T
    residual -= scored.level[:, None] * component.ones
    own = [slope * drift_covariance(nodes, nodes, float(x[0]))]
    crosses, by_level = [cross], [1.0 - component.ones @ cross]
    if departure.shared > 0:
        spread = np.interp(nodes, x, np.sqrt(np.diag(noise))[departure.outside :])
        at_sizes = np.interp(x, nodes, spread)
        shared = departure.shared * np.outer(at_sizes, spread)
        crosses.append(component.whiten @ (shared * neighbour_correlation(x, nodes)))
        own.append(
            departure.shared * np.outer(spread, spread) * neighbour_correlation(nodes, nodes)
        )
        by_level.append(-component.ones @ crosses[1])
    known = [residual @ part for part in crosses]
    rows, count = shapes.first.size, nodes.size
    if rng is None:
        run = known[1] if departure.shared > 0 else None
        nothing = np.zeros((rows, count))
        return Paths(component, shapes, nodes, scored.level, known[0], nothing, run, np.zeros(rows))
    sigma = np.sqrt(scored.scale * component.freedom / rng.chisquare(component.freedom, rows))
    apart = _drawn(own, crosses, by_level, component, sigma, rng)
    run = known[1] + apart[:, count:] if departure.shared > 0 else None
    return Paths(
        component,
        shapes,
        nodes,
        scored.level,
        known[0],
        apart[:, :count],
        run,
        sigma * np.sqrt(1.0 - departure.shared),
    )


def _drawn(
    own: list[Floats],
    crosses: list[Floats],
    by_level: list[Floats],
    component: Component,
    sigma: Floats,
    rng: np.random.Generator,
) -> Floats:
    """What the points leave open of g, and of what neighbours share, at the nodes, (B, h or 2h)."""
    both = np.hstack(crosses)
    left = -both.T @ both
    for i, part in enumerate(own):
        here = slice(i * part.shape[0], (i + 1) * part.shape[0])
        left[here, here] += part
    level = np.concatenate(by_level)
    left += np.outer(level, level) / (component.ones @ component.ones)
    values, vectors = np.linalg.eigh(left)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    apart = (rng.standard_normal((sigma.size, values.size)) @ root.T) * sigma[:, None]
    # A factor of e**30 is beyond any meaning, and keeps exponentials finite.
    return np.asarray(np.clip(apart, -30.0, 30.0))
