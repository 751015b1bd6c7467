"""Contradictions between two tables: found where they are, and not where a model is only poor."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.tables import PropertyTable, read_table
from simlaw.tables.suspicion.pair_checks import look_at_pair

Numbers = np.ndarray


def table(values: Numbers, *, start: int = 0, unit: str = "K") -> PropertyTable:
    frame = pd.DataFrame({"id": [f"s{start + i}" for i in range(len(values))], "y": values})
    return read_table(frame, kind="label", material="id", value="y", unit=unit)


def codes(source: Numbers, target: Numbers, *, start: int = 0) -> list[str]:
    return [one.code for one in look_at_pair(table(source), table(target, start=start))[1]]


def truth(count: int = 60, seed: int = 1) -> tuple[Numbers, Numbers]:
    """Return glass temperatures and a fair computation of them."""
    rng = np.random.default_rng(seed)
    measured = 400 + 60 * rng.standard_normal(count)
    return measured, 0.95 * measured + 30 * rng.standard_normal(count)


def test_a_fair_pair_is_left_in_peace_and_accounted_for() -> None:
    measured, computed = truth()
    account, found = look_at_pair(table(computed), table(measured))
    assert found == ()
    assert account.shared == 60
    assert account.ratio == pytest.approx(1 / 0.95, rel=0.05)
    assert account.rank_correlation is not None
    assert account.rank_correlation > 0.7


@pytest.mark.parametrize("start", [0, 1000])  # with shared materials, and without any
def test_celsius_taken_for_kelvin(start: int) -> None:
    measured, computed = truth()
    assert codes(computed - 273.15, measured, start=start) == ["offset"]


@pytest.mark.parametrize("factor", [1000.0, 1e-3, 4.184, 96.485, 100.0])
def test_a_factor_between_units(factor: float) -> None:
    measured, computed = truth()
    assert codes(computed * factor, measured) == ["factor"]
    if factor in (1000.0, 1e-3):
        assert codes(computed * factor, measured, start=1000) == ["factor"]


def test_opposite_and_unrelated() -> None:
    measured, computed = truth()
    assert codes(-computed, measured) == ["opposite_sign"]
    rng = np.random.default_rng(3)
    assert codes(rng.permutation(np.repeat(computed, 10)), np.repeat(measured, 10)) != []


def test_copies() -> None:
    measured, _ = truth()
    assert codes(measured, measured) == ["same_values"]
    assert codes(np.where(np.arange(60) < 10, measured, measured + 5), measured) == []


def test_units_are_converted_first() -> None:
    measured, computed = truth()
    account, found = look_at_pair(table(computed - 273.15, unit="degC"), table(measured))
    assert found == ()
    assert account.offset == pytest.approx(20, abs=15)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 200),
    st.floats(0.75, 1.3),
    st.floats(0.3, 1.2),
    st.sampled_from(["gap", "density", "temperature", "solvation"]),
)
def test_poor_computations_raise_no_alarm(
    seed: int, shared: int, bias: float, noise: float, kind: str
) -> None:
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(max(shared, 40) + 10)
    measured = {
        "gap": np.maximum(0.0, 1.5 + 1.5 * z),
        "density": 1.1 + 0.15 * z,
        "temperature": 420 + 60 * z,
        "solvation": -5 + 3 * z,
    }[kind]
    spread = float(np.std(measured))
    computed = bias * measured + noise * spread * rng.standard_normal(len(z))
    if kind == "gap":
        computed = np.maximum(0.0, computed)
    # The others are in one table only.
    first = len(z) - shared if shared else 0
    beside = 0 if shared else 1000
    found = codes(computed, measured[first:], start=first + beside)
    assert found == []
