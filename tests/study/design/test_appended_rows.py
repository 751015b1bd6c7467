"""Rows appended to a table: those drawn alike pass, those that were chosen are noticed."""

import numpy as np
import pytest

from simlaw.study.design.appended_rows import LEVEL, difference


def table(seed: int, rows: int = 600, width: int = 12):
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((width, width))
    descriptors = (rng.standard_normal((rows, width)) @ mixing).astype(np.float32)
    values = descriptors[:, 0] + rng.standard_normal(rows)
    return descriptors, values.astype(np.float64)


def test_rows_drawn_alike_are_called_different_no_more_often_than_said() -> None:
    called = sum(bool(difference(*table(seed), 400)) for seed in range(300))
    # Holm's correction is cautious where tests hang together; 8 of 300 is 3 standard deviations.
    assert called <= 300 * LEVEL + 3 * np.sqrt(300 * LEVEL)


def test_rows_shifted_by_half_a_standard_deviation_are_noticed() -> None:
    descriptors, values = table(1)
    moved = descriptors.copy()
    moved[400:] += 0.5 * descriptors.std(axis=0)
    said = difference(moved, values, 400)
    assert "200 rows were appended to 400, and differ" in said
    assert "Kolmogorov-Smirnov" in said


def test_rows_chosen_by_their_value_are_noticed() -> None:
    descriptors, values = table(2)
    order = np.argsort(values, kind="stable")
    assert "in the values" in difference(descriptors[order], values[order], 400)


@pytest.mark.parametrize("before", [1, 599])
def test_one_row_says_nothing(before: int) -> None:
    assert difference(*table(3), before) == ""


def test_a_constant_column_does_no_harm() -> None:
    descriptors, values = table(4)
    descriptors[:, 3] = 7
    assert difference(descriptors, values, 400) == ""
    assert difference(np.zeros((600, 2), np.float32), values, 400) == ""
