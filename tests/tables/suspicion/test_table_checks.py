"""Values that look wrong in one table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.tables import PropertyTable, read_table
from simlaw.tables.suspicion.table_checks import look_at_table


def table(values: np.ndarray, unit: str = "K") -> PropertyTable:
    frame = pd.DataFrame({"id": [f"s{i}" for i in range(len(values))], "y": values})
    return read_table(frame, kind="label", material="id", value="y", unit=unit)


def codes(values: np.ndarray, *, role: str = "source", unit: str = "K", linear: bool = True):
    return [one.code for one in look_at_table(table(values, unit), role, linear=linear)]


NORMAL = 1.0 + 0.1 * np.random.default_rng(2).standard_normal(200)


@pytest.mark.parametrize("mark", [-999.0, 9999.0, 1e30])
@pytest.mark.parametrize("count", [1, 10])
def test_marks_for_missing_values_are_outliers(mark: float, count: int) -> None:
    values = NORMAL.copy()
    values[:count] = mark
    (found,) = look_at_table(table(values), "source", linear=True)
    assert (found.code, found.count, found.table) == ("outliers", count, "source")
    assert "s0" in found.text


def test_a_slip_of_the_decimal_point_is_an_outlier() -> None:
    assert codes(np.append(NORMAL, 103.0)) == ["outliers"]


def test_a_long_tail_is_none() -> None:
    tail = np.append(NORMAL, np.linspace(2, 6, 30))
    assert codes(tail) == []


def test_many_decades_suggest_a_logarithm_unless_it_is_one() -> None:
    values = 10 ** np.random.default_rng(1).uniform(-8, -2, 100)
    assert codes(values) == ["many_decades"]
    assert codes(values, linear=False) == []


def test_few_measured_materials() -> None:
    assert codes(NORMAL[:11], role="target") == ["small_target"]
    assert codes(NORMAL[:11]) == []


def test_units_of_two_meanings() -> None:
    assert codes(NORMAL, unit="C") == ["unit_ambiguous"]


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(40, 400),
    st.sampled_from(["normal", "gap", "exponential", "lognormal", "two"]),
)
def test_ordinary_tables_raise_no_alarm(seed: int, count: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    values = {
        "normal": 400 + 60 * rng.standard_normal(count),
        "gap": np.maximum(0, 1 + 2 * rng.standard_normal(count)),
        "exponential": rng.exponential(2.0, count),
        "lognormal": np.exp(0.9 * rng.standard_normal(count)),
        "two": np.where(rng.random(count) < 0.7, 1.0, 30.0) + rng.standard_normal(count),
    }[kind]
    found = [code for code in codes(values, role="target") if code != "many_decades"]
    assert found == []
