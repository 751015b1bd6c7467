"""A Gaussian process for what an affine map of a source prediction leaves, in closed form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simlaw.transfer.scaler import Float64, Rows

LENGTHS = (0.5, 1.0, 2.0, 4.0)
"""Length scales tried, in units of the median distance between training samples."""

SIGNALS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Variances of the correction tried besides none, in units of the noise variance."""

INTERCEPT = 1e4
SLOPES = (0.1, 10.0, 1e3)
"""Prior variances of a, and those tried of b - 1, in units of the noise variance."""


@dataclass(frozen=True, eq=False)
class SmoothMap:
    """What corrects source predictions of any rows: a straight line and a smooth function.

    Attributes
    ----------
    centre, spread
        A source prediction p is read as ``(p - centre) / spread``.
    line
        float64 ``(2,)``: offset, and slope in that.
    signal
        Variance of the smooth function, in units of the noise variance; zero for none.
    length
        Its length scale.
    weights
        float64 ``(samples,)``: of the training samples in it.
    """

    centre: float
    spread: float
    line: Float64
    signal: float
    length: float
    weights: Float64

    def at(self, predicted: Float64, descriptors: Float64, samples: Float64) -> Float64:
        """Return corrected predictions.

        Parameters
        ----------
        predicted
            float64 ``(rows,)``: the source prediction.
        descriptors, samples
            float64 ``(rows, width)`` and ``(samples, width)``, standardised: of the rows, and of
            the training samples.

        Returns
        -------
        float64 ``(rows,)``
        """
        scaled = (predicted - self.centre) / self.spread
        basis = np.column_stack([np.ones(len(predicted)), scaled])
        corrected = predicted + basis @ self.line
        if self.signal:
            across = _distances(descriptors, samples) / self.length
            corrected += self.signal * (_matern(across) @ self.weights)
        return np.asarray(corrected, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Correction:
    """A fitted correction.

    Attributes
    ----------
    predicted
        float64 ``(all rows,)``: the source prediction, mapped and corrected.
    smooth
        What maps and corrects.
    values
        float64 ``(samples,)``: the training values.
    weights
        float64 ``(samples,)``: of the samples in the correction.
    covariance
        ``covariance()`` gives that of the samples in units of the noise variance, float64
        ``(samples, samples)``.
    """

    predicted: Float64
    smooth: SmoothMap
    values: Float64
    weights: Float64
    covariance: Callable[[], Float64]

    def left_out(self, folds: Sequence[Rows]) -> Float64:
        """Predict every sample from the samples of the other folds, float64 ``(samples,)``.

        In closed form, with the settings chosen on all of them (Rasmussen & Williams 2006, section
        5.4.2, for several samples at a time).

        Parameters
        ----------
        folds
            int ``(samples of a fold,)`` each: places among the samples, each in one fold.
        """
        inverse = np.linalg.inv(self.covariance())
        found = self.values.copy()
        for fold in folds:
            found[fold] -= np.linalg.solve(inverse[np.ix_(fold, fold)], self.weights[fold])
        return found


def correct(
    predicted: Float64, descriptors: Float64, values: Float64, rows: Rows, *, spread: float
) -> Float64:
    """Predict every row as `correction` does, float64 ``(all rows,)``."""
    return correction(predicted, descriptors, values, rows, spread=spread).predicted


def correction(
    predicted: Float64,
    descriptors: Float64,
    values: Float64,
    rows: Rows,
    *,
    spread: float,
    tuned_on: int | None = None,
) -> Correction:
    """Predict every row by an affine map of a source prediction plus a smooth correction of it.

    Parameters
    ----------
    predicted
        float64 ``(all rows,)``: the source prediction.
    descriptors
        float64 ``(all rows, width)``, standardised.
    values
        float64 ``(samples,)``: the training values.
    rows
        int32 ``(samples,)``: where they belong.
    spread
        Scale of the source prediction.
    tuned_on
        The first so many samples settle length scale and variances; all of them by default.

    Returns
    -------
    Correction
        With predictions of all rows.

    Notes
    -----
    One Gaussian process: value = a + b prediction + r(descriptors) + noise, with wide priors on a
    and b (b around 1) and a Matern-5/2 kernel for r; its length scale and its variance relative to
    the noise are those of greatest marginal likelihood on a grid, the noise variance then follows
    in closed form (Rasmussen & Williams, *Gaussian Processes for Machine Learning*, 2006,
    sections 2.7 and 5.4.1).
    """
    first = rows[:tuned_on]
    among = _distances(descriptors[first], descriptors[first])
    typical = float(np.median(among[np.triu_indices(len(first), 1)])) or 1.0
    scaled = (predicted - predicted[rows].mean()) / spread
    basis = np.column_stack([np.ones(len(predicted)), scaled])
    left = values - predicted[rows]
    shape, shaped = np.empty(0), 0.0
    smooth = [(0.0, 1.0)] + [(s, length) for length in LENGTHS for s in SIGNALS]
    best, chosen = -np.inf, (0.0, 1.0, np.zeros(len(first)), np.zeros(2))
    for signal, length in smooth:
        if signal and length != shaped:  # one kernel for all its variances
            shape, shaped = _matern(among / (length * typical)), length
        kernel = signal * shape if signal else None
        for prior, evidence, weights in _gaussian_processes(
            kernel, basis[first], left[: len(first)]
        ):
            if evidence > best:
                best, chosen = evidence, (signal, length, weights, prior)
    signal, length, weights, prior = chosen
    if len(first) < len(rows):
        among = _distances(descriptors[rows], descriptors[rows])
        kernel = signal * _matern(among / (length * typical)) if signal else None
        for one, _, found in _gaussian_processes(kernel, basis[rows], left):
            if one[1] == prior[1]:
                weights = found
    line = prior * (basis[rows].T @ weights)
    centre = float(predicted[rows].mean())
    smooth_map = SmoothMap(centre, spread, line, signal, length * typical, weights)

    def covariance() -> Float64:
        known: Float64 = np.eye(len(rows)) + (basis[rows] * prior) @ basis[rows].T
        if signal:
            known += signal * _matern(among / (length * typical))
        return known

    corrected = smooth_map.at(predicted, descriptors, descriptors[rows])
    return Correction(corrected, smooth_map, values, weights, covariance)


def _distances(first: Float64, second: Float64) -> Float64:
    """Return Euclidean distances between rows; one product of matrices, good to about 1e-7."""
    squares = np.sum(first**2, axis=1)[:, None] + np.sum(second**2, axis=1)
    return np.asarray(np.sqrt(np.maximum(squares - 2 * first @ second.T, 0.0)), dtype=np.float64)


def _matern(distance: Float64) -> Float64:
    scaled = np.sqrt(5.0) * distance
    return np.asarray((1 + scaled + scaled**2 / 3) * np.exp(-scaled), dtype=np.float64)


def _gaussian_processes(
    kernel: Float64 | None, basis: Float64, values: Float64
) -> Iterator[tuple[Float64, float, Float64]]:
    """Give prior variances, log marginal likelihood and the weights of samples, slope by slope.

    The noise variance is profiled out. The kernel is factored once: the basis has two columns, and
    comes in by the matrix inversion and determinant lemmas. Without a kernel there is noise alone.
    """
    samples = len(values)
    known = np.column_stack([basis, values])
    if kernel is None:
        solved, half_determinant = known, 0.0
    else:
        # Imported here: most methods, and so most workers, do without it.
        from scipy.linalg import cho_factor, cho_solve

        factor = cho_factor(kernel + np.eye(samples), lower=True, overwrite_a=True)
        solved = cho_solve(factor, known)
        half_determinant = float(np.log(np.diag(factor[0])).sum())
    for slope in SLOPES:
        prior = np.array([INTERCEPT, slope])
        inner = np.diag(1 / prior) + basis.T @ solved[:, :2]
        weights = solved[:, 2] - solved[:, :2] @ np.linalg.solve(inner, basis.T @ solved[:, 2])
        noise = float(values @ weights) / samples
        added = 0.5 * float(np.linalg.slogdet(inner)[1] + np.log(prior).sum())
        evidence = -0.5 * samples * np.log(max(noise, 1e-300)) - half_determinant - added
        yield prior, float(evidence), weights
