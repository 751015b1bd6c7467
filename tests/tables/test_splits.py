import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.splits import split_test


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=40).filter(
        lambda keys: len(set(keys)) > 1
    ),
    st.floats(0.01, 0.99),
    st.integers(0, 2**32),
)
def test_every_row_on_one_side_and_materials_whole(
    keys: list[str], fraction: float, seed: int
) -> None:
    train, test = split_test(keys, fraction, np.random.default_rng(seed))
    assert sorted([*train, *test]) == list(range(len(keys)))
    sides = {keys[row] for row in train}, {keys[row] for row in test}
    assert sides[0]
    assert sides[1]
    assert not sides[0] & sides[1]
    wanted = fraction * len(set(keys))
    assert abs(len(sides[1]) - wanted) <= 1


def test_the_same_seed_gives_the_same_split() -> None:
    """These rows hold on every platform and for every later version."""
    keys = [f"m{i}" for i in range(10)]
    train, test = split_test(keys, 0.3, np.random.default_rng(20250101))
    assert test.tolist() == [4, 2, 7]
    assert sorted([*train, *test]) == list(range(10))
    again, _ = split_test(keys, 0.3, np.random.default_rng(20250101))
    np.testing.assert_array_equal(train, again)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.1, float("nan")])
def test_a_fraction_out_of_range_is_refused(fraction: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        split_test(["a", "b"], fraction, np.random.default_rng(0))


def test_one_material_cannot_be_split() -> None:
    with pytest.raises(InputError, match="at least two materials to choose from, but there are 1"):
        split_test(["a", "a"], 0.5, np.random.default_rng(0))
