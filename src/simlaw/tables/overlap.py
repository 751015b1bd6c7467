"""Materials that source and target share, and whether the source may use them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest
from simlaw.tables.table import PropertyTable

POLICIES: Mapping[str, str] = MappingProxyType(
    {
        "exclude": "a material that is tested on is never in the source",
        "include": "the source is used as it is, test materials and all",
    }
)
"""What may be done with source rows of test materials."""


def usable_source(
    source_keys: Sequence[str], test_keys: Collection[str], policy: str = "exclude"
) -> NDArray[np.bool_]:
    """Return which source rows may be learned from, given the materials tested on.

    Parameters
    ----------
    source_keys
        Canonical keys of the source, one per row.
    test_keys
        Canonical keys of the test materials.
    policy
        A name in `POLICIES`.

    Returns
    -------
    numpy.ndarray
        bool, one per source row.

    Raises
    ------
    InputError
        If there is no such policy.

    Examples
    --------
    >>> usable_source(["CCO", "CC", "C"], {"CC"})
    array([ True, False,  True])
    """
    if policy not in POLICIES:
        raise InputError(
            f"Unknown overlap policy '{policy}'; allowed are {', '.join(POLICIES)}."
            + nearest(policy, POLICIES)
        )
    if policy == "include":
        return np.ones(len(source_keys), dtype=np.bool_)
    tested = set(test_keys)
    return np.array([key not in tested for key in source_keys], dtype=np.bool_)


def describe(source: PropertyTable, target: PropertyTable) -> dict[str, Any]:
    """Return how far two tables are about the same materials.

    Returns
    -------
    dict
        shared (materials in both), source_share and target_share (of each table's materials, 0 to
        1); ready for JSON.

    Raises
    ------
    InputError
        If the tables are of different kinds of material, whose keys cannot be compared.
    """
    if source.kind != target.kind:
        raise InputError(
            f"The source '{source.name}' is about kind '{source.kind}' and the target "
            f"'{target.name}' about kind '{target.kind}'; both must be of one kind."
        )
    shared = len(set(source.keys) & set(target.keys))
    return {
        "shared": shared,
        "source_share": shared / len(source) if len(source) else 0.0,
        "target_share": shared / len(target) if len(target) else 0.0,
    }
