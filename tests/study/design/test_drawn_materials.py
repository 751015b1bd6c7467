"""Materials of a replicate: nested draws, common random numbers, overlap."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.study.design.design import Design
from simlaw.study.design.drawn_materials import draw, draws


def no_twins(count: int) -> np.ndarray:
    return np.full(count, -1, dtype=np.int32)


def design(overlap: str = "exclude", seed: int = 0) -> Design:
    return Design((10, 20, 40), (5,), 4, 20, overlap, seed)


@settings(max_examples=50)
@given(st.integers(0, 2**62), st.integers(0, 10**6), st.integers(0, 99))
def test_test_pool_and_source_never_share_a_material(
    seed: int, replicate: int, shared: int
) -> None:
    twin = no_twins(300)
    twin[:shared] = np.arange(shared)
    drawn = draw(design(seed=seed), replicate, twin, 100)
    assert len(drawn.test) == 20
    assert sorted([*drawn.test, *drawn.pool]) == list(range(100))
    assert not set(twin[drawn.source]) & set(drawn.test)
    assert len(set(drawn.source)) == len(drawn.source)
    expected = 300 - np.isin(drawn.test, twin).sum()
    assert len(drawn.source) == expected


@settings(max_examples=50)
@given(st.integers(0, 2**62), st.integers(1, 999), st.booleans(), st.integers(0, 99))
def test_a_fixed_test_set_is_that_of_the_first_replicate(
    seed: int, replicate: int, grouped: bool, shared: int
) -> None:
    twin, groups = no_twins(300), None
    twin[:shared] = np.arange(shared)
    if grouped:
        groups = np.arange(100, dtype=np.int32) // 3
        twin //= 3
    fixed = replace(design(seed=seed), test="fixed")
    first = draw(design(seed=seed), 0, twin, 100, groups)
    for one in (0, replicate):
        drawn = draw(fixed, one, twin, 100, groups)
        np.testing.assert_array_equal(drawn.test, first.test)
        assert sorted(drawn.pool) == sorted(first.pool)
        assert sorted(drawn.source) == sorted(first.source)
    assert not np.array_equal(drawn.pool, first.pool)
    assert not np.array_equal(drawn.source, first.source)


def test_overlap_may_be_included() -> None:
    twin = np.arange(100, dtype=np.int32)
    assert len(draw(design("include"), 0, twin, 100).source) == 100
    assert len(draw(design("exclude"), 0, twin, 100).source) == 80


def test_draws_depend_on_seed_and_replicate_only() -> None:
    first, again = (draw(design(), 1, no_twins(50), 100) for _ in range(2))
    np.testing.assert_array_equal(first.source, again.source)
    np.testing.assert_array_equal(first.pool, again.pool)
    assert not np.array_equal(first.source, draw(design(), 2, no_twins(50), 100).source)
    assert not np.array_equal(first.source, draw(design(seed=1), 1, no_twins(50), 100).source)


def test_protocols_share_test_sets_and_target_orders() -> None:
    """Studies of one target differ in nothing but the source: they can be compared in pairs."""
    small, large = no_twins(50), no_twins(500)
    large[:60] = np.arange(60)
    for replicate in range(5):
        one, other = (draw(design(), replicate, twin, 100) for twin in (small, large))
        included = draw(design("include"), replicate, large, 100)
        for drawn in (other, included):
            np.testing.assert_array_equal(one.test, drawn.test)
            np.testing.assert_array_equal(one.pool, drawn.pool)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**62), st.integers(20, 300), st.booleans())
def test_balanced_tests_hold_everybody_out_equally_often(
    seed: int, size: int, grouped: bool
) -> None:
    groups = np.arange(size, dtype=np.int32) // 3 if grouped else None
    balanced = replace(design(seed=seed), test="balanced", test_size=max(4, size // 7))
    tests = [draw(balanced, one, no_twins(5), size, groups).test for one in range(21)]
    assert all(len(np.unique(one)) == len(one) >= balanced.test_size for one in tests)
    times = np.bincount(np.concatenate(tests), minlength=size)
    orders = 21 / (size // (balanced.test_size + (2 if grouped else 0)))
    assert times.max() <= np.ceil(orders) + 1
    again = draw(balanced, 20, no_twins(5), size, groups)
    np.testing.assert_array_equal(again.test, tests[20])


def test_within_an_order_no_balanced_test_shares_a_material() -> None:
    balanced = replace(design(), test="balanced")
    tests = [set(draw(balanced, one, no_twins(5), 100).test.tolist()) for one in range(5)]
    assert set.union(*tests) == set(range(100))


def test_the_draws_of_a_balanced_replicate_are_blocks_in_turn() -> None:
    balanced = replace(design(), test="balanced", draws=5)
    found = draws(balanced, 0, no_twins(5), 100)
    assert set.union(*(set(one.test.tolist()) for one in found)) == set(range(100))
