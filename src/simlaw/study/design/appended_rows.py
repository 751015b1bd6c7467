"""Whether rows appended to a computed table are like those that were there before.

Sizes n up to the old number of rows are drawn from the old rows, larger ones from both. That is a
random order of one table only if the new rows are drawn as the old ones were; rows that a loop or
a new campaign chose are not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LEVEL = 0.01
"""Probability of calling rows of one distribution different."""

COMPONENTS = 8
"""Principal components of the descriptors that are looked at, beside the values."""

MOST = 4_000
"""Rows of each side that are looked at."""


def difference(
    descriptors: npt.NDArray[np.float32], values: npt.NDArray[np.float64], before: int
) -> str:
    """Return how the rows from `before` on differ from those before, empty if that does not show.

    Two-sample Kolmogorov-Smirnov tests on the values and on the first principal components of the
    standardised descriptors, corrected for their number by Holm (1979); components are of both
    sides together, so that the rows' membership decides nothing of them.

    Parameters
    ----------
    descriptors
        float32 ``(rows, width)``.
    values
        float64 ``(rows,)``.
    before
        Number of rows that were there before, at least 1 and fewer than all.
    """
    from scipy.stats import ks_2samp

    rng = np.random.default_rng(0)
    old, new = _some(np.arange(before), rng), _some(np.arange(before, len(values)), rng)
    if min(len(old), len(new)) < 2:
        return ""
    rows = np.concatenate([old, new])
    named = {"values": values[rows]}
    for number, scores in enumerate(_components(descriptors[rows]).T, start=1):
        named[f"principal component {number} of the descriptors"] = scores
    found = []
    for name, scores in named.items():
        test = ks_2samp(scores[: len(old)], scores[len(old) :], method="asymp")
        found.append((float(test.pvalue), float(test.statistic), name))
    found.sort()
    # Holm: the smallest of k is held against level / k; where it passes, none is looked at further.
    p, distance, name = found[0]
    if p * len(found) > LEVEL:
        return ""
    return (
        f"{len(values) - before:,} rows were appended to {before:,}, and differ from them: in the "
        f"{name} the two distributions are up to {distance:.2f} apart (Kolmogorov-Smirnov, p = "
        f"{max(p * len(found), 1e-300):.1g} after Holm's correction over {len(found)} tests)"
    )


def _some(rows: npt.NDArray[np.intp], rng: np.random.Generator) -> npt.NDArray[np.intp]:
    return rows if len(rows) <= MOST else np.sort(rng.choice(rows, MOST, replace=False))


def _components(descriptors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the first principal components, float64 ``(rows, components)``."""
    scaled = np.asarray(descriptors, dtype=np.float64)
    scaled = scaled - scaled.mean(axis=0)
    spread = scaled.std(axis=0)
    kept = spread > 1e-9 * (1 + np.abs(scaled).max(axis=0, initial=0.0))
    # One odd row must not decide a component.
    scaled = np.clip(scaled[:, kept] / spread[kept], -5, 5)
    if not scaled.shape[1]:
        return np.empty((len(scaled), 0))
    _, vectors = np.linalg.eigh(scaled.T @ scaled)
    return np.asarray(scaled @ vectors[:, ::-1][:, :COMPONENTS])
