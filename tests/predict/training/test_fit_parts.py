"""Parts of the blend as models: each says what the method of the study says."""

from __future__ import annotations

import numpy as np
import pytest
from tests.predict.training.test_cross_fit import data

from simlaw.predict.models.batch import Batch
from simlaw.predict.training.cross_fit import batch_of
from simlaw.predict.training.fit_parts import RECIPES, Fold, base_of, pretrain
from simlaw.transfer import METHODS, Attempt, Engine
from simlaw.transfer.methods.blending.blend import BLEND


@pytest.fixture(scope="module")
def fold() -> Fold:
    given = data(40)
    engine = Engine(given.source, given.target, recipe=given.recipe, largest_n=80)
    held_out = np.arange(8, dtype=np.int32)
    rows = np.arange(8, 40, dtype=np.int32)
    return Fold(given, engine, 0, rows, pretrain(engine, given, 0, held_out))


@pytest.fixture(scope="module")
def batch(fold: Fold) -> Batch:
    return batch_of(fold.data.target.descriptors, [base_of(fold)])


def attempt(fold: Fold) -> Attempt:
    names = {"start": "direct start"}
    return Attempt(
        fold.engine,
        fold.pretrained,
        fold.rows,
        lambda purpose: fold.generator(names.get(purpose, purpose)),
    )


def test_the_parts_are_those_of_the_blend() -> None:
    assert tuple(RECIPES) == BLEND.parts
    for name, recipe in RECIPES.items():
        assert recipe.uses_source == (name in BLEND.both)


def test_a_base_predicts_what_pretraining_did(fold: Fold, batch: Batch) -> None:
    assert np.allclose(batch.predicted[0], fold.pretrained.on_target, rtol=1e-6, atol=1e-6)
    assert np.allclose(batch.hidden[0], fold.engine.hidden(fold.pretrained), atol=1e-5)


@pytest.mark.parametrize("name", ["fine-tune", "head-only", "residual", "direct"])
def test_a_model_says_what_the_method_says(name: str, fold: Fold, batch: Batch) -> None:
    model = RECIPES[name].fit(fold)
    assert model is not None
    wanted = METHODS[name].predict(attempt(fold))
    assert np.allclose(model.at(batch)[0], wanted, rtol=1e-5, atol=1e-5)


def test_trees_without_folds_are_those_of_the_blend(fold: Fold, batch: Batch) -> None:
    for name, part in (("extra-trees", BLEND.alone), ("extra-trees-column", BLEND.both)):
        model = RECIPES[name].fit(fold)
        assert model is not None
        said = model.at(batch)
        assert said.shape == (30, 40)
        # Each tree has seen the values of its rows, and keeps them.
        assert np.allclose(said[:, fold.rows], fold.values, atol=1e-6)
        whole = part[name](attempt(fold), ()).predicted
        middle = np.median(said, axis=0)
        assert np.corrcoef(middle[:8], whole[:8])[0, 1] > 0.9


def test_rows_of_materials_held_out_are_not_pretrained_on(fold: Fold) -> None:
    assert set(fold.pretrained.rows.tolist()) == set(range(80)) - set(range(8))
