"""Training without each fold: nothing of a material is in what predicts it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.small_study import SHORT, frame

from simlaw import InputError
from simlaw.predict.models.batch import Batch
from simlaw.predict.models.network import leaves
from simlaw.predict.training.cross_fit import cross_fit
from simlaw.predict.training.fit_parts import RECIPES
from simlaw.predict.training.training_data import TrainingData
from simlaw.transfer import Samples


def samples(count: int, seed: int, *, measured: bool) -> Samples:
    rows = frame(count, 0, seed, measured=measured)
    table = rows[["x0", "x1", "x2"]].to_numpy(dtype=np.float32).copy()
    return Samples(table, rows["y"].to_numpy().copy())


def data(m: int = 30) -> TrainingData:
    source, target = samples(80, 1, measured=False), samples(m, 2, measured=True)
    # The first ten of both tables are the same materials.
    source.descriptors[:10] = target.descriptors[:10]
    own = np.stack([np.arange(10), np.arange(10)], axis=1).astype(np.int32)
    return TrainingData(source, target, own, SHORT)


def test_each_material_is_held_out_once_by_all_parts() -> None:
    found = cross_fit(data())
    assert sorted(np.concatenate(found.folds).tolist()) == list(range(30))
    assert len(found.folds) == len(found.bases) == 5
    assert set(found.held_out) == set(RECIPES)
    assert all(np.isfinite(said).all() for said in found.held_out.values())
    assert set(found.tree_spread) == {"extra-trees", "extra-trees-column"}
    assert (found.tree_spread["extra-trees"] > 0).all()


def test_neither_the_value_of_a_material_nor_its_computed_one_is_in_what_predicts_it() -> None:
    given = data()
    before = cross_fit(given)
    rows = before.folds[0]
    held = rows[rows < 10]
    assert len(held)
    target, source = given.target.values.copy(), given.source.values.copy()
    target[rows] += 50.0
    source[held] += 50.0
    after = cross_fit(
        replace(
            given,
            target=replace(given.target, values=target),
            source=replace(given.source, values=source),
        ),
        [name for name in RECIPES if name != "smooth"],
    )
    for name, said in after.held_out.items():
        assert np.array_equal(said[rows], before.held_out[name][rows]), name
    others = before.folds[1]
    assert not np.array_equal(
        after.held_out["extra-trees"][others], before.held_out["extra-trees"][others]
    )


def test_the_closed_form_says_nothing_that_was_seen() -> None:
    given = data(60)
    found = cross_fit(given, ["smooth"])
    values = given.target.values
    missed = np.abs(found.held_out["smooth"] - values).mean()
    seen = found.parts["smooth"].answers(Batch(given.target.descriptors))[0]
    assert np.abs(seen - values).mean() < 0.8 * missed
    assert missed < np.abs(values - np.median(values)).mean()


def test_groups_are_held_out_whole() -> None:
    groups = (np.arange(30) // 3).astype(np.int32)
    found = cross_fit(replace(data(), groups=groups), ["extra-trees"])
    for rows in found.folds:
        assert len(rows) == 3 * len(set(groups[rows].tolist()))
    with pytest.raises(InputError, match="one group"):
        cross_fit(replace(data(), groups=np.zeros(30, np.int32)), ["extra-trees"])


def test_networks_may_differ_in_their_layers() -> None:
    wide = replace(data(), recipe=replace(SHORT, wider_from=30))
    found = cross_fit(wide, ["fine-tune", "head-only", "direct"])
    layers = [len(leaves(model.parameters)) // 2 for model in found.bases]
    assert layers == [3] * 5
    direct = found.parts["direct"].models[0]
    assert len([name for name in direct.arrays() if name.startswith("weight")]) == 4


def test_too_few_materials_are_refused() -> None:
    with pytest.raises(InputError, match="needs 20 measured"):
        cross_fit(data(19))


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other = cross_fit(data()), cross_fit(data())
    another = cross_fit(replace(data(), seed=1))
    for name in RECIPES:
        assert np.array_equal(one.held_out[name], other.held_out[name])
    assert not np.array_equal(one.held_out["direct"], another.held_out["direct"])


def test_steps_are_told() -> None:
    told: list[tuple[int, int]] = []
    cross_fit(data(), ["extra-trees"], lambda done, total: told.append((done, total)))
    assert told == [(step, 10) for step in range(1, 11)]
