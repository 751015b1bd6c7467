import numpy as np
import pytest

from simlaw.simulate import SimulationFailure
from simlaw.simulate.geometry import relaxed_conformer


def distance(conformer, first: int, second: int) -> float:
    return float(np.linalg.norm(conformer.positions[first] - conformer.positions[second]))


def test_bond_lengths_are_those_of_the_molecules() -> None:
    # CRC Handbook of Chemistry and Physics, "Structure of free molecules in the gas phase":
    # C-C of ethane 1.54, ethylene 1.34, acetylene 1.20 and benzene 1.40 angstrom.
    for smiles, length in (("CC", 1.54), ("C=C", 1.34), ("C#C", 1.20), ("c1ccccc1", 1.40)):
        assert distance(relaxed_conformer(smiles), 0, 1) == pytest.approx(length, abs=0.03)


def test_every_spelling_gives_the_same_positions() -> None:
    one, other = relaxed_conformer("OCC(C)c1ccccc1"), relaxed_conformer("c1ccc(cc1)C(C)CO")
    np.testing.assert_array_equal(one.positions, other.positions)


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("", "the text is empty"),
        ("C1CC", "never closes"),
        ("*CC*", "wildcard"),
        ("[Na+].[Cl-]", "2 separate parts"),
        ("C[NH3+]", r"charge \+1"),
        ("[CH3]", "radical"),
        ("[2H]C", "isotope"),
        ("C" * 61, "61 heavy atoms; molecules of at most 60"),
        ("CC[Pb](CC)(CC)CC", r"neither MMFF94 nor UFF .*Pb"),
        ("C=C1C2CC[C@H]3C2C(C)(C)CCC[C@]13C", "no conformer was found"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_the_reason(smiles: str, reason: str) -> None:
    with pytest.raises(SimulationFailure, match=reason):
        relaxed_conformer(smiles)


def test_a_molecule_without_mmff94_parameters_is_relaxed_by_uff() -> None:
    assert relaxed_conformer("OB(O)c1ccccc1").force_field == "UFF"


@pytest.mark.parametrize("smiles", ["C1#CCCCCCC1", "CCC(CC)CO[Si](OCC(CC)CC)(OCC(CC)CC)OCC(CC)CC"])
def test_strained_rings_and_crowded_chains_are_embedded(smiles: str) -> None:
    assert relaxed_conformer(smiles).force_field == "MMFF94"
