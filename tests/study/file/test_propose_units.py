"""Units of two tables: read, taken from the other table, or asked for."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.study.file.propose_units import Side, propose_units
from simlaw.tables.columns.header import Header

MATERIALS = [f"sample {i}" for i in range(60)]
RNG = np.random.default_rng(5)
KELVIN = 400 + 50 * RNG.standard_normal(60)


def side(name: str, values: np.ndarray, *, materials: list[str] = MATERIALS, **more: str) -> Side:
    frame = pd.DataFrame({"id": materials, name: values})
    return Side(Header(Path("t.csv"), frame, len(frame)), "id", name, **more)


def proposed(source: Side, target: Side) -> tuple[str | None, str | None]:
    """Return both units, None where one is asked for."""
    found = propose_units({"source": source, "target": target}, "label")
    source_unit, target_unit = (
        None if one.question else one.unit for one in (found["source"], found["target"])
    )
    return source_unit, target_unit


def test_units_in_names_are_taken() -> None:
    assert proposed(side("Tg (C)", KELVIN - 273.15), side("Tg [K]", KELVIN)) == ("degC", "K")


def test_a_missing_unit_is_that_of_the_other_where_the_values_agree() -> None:
    noisy = KELVIN * 0.95 + 10 * RNG.standard_normal(60)
    assert proposed(side("Tg", noisy), side("Tg (K)", KELVIN)) == ("K", "K")


@pytest.mark.parametrize("shared", [True, False])
def test_a_missing_unit_is_asked_for_where_they_do_not(shared: bool) -> None:
    materials = MATERIALS if shared else [f"other {i}" for i in range(60)]
    celsius = side("Tg", KELVIN - 273.15, materials=materials)
    assert proposed(celsius, side("Tg (K)", KELVIN)) == (None, "K")
    assert proposed(side("Tg (C)", KELVIN - 273.15, materials=materials), side("Tg", KELVIN)) == (
        "degC",
        None,
    )
    assert proposed(side("x", KELVIN * 1000, materials=materials), side("x", KELVIN)) == (
        None,
        None,
    )


def test_two_tables_without_units_and_of_one_size_are_taken_as_the_same() -> None:
    assert proposed(side("rho", KELVIN), side("rho", KELVIN * 1.05)) == ("1", "1")


@pytest.mark.parametrize("name", ["mu (a.u.)", "sigma (blorp/cm)"])
def test_what_is_written_and_not_understood_is_asked_for(name: str) -> None:
    found = propose_units({"source": side(name, KELVIN), "target": side("x (K)", KELVIN)}, "label")
    assert found["source"].question is not None
    assert found["source"].question.option == "--source-unit"
    assert name.split("(")[1].rstrip(")") in found["source"].question.text


def test_the_user_knows_better() -> None:
    assert proposed(side("Tg", KELVIN - 273.15, wish="degC"), side("Tg (K)", KELVIN)) == (
        "degC",
        "K",
    )


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.8, 1.25),
    st.floats(0.02, 0.5),
    st.integers(0, 2**32 - 1),
    st.sampled_from([10.0, 100.0, 1000.0, 4.184, 96.485]),
)
def test_a_bias_is_no_unit_and_a_factor_is_no_bias(
    bias: float, noise: float, seed: int, factor: float
) -> None:
    rng = np.random.default_rng(seed)
    truth = 1.0 + 0.25 * rng.standard_normal(60)
    computed = bias * truth + noise * 0.25 * rng.standard_normal(60)
    if 0.87 < bias < 1.15:
        assert proposed(side("rho", computed), side("rho (g/cm3)", truth))[0] == "g/cm3"
    for scaled in (computed * factor, computed / factor):
        assert proposed(side("rho", scaled), side("rho (g/cm3)", truth))[0] is None
