"""Whether two sets of materials are drawn alike, and by how much each stands for the other.

A logistic regression tells one set from the other by their descriptors. How well it does on
materials that it was not trained on, as the area under its curve, says whether they are drawn alike
(Lopez-Paz and Oquab 2017, arXiv:1610.06545); its odds are the ratio of the two densities, by which
errors measured on one set stand for the other (Bickel, Brueckner and Scheffer 2009, JMLR 10, 2137;
Sugiyama, Suzuki and Kanamori 2012, doi 10.1017/CBO9781139035613).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import rankdata

from simlaw.decide.materials.distance import Scaling

Floats = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]

AXES = 64
"""Principal components that materials are told apart by, at most."""

FOLDS = 5
PENALTIES = (0.1, 1.0, 10.0, 100.0, 1000.0)
"""Ridge penalties of the regression; the one that foretells best is taken."""

APART = 0.6
"""Area under the curve from which, beyond chance, two sets are called unlike."""

MOST = 20_000
"""Rows of a set that are looked at; more tell nothing more."""


@dataclass(frozen=True, eq=False)
class ToldApart:
    """How well two sets of materials are told apart.

    Attributes
    ----------
    area
        Area under the curve on materials held out: 0.5 for none better than chance, 1 for surely.
    noise
        Its standard deviation by chance if the sets are drawn alike, for one fixed order; that of
        a fitted one is a fifth larger.
    ratio
        Of each material of the first set, the density of the second over that of the first, float64
        of shape (N,), with mean 1.
    """

    area: float
    noise: float
    ratio: Floats

    @property
    def unlike(self) -> bool:
        """Whether the sets are drawn otherwise, by more than chance and enough to matter."""
        return self.area > max(APART, 0.5 + 3.0 * self.noise)


def tell_apart(first: Float32, second: Float32, *, seed: int = 0) -> ToldApart:
    """Return how well two sets of materials are told apart by their descriptors.

    Parameters
    ----------
    first, second
        Descriptors, float32 ``(N, width)`` and ``(K, width)``.
    seed
        Of the folds.
    """
    rng = np.random.default_rng(seed)
    one, other = _fewer(first, rng), _fewer(second, rng)
    axes = _Axes.of(one, other)
    x = np.vstack([axes(one), axes(other)])
    y = np.repeat([0.0, 1.0], [len(one), len(other)])
    # Both sets count alike, however large they are.
    weight = np.where(y == 1, 0.5 / len(other), 0.5 / len(one)) * len(y)
    fold = np.empty(len(y), dtype=int)
    for value in (0.0, 1.0):
        here = np.flatnonzero(y == value)
        fold[here] = rng.permutation(np.arange(here.size) % FOLDS)
    losses, told = [], []
    for penalty in PENALTIES:
        guess = np.empty(len(y))
        for number in range(FOLDS):
            out = fold == number
            guess[out] = _odds(x[out], _fit(x[~out], y[~out], weight[~out], penalty))
        told.append(guess)
        losses.append(float(weight @ np.logaddexp(0, np.where(y == 1, -guess, guess))))
    best = int(np.argmin(losses))
    area = _area(told[best], y)
    noise = float(np.sqrt((len(y) + 1) / (12.0 * len(one) * len(other))))
    theta = _fit(x, y, weight, PENALTIES[best])
    # A penalty flattens odds, and chance sharpens them: odds told of materials held out say by how
    # much (Platt 1999).
    level, slope = _fit(told[best][:, None], y, weight, 1e-6)
    odds = level + max(slope, 0.0) * _odds(axes(first), theta)
    ratio = np.exp(odds - odds.max())
    # No material may stand for more than the root of their number (Ionides 2008, doi
    # 10.1198/106186008X320456): bounded weights trade a little bias for much variance.
    ratio = np.minimum(ratio / ratio.mean(), np.sqrt(len(first)))
    return ToldApart(area, noise, ratio / ratio.mean())


@dataclass(frozen=True, eq=False)
class _Axes:
    """Leading principal components of two sets together, each of deviation 1."""

    scaling: Scaling
    middle: Floats
    axes: Floats

    @classmethod
    def of(cls, one: Float32, other: Float32) -> _Axes:
        both = np.vstack([one, other])
        scaling = Scaling.of(both)
        scaled = scaling(both).astype(np.float64)
        middle = scaled.mean(axis=0)
        values, vectors = np.linalg.eigh(
            np.cov(scaled, rowvar=False).reshape([scaled.shape[1]] * 2)
        )
        # A component for every four materials of the smaller set; the penalty does the rest.
        most = max(1, min(AXES, min(len(one), len(other)) // 4))
        kept = np.argsort(values)[::-1][:most]
        kept = kept[values[kept] > 1e-9 * max(values.max(), 1e-300)]
        return cls(scaling, middle, vectors[:, kept] / np.sqrt(values[kept]))

    def __call__(self, rows: Float32) -> Floats:
        return np.asarray((self.scaling(rows) - self.middle) @ self.axes)


def _fewer(rows: Float32, rng: np.random.Generator) -> Float32:
    if len(rows) <= MOST:
        return np.asarray(rows)
    return np.asarray(rows[np.sort(rng.choice(len(rows), MOST, replace=False))])


def _odds(x: Floats, theta: Floats) -> Floats:
    return np.asarray(x @ theta[1:] + theta[0])


def _fit(x: Floats, y: Floats, weight: Floats, penalty: float) -> Floats:
    """Coefficients of a logistic regression with a ridge penalty, the constant first."""

    def loss(theta: Floats) -> tuple[float, Floats]:
        odds = _odds(x, theta)
        off = weight * (expit(odds) - y)
        value = float(weight @ np.logaddexp(0, np.where(y == 1, -odds, odds)))
        slope = np.concatenate([[off.sum()], off @ x + penalty * theta[1:]])
        return value + 0.5 * penalty * float(theta[1:] @ theta[1:]), slope

    start = np.zeros(x.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def _area(odds: Floats, y: Floats) -> float:
    ranks = rankdata(odds)
    ones = int(y.sum())
    zeros = y.size - ones
    return float((ranks[y == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))
