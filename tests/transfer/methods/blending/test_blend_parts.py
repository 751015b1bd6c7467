"""Each part of a blend: what it predicts, with and without materials set aside."""

from dataclasses import replace

import numpy as np
import pytest

from simlaw.testing.methods import SmallStudy
from simlaw.transfer import METHODS, Attempt
from simlaw.transfer.methods.blending.blend import BLEND
from simlaw.transfer.methods.blending.inner_folds import inner_folds

pytest.importorskip("sklearn")

STUDY = SmallStudy.of()
PARTS = {**BLEND.both, **BLEND.alone}


def attempt(m: int = 24) -> Attempt:
    return STUDY.attempt(METHODS["blend"], m=m)


@pytest.mark.parametrize("name", PARTS)
def test_it_predicts_all_and_what_it_had_not_seen(name: str) -> None:
    given = attempt()
    found = PARTS[name](given, inner_folds(given))
    assert found.predicted.shape == STUDY.target.values.shape
    assert found.held_out.shape == (24,)
    assert np.isfinite(found.predicted).all()
    # Blind, it misses its training materials more than the mean of trainings that saw most of them.
    values = given.target_values
    blind = np.abs(found.held_out - values).mean()
    assert blind > 0.9 * np.abs(found.predicted[given.rows] - values).mean()


@pytest.mark.parametrize("name", [name for name in PARTS if name in METHODS])
def test_without_folds_it_is_the_method_itself(name: str) -> None:
    given = attempt(9)
    found = PARTS[name](given, ())
    assert not len(found.held_out)
    expected = METHODS[name].predict(given)
    if "trees" in name:  # fewer of them
        assert np.corrcoef(found.predicted, expected)[0, 1] > 0.7
    else:
        np.testing.assert_array_equal(found.predicted, expected)


@pytest.mark.parametrize("name", ["smooth", "extra-trees", "extra-trees-column"])
def test_equal_values_and_no_columns_are_no_trouble(name: str) -> None:
    flat = replace(
        STUDY,
        target=replace(
            STUDY.target,
            values=np.full_like(STUDY.target.values, 4.2),
            descriptors=np.ones_like(STUDY.target.descriptors),
        ),
    )
    given = flat.attempt(METHODS["blend"], m=24)
    found = PARTS[name](given, inner_folds(given))
    np.testing.assert_allclose(found.predicted, 4.2)
    np.testing.assert_allclose(found.held_out, 4.2)
