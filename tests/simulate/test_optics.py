from math import pi

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.simulate import SimulationFailure
from simlaw.simulate.geometry import relaxed_conformer
from simlaw.simulate.optics import lorentz_lorenz, polarizability, refractive_index

MEASURED_POLARIZABILITY = {
    # angstrom^3; CRC Handbook of Chemistry and Physics, 95th ed., "Atomic and molecular
    # polarizabilities", average static electric dipole polarizabilities.
    "C": 2.593,
    "CCO": 5.41,
    "CC(C)=O": 6.33,
    "c1ccccc1": 10.0,
    "C1CCCCC1": 11.0,
    "ClC(Cl)(Cl)Cl": 11.2,
    "CCCCCC": 11.9,
}

MEASURED_INDEX = {
    # Sodium D line near 293 K; CRC Handbook, through chemicals.refractivity.
    "CCO": 1.361,
    "CCCCCC": 1.3727,
    "c1ccccc1": 1.5011,
    "CCCCCCCCO": 1.4295,
}


@pytest.mark.parametrize(("smiles", "measured"), MEASURED_POLARIZABILITY.items())
def test_polarizability_is_near_the_measured_one(smiles: str, measured: float) -> None:
    assert polarizability(relaxed_conformer(smiles)) == pytest.approx(measured, rel=0.12)


@pytest.mark.parametrize(("smiles", "measured"), MEASURED_INDEX.items())
def test_refractive_index_is_near_the_measured_one(smiles: str, measured: float) -> None:
    assert refractive_index(smiles)["refractive_index"] == pytest.approx(measured, abs=0.08)


def test_heavier_halogens_refract_more() -> None:
    found = [refractive_index(f"CCC{x}")["refractive_index"] for x in ("F", "Cl", "Br", "I")]
    assert found == sorted(found)


@settings(deadline=None)
@given(index=st.floats(1.0, 4.0), volume=st.floats(1.0, 1e4))
def test_lorentz_lorenz_inverts_the_equation(index: float, volume: float) -> None:
    alpha = 3 * volume / (4 * pi) * (index**2 - 1) / (index**2 + 2)
    assert lorentz_lorenz(alpha, volume) == pytest.approx(index, abs=1e-9)


def test_a_polarizability_beyond_the_equation_is_refused() -> None:
    with pytest.raises(SimulationFailure, match="needs less than 1"):
        lorentz_lorenz(30.0, 100.0)
