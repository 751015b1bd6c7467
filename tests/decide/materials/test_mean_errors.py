"""Mean errors of materials: over the tests that have all cells, and no others."""

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw.decide.materials.mean_errors import mean_errors
from simlaw.errors import InputError

CELLS = [("fine-tune", 20, 100), ("direct", 20, 0)]


def test_they_are_the_means_of_a_material_over_its_tests() -> None:
    errors = made_up(0)
    found = mean_errors(errors, CELLS)
    table = errors.errors_of("fine-tune", 20, 100)
    at = found.tested
    assert found.size[0, at] == pytest.approx(np.nanmean(np.abs(table[:, at]), axis=0))
    assert found.signed[0, at] == pytest.approx(np.nanmean(table[:, at], axis=0))
    assert np.isnan(found.size[:, ~at]).all()
    assert found.times.tolist() == errors.times_tested.tolist()


def test_a_row_that_lacks_one_of_the_cells_counts_for_none() -> None:
    errors = made_up(0, replicates=3)
    errors.errors["fine-tune", 20, 100][1] = None
    found = mean_errors(errors, CELLS)
    assert found.times.sum() == 2 * 20
    alone = np.setdiff1d(errors.test[1], np.union1d(errors.test[0], errors.test[2]))
    assert np.isnan(found.size[1, alone]).all()


def test_what_no_replicate_has_is_said() -> None:
    errors = made_up(0, replicates=2)
    with pytest.raises(InputError, match="no errors of materials for head-only, m = 20, n = 100"):
        mean_errors(errors, [("head-only", 20, 100)])
    errors.errors["fine-tune", 20, 100][:] = [None, None]
    with pytest.raises(InputError, match="No replicate has the errors of all"):
        mean_errors(errors, CELLS)
