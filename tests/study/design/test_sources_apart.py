"""Sources that are kept apart: sizes row by row, and whose rows come when."""

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.study.design.design import Design
from simlaw.study.design.drawn_materials import draws
from simlaw.study.design.settings import DesignSettings
from simlaw.study.design.sources_apart import by_source, check_sizes, plan_apart, row_by_row

PLAIN = Design((10, 20, 30), (5,), 2, 6, "exclude", 0)
NONE = np.full(100, -1, dtype=np.int32)


def test_the_first_n_rows_hold_the_share_of_each_source() -> None:
    sizes = [(2, 3, 7), (1, 1, 4)]
    order = row_by_row([np.arange(9), np.arange(20, 26)], sizes)
    assert sorted(order) == [*range(9), *range(20, 26)]
    for first, second in zip(*sizes, strict=True):
        parts = by_source(order[: first + second], (20, 6))
        assert [part.tolist() for part in parts] == [
            list(range(first)),
            list(range(20, 20 + second)),
        ]


def test_sizes_grow_in_each_source_to_its_own_largest() -> None:
    wishes = DesignSettings(sizes=4, smallest=5)
    twin = NONE.copy()
    twin[:3] = [0, 1, 2]
    design = plan_apart(PLAIN, wishes, {"a": 60, "b": 40}, twin=twin)
    assert design.n_apart == ((5, 11, 25, 57), (5, 10, 20, 40))
    assert design.n == (10, 21, 45, 97)
    assert (design.apart, design.longest_n) == ((60, 40), 57)
    assert design.n_of_each(45) == (25, 20)


def test_a_largest_bounds_every_source() -> None:
    wishes = DesignSettings(sizes=3, smallest=5, largest=30)
    design = plan_apart(PLAIN, wishes, {"a": 80, "b": 20}, twin=NONE)
    assert [one[-1] for one in design.n_apart] == [30, 20]


def test_a_source_with_too_few_materials_is_named() -> None:
    wishes = DesignSettings(n={"a": [5, 10, 20], "b": [5, 10, 50]})
    with pytest.raises(InputError, match=r"n = 50 materials of the source 'b' .* has 40 usable"):
        plan_apart(PLAIN, wishes, {"a": 60, "b": 40}, twin=NONE)
    with pytest.raises(InputError, match="'b' has 40 usable materials, but the smallest n is 50"):
        plan_apart(PLAIN, DesignSettings(smallest=50), {"a": 60, "b": 40}, twin=NONE)


def test_near_materials_count_for_the_source_they_are_of() -> None:
    near = np.array([[70, 0], [71, 0], [72, 1]], dtype=np.int32)
    plain = Design((10, 20, 30), (5,), 2, 6, "exclude-near", 0)
    wishes = DesignSettings(sizes=3, smallest=5)
    design = plan_apart(plain, wishes, {"a": 60, "b": 40}, twin=NONE, near=near)
    assert [one[-1] for one in design.n_apart] == [60, 37]


@pytest.mark.parametrize(
    ("n", "said"),
    [
        ({"a": [1, 2, 3], "b": [1, 2]}, "a has 3, b has 2"),
        ({"a": [1, 3, 2], "b": [1, 2, 9]}, "the sizes of 'a' are"),
        ({"a": [1, 2, 2], "b": [1, 2, 2]}, "each row needs more than the one before"),
        ({"a": [1, 2], "b": [1, 2]}, "at least 3 different sizes n, found 2"),
        ({"a": [0, 2, 3]}, "above 0"),
        ({"a": 5}, "a list of whole numbers"),
        ({"a": [1.5, 2, 3]}, "a list of whole numbers"),
    ],
)
def test_lists_that_do_not_go_together_are_refused(n: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        DesignSettings(n=n)  # type: ignore[arg-type]


def test_names_that_are_no_source_are_refused() -> None:
    with pytest.raises(InputError, match=r"no source 'c'.*a list for each source: a, b"):
        check_sizes({"a": [1], "c": [1]}, ["a", "b"])
    with pytest.raises(InputError, match="'b' is missing"):
        check_sizes({"a": [1]}, ["a", "b"])


def test_the_first_source_is_drawn_as_if_alone_and_no_source_holds_tested_materials() -> None:
    rng = np.random.default_rng(0)
    twin = np.where(rng.random(100) < 0.3, rng.integers(0, 40, 100), -1).astype(np.int32)
    wishes = DesignSettings(n={"a": [5, 10, 20], "b": [5, 10, 12]})
    design = plan_apart(PLAIN, wishes, {"a": 60, "b": 40}, twin=twin)
    for replicate in range(4):
        drawn = draws(design, replicate, twin, 40)[0]
        alone = draws(PLAIN, replicate, twin[:60], 40)[0]
        first, second = by_source(drawn.source, design.apart)
        assert first.tolist() == alone.source.tolist()
        assert drawn.test.tolist() == alone.test.tolist()
        assert second.min() >= 60
        assert not np.isin(twin[drawn.source], drawn.test).any()
        assert [len(part) for part in by_source(drawn.source[:20], design.apart)] == [10, 10]
