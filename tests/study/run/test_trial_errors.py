"""Errors of materials as bytes and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simlaw.study.run.trial_errors import Layout, TrialErrors

lengths = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=4)


@given(lengths=lengths, rows=st.integers(1, 5), seed=st.integers(0, 99))
def test_every_part_comes_back(lengths: list[tuple[int, int]], rows: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    test = tuple(rng.integers(0, 10**6, a, dtype=np.int32) for a, _ in lengths)
    pool = tuple(rng.integers(0, 10**6, b, dtype=np.int32) for _, b in lengths)
    errors = tuple(
        tuple(rng.standard_normal(a).astype(np.float32) for a, _ in lengths) for _ in range(rows)
    )
    content = TrialErrors(test, pool, errors).to_bytes()
    layout = Layout.of(content[: Layout.bytes_told(content[:4])])
    assert layout.rows == rows
    found = layout.materials(content[: layout.numbers])
    for want, got in zip((*test, *pool), (*found[0], *found[1]), strict=True):
        np.testing.assert_array_equal(got, want)
    for row in range(rows):
        start, stop = layout.where(row)
        for want, got in zip(errors[row], layout.errors(content[start:stop]), strict=True):
            np.testing.assert_array_equal(got, want)
    assert layout.where(rows - 1)[1] == len(content)
