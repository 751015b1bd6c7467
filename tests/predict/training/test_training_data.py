"""What a predictor is trained on, and its random numbers."""

from __future__ import annotations

import numpy as np
from tests.predict.training.test_cross_fit import data


def test_source_rows_of_what_is_held_out_are_left_out() -> None:
    given = data()
    held_out = np.array([3, 4, 20], dtype=np.int32)
    assert given.source_without(held_out).tolist() == [r for r in range(80) if r not in (3, 4)]
    assert len(given.source_without(held_out[:0])) == 80


def test_random_numbers_differ_by_purpose_and_fold_and_are_the_same_again() -> None:
    given = data()
    drawn = [given.generator(*path).integers(2**62) for path in (("a",), ("b",), ("a", 1))]
    assert len(set(drawn)) == 3
    assert given.generator("a").integers(2**62) == drawn[0]
