"""The nearest known material: the same as by looking at all, and names that come back."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.decide.materials.distance import distance_to_source
from simlaw.predict.nearest import (
    BLOCK,
    Known,
    Standard,
    texts_from_arrays,
    texts_to_arrays,
    usual_distance,
)


def rows(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 5)).astype(np.float32) * 3 + 1


def known(table: np.ndarray, standard: Standard) -> Known:
    return Known(standard.scaled(table), [str(row) for row in range(len(table))], np.zeros(0))


def test_it_is_the_one_that_the_decisions_find_too() -> None:
    table, new = rows(BLOCK + 300), rows(200, seed=1)
    standard = Standard.of(table)
    which, distance = known(table, standard).nearest(standard.scaled(new), standard.width)
    wanted_distance, wanted = distance_to_source(table, new)
    assert (which == wanted).mean() > 0.98  # half precision may swap two that are as near
    assert np.abs(distance - wanted_distance).max() < 2e-3


def test_a_known_material_is_its_own_nearest_at_no_distance() -> None:
    table = rows(500)
    standard = Standard.of(table)
    own = known(table, standard)
    which, distance = own.nearest(own.scaled, standard.width)
    assert which.tolist() == list(range(500))
    assert (distance == 0).all()
    which, distance = own.nearest(own.scaled, standard.width, but_itself=True)
    assert (which != np.arange(500)).all()
    assert (distance > 0).all()


def test_what_is_constant_plays_no_part() -> None:
    table = rows(50)
    table[:, 2] = 7.0
    standard = Standard.of(table)
    assert standard.width == 4
    other = table.copy()
    other[:, 2] = 1e6
    assert np.array_equal(standard.scaled(table), standard.scaled(other))


def test_the_usual_distance_holds_95_percent() -> None:
    table = rows(BLOCK + 200)
    standard = Standard.of(table)
    own = known(table, standard)
    usual = usual_distance(own, standard.width)
    apart = own.nearest(own.scaled, standard.width, but_itself=True)[1]
    assert np.mean(apart <= usual) == pytest.approx(0.95, abs=0.001)
    assert usual_distance(known(table[:1], standard), 5) == np.inf


def test_names_come_back() -> None:
    names = ["CCO", "", "Fe₂O₃", "*CC*|O|300.00"]
    arrays = texts_to_arrays(names)
    assert texts_from_arrays(arrays["letters"], arrays["ends"]) == names
    assert texts_from_arrays(**texts_to_arrays([])) == []


@pytest.mark.parametrize("ends", [[-1, 3], [3, 2], [1, 2], [1, 99]])
def test_names_cut_at_places_that_are_not_there_are_refused(ends: list[int]) -> None:
    with pytest.raises(ValueError, match="names of materials"):
        texts_from_arrays(np.frombuffer(b"abc", dtype=np.uint8), np.array(ends))
