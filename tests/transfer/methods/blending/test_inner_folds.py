"""Training materials set aside in turn: every one once, and groups as a whole."""

from dataclasses import replace

import numpy as np
import pytest

from simlaw.testing.methods import SmallStudy
from simlaw.transfer import METHODS, Attempt
from simlaw.transfer.methods.blending.inner_folds import inner_folds, others, over_folds


def attempt(m: int, groups: np.ndarray | None = None) -> Attempt:
    return replace(SmallStudy.of().attempt(METHODS["direct"], m=m), groups=groups)


@pytest.mark.parametrize("m", [2, 4, 5, 23, 30])
def test_every_material_is_set_aside_once(m: int) -> None:
    folds = inner_folds(attempt(m))
    assert sorted(np.concatenate(folds).tolist()) == list(range(m))
    assert len(folds) == min(5, m)
    sizes = [len(fold) for fold in folds]
    assert max(sizes) - min(sizes) <= 1


def test_a_material_keeps_its_part_as_m_grows() -> None:
    few, many = inner_folds(attempt(12)), inner_folds(attempt(30))
    for fewer, more in zip(few, many, strict=True):
        assert set(fewer) <= set(more)


def test_groups_are_set_aside_as_a_whole() -> None:
    one = attempt(30)
    groups = np.random.default_rng(0).integers(0, 9, len(one.target_descriptors)).astype(np.int32)
    folds = inner_folds(replace(one, groups=groups))
    where = [set(groups[one.rows[fold]].tolist()) for fold in folds]
    for i, first in enumerate(where):
        for second in where[i + 1 :]:
            assert not first & second
    assert sum(len(fold) for fold in folds) == 30


def test_one_group_is_one_part() -> None:
    one = attempt(8, np.zeros(35, np.int32))
    assert [len(fold) for fold in inner_folds(one)] == [8]


def test_others() -> None:
    np.testing.assert_array_equal(others(np.array([0, 2]), 4), [1, 3])


def test_what_is_said_of_a_material_was_learned_without_it() -> None:
    seen: list[set[int]] = []

    def mean(one: Attempt) -> np.ndarray:
        seen.append(set(one.rows.tolist()))
        return np.full(len(one.target_descriptors), one.target_values.mean())

    given = attempt(11)
    folds = inner_folds(given)
    found = over_folds(mean, given, folds)
    values = given.target_values
    for fold, kept in zip(folds, seen, strict=True):
        assert kept == set(given.rows.tolist()) - set(given.rows[fold].tolist())
        np.testing.assert_allclose(found.held_out[fold], values[others(fold, 11)].mean())
    means = [values[others(fold, 11)].mean() for fold in folds]
    np.testing.assert_allclose(found.predicted, np.mean(means))
