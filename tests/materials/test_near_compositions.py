"""Compositions within a short distance of each other: found like a plain comparison finds them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.materials import canonical_key
from simlaw.materials.near_compositions import NEAR, distance, near_pairs

amounts = st.dictionaries(
    st.sampled_from(["Ba", "Ti", "O", "Sr", "La"]), st.integers(1, 40), min_size=1, max_size=4
)
tables = st.lists(amounts, min_size=1, max_size=12)


def keys(table: list[dict[str, int]]) -> list[str]:
    written = ("".join(f"{element}{n}" for element, n in one.items()) for one in table)
    return list(dict.fromkeys(canonical_key("composition", text) for text in written))


@settings(deadline=None)
@given(tables, tables, st.data())
def test_the_pairs_are_those_of_a_plain_comparison(
    source: list[dict[str, int]], target: list[dict[str, int]], data: st.DataObject
) -> None:
    # Twins that differ by a hundredth of an atom are seldom drawn by themselves.
    doped = [{**{e: 100 * n for e, n in one.items()}, "La": 1} for one in source]
    computed, measured = keys(source), keys([*target, *doped])
    expected = [
        (row, place)
        for row, one in enumerate(computed)
        for place, other in enumerate(measured)
        if one != other and distance(one, other) <= NEAR + 1e-9
    ]
    assert [tuple(pair) for pair in near_pairs(computed, measured).tolist()] == expected


@settings(deadline=None)
@given(amounts, amounts)
def test_a_distance_is_one(one: dict[str, int], other: dict[str, int]) -> None:
    (first,), (second,) = keys([one]), keys([other])
    assert distance(first, second) == pytest.approx(distance(second, first))
    assert 0 <= distance(first, second) <= 2 + 1e-12
    assert (distance(first, second) < 1e-12) == (first == second)


def test_nothing_is_near_to_nothing() -> None:
    assert near_pairs([], ["Fe2O3"]).shape == near_pairs(["Fe2O3"], []).shape == (0, 2)
    assert near_pairs(["Fe2O3"], ["Fe2O3"]).dtype == np.int32
    assert len(near_pairs(["Fe2O3"], ["Fe2O3", "Fe3O4"])) == 0
