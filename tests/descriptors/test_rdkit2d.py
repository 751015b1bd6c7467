import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import Descriptors

from simlaw.descriptors.rdkit2d import LEFT_OUT, OLIGOMER, RDKIT2D


def test_values_are_rdkits_own() -> None:
    smiles = ["CCO", "c1ccc(cc1)C(=O)NC", "OC(F)(F)Cl", "C[Si](C)(C)C", "C" * 60]
    block = RDKIT2D.compute(smiles)
    for row, text in zip(block.values, smiles, strict=True):
        expected = Descriptors.CalcMolDescriptors(Chem.MolFromSmiles(text))
        assert set(block.names) == set(expected) - LEFT_OUT
        np.testing.assert_allclose(row, [expected[name] for name in block.names], rtol=1e-6)


def test_all_but_a_few_of_rdkits_descriptors_are_there() -> None:
    names = {name for name, _ in Descriptors.descList}
    assert names >= LEFT_OUT
    assert len(RDKIT2D.compute(["C"]).names) == len(names) - len(LEFT_OUT)


@pytest.mark.parametrize(
    ("unit", "oligomer"),
    [
        ("*C*", "C" * 42),
        ("*CC(*)c1ccccc1", "C" + 5 * "CC(c1ccccc1)" + "C"),
        ("*C=C*", "C" + 20 * "C=C" + "C"),
        ("*" + 30 * "CO" + "*", "C" + 30 * "CO" + "C"),
    ],
)
def test_a_polymer_is_described_as_an_oligomer_capped_with_methyl(unit: str, oligomer: str) -> None:
    values = RDKIT2D.compute([unit, oligomer]).values
    np.testing.assert_array_equal(values[0], values[1])


@pytest.mark.parametrize("unit", ["*C*", "*CC(*)C", "*Oc1ccc(*)cc1", "*C(C)(C*)C(=O)OCCCC"])
def test_oligomers_are_about_one_size(unit: str) -> None:
    block = RDKIT2D.compute([unit])
    atoms = block.values[0, block.names.index("HeavyAtomCount")]
    assert 0.7 * OLIGOMER <= atoms <= 1.3 * OLIGOMER + 2


@pytest.mark.parametrize("smiles", ["*C(=O)c1ccc(cc1)C(=O)OCCO*", "*=C(C)C=*", "*c1ccc(*)s1"])
def test_repeat_units_of_all_sorts_are_described(smiles: str) -> None:
    block = RDKIT2D.compute([smiles])
    assert block.reasons == [None]
    assert np.isfinite(block.values).all()


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("C[Se]C", "parameters for Se"),
        ("CC[Sn](C)(C)C", "parameters for Sn"),
        ("C1CC", "never closes"),
        ("", "the text is empty"),
    ],
)
def test_what_cannot_be_described_has_a_reason_and_no_values(smiles: str, reason: str) -> None:
    block = RDKIT2D.compute([smiles, "CCO"])
    assert reason in str(block.reasons[0])
    assert np.isnan(block.values[0]).all()
    assert block.reasons[1] is None


def test_long_chains_overflow_nothing() -> None:
    block = RDKIT2D.compute(["C" * 300])
    assert block.reasons == [None]
