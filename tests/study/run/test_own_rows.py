"""Source rows that a test keeps out: the same materials, near ones, and groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from simlaw import Study
from simlaw.study.run.own_rows import own_rows


def test_rows_of_the_same_materials_are_paired(small: Callable[..., Study]) -> None:
    inputs = small().prepare(workers=1).inputs
    pairs = own_rows(inputs)
    # Samples 200 to 239 are in both tables.
    assert pairs.tolist() == [[200 + row, row] for row in range(40)]
    assert len(own_rows(small(overlap="include").prepare(workers=1).inputs)) == 0


def test_near_rows_and_groups_count_too(small: Callable[..., Study]) -> None:
    inputs = small().prepare(workers=1).inputs
    near = np.array([[0, 5]], dtype=np.int32)
    assert [0, 5] in own_rows(replace(inputs, near=near)).tolist()
    groups = (np.arange(80) // 2).astype(np.int32)
    twin = np.where(inputs.twin >= 0, inputs.twin // 2, -1).astype(np.int32)
    pairs = own_rows(replace(inputs, twin=twin, groups=groups)).tolist()
    assert [200, 0] in pairs
    assert [200, 1] in pairs
    assert len(pairs) == 80
