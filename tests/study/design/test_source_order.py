"""The order of source materials: random, and where another is asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw import TrainingRecipe
from simlaw.errors import InputError
from simlaw.study.design.design import ORDERS, Design, Draw
from simlaw.study.design.settings import DesignSettings
from simlaw.study.design.source_order import order_source, random_order
from simlaw.study.run.inputs import StudyInputs


def design(order: str = "random", overlap: str = "exclude", seed: int = 0) -> Design:
    return Design((10, 20, 40), (5,), 4, 10, overlap, seed, order=order)


def an_inputs(order: str) -> StudyInputs:
    rng = np.random.default_rng(0)
    source = rng.standard_normal((120, 5)).astype(np.float32)
    target = rng.standard_normal((50, 5)).astype(np.float32)
    twin = np.full(120, -1, dtype=np.int32)
    recipe = TrainingRecipe()
    return StudyInputs(source, target, np.zeros(120), np.zeros(50), twin, design(order), recipe)


@given(st.integers(0, 2**62), st.integers(0, 10**6), st.integers(0, 40))
def test_every_usable_row_has_its_place(seed: int, replicate: int, shared: int) -> None:
    twin = np.full(60, -1, dtype=np.int32)
    twin[:shared] = np.arange(shared)
    tested = np.arange(0, 40, 3, dtype=np.int32)
    drawn = random_order(design(seed=seed), replicate, twin, tested)
    assert sorted(drawn) == [row for row in range(60) if twin[row] not in tested]
    every = random_order(design(overlap="include", seed=seed), replicate, twin, tested)
    assert sorted(every) == list(range(60))
    # What is kept out changes the order of no other row.
    assert drawn.tolist() == [row for row in every if row in drawn]


def test_random_order_is_golden() -> None:
    # Fixed for ever: a change would make old journals disagree with new trials.
    twin = np.full(12, -1, dtype=np.int32)
    drawn = random_order(design(), 1, twin, np.zeros(0, dtype=np.int32))
    assert drawn.tolist() == GOLDEN


GOLDEN = [4, 9, 2, 6, 10, 5, 8, 0, 1, 7, 11, 3]


def test_random_order_is_that_of_the_draw_and_leaves_digests_alone() -> None:
    inputs = an_inputs("random")
    np.testing.assert_array_equal(inputs.draw(2).source, inputs.materials(2).source)
    assert "order" not in inputs.design.settled()
    digests = {an_inputs(order).digest() for order in ORDERS}
    assert len(digests) == 3


@pytest.mark.parametrize("order", ORDERS)
def test_an_empty_source_has_an_order(order: str) -> None:
    rows = np.zeros(0, dtype=np.int32)
    drawn = Draw(np.arange(2, dtype=np.int32), np.arange(2, 5, dtype=np.int32), rows)
    numbers = np.zeros((5, 3), dtype=np.float32)
    rng = np.random.default_rng(0)
    assert len(order_source(order, drawn, numbers[:0], numbers, most=3, rng=rng)) == 0


def test_an_order_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"order: found 'nearst'.*Did you mean 'nearest'"):
        DesignSettings(order="nearst")
