"""Measured errors against size, checked and arranged as a matrix of replicates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.errors import InputError
from simlaw.law.new_materials.noise_of_means import MeanNoise
from simlaw.law.replicate_spread import best_mean

Floats = npt.NDArray[np.float64]

MIN_SIZES = 3
"""Fewest distinct sizes from which three parameters can be fitted."""

MAX_CELLS = 200_000_000
"""Largest table of replicates x sizes that is accepted."""

MAX_SIZES = 160
"""More sizes than this are put together before the fit."""


@dataclass(frozen=True)
class Points:
    """Errors of one learning curve, one row per replicate.

    Attributes
    ----------
    n
        Sizes, strictly increasing, float64 of shape (k,).
    rows
        Errors, float64 of shape (R, k). NaN where a replicate was not measured at a size.
    stderr
        Standard error of each size's mean, float64 of shape (k,), or None when nothing is known
        about the noise.
    replicated
        Whether rows are replicates (R >= 2) rather than one curve of single points.
    noise
        What the means may be off by for new materials; None where that is not known, and the
        scatter of the replicates stands for it.
    """

    n: Floats
    rows: Floats
    stderr: Floats | None
    replicated: bool
    noise: MeanNoise | None = None

    @cached_property
    def mean(self) -> Floats:
        """Mean error at each size, shape (k,); see `simlaw.law.replicate_spread.best_mean`."""
        return best_mean(self.rows)

    @property
    def replicates(self) -> int:
        """Number of replicates R (1 when points are single)."""
        return int(self.rows.shape[0])

    def at_sizes(self, kept: npt.NDArray[np.bool_]) -> Points:
        """The points at some of the sizes (k,), without replicates that have none of them."""
        rows = self.rows[:, kept]
        rows = rows[~np.isnan(rows).all(axis=1)]
        stderr = None if self.stderr is None else self.stderr[kept]
        noise = None if self.noise is None else self.noise.some(kept)
        return Points(self.n[kept], rows, stderr, self.replicated and rows.shape[0] > 1, noise)

    def with_noise(self, noise: MeanNoise | None) -> Points:
        """The points with what their means may be off by, as many sizes as there are.

        Raises
        ------
        InputError
            If the noise is of another number of sizes.
        """
        if noise is None:
            return self
        if noise.covariance.shape != (self.n.size, self.n.size):
            raise InputError(
                f"noise is of {noise.covariance.shape[0]} sizes, but there are {self.n.size}."
            )
        stderr = self.mean * np.sqrt(np.diag(noise.covariance))
        return replace(self, stderr=stderr, noise=noise)


def flat_numbers(name: str, values: Any, length: int | None = None) -> Floats:
    """Return a flat list as float64, of one entry for each n where `length` is given."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{name} must be numbers, but some of it is not ({error}). "
            "Give a list or array of finite positive numbers."
        ) from error
    if array.ndim != 1:
        raise InputError(f"{name} must be a flat list of numbers, but has shape {array.shape}.")
    if length is not None and array.size != length:
        raise InputError(
            f"{name} has {array.size} entries, but n has {length}; give one entry for each n."
        )
    return array


def check_positive(name: str, array: Floats, *, zero: bool = False) -> None:
    """Raise InputError where entries are not finite and above zero (or at least zero)."""
    wrong = ~np.isfinite(array) | ((array < 0) if zero else (array <= 0))
    if wrong.any():
        where = np.flatnonzero(wrong)
        listed = ", ".join(f"entry {i + 1}: {array[i]:g}" for i in where[:5])
        rule = "finite and not negative" if zero else "finite and above zero"
        raise InputError(
            f"{name} must be {rule}, but {where.size} of {array.size} entries are not ({listed}). "
            "Remove or correct them."
        )


