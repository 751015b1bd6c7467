"""The scatter that replicates lack where they all learn from one source is added back."""

import dataclasses

import numpy as np
import pytest
from tests.law.new_materials.tables import Scatter, made_up

from simlaw.law.new_materials.noise_of_means import noise_of_means, observed_errors
from simlaw.law.new_materials.source_as_one_draw import missing_of_source

SIZES = (100, 200, 400, 800)
CELLS = [("fine-tune", 20, n) for n in SIZES]


def from_one_source(seed: int, rows: int, spread: float):
    """Errors that each drawn source row moves a little, of replicates with one source."""
    rng = np.random.default_rng(seed)
    errors = made_up(seed, replicates=24, scatter=Scatter(0.01, 0.0, 0.01))
    moves = spread * rng.standard_normal(rows)
    orders = [rng.permutation(rows) for _ in range(24)]
    moved = {
        cell: [
            one * (1 + moves[order[: cell[2]]].mean()) if cell[2] else one
            for one, order in zip(several, orders, strict=True)
        ]
        for cell, several in errors.errors.items()
    }
    return dataclasses.replace(errors, errors=moved, source_rows=rows)


def test_the_missing_variance_is_that_of_databases_of_as_many_rows() -> None:
    found = [
        missing_of_source(observed_errors(from_one_source(seed, 800, 1.0), CELLS, 1.0), CELLS, 800)
        for seed in range(40)
    ]
    # Independent databases of 800 rows differ by 1 / 800, as a share of the error squared.
    assert np.mean([one[0, 0] for one in found]) == pytest.approx(1 / 800, rel=0.25)
    assert all(np.ptp(one) == 0 for one in found)


def test_at_the_end_of_the_source_the_noise_does_not_vanish() -> None:
    errors = from_one_source(0, 800, 1.0)
    with_it = noise_of_means(errors, CELLS)
    without = noise_of_means(dataclasses.replace(errors, source_rows=0), CELLS)
    added = np.diag(with_it.covariance - without.covariance)
    assert np.all(added > 0.3 / 800)


def test_a_source_that_moves_nothing_adds_next_to_nothing() -> None:
    errors = from_one_source(1, 800, 0.0)
    found = missing_of_source(observed_errors(errors, CELLS, 1.0), CELLS, 800)
    assert found.max() < 1e-5
