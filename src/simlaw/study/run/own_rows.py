"""Which source rows are the same material as a measured one, so that a test keeps them out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.study.design.usable_source_rows import INCLUDE
from simlaw.study.run.inputs import StudyInputs

Rows = npt.NDArray[np.int32]


def own_rows(inputs: StudyInputs) -> Rows:
    """Return source rows that are kept out while a material is tested, and the material.

    Returns
    -------
    numpy.ndarray
        int32 ``(pairs, 2)``; none where the source may hold what is tested.
    """
    if inputs.design.overlap == INCLUDE:
        return np.empty((0, 2), dtype=np.int32)
    own = pairs_of(inputs.twin, inputs.groups, len(inputs.target_values))
    if inputs.near is None:
        return own
    near = inputs.near
    if inputs.groups is not None:
        near = _of_groups(near, inputs.groups)
    return np.concatenate([own, near])


def pairs_of(twin: Rows, groups: Rows | None, count: int) -> Rows:
    """Return source rows and the materials that they are twins of, or whose group they are of."""
    rows = np.flatnonzero(twin >= 0).astype(np.int32)
    pairs = np.stack([rows, twin[rows]], axis=1)
    return pairs if groups is None else _of_groups(pairs, groups)


def _of_groups(pairs: Rows, groups: Rows) -> Rows:
    """Return pairs of source rows and groups as pairs of source rows and materials."""
    members = [np.flatnonzero(groups == number) for number in range(int(groups.max()) + 1)]
    found = [
        np.stack([np.full(members[of].size, row), members[of]], axis=1)
        for row, of in pairs.tolist()
    ]
    return np.concatenate(found).astype(np.int32) if found else np.empty((0, 2), dtype=np.int32)
