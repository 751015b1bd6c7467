"""Values that a quantity cannot have."""

from __future__ import annotations

import pandas as pd
import pytest

from simlaw.tables import read_table
from simlaw.tables.suspicion.plausible_values import PLAUSIBLE, look_at_range, quantity_of


@pytest.mark.parametrize(
    ("name", "unit", "found"),
    [
        ("density (MD)", "g/cm^3", "density"),
        ("Experimental Tg (K)", "degC", "temperature of a transition"),
        ("Tm_exp", "K", "temperature of a transition"),
        ("band_gap", "eV", "band gap"),
        ("gap pbe", "eV", "band gap"),
        ("refractive index", "1", "refractive index"),
        ("logP", "1", "logarithm of a partition"),
        ("K_VRH (GPa)", "GPa", "modulus"),
        ("density", "1", None),
        ("density of states", "1/eV", None),
        ("gap year", "1", None),
    ],
)
def test_a_quantity_is_known_by_name_and_dimension(name: str, unit: str, found: str | None) -> None:
    one = quantity_of(name, unit)
    assert (None if one is None else one.name) == found


@pytest.mark.parametrize(
    ("name", "unit", "values", "count"),
    [
        ("density", "g/cm^3", [0.9, 1.1, 900.0], 1),
        ("density", "kg/m^3", [900.0, 1100.0], 0),
        ("Tg", "degC", [-300.0, 20.0, 100.0], 1),
        ("band gap", "eV", [-0.5, 1.0], 1),
        ("refractive index", "1", [0.5, 1.5], 1),
        ("anything", "eV", [-1e9, 1e9], 0),
    ],
)
def test_values_outside_are_counted(name: str, unit: str, values: list[float], count: int) -> None:
    frame = pd.DataFrame({"id": [f"m{i}" for i in range(len(values))], name: values})
    table = read_table(frame, kind="label", material="id", value=name, unit=unit)
    found = list(look_at_range(table, "target"))
    assert [one.count for one in found] == ([count] if count else [])
    if found:
        assert "outside what a" in found[0].text


def test_limits_are_in_order() -> None:
    assert all(one.low < one.high for one in PLAUSIBLE)
