"""Designs that two tables can carry: sizes that every replicate reaches, limits that are said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.study.design.design import Design
from simlaw.study.design.drawn_materials import draw
from simlaw.study.design.plan_design import geometric_sizes, plan_design
from simlaw.study.design.settings import DesignSettings


def no_twins(count: int) -> np.ndarray:
    return np.full(count, -1, dtype=np.int32)


def planned(twin: np.ndarray, **changes: object) -> Design:
    wishes = DesignSettings(**{"m": 20, "sizes": 5, "smallest": 10, **changes})  # type: ignore[arg-type]
    return plan_design(wishes, 0, twin=twin, target_size=100)


@given(st.integers(1, 1000), st.integers(2, 10**6), st.integers(3, 30))
def test_sizes_are_increasing_and_keep_their_ends(low: int, factor: int, count: int) -> None:
    sizes = geometric_sizes(low, low * factor, count)
    assert sizes[0] == low
    assert sizes[-1] == low * factor
    assert list(sizes) == sorted(set(sizes))


def test_largest_n_is_what_every_replicate_can_reach() -> None:
    twin = no_twins(1000)
    twin[:90] = np.arange(90)
    plan = planned(twin)
    assert plan.n[-1] == 1000 - 20
    for replicate in range(20):
        assert len(draw(plan, replicate, twin, 100).source) >= 980


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"m": [81]}, "m = 81 target samples are wanted.*80 remain for training"),
        ({"n": [10, 20, 1001]}, "n = 1001 source samples are wanted, but the source has 1000"),
        ({"largest": 5000}, "n = 5000 source samples are wanted"),
        ({"smallest": 1000}, "smallest n .1000. must be below the largest .1000."),
        ({"largest": 11}, "at least 3 different sizes n, but there are 2: 10, 11"),
    ],
)
def test_wishes_the_tables_cannot_carry_are_refused(change: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        planned(no_twins(1000), **change)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["exclude", "exclude-near"]), st.integers(1, 3))
def test_every_replicate_reaches_the_largest_n_also_beside_near_neighbours(
    seed: int, overlap: str, draws: int
) -> None:
    rng = np.random.default_rng(seed)
    # Several source materials of one target material, as where stereochemistry is left out.
    twin = np.where(rng.random(400) < 0.3, rng.integers(0, 100, 400), -1).astype(np.int32)
    near = np.unique(rng.integers(0, (400, 100), (60, 2)), axis=0).astype(np.int32)
    wishes = DesignSettings(m=20, sizes=5, smallest=10, overlap=overlap, draws=draws)
    plan = plan_design(wishes, 0, twin=twin, target_size=100, near=near)
    for replicate in range(5):
        drawn = draw(plan, replicate, twin, 100, None, near)
        assert len(drawn.source) >= plan.n[-1]
        kept = set(drawn.source.tolist())
        assert not kept & set(np.flatnonzero(np.isin(twin, drawn.test)).tolist())
        beside = {int(row) for row, place in near if place in drawn.test}
        assert overlap == "exclude" or not kept & beside
