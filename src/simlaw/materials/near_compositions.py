"""Compositions that are nearly the same: fractions of the elements within a short distance.

The distance is the sum over the elements of the absolute differences of their atomic fractions
(L1). Half of it is the share of the atoms that would have to be of another element: at `NEAR` it is
2 in 100 atoms. BaTiO3 and Ba0.98Sr0.02TiO3 are 0.008 apart and near; Fe2O3 and Fe3O4 are 0.057
apart and are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from simlaw.materials.composition import ELEMENTS

Pairs: TypeAlias = npt.NDArray[np.int32]

NEAR = 0.04
"""Largest distance of compositions that are near each other."""

KIND = "composition"
"""The kind of material that has such distances."""

_PART = re.compile(r"([A-Z][a-z]?)(\d*)")
_NUMBER = {symbol: place for place, symbol in enumerate(ELEMENTS)}


def near_pairs(source_keys: Sequence[str], target_keys: Sequence[str]) -> Pairs:
    """Return which compositions of a source are near one of a target, without being the same.

    Parameters
    ----------
    source_keys, target_keys
        Canonical keys of compositions.

    Returns
    -------
    numpy.ndarray
        int32 ``(pairs, 2)``: row in the source and row in the target, sorted.

    Examples
    --------
    >>> near_pairs(["BaO3Ti", "Ba49O150SrTi50", "O3SrTi"], ["BaO3Ti"])
    array([[1, 0]], dtype=int32)
    """
    columns = _columns(source_keys)
    found = []
    for place, key in enumerate(target_keys):
        parts = _fractions(key)
        # Fractions sum up to 1, so none differs by more than half the distance: elements with more
        # are in both, and of these the rarest is looked through.
        needed = [(element, share) for element, share in parts if share > NEAR / 2]
        if any(element not in columns for element, _ in needed):
            continue
        rarest, of = min(needed, key=lambda one: len(columns[one[0]][0]))
        rows, shares = columns[rarest]
        rows = rows[np.abs(shares - of) <= NEAR / 2 + 1e-9]
        common = np.zeros(len(rows))
        for element, share in parts:
            if element in columns:
                common += np.minimum(share, _looked_up(rows, *columns[element]))
        hits = rows[2.0 * (1.0 - common) <= NEAR + 1e-9]
        found += [(int(row), place) for row in hits if source_keys[row] != key]
    return np.array(sorted(found), dtype=np.int32).reshape(-1, 2)


def distance(one: str, other: str) -> float:
    """Return the distance of two compositions, 0 to 2.

    Examples
    --------
    >>> round(distance("BaO3Ti", "O3SrTi"), 3), round(distance("Fe2O3", "Fe3O4"), 3)
    (0.4, 0.057)
    """
    first, second = dict(_fractions(one)), dict(_fractions(other))
    return sum(
        abs(first.get(element, 0.0) - second.get(element, 0.0)) for element in first | second
    )


def _fractions(key: str) -> list[tuple[int, float]]:
    """Return the elements of a reduced formula, by number, with their atomic fractions."""
    parts = [(_NUMBER[symbol], int(count or 1)) for symbol, count in _PART.findall(key)]
    total = sum(count for _, count in parts)
    return [(element, count / total) for element, count in parts]


def _columns(
    keys: Sequence[str],
) -> dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
    """Return for each element the rows that hold it, increasing, and its fraction in each."""
    rows: dict[int, list[int]] = {}
    shares: dict[int, list[float]] = {}
    for row, key in enumerate(keys):
        for element, share in _fractions(key):
            rows.setdefault(element, []).append(row)
            shares.setdefault(element, []).append(share)
    return {
        element: (np.array(rows[element], dtype=np.int64), np.array(shares[element]))
        for element in rows
    }


def _looked_up(
    wanted: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], shares: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the fractions of some rows, 0 where a row is not listed."""
    places = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
    return np.where(rows[places] == wanted, shares[places], 0.0)
