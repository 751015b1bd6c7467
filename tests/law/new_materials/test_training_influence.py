"""Another table trains other predictors, which adds to the variance."""

import dataclasses

import numpy as np
from tests.law.new_materials.tables import made_up

from simlaw.law.new_materials.crossed_components import components
from simlaw.law.new_materials.noise_of_means import observed_errors
from simlaw.law.new_materials.training_influence import from_training

CELL = ("fine-tune", 20, 800)


def test_materials_that_help_training_and_are_hard_add_variance() -> None:
    rng = np.random.default_rng(0)
    errors = made_up(0, materials=60, replicates=32)
    hard = rng.standard_normal(60)
    moved = []
    for row, one in enumerate(errors.errors[CELL]):
        level = 2.0 * hard[errors.pool[row][:20]].mean()
        moved.append(np.sign(one) * (np.abs(one) + 2.0 * hard[errors.test[row]] + level))
    changed = dataclasses.replace(errors, errors={CELL: moved})
    added = []
    for study in (errors, changed):
        tested = observed_errors(study, [CELL], 1.0)
        found = components(tested)
        added.append(from_training(tested, study, np.array([20.0]), found)[0, 0])
    assert added[1] > 3 * max(added[0], 1e-6)


def test_what_is_always_trained_on_moves_nothing() -> None:
    errors = made_up(0, fixed=True)
    same = dataclasses.replace(errors, pool=[errors.pool[0]] * errors.rows)
    tested = observed_errors(same, [CELL], 1.0)
    assert from_training(tested, same, np.array([20.0]), components(tested))[0, 0] == 0.0
