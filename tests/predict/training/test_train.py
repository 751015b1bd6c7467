"""A predictor as it is put together: its expected error is one on what nobody saw."""

from __future__ import annotations

import numpy as np
import pytest
from tests.predict.small_predictor import new_materials, small_predictor

from simlaw.predict.training.card_of import error_of, interval_of


def test_an_error_has_an_interval_around_it() -> None:
    errors = np.random.default_rng(0).standard_normal(4000)
    assert error_of(errors, squared=False) == pytest.approx(np.sqrt(2 / np.pi), rel=0.03)
    assert error_of(errors, squared=True) == pytest.approx(1.0, rel=0.03)
    for squared in (False, True):
        low, high = interval_of(errors, squared)
        assert low < error_of(errors, squared) < high
        assert high - low < 0.1


def test_the_rival_learns_from_measurements_alone() -> None:
    expected = small_predictor().card.expected
    assert expected.rival in ("direct", "smooth", "extra-trees")
    assert expected.rival_error is not None
    assert expected.rival_error > expected.error


def test_intervals_of_new_materials_hold_about_as_often_as_is_said() -> None:
    new = new_materials(400)
    said = small_predictor().predict(new).frame
    for level in (50, 90):
        inside = (said[f"low{level}"] <= new["y"]) & (new["y"] <= said[f"high{level}"])
        assert abs(inside.mean() - level / 100) < 0.15


def test_a_predictor_without_values_says_what_that_costs() -> None:
    bare, whole = small_predictor(keep_values=False), small_predictor()
    assert bare.card.expected.error > whole.card.expected.error
    assert len(bare.measured) == 0
