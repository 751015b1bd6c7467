"""Of the rows of a material those nearest to a wanted condition: ``at`` of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.tables.finding import Finding


def choose_nearest(
    keys: Sequence[str], numbers: NDArray[np.floating[Any]], wanted: Mapping[str, float]
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return which rows are nearest to a condition within their material, and how near they are.

    Parameters
    ----------
    keys
        Key of each row.
    numbers
        Float ``(rows, columns)``, finite.
    wanted
        Number wanted, by column.
    """
    codes = pd.factorize(np.array(keys, dtype=object))[0]
    near = nearest_rows(codes, numbers, list(wanted.values()))
    findings = []
    for place, (column, one) in enumerate(wanted.items()):
        away = np.abs(numbers[near, place].astype(np.float64) - one)
        text = (
            f"Of {len(keys):,} rows the {int(near.sum()):,} nearest to {column} = {one:g} within "
            f"their material were taken; they are off by {np.median(away):.3g} in the median and "
            f"by {away.max():.3g} at most."
        )
        if away.max() > 0 or not near.all():
            findings.append(Finding("condition_chosen", text, column=column, count=int(near.sum())))
    return near, tuple(findings)


def nearest_rows(
    codes: NDArray[np.intp], numbers: NDArray[np.floating[Any]], wanted: Sequence[float]
) -> NDArray[np.bool_]:
    """Return which rows are nearest to what is wanted, among those of the same material.

    Parameters
    ----------
    codes
        Number of each row's material, ``(rows,)``.
    numbers
        Float ``(rows, columns)``, finite.
    wanted
        One number for each column. The first column decides, the next among equals.

    Examples
    --------
    >>> codes = np.array([0, 0, 1, 1, 1])
    >>> nearest_rows(codes, np.array([[300.0], [350], [290], [310], [400]]), [300.0])
    array([ True, False,  True,  True, False])
    """
    left = np.ones(len(codes), dtype=bool)
    for place, one in enumerate(wanted):
        away = np.abs(numbers[:, place].astype(np.float64) - one)
        least = np.full(int(codes.max(initial=-1)) + 1, np.inf)
        np.minimum.at(least, codes[left], away[left])
        slack = 1e-9 * max(1.0, abs(one))
        left &= away <= least[codes] + slack
    return left
