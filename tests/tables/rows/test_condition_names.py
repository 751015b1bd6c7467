"""Names of columns: conditions, shares of components, and what stands beside a measurement."""

import pytest

from simlaw.tables.rows.condition_names import (
    is_beside,
    names_condition,
    names_second_component,
    names_share,
)


@pytest.mark.parametrize(
    "name",
    [
        *("Temperature (K)", "temp_C", "T [K]", "T/K", "P (MPa)", "Pressure, kPa", "solvent"),
        *("Solvent SMILES", "frequency (Hz)", "test_load_N", "load", "pH", "ph", "strainRate"),
        *("conc. (mg/mL)", "relative humidity", "Film thickness (nm)", "phase", "ionic strength"),
    ],
)
def test_conditions(name: str) -> None:
    assert names_condition(name)
    assert not names_share(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Tg (C)",
            "melting temperature",
            "vapor pressure (Pa)",
            "boiling temp",
            "density",
            "SMILES",
        ),
        *("temperature_error", "T std", "reference", "growth rate", "half-life time", "rate", ""),
        *("phase change enthalpy", "Tm", "formula", "gap", "DOI", "author", "row id"),
    ],
)
def test_no_conditions(name: str) -> None:
    assert not names_condition(name)


@pytest.mark.parametrize(
    "name",
    [
        *("x1", "x_1", "x(1)", "w2", "phi1", "mole fraction", "Mole_fraction_1", "wt%", "vol %"),
        *("mass fraction of solvent", "weight fraction (component 1)", "blend ratio", "mol ratio"),
    ],
)
def test_shares(name: str) -> None:
    assert names_share(name)


@pytest.mark.parametrize(
    "name",
    ["water uptake (wt%)", "Poisson ratio", "x", "fraction_sp3", "void fraction", "x10", "w"],
)
def test_no_shares(name: str) -> None:
    assert not names_share(name)


def test_what_stands_beside_a_measurement() -> None:
    assert all(
        map(is_beside, ("Ref.", "year", "sample ID", "uncertainty", "row_number", "comment"))
    )
    assert not any(map(is_beside, ("temperature", "density", "solvent", "type")))


@pytest.mark.parametrize("name", ["Component 2", "comp_2", "SMILES2", "Solvent (2)", "2nd solvent"])
def test_second_components(name: str) -> None:
    assert names_second_component(name)


@pytest.mark.parametrize("name", ["component 1", "SMILES", "CO2", "2", "polymer", "solvent"])
def test_no_second_components(name: str) -> None:
    assert not names_second_component(name)
