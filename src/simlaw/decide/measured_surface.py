"""The joint law moved towards what was measured, where neighbouring cells lie beside it alike.

The joint law only falls, with n and with m. A measured curve that first rises with n lies beside it
by as much as its neighbours do, which is no noise: a forecast between the cells must not promise
what the cells beside it did not give.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simlaw.law import JointLaw
from simlaw.law.joint.extrapolation import persistent

__all__ = ["MeasuredSurface", "measured_surface"]

Floats = npt.NDArray[np.float64]

NEAR = 1.0
"""Steps of the grid over which cells lie beside the law alike."""

SMALL = 1e-3
"""Departures in log error below this, a tenth of a percent, are left to the law."""


@dataclass(frozen=True, eq=False)
class MeasuredSurface:
    """A joint law and how far the measured errors lie beside it.

    Attributes
    ----------
    law
        The joint law.
    n, m
        Sizes of the grid, rising, shape (p,) and (q,).
    shift
        Log of the error over the law at each pair, shape (q, p). Between them it is straight in
        log n and log m; beyond them as at the edge, so that there the law's own fall is forecast.
    """

    law: JointLaw
    n: Floats
    m: Floats
    shift: Floats

    @property
    def moved(self) -> bool:
        """Whether the surface is another than the law's."""
        return bool(np.abs(self.shift).max() > SMALL)

    def shift_at(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Log of the error over the law at pairs of n and m, shape (k,)."""
        x, y = np.broadcast_arrays(
            np.asarray(n, dtype=np.float64).reshape(-1), np.asarray(m, dtype=np.float64).reshape(-1)
        )
        column, right = _place(x, self.n)
        row, up = _place(y, self.m)
        low = (1 - right) * self.shift[row, column] + right * self.shift[row, column + 1]
        high = (1 - right) * self.shift[row + 1, column] + right * self.shift[row + 1, column + 1]
        return np.asarray((1 - up) * low + up * high)

    def curves(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Mean error of every draw at pairs of n and m, shape (B, k)."""
        return np.asarray(self.law.curves(n, m) * np.exp(self.shift_at(n, m)))

    def predict(self, n: npt.ArrayLike, m: npt.ArrayLike) -> Floats:
        """Median error over the draws at pairs of n and m, shape (k,)."""
        plain = np.asarray(self.law.predict(n, m)).reshape(-1)
        return np.asarray(plain * np.exp(self.shift_at(n, m)))


@lru_cache(maxsize=16)
def measured_surface(law: JointLaw) -> MeasuredSurface:
    """Return a joint law moved towards its own cells.

    The misfit of a cell is part noise, part what its neighbours share
    (`simlaw.law.joint.extrapolation.persistent`); the latter is what is kept, by kriging over the
    steps of the grid (Cressie, Statistics for Spatial Data, 1993, section 3.2).
    """
    ns, ms = np.unique(law.n), np.unique(law.m)
    misfit = np.log(law.mean / np.asarray(law.predict(law.n, law.m)).reshape(-1))
    flat = np.zeros((ms.size, ns.size))
    shared = persistent(np.log(law.n), np.log(law.m), misfit)
    whole = float(np.mean(misfit**2))
    if shared**2 <= SMALL**2 or whole <= SMALL**2:
        return MeasuredSurface(law, ns, ms, flat)
    kept = min(shared**2, whole)
    places = np.stack([np.searchsorted(ns, law.n), np.searchsorted(ms, law.m)], axis=1)
    rows, columns = (axis.reshape(-1) for axis in np.indices(flat.shape))
    wanted = np.stack([columns, rows], axis=1)
    covariance = kept * _alike(places, places)
    covariance += max(whole - kept, 1e-6 * whole) * np.eye(len(places))
    weights = np.linalg.solve(covariance, misfit)
    shift = kept * _alike(wanted, places) @ weights
    return MeasuredSurface(law, ns, ms, shift.reshape(flat.shape))


def _alike(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> Floats:
    """Correlation of departures at places of the grid, shape (k, l)."""
    apart = np.sum(((a[:, None, :] - b[None, :, :]) / NEAR) ** 2, axis=-1)
    return np.asarray(np.exp(-apart / 2))


def _place(sizes: Floats, nodes: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """The node left of each size, and how far on to the next one in logs, from 0 to 1."""
    inside = np.clip(sizes, nodes[0], nodes[-1])
    left = np.clip(np.searchsorted(nodes, inside, side="right") - 1, 0, nodes.size - 2)
    share = np.log(inside / nodes[left]) / np.log(nodes[left + 1] / nodes[left])
    return left, np.asarray(share, dtype=np.float64)
