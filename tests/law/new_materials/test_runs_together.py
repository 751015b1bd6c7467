"""Runs on the same measured materials share what these are off by."""

import dataclasses

import numpy as np
from tests.law.new_materials.tables import made_up

from simlaw.law.new_materials.noise_of_means import noise_of_means
from simlaw.law.new_materials.runs_together import cell_of_run, runs_together

CELL = ("fine-tune", 20, 800)


def test_what_two_runs_share_correlates_their_means() -> None:
    errors = made_up(0)
    rng = np.random.default_rng(1)
    other = dataclasses.replace(
        errors,
        errors={
            cell: [
                (one * (1 + 0.02 * rng.standard_normal(one.size))).astype(np.float32)
                for one in several
            ]
            for cell, several in errors.errors.items()
        },
    )
    both = runs_together([errors, other])
    assert both is not None
    noise = noise_of_means(both, [cell_of_run(0, CELL), cell_of_run(1, CELL)])
    scale = np.sqrt(np.diag(noise.covariance))
    assert noise.covariance[0, 1] / scale.prod() > 0.9


def test_only_replicates_with_the_same_test_are_shared() -> None:
    errors = made_up(0)
    part = dataclasses.replace(errors, test=[*errors.test[:5], *made_up(1).test[5:]])
    both = runs_together([errors, part])
    assert both is not None
    assert both.rows == 5
    assert len(both.errors) == 2 * len(errors.errors)


def test_runs_on_other_materials_are_not_put_together() -> None:
    errors = made_up(0)
    renamed = dataclasses.replace(errors, keys=[f"other {key}" for key in errors.keys])
    assert runs_together([errors, renamed]) is None
    assert runs_together([errors, made_up(1)]) is None