def arrange(
    n: Any, error: Any, *, stderr: Any = None, replicate: Any = None, least: int = MIN_SIZES
) -> Points:
    """Check measured points and arrange them as replicates x sizes.

    Parameters
    ----------
    n, error
        Sizes and errors, in any order, one entry per measured point, all above zero.
    stderr
        Standard error of each point, same length, or None.
    replicate
        Which replicate each point belongs to (any labels), same length, or None. Needed when a
        size appears more than once.
    least
        Fewest distinct sizes accepted.

    Returns
    -------
    Points

    Raises
    ------
    InputError
        If lengths differ, a value is not finite and positive, a size is repeated without a
        replicate (or within one), or there are fewer than `least` sizes.
    """
    sizes = flat_numbers("n", n)
    if sizes.size == 0:
        raise InputError("There are no points: n is empty. Give at least three sizes.")
    errors = flat_numbers("error", error, sizes.size)
    check_positive("n", sizes)
    check_positive("error", errors)
    spread = None
    if stderr is not None:
        spread = flat_numbers("stderr", stderr, sizes.size)
        check_positive("stderr", spread, zero=True)
    unique, column = np.unique(sizes, return_inverse=True)
    if unique.size < least:
        listed = ", ".join(f"{value:g}" for value in unique)
        raise InputError(
            f"A law needs at least {least} different sizes n, but there "
            f"{'is' if unique.size == 1 else 'are'} {unique.size} ({listed}). Measure more sizes."
        )
    if replicate is None:
        if unique.size < sizes.size:
            first = unique[np.bincount(column) > 1][0]
            raise InputError(
                f"Size n = {first:g} appears more than once and no replicate is given. "
                "Give a replicate for each point, or one point per size."
            )
        order = np.argsort(sizes)
        ordered = None if spread is None else spread[order]
        if ordered is not None and not ordered.any():
            ordered = None
        return Points(unique, errors[order][None, :], ordered, replicated=False)
    labels = pd.Series(list(replicate) if not isinstance(replicate, pd.Series) else replicate)
    if labels.size != sizes.size:
        raise InputError(
            f"replicate has {labels.size} entries, but n has {sizes.size}; give one for each n."
        )
    if labels.isna().any():
        raise InputError(
            f"replicate is empty at entry {int(np.flatnonzero(labels.isna())[0]) + 1}; "
            "give every point a replicate."
        )
    if not pd.api.types.is_numeric_dtype(labels):
        labels = labels.astype(str)
    # Sorted, so that the order of the rows changes nothing.
    row = np.asarray(pd.factorize(labels, sort=True)[0])
    count = int(row.max()) + 1
    if count * unique.size > MAX_CELLS:
        raise InputError(
            f"{count:,} replicates at {unique.size:,} sizes make a table too large to hold, and "
            "nearly all of it is empty. Is the replicate column right? Each replicate should be "
            "measured at all sizes."
        )
    cell = row * unique.size + column
    repeats = np.bincount(cell, minlength=count * unique.size)
    if repeats.max() > 1:
        first_cell = int(np.argmax(repeats > 1))
        where = int(np.flatnonzero(cell == first_cell)[0])
        raise InputError(
            f"Replicate '{labels.iloc[where]}' has {int(repeats[first_cell])} errors at "
            f"n = {sizes[where]:g}; a replicate may have one error per size."
        )
    matrix = np.full(count * unique.size, np.nan)
    matrix[cell] = errors
    rows = matrix.reshape(count, unique.size)
    if count == 1:
        ordered = None if spread is None else spread[np.argsort(sizes)]
        return Points(unique, rows, ordered, replicated=False)
    return Points(unique, rows, _standard_error(rows), replicated=True)


def condense(points: Points) -> tuple[Points, int]:
    """Put neighbouring sizes together where there are more than `MAX_SIZES`.

    Sizes are grouped by their logarithm; a group has the geometric mean of its sizes and the mean
    of its errors.

    Returns
    -------
    points
        With at most `MAX_SIZES` sizes.
    count
        How many sizes there were if they were put together, else 0.
    """
    count = points.n.size
    if count <= MAX_SIZES:
        return points, 0
    x = np.log(points.n)
    edges = np.linspace(x[0], x[-1], MAX_SIZES + 1)[1:-1]
    _, group = np.unique(np.searchsorted(edges, x, side="right"), return_inverse=True)
    groups = int(group.max()) + 1
    present = ~np.isnan(points.rows)
    rows = np.full((points.replicates, groups), np.nan)
    for index in range(points.replicates):
        here = present[index]
        total = np.bincount(group[here], points.rows[index, here], groups)
        number = np.bincount(group[here], minlength=groups)
        np.divide(total, number, out=rows[index], where=number > 0)
    number = np.bincount(group)
    sizes = np.exp(np.bincount(group, x) / number)
    stderr = None
    if points.stderr is not None:
        stderr = np.sqrt(np.bincount(group, points.stderr**2)) / number
    return Points(sizes, rows, stderr, points.replicated), count


def _standard_error(rows: Floats) -> Floats | None:
    """Standard error of the column means, with the variance smoothed over sizes."""
    counts = np.sum(~np.isnan(rows), axis=0)
    mean = np.nanmean(rows, axis=0)
    squares = np.nansum((rows - mean) ** 2, axis=0)
    if not (counts > 1).any() or not squares.any():
        return None
    relative = np.sqrt(np.sum(squares / mean**2) / np.sum(np.maximum(counts - 1, 0)))
    variance = np.where(counts > 1, squares / np.maximum(counts - 1, 1), 0.0)
    weight = (counts - 1) / (counts + 3.0)
    smooth = weight * variance + (1 - weight) * (relative * mean) ** 2
    return np.asarray(np.sqrt(smooth / counts), dtype=np.float64)
