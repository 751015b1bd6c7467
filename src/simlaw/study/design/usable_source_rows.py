"""Which source rows a trial may use, where source and target share materials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError, nearest
from simlaw.materials.near_compositions import KIND as COMPOSITION
from simlaw.materials.near_compositions import NEAR

Rows = npt.NDArray[np.int32]

INCLUDE, EXCLUDE_NEAR = "include", "exclude-near"

POLICIES: Mapping[str, str] = MappingProxyType(
    {
        "exclude": "a material that is tested on is never in the source",
        EXCLUDE_NEAR: "of compositions, nor is one that is near it: within "
        f"{NEAR:g}, the summed differences of their atomic fractions",
        INCLUDE: "the source is used as it is, test materials and all",
    }
)
"""What may be done with source rows of test materials."""


def check_overlap(policy: str, kind: str) -> None:
    """Refuse a policy that a kind of material does not have.

    Raises
    ------
    InputError
        With those it has.
    """
    if policy == EXCLUDE_NEAR and kind != COMPOSITION:
        raise InputError(
            f"overlap = '{EXCLUDE_NEAR}' is for compositions; there is no such distance of "
            f"materials of kind '{kind}'. Allowed are 'exclude' and '{INCLUDE}'; split = 'cluster' "
            "holds out materials that are alike."
        )


def find_twins(source_keys: Sequence[str], target_keys: Sequence[str]) -> Rows:
    """Return for every source material the row of the same target material, or -1.

    Parameters
    ----------
    source_keys, target_keys
        Canonical keys; the target's are distinct.

    Returns
    -------
    numpy.ndarray
        int32 ``(source rows,)``.

    Examples
    --------
    >>> find_twins(["CCO", "CC", "C"], ["C", "CCO"])
    array([ 1, -1,  0], dtype=int32)
    """
    where = {key: row for row, key in enumerate(target_keys)}
    return np.fromiter((where.get(k, -1) for k in source_keys), np.int32, len(source_keys))


def usable_source(
    twin: Rows, test: Rows, policy: str, near: Rows | None = None
) -> npt.NDArray[np.bool_]:
    """Return which source rows may be learned from, given the target rows tested on.

    Parameters
    ----------
    twin
        int32 ``(source rows,)``, from `find_twins`.
    test
        int32 target rows that are tested on.
    policy
        A name in `POLICIES`.
    near
        int32 ``(pairs, 2)``: source rows and what they are near, numbered as `twin` is.

    Returns
    -------
    numpy.ndarray
        bool ``(source rows,)``.

    Examples
    --------
    >>> twin = np.array([1, -1, 0], dtype=np.int32)
    >>> usable_source(twin, np.array([0], dtype=np.int32), "exclude")
    array([ True,  True, False])
    """
    if policy not in POLICIES:
        raise InputError(
            f"Unknown overlap policy '{policy}'; allowed are {', '.join(POLICIES)}."
            + nearest(policy, POLICIES)
        )
    if policy == INCLUDE:
        return np.ones(len(twin), dtype=np.bool_)
    # One more place than rows: -1, a source material that the target lacks, falls on it.
    size = max(int(twin.max(initial=-1)), int(test.max(initial=-1))) + 2
    tested = np.zeros(size, dtype=np.bool_)
    tested[test] = True
    usable: npt.NDArray[np.bool_] = ~tested[twin]
    if policy == EXCLUDE_NEAR and near is not None:
        usable[near[np.isin(near[:, 1], test), 0]] = False
    return usable


def most_kept_out(
    twin: Rows, near: Rows | None, groups: Rows | None, test_size: int, sets: int
) -> int:
    """Return the most source rows that test sets can keep out, or a little more with groups.

    Parameters
    ----------
    twin, near
        As `usable_source` takes them; `near` is None where that keeps nothing out.
    groups
        int32 ``(target rows,)``: number of each target row's group; None without groups.
    test_size, sets
        Target rows in a test set, and test sets that share a source.
    """
    linked = _linked(twin, near)
    most = len(np.unique(linked[:, 0]))
    if not most:
        return 0
    if groups is None:
        largest = np.sort(np.bincount(linked[:, 1]))[::-1][:test_size]
        # One target row for each source row, as a rule: then this is the size of the test sets.
        return min(most, sets * (test_size if largest[0] == 1 else int(largest.sum())))
    target_rows = np.bincount(groups)
    source_rows = np.bincount(linked[:, 1], minlength=len(target_rows))
    # All groups but the last one drawn have fewer than test_size rows together: at most what a
    # knapsack of that size holds when its last group may be split (Dantzig 1957).
    order = np.argsort(-source_rows / target_rows, kind="stable")
    filled = np.concatenate([[0], np.cumsum(target_rows[order])])
    value = np.concatenate([[0], np.cumsum(source_rows[order])])
    held = float(np.interp(test_size - 1, filled, value))
    return min(most, sets * (int(held + 1e-9) + int(source_rows.max())))


def _linked(twin: Rows, near: Rows | None) -> Rows:
    """Return source rows with the target row, or group, whose test keeps them out, as pairs."""
    own = np.flatnonzero(twin >= 0).astype(np.int32)
    pairs = np.stack([own, twin[own]], axis=1)
    return pairs if near is None else np.unique(np.concatenate([pairs, near]), axis=0)
