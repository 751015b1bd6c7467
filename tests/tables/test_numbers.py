"""A matrix that grows in place, and rows moved to its front."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.tables.numbers import Numbers, keep_rows


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=6),
    st.integers(0, 3),
)
def test_pieces_are_put_together_in_order(pieces: list[tuple[int, bool]], width: int) -> None:
    numbers, expected = Numbers(width), []
    for place, (rows, double) in enumerate(pieces):
        piece = np.full((rows, width), place + 0.1, dtype=np.float64 if double else np.float32)
        numbers.append(piece)
        expected.append(piece)
    whole = numbers.whole()
    joined = np.concatenate([np.empty((0, width), np.float32), *expected])
    np.testing.assert_array_equal(whole, joined)
    assert whole.dtype == joined.dtype
    assert whole.flags.c_contiguous


def test_a_matrix_grows_without_a_second_copy() -> None:
    piece = np.ones((1000, 256), dtype=np.float32)
    numbers = Numbers(256)
    tracemalloc.start()
    try:
        for _ in range(40):
            numbers.append(piece)
        assert tracemalloc.get_traced_memory()[1] < 1.1 * numbers.whole().nbytes
    finally:
        tracemalloc.stop()


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 7))
def test_rows_are_kept_in_order_whatever_the_block(kept: list[bool], block: int) -> None:
    numbers = np.arange(2.0 * len(kept)).reshape(-1, 2)
    rows = np.flatnonzero(kept)
    expected = numbers[rows].copy()
    keep_rows(numbers, rows, block)
    np.testing.assert_array_equal(numbers[: len(rows)], expected)


def test_all_rows_kept_are_not_moved() -> None:
    numbers = np.ones((5, 2))
    numbers.flags.writeable = False
    keep_rows(numbers, np.arange(5), 2)
    with pytest.raises(ValueError, match="read-only"):
        keep_rows(numbers, np.arange(1, 5), 2)
