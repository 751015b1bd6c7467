"""Families of curve shapes and the prior belief in them, for the averaged law.

A shape is the logarithm of a curve relative to its value at the largest measured size, as a
function of ``x = log(n / n_max)``. The level of the curve is free, so a shape carries what remains:

* power + offset: ``log(gamma + (1 - gamma) * exp(-alpha * x))``, where gamma is the share of the
  offset C in the error at n_max;
* power: the same with gamma = 0;
* accelerating: ``-slope / kappa * expm1(kappa * x)``, a decay whose local exponent ``slope`` grows
  as ``n**kappa`` (kappa = 1 is the exponential). Finite data sets show it near their end.

The weights of the families and the spread of alpha are weak on purpose. They were chosen on half
of the benchmark curves and checked on the other half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ALPHA_CENTRE, ALPHA_SPREAD = np.log(0.3), 0.8
"""Prior of log alpha: normal with this mean and standard deviation."""

ALPHA_RANGE = (0.02, 6.0)
"""Range of alpha that the averaged law considers."""

SHARE_FLOOR = 5e-4
"""Smallest share of the decaying part in the error at n_max that is told from none."""

SHARE_LOG = 0.7
"""Weight of the log-uniform part of the prior of that share."""

PRIOR_POWER, PRIOR_ACCELERATING = 0.4, 0.05
"""Prior probability of a pure power law and of accelerating decay."""

KAPPAS = (0.5, 1.0)
SLOPE_RANGE = (0.02, 3.0)

POWER_OFFSET, POWER, ACCELERATING = 0, 1, 2


@dataclass(frozen=True)
class Shapes:
    """Shapes with their prior weights, as flat arrays of shape (G,).

    For power + offset and power, `first` is alpha and `second` is gamma; for accelerating decay
    they are the slope and kappa.
    """

    family: npt.NDArray[np.int64]
    first: Floats
    second: Floats
    log_prior: Floats
    cell: Floats
    """Half widths of the grid cell in the two searched coordinates, shape (G, 2)."""

    def take(self, rows: npt.NDArray[np.int64]) -> Shapes:
        """The shapes at these rows."""
        return Shapes(
            self.family[rows],
            self.first[rows],
            self.second[rows],
            self.log_prior[rows],
            self.cell[rows],
        )


def values(shapes: Shapes, x: Floats) -> Floats:
    """Shapes at ``x`` (k,), float64 of shape (G, k)."""
    out = np.empty((shapes.first.size, x.size))
    fast = shapes.family == ACCELERATING
    slow = ~fast
    alpha, gamma = shapes.first[slow, None], shapes.second[slow, None]
    # Past exp(-600) a curve is zero for every purpose, and its logarithm would not be finite.
    decay = np.exp(np.maximum(-alpha * x, -600.0))
    out[slow] = np.log(gamma + (1.0 - gamma) * decay)
    slope, kappa = shapes.first[fast, None], shapes.second[fast, None]
    out[fast] = -slope / kappa * np.expm1(kappa * np.minimum(x, 10.0))
    return out


def drop_of(alpha: Floats, gamma: Floats, span: float) -> Floats:
    """Fall of a power + offset shape over the measured range, in logs."""
    return np.asarray(np.log(gamma + (1.0 - gamma) * np.exp(alpha * span)))


def _edges(nodes: Floats) -> Floats:
    middle = (nodes[1:] + nodes[:-1]) / 2
    return np.concatenate([nodes[:1], middle, nodes[-1:]])


def power_offset_grid(log_drop: Floats, log_alpha: Floats, span: float) -> Shapes:
    """Power + offset shapes on a grid of (log drop, log alpha), with prior weights.

    The fall over the measured range is what data determine best, so it is a coordinate; gamma
    follows from it. The prior of ``1 - gamma`` is uniform on (0, 1) and, with weight SHARE_LOG,
    log-uniform on (SHARE_FLOOR, 1), because nearly flat curves are common.
    """
    drop, alpha = np.exp(log_drop)[:, None], np.exp(log_alpha)[None, :]
    decay = np.expm1(alpha * span)
    share = np.expm1(drop) / decay
    density = 1.0 - SHARE_LOG + SHARE_LOG / (share * np.log(1.0 / SHARE_FLOOR))
    jacobian = np.exp(drop) * drop / decay
    allowed = (share >= SHARE_FLOOR) & (share <= 1.0)
    width = np.diff(_edges(log_drop))[:, None] * np.diff(_edges(log_alpha))[None, :]
    with np.errstate(divide="ignore"):
        log_prior = np.where(
            allowed,
            np.log(density * jacobian * width)
            - 0.5 * ((np.log(alpha) - ALPHA_CENTRE) / ALPHA_SPREAD) ** 2
            - np.log(ALPHA_SPREAD * np.sqrt(2 * np.pi)),
            -np.inf,
        )
    cells = np.broadcast_arrays(
        np.diff(_edges(log_drop))[:, None] / 2, np.diff(_edges(log_alpha))[None, :] / 2
    )
    keep = allowed.ravel()
    size = int(keep.sum())
    offset_weight = 1.0 - PRIOR_POWER - PRIOR_ACCELERATING
    return Shapes(
        np.full(size, POWER_OFFSET),
        np.broadcast_to(alpha, share.shape).ravel()[keep],
        1.0 - share.ravel()[keep],
        log_prior.ravel()[keep] + np.log(offset_weight),
        np.stack([cell.ravel()[keep] for cell in cells], axis=-1),
    )


def power_grid(log_alpha: Floats) -> Shapes:
    """Pure power shapes on a grid of log alpha, with prior weights."""
    width = np.diff(_edges(log_alpha))
    log_prior = (
        np.log(width * PRIOR_POWER)
        - 0.5 * ((log_alpha - ALPHA_CENTRE) / ALPHA_SPREAD) ** 2
        - np.log(ALPHA_SPREAD * np.sqrt(2 * np.pi))
    )
    return Shapes(
        np.full(log_alpha.size, POWER),
        np.exp(log_alpha),
        np.zeros(log_alpha.size),
        log_prior,
        np.stack([np.zeros(log_alpha.size), width / 2], axis=-1),
    )


def accelerating_grid(log_slope: Floats) -> Shapes:
    """Accelerating shapes on a grid of log slope for every kappa, with prior weights."""
    width = np.diff(_edges(log_slope))
    each = np.log(width * PRIOR_ACCELERATING / (np.log(SLOPE_RANGE[1] / SLOPE_RANGE[0])))
    count = len(KAPPAS)
    return Shapes(
        np.full(log_slope.size * count, ACCELERATING),
        np.tile(np.exp(log_slope), count),
        np.repeat(np.array(KAPPAS), log_slope.size),
        np.tile(each - np.log(count), count),
        np.tile(np.stack([np.zeros(log_slope.size), width / 2], axis=-1), (count, 1)),
    )


def join(*parts: Shapes) -> Shapes:
    """Several sets of shapes as one."""
    return Shapes(
        np.concatenate([part.family for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.second for part in parts]),
        np.concatenate([part.log_prior for part in parts]),
        np.concatenate([part.cell for part in parts]),
    )


def jitter(shapes: Shapes, span: float, rng: np.random.Generator) -> Shapes:
    """Move every shape to a random place of its grid cell, so that draws are not on a lattice."""
    move = rng.uniform(-1.0, 1.0, size=shapes.cell.shape) * shapes.cell
    first = shapes.first * np.exp(move[:, 1])
    second = shapes.second.copy()
    offset = shapes.family == POWER_OFFSET
    drop = drop_of(shapes.first[offset], shapes.second[offset], span) * np.exp(move[offset, 0])
    share = np.expm1(drop) / np.expm1(first[offset] * span)
    second[offset] = 1.0 - np.clip(share, 0.0, 1.0)
    return Shapes(shapes.family, first, second, shapes.log_prior, shapes.cell)
