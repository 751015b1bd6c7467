from math import pi

import pytest

from simlaw.simulate import SimulationFailure
from simlaw.simulate.contributions import AVOGADRO, contributed_volume, refractive_index
from simlaw.simulate.geometry import relaxed_conformer, single_molecule
from simlaw.simulate.volume import radii, union_volume

MEASURED_REFRACTIVITY = {
    # cm^3/mol: measured index and density at 293 K through the Lorentz-Lorenz equation
    # (CRC Handbook of Chemistry and Physics, 95th ed., "Physical constants of organic compounds").
    "c1ccccc1": 26.2,
    "CCO": 12.9,
    "CC(C)=O": 16.2,
    "CCCCCC": 29.9,
}


@pytest.mark.parametrize(("smiles", "measured"), MEASURED_REFRACTIVITY.items())
def test_molar_refractivity_is_near_the_measured_one(smiles: str, measured: float) -> None:
    assert refractive_index(smiles)["molar_refractivity"] == pytest.approx(measured, rel=0.03)


@pytest.mark.parametrize("smiles", ["CCO", "CCCCCC", "C1CCCCC1", "c1ccccc1Cl", "CCOC(=O)C"])
def test_the_volume_is_near_that_of_the_spheres(smiles: str) -> None:
    conformer = relaxed_conformer(smiles)
    spheres = union_volume(conformer.positions, radii(conformer.numbers))
    assert contributed_volume(single_molecule(smiles)) == pytest.approx(spheres, rel=0.05)


def test_every_spelling_gives_the_same_numbers() -> None:
    assert refractive_index("OCC") == refractive_index("CCO")


def test_refractivity_and_polarizability_are_one_quantity() -> None:
    # R = 4 pi N_A alpha / 3; benzene has 10.0 angstrom^3 by experiment (CRC Handbook).
    refractivity = refractive_index("c1ccccc1")["molar_refractivity"]
    assert 3 * refractivity / (4 * pi * AVOGADRO) == pytest.approx(10.0, rel=0.06)


@pytest.mark.parametrize(
    ("smiles", "why"),
    [("[Na+].[Cl-]", "parts"), ("C[Hg]C", "no volume contribution of Hg"), ("[CH3]", "radical")],
)
def test_what_has_no_contributions_is_refused(smiles: str, why: str) -> None:
    with pytest.raises(SimulationFailure, match=why):
        refractive_index(smiles)
