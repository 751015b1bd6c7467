"""Orders of the source: what they promise, nested, the same everywhere, blind to the test."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw import TrainingRecipe
from simlaw.study.design.design import DIVERSE, NEAREST, ORDERS, Design, Trial
from simlaw.study.design.diverse_and_nearest import DIRECTIONS, farthest_first
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench

CHOSEN = [DIVERSE, NEAREST]


def an_inputs(
    order: str,
    *,
    width: int = 5,
    most: int = 40,
    overlap: str = "exclude",
    shared: int = 0,
    computed: int = 120,
) -> StudyInputs:
    rng = np.random.default_rng(width)
    source = rng.standard_normal((computed, width)).astype(np.float32)
    target = rng.standard_normal((50, width)).astype(np.float32)
    twin = np.full(computed, -1, dtype=np.int32)
    twin[:shared] = np.arange(shared)
    source[:shared] = target[:shared]
    return StudyInputs(
        source,
        target,
        np.zeros(computed),
        np.zeros(50),
        twin,
        Design((10, 20, most), (5,), 4, 10, overlap, 0, order=order),
        TrainingRecipe(),
    )


def standardised(inputs: StudyInputs, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    usable = inputs.source_descriptors[rows].astype(float)
    mean, spread = usable.mean(axis=0), usable.std(axis=0)
    return (usable - mean) / spread, (inputs.target_descriptors - mean) / spread


def plainly(points: np.ndarray, most: int) -> list[int]:
    """Farthest first, one place after the other."""
    far, taken = ((points - points[0]) ** 2).sum(axis=1), [0]
    while len(taken) < min(most, len(points)) and far.max() > 0:
        taken.append(int(far.argmax()))
        far = np.minimum(far, ((points - points[taken[-1]]) ** 2).sum(axis=1))
    return taken


@pytest.mark.parametrize("order", CHOSEN)
@pytest.mark.parametrize("overlap", ["exclude", "include"])
def test_an_order_is_of_the_usable_rows_and_changes_nothing_else(order: str, overlap: str) -> None:
    inputs = an_inputs(order, overlap=overlap, shared=30)
    for replicate in range(4):
        drawn, plain = inputs.draw(replicate), inputs.materials(replicate)
        np.testing.assert_array_equal(drawn.test, plain.test)
        np.testing.assert_array_equal(drawn.pool, plain.pool)
        assert sorted(drawn.source) == sorted(plain.source)
        assert drawn.source.dtype == np.int32
        assert not np.array_equal(drawn.source, plain.source)
        tested = set(inputs.twin[drawn.source]) & set(drawn.test)
        assert bool(tested) == (overlap == "include")


@pytest.mark.parametrize("order", CHOSEN)
@pytest.mark.parametrize("width", [5, DIRECTIONS + 40])
def test_larger_designs_start_with_the_smaller(order: str, width: int) -> None:
    small, large = (an_inputs(order, width=width, most=most) for most in (30, 100))
    for replicate in range(3):
        one, other = small.draw(replicate).source, large.draw(replicate).source
        np.testing.assert_array_equal(one[:30], other[:30])
        np.testing.assert_array_equal(one, small.draw(replicate).source)


def test_replicates_and_seeds_differ() -> None:
    for order in CHOSEN:
        inputs = an_inputs(order)
        reseeded = replace(inputs, design=replace(inputs.design, seed=1))
        orders = [inputs.draw(0), inputs.draw(1), reseeded.draw(0)]
        assert len({tuple(drawn.source) for drawn in orders}) == 3


def test_nearest_goes_by_the_distance_to_the_training_pool() -> None:
    inputs = an_inputs(NEAREST)
    drawn = inputs.draw(1)
    source, target = standardised(inputs, drawn.source)
    apart = np.linalg.norm(source[:, None] - target[drawn.pool][None], axis=2).min(axis=1)
    # Descriptors are rounded to some 1/180 of a standard deviation.
    assert np.all(np.diff(apart) > -0.03)
    assert apart[:10].max() < apart[-10:].min()


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CHOSEN), st.integers(0, 3), st.integers(0, 2**32))
def test_tested_materials_are_not_looked_at(order: str, replicate: int, seed: int) -> None:
    inputs = an_inputs(order, shared=30)
    drawn = inputs.draw(replicate)
    noise = np.random.default_rng(seed)
    target = inputs.target_descriptors.copy()
    target[drawn.test] = 9 * noise.standard_normal((len(drawn.test), target.shape[1]))
    # What was computed for tested materials is kept out, and may be anything too.
    source = inputs.source_descriptors.copy()
    kept_out = np.isin(inputs.twin, drawn.test)
    assert kept_out.any()
    source[kept_out] = 9 * noise.standard_normal((int(kept_out.sum()), source.shape[1]))
    changed = replace(inputs, target_descriptors=target, source_descriptors=source)
    np.testing.assert_array_equal(changed.draw(replicate).source, drawn.source)
    target[drawn.pool[:20]] += 3
    moved = not np.array_equal(changed.draw(replicate).source, drawn.source)
    assert moved == (order == NEAREST)


def test_ties_of_the_nearest_are_in_random_order() -> None:
    inputs = an_inputs(NEAREST)
    alike = replace(inputs, source_descriptors=np.repeat(inputs.source_descriptors[:2], 60, axis=0))
    drawn, plain = alike.draw(0).source, alike.materials(0).source
    kind = drawn // 60
    assert (np.diff(kind) != 0).sum() == 1
    for one in (0, 1):
        np.testing.assert_array_equal(drawn[kind == one], plain[plain // 60 == one])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 4), st.integers(1, 70), st.integers(0, 2**32))
def test_farthest_first_is_the_plain_search(count: int, width: int, most: int, seed: int) -> None:
    # Few whole numbers: many ties and places that coincide.
    points = np.random.default_rng(seed).integers(-3, 4, (count, width)).astype(np.float32)
    assert farthest_first(points, most).tolist() == plainly(points, most)


def test_farthest_first_is_the_plain_search_among_many() -> None:
    rng = np.random.default_rng(0)
    points = np.rint(rng.standard_normal((9_000, 3)) * 20).astype(np.float32)
    assert farthest_first(points, 2_500).tolist() == plainly(points, 2_500)


def test_the_most_diverse_cover_better_than_random_ones_also_projected() -> None:
    for width in (5, 300):
        inputs = an_inputs(DIVERSE, width=width, computed=1_000, most=40)
        rng = np.random.default_rng(1)
        # A few crowded places and many lone ones.
        centres = rng.standard_normal((80, width)) * 2
        crowd = np.minimum(rng.integers(0, 300, 1_000) ** 2 // 1_000, 79)
        rows = centres[crowd] + 0.1 * rng.standard_normal((1_000, width))
        inputs = replace(inputs, source_descriptors=rows.astype(np.float32))
        chosen = [inputs.draw(0).source[:40], inputs.materials(0).source[:40]]
        farthest, drawn = (
            np.linalg.norm(rows[:, None] - rows[one][None], axis=2).min(axis=1).max()
            for one in chosen
        )
        assert farthest <= drawn
        assert len(set(crowd[chosen[0]])) > len(set(crowd[chosen[1]]))


def test_a_constant_column_and_few_rows_are_no_trouble() -> None:
    for order in CHOSEN:
        inputs = an_inputs(order, most=120)
        still = replace(inputs, source_descriptors=np.zeros_like(inputs.source_descriptors))
        np.testing.assert_array_equal(still.draw(0).source, still.materials(0).source)


def test_trials_that_differ_in_order_have_the_same_direct_learning(small) -> None:
    benches = [Bench(small(m=[10], order=order).prepare().inputs) for order in ORDERS]
    direct, tuned = ([bench.run(Trial(0, n)).rows[0] for bench in benches] for n in (0, 60))
    assert [row.method for row in (direct[0], tuned[0])] == ["direct", "fine-tune"]
    assert direct[0] == direct[1] == direct[2]
    assert len({row.mae for row in tuned}) == 3
