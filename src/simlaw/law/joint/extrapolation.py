"""How far log error departs from the joint form beyond the data, by rolling origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.law.joint.joint_projection import project
from simlaw.law.joint.surface import predict_joint

Floats = npt.NDArray[np.float64]

LEAST_LEVELS, LEAST_CELLS = 3, 6
"""Fewest sizes of an axis and fewest cells that a forecast starts from."""

ORIGINS = 3
"""Most origins of one axis: the largest one, two and three sizes kept out."""

REFITS = 40
"""Resamples from which an origin's own uncertainty is taken."""

FLOOR = 0.02
"""Departure per unit of log distance that is expected before anything is seen."""

WORTH = 3.0
"""Number of origins that the expected departure counts for."""


@dataclass(frozen=True, eq=False)
class Departure:
    """Student-t departure of log error per unit of log distance, along n and along m.

    Attributes
    ----------
    scale
        Scales, shape (2,).
    freedom
        Degrees of freedom, shape (2,).
    """

    scale: Floats
    freedom: Floats

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Return departures, shape (count, 2), in pairs of opposite sign."""
        half = self.scale * rng.standard_t(self.freedom, size=(count - count // 2, 2))
        return np.asarray(np.concatenate([half, -half])[:count])


def departure(
    x: Floats, y: Floats, mean: Floats, means: Floats, weight: Floats, form: str
) -> Departure:
    """Departure from the form where the largest n or m are forecast from the others.

    From each origin the cells beyond are forecast; what the resamples' own spread explains of the
    squared misses is taken off. Cells of an origin share their departure, so it counts once.

    Parameters
    ----------
    x, y
        Logs of n / n_max and m / m_max of the cells, shape (k,).
    mean
        Mean errors, shape (k,).
    means
        Resampled mean errors, shape (B, k).
    weight
        Weights of the cells, shape (k,).
    form
        A key of `simlaw.law.joint.surface.FORMULAS`.
    """
    scale, freedom = np.empty(2), np.empty(2)
    for axis, along in enumerate((x, y)):
        squares = []
        for edge in np.unique(along)[-2 : -2 - ORIGINS : -1]:
            seen = along <= edge + 1e-12
            if not _enough(x[seen], y[seen]):
                continue
            fitted = np.concatenate([mean[None], means[:REFITS]])
            theta = project(x[seen], y[seen], fitted[:, seen], weight[seen], form)
            ahead = predict_joint(theta, np.exp(x[~seen]), np.exp(y[~seen]), form)
            miss = np.log(ahead / fitted[:, ~seen])
            excess = miss[0] ** 2 - np.var(miss[1:], axis=0)
            far = np.sum((along[~seen] - edge) ** 2)
            squares.append(max(float(np.sum(excess)) / float(far), 0.0))
        freedom[axis] = len(squares) + WORTH
        scale[axis] = np.sqrt((sum(squares) + WORTH * FLOOR**2) / freedom[axis])
    return Departure(scale, freedom)


def persistent(x: Floats, y: Floats, misfit: Floats) -> float:
    """Standard deviation of the misfit that a cell shares with its neighbours, which noise is not.

    Parameters
    ----------
    x, y
        Logs of n and m of the cells, shape (k,).
    misfit
        Logs of mean error over the fitted form, shape (k,).
    """
    shared = 0.0
    for along, across in ((x, y), (y, x)):
        order = np.lexsort((along, across))
        same = across[order][1:] == across[order][:-1]
        products = (misfit[order][1:] * misfit[order][:-1])[same]
        shared = max(shared, float(products.mean()) if products.size else 0.0)
    return float(np.sqrt(shared))


def _enough(x: Floats, y: Floats) -> bool:
    levels = min(np.unique(x).size, np.unique(y).size)
    return levels >= LEAST_LEVELS and x.size >= LEAST_CELLS
