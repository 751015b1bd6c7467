"""The errors of single materials as matrices and as a table."""

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law.new_materials.material_errors import MaterialErrors


def errors() -> MaterialErrors:
    test = [np.array([0, 3], np.int32), np.array([1, 3], np.int32)]
    pool = [np.array([2, 1], np.int32), np.array([0, 2], np.int32)]
    found = {
        ("fine-tune", 2, 10): [np.array([0.5, -1], np.float32), np.array([0.25, 2], np.float32)],
        ("direct", 2, 0): [np.array([1, 1], np.float32), None],
    }
    replicate, draw = np.array([0, 1]), np.array([0, 0])
    measured = np.array([1.0, 2, 3, 4])
    return MaterialErrors(["a", "b", "c", "d"], measured, replicate, draw, test, pool, found)


def test_a_material_that_is_not_tested_has_no_error() -> None:
    nan = np.nan
    expected = [[0.5, nan, nan, -1], [nan, 0.25, nan, 2]]
    np.testing.assert_array_equal(errors().errors_of("fine-tune", 2, 10), expected)
    assert np.isnan(errors().errors_of("direct", 2, 0)[1]).all()


def test_a_missing_cell_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="fine-tune, m = 3, n = 10"):
        errors().errors_of("fine-tune", 3, 10)


def test_the_first_m_of_the_order_are_trained_on() -> None:
    assert errors().trained_on(1).tolist() == [
        [False, False, True, False],
        [True, False, False, False],
    ]
    assert errors().times_tested.tolist() == [1, 1, 0, 2]


def test_the_table_has_one_line_for_each_tested_material() -> None:
    table = errors().frame()
    assert len(table) == 6
    last = table[(table["method"] == "fine-tune") & (table["replicate"] == 1)]
    assert last["material"].tolist() == ["b", "d"]
    assert last["predicted"].tolist() == [2.25, 6.0]
    assert errors().cells == (("direct", 2, 0), ("fine-tune", 2, 10))
