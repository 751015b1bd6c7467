import json
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.tables import PropertyTable, read_table


@pytest.fixture
def table() -> PropertyTable:
    rows = pd.DataFrame(
        {"id": ["a", "b", "a", "c", "?"], "y": [20.0, 30.0, 24.0, 40.0, np.inf], "x": range(5)}
    )
    return read_table(
        rows, kind="label", material="id", value="y", unit="degC", columns=["x"], max_refused=0.2,
        name="melting", property="melting temperature",
    )  # fmt: skip


def test_conversion_shifts_values_and_scales_spreads(table: PropertyTable) -> None:
    kelvin = table.to("K")
    np.testing.assert_allclose(kelvin.values, [295.15, 303.15, 313.15])
    np.testing.assert_allclose(kelvin.frame["spread"], table.frame["spread"])
    assert (kelvin.unit, table.unit) == ("K", "degC")
    np.testing.assert_allclose(table.values, [22.0, 30.0, 40.0])
    np.testing.assert_array_equal(kelvin.frame["x"], [1.0, 1.0, 3.0])


def test_conversion_to_another_dimension_is_refused(table: PropertyTable) -> None:
    with pytest.raises(InputError, match=r"'degC' \(\[temperature\]\) cannot be converted to 'eV'"):
        table.to("eV")


def test_taking_rows(table: PropertyTable) -> None:
    assert table.take(np.array([2, 0])).keys == ["c", "a"]
    assert table.take(np.array([False, True, True])).keys == ["b", "c"]
    assert table.take(np.array([], dtype=np.int64)).keys == []
    assert table.take(np.array([1])).rows_read == table.rows_read
    with pytest.raises(ValueError, match=r"shape \(2,\), expected \(3,\)"):
        table.take(np.array([True, False]))


def test_a_table_cannot_be_changed_by_what_it_hands_out(table: PropertyTable) -> None:
    table.values[0] = 99.0
    assert table.values[0] == 22.0
    with pytest.raises(FrozenInstanceError):
        table.unit = "K"  # type: ignore[misc]


def test_summary_is_plain_data(table: PropertyTable) -> None:
    summary = table.summary()
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary["value"] == {"min": 22.0, "median": 30.0, "max": 40.0}
    assert (summary["rows_read"], summary["refused"], summary["merged"]) == (5, 1, 1)
    assert summary["refused_examples"] == [
        {"row": 5, "text": "?", "reason": "the value is infinite"}
    ]
    assert table.take(np.array([], dtype=np.int64)).summary()["value"]["median"] is None


def test_text_of_the_data_is_escaped_in_a_notebook() -> None:
    evil = "<script>alert(1)</script>"
    rows = pd.DataFrame({"id": [evil], "y": [1.0]})
    table = read_table(rows, kind="label", material="id", value="y", name=evil, property=evil)
    html = table._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 4
    assert "1 materials (label)" in repr(table)
