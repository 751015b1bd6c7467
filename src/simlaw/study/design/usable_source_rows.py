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
