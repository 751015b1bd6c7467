import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from simlaw.materials import RefusedMaterial, polymer
from simlaw.materials.oligomer import repeat_unit

UNITS = (
    "*CC*",
    "*CC(*)C",
    "*CC(*)c1ccccc1",
    "*CC(*)(C)C(=O)OC",
    "*CCO*",
    "*OCCOC(=O)CCC(*)=O",
    "*C(=O)c1ccc(cc1)C(=O)OCCO*",
    "*C/C=C/C*",
    "*C/C=C(/C)C*",
    "*O[C@H]1[C@H](OCC)[C@@H](OCC)[C@H](*)O[C@@H]1CO",
)


def ring_of(units: list[str]) -> str:
    """The cyclic oligomer of units joined one after the other, drawn by RDKit."""
    parts = []
    for place, unit in enumerate(units):
        head, tail = unit.index("*"), unit.rindex("*")
        following = (place + 1) % len(units) + 1
        parts.append(
            f"{unit[:head]}[*:{place + 1}]{unit[head + 1 : tail]}[*:{following}]{unit[tail + 1 :]}"
        )
    return Chem.MolToSmiles(Chem.molzip(Chem.MolFromSmiles(".".join(parts))))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(UNITS), st.integers(6, 10), st.randoms(use_true_random=False))
def test_a_ring_of_equal_units_gives_the_unit_back(unit: str, count: int, random) -> None:
    molecule = Chem.MolFromSmiles(ring_of([unit] * count))
    order = list(range(molecule.GetNumAtoms()))
    random.shuffle(order)
    drawn = Chem.MolToSmiles(Chem.RenumberAtoms(molecule, order), canonical=False)
    assert repeat_unit(drawn) == polymer.canonical(unit)


def test_the_configuration_of_most_units_counts() -> None:
    trans, cis = "*C/C=C/C*", "*C/C=C\\C*"
    assert repeat_unit(ring_of([trans] * 9 + [cis])) == polymer.canonical(trans)
    assert repeat_unit(ring_of([cis] * 9 + [trans])) == polymer.canonical(cis)


def test_where_none_has_the_majority_there_is_no_configuration() -> None:
    trans, cis = "*C/C=C/C*", "*C/C=C\\C*"
    assert repeat_unit(ring_of([trans, trans, cis, cis])) == polymer.canonical("*CC=CC*")


def test_explicit_hydrogens_change_nothing() -> None:
    ring = Chem.AddHs(Chem.MolFromSmiles("C1COCCOCCOCCOCCO1"))
    assert repeat_unit(Chem.MolToSmiles(ring)) == "*CCO*"


@pytest.mark.parametrize(
    "smiles",
    [
        "C1CCCCCCCCCCCO1",  # one ether in thirteen atoms
        "C1COCCOCCOCCSCC1",
    ],
)
def test_a_ring_of_unequal_parts_has_no_unit(smiles: str) -> None:
    assert repeat_unit(smiles) is None


@pytest.mark.parametrize("smiles", ["CCO", "c1ccccc1", "C1CCCCCCCCC1", "C1CCCCCCCCCCC1.O", "[Na+]"])
def test_what_is_no_oligomer_is_refused(smiles: str) -> None:
    with pytest.raises(RefusedMaterial, match=r"neither a repeat unit .* nor a cyclic oligomer"):
        repeat_unit(smiles)
