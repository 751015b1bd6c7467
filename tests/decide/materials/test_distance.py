"""Distances to the source: as by hand, none to what must not be met; errors by distance."""

import numpy as np
import pytest
from tests.decide.materials.real_errors import M, real_study

from simlaw.decide.materials import distance as place
from simlaw.decide.materials.distance import Scaling, distance_to_source, error_by_distance
from simlaw.decide.materials.mean_errors import mean_errors


def test_it_is_the_root_mean_square_in_deviations_of_the_source() -> None:
    rng = np.random.default_rng(0)
    source = rng.normal([0, 5, 1], [1, 10, 0], (500, 3)).astype(np.float32)
    wanted = source[[3, 9]] + np.float32([0, 1, 0])
    near, which = distance_to_source(source, wanted)
    scale = source.std(axis=0)
    for number in range(2):
        away = (((wanted[number] - source) / np.where(scale > 1e-6, scale, 1))[:, :2] ** 2).mean(1)
        assert near[number] == pytest.approx(np.sqrt(away.min()), rel=1e-3)
        assert which[number] == away.argmin()
    assert Scaling.of(source).kept.tolist() == [0, 1]


def test_rows_left_out_and_forbidden_pairs_are_not_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "BLOCK", 7)
    rng = np.random.default_rng(1)
    source = rng.normal(size=(40, 4)).astype(np.float32)
    assert distance_to_source(source, source)[0] == pytest.approx(np.zeros(40), abs=1e-3)
    pairs = np.stack([np.arange(40), np.arange(40)], axis=1).astype(np.int32)
    apart, which = distance_to_source(source, source, pairs=pairs)
    assert apart.min() > 0.01
    assert (which != np.arange(40)).all()
    out = np.zeros(40, dtype=bool)
    out[which] = True
    assert (distance_to_source(source, source, out, pairs=pairs)[0] > apart - 1e-6).all()
    assert np.isinf(distance_to_source(source, source, np.ones(40, dtype=bool))[0]).all()


def test_errors_of_real_materials_by_distance() -> None:
    study = real_study()
    found = mean_errors(study.errors, [("fine-tune", M, 800), ("direct", M, 0)])
    pairs = np.flatnonzero(study.twin >= 0)
    pairs = np.stack([pairs, study.twin[pairs]], axis=1).astype(np.int32)
    away, _ = distance_to_source(study.source, study.target, pairs=pairs)
    answer = error_by_distance(away, *found.size)
    assert sum(one.materials for one in answer.bins) == found.tested.sum()
    assert [one.low for one in answer.bins] == sorted(one.low for one in answer.bins)
    assert answer.low < answer.rank < answer.high
    assert answer.bins[-1].error > answer.bins[0].error


def test_too_few_materials_make_no_bins() -> None:
    assert error_by_distance(np.arange(19.0), np.ones(19)) is None
