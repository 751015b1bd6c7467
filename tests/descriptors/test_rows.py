import os
from multiprocessing import current_process

import numpy as np
import pytest

from simlaw.descriptors import DESCRIPTORS
from simlaw.descriptors.block import DescriptorFailure
from simlaw.descriptors.rows import CHUNK, WORTH_WORKERS, compute_rows
from simlaw.errors import SimlawError

NAMES = ("length", "its square")


def row(key: str) -> np.ndarray:
    if key == "refuse":
        raise DescriptorFailure("it is refused")
    length = 1e30 if key == "huge" else float(len(key))
    return np.array([length, length**2])


def die(_: str) -> np.ndarray:
    if current_process().name != "MainProcess":
        os._exit(1)
    return np.zeros(2)


def test_a_row_that_fails_is_nan_throughout_and_has_a_reason() -> None:
    block = compute_rows(row, NAMES, ["a", "refuse", "bb"])
    assert block.reasons == [None, "it is refused", None]
    np.testing.assert_array_equal(block.values, [[1, 1], [np.nan, np.nan], [2, 4]])
    assert block.values.dtype == np.float32
    assert block.values.flags.c_contiguous


def test_a_value_too_large_for_float32_is_refused_by_name() -> None:
    block = compute_rows(row, NAMES, ["huge"])
    assert block.reasons == ["no finite value for its square"]
    assert np.isnan(block.values).all()


def test_progress_reaches_the_end_in_steps() -> None:
    steps: list[tuple[int, int]] = []
    count = 2 * CHUNK + 1
    compute_rows(row, NAMES, ["a"] * count, progress=lambda *step: steps.append(step))
    assert steps == [(CHUNK, count), (2 * CHUNK, count), (count, count)]


def test_no_rows_are_no_rows() -> None:
    block = compute_rows(row, NAMES, [])
    assert block.values.shape == (0, 2)
    assert block.reasons == []


@pytest.mark.heavy
def test_several_processes_give_what_one_gives() -> None:
    keys = ["C" * (1 + n % 30) + "O" * (n % 2) for n in range(WORTH_WORKERS)] + ["nonsense"]
    one = DESCRIPTORS["morgan"].compute(keys, workers=1)
    two = DESCRIPTORS["morgan"].compute(keys, workers=2)
    np.testing.assert_array_equal(one.values, two.values)
    assert one.reasons == two.reasons
    assert one.reasons[-1] is not None


def test_a_process_that_dies_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SimlawError, match="run again with workers=1"):
        compute_rows(die, NAMES, ["a"] * WORTH_WORKERS, workers=2)
