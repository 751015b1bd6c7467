"""Test sets drawn by material, so that no material is on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import InputError


def split_test(
    keys: Sequence[str], test_fraction: float, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split rows at random into training and test, whole materials at a time.

    Parameters
    ----------
    keys
        Canonical key of each row; rows of one key stay together.
    test_fraction
        Share of the materials to test on, between 0 and 1; rounded to whole materials, at least
        one on each side.
    rng
        Where the randomness comes from; the same state and the same keys give the same split on
        every platform.

    Returns
    -------
    train, test
        Row positions, int64, each in a random order of materials.

    Raises
    ------
    InputError
        If the fraction is not between 0 and 1, or there are fewer than two materials.

    Examples
    --------
    >>> train, test = split_test(["a", "b", "a", "c"], 0.4, np.random.default_rng(0))
    >>> sorted([*train.tolist(), *test.tolist()])
    [0, 1, 2, 3]
    """
    if not 0.0 < test_fraction < 1.0:
        raise InputError(
            f"test_fraction is a share between 0 and 1 (both excluded), but got {test_fraction}."
        )
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)
    materials = list(rows)
    if len(materials) < 2:
        raise InputError(
            f"A test set needs at least two materials to choose from, but there are "
            f"{len(materials)}."
        )
    tested = min(max(round(test_fraction * len(materials)), 1), len(materials) - 1)
    # One random word per material, ranked: the generator's own shuffles may change with numpy.
    order = np.argsort(rng.integers(0, 2**63, size=len(materials)), kind="stable").tolist()
    test = [row for place in order[:tested] for row in rows[materials[place]]]
    train = [row for place in order[tested:] for row in rows[materials[place]]]
    return np.array(train, dtype=np.int64), np.array(test, dtype=np.int64)
