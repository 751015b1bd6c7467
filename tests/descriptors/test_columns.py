import numpy as np
import pandas as pd
import pytest

from simlaw.descriptors.columns import COLUMNS
from simlaw.errors import InputError


def test_columns_are_given_as_they_are() -> None:
    frame = pd.DataFrame({"t": [1.0, 2.0], "p": [3, 4]})
    block = COLUMNS.compute(["a", "b"], columns=frame)
    assert block.names == ("t", "p")
    np.testing.assert_array_equal(block.values, [[1, 3], [2, 4]])
    assert block.values.dtype == np.float32


def test_a_row_with_a_gap_has_a_reason_and_no_values() -> None:
    frame = pd.DataFrame({"t": [1.0, np.inf], "p": [1.0, np.nan], "x": [1.0, 1.0]})
    block = COLUMNS.compute(["a", "b"], columns=frame)
    assert block.reasons == [None, "no finite value in column 't' and 'p'"]
    assert np.isnan(block.values[1]).all()


@pytest.mark.parametrize("columns", [None, pd.DataFrame(index=range(1))])
def test_a_table_without_numeric_columns_is_refused(columns) -> None:
    with pytest.raises(InputError, match="has none"):
        COLUMNS.compute(["a"], columns=columns)
