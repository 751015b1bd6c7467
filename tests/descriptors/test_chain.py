import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from simlaw.descriptors.chain import around, backbone, join
from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.rdkit2d import RDKIT2D
from simlaw.materials.molecule import parse
from simlaw.materials.polymer import canonical

LINKS = ("C", "O", "N(C)", "C(=O)", "C(F)(F)", "C(C(F)(F)F)", "[Si](C)(C)", "C(c1ccccc1)")
words = st.lists(st.sampled_from(LINKS), min_size=1, max_size=6)


def unit(word: list[str]) -> str:
    return "*" + "".join(word) + "*"


@pytest.mark.parametrize(
    ("smiles", "copies", "whole"),
    [
        ("*CC(*)C", 3, "*CC(C)CC(C)CC(*)C"),
        ("C(*)*", 4, "*CCCC*"),
        ("*=CC=*", 2, "*=CC=CC=*"),
        ("*C=C*", 3, "*C=CC=CC=C*"),
        ("*c1ccc(*)s1", 2, "*c1ccc(-c2ccc(*)s2)s1"),
        ("*n1cccc1*", 2, "*n1cccc1-n1cccc1*"),
        ("*[N+](C)(C)C*", 2, "*[N+](C)(C)C[N+](C)(C)C*"),
    ],
)
def test_copies_are_joined_head_to_tail(smiles: str, copies: int, whole: str) -> None:
    chain = join(parse(smiles), copies)
    assert Chem.MolToSmiles(chain.molecule) == Chem.MolToSmiles(Chem.MolFromSmiles(whole))
    ends = [atom.GetIdx() for atom in chain.molecule.GetAtoms() if atom.GetAtomicNum() == 0]
    inside = [atom for members in chain.units for atom in members]
    assert sorted(inside + ends) == list(range(chain.molecule.GetNumAtoms()))
    elements = [
        [chain.molecule.GetAtomWithIdx(atom).GetSymbol() for atom in members]
        for members in chain.units
    ]
    assert all(members == elements[0] for members in elements)


@pytest.mark.parametrize("reach", [1, 2, 3, 7])
@pytest.mark.parametrize("smiles", ["*C*", "*CO*", "*CC(*)c1ccccc1", "*c1ccc(*)cc1"])
def test_the_chain_goes_on_as_far_as_asked_and_no_unit_further(smiles: str, reach: int) -> None:
    molecule, middle = around(smiles, reach)
    ends = [atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetAtomicNum() == 0]
    bonds = Chem.GetDistanceMatrix(molecule)[np.ix_(ends, middle)].min(axis=1)
    length = len(backbone(parse(smiles)))
    assert (bonds > reach).all()
    assert (bonds <= reach + length).all()


@settings(max_examples=100, deadline=None)
@given(words, st.integers(0, 10), st.booleans())
def test_where_the_unit_is_cut_and_which_way_it_is_read_is_all_the_same(
    word: list[str], shift: int, backwards: bool
) -> None:
    """Without the help of the canonical key, which would make them one text beforehand."""
    shift %= len(word)
    other = word[shift:] + word[:shift]
    if backwards:
        other = other[::-1]
    values = MORGAN.compute([unit(word), unit(other)]).values
    np.testing.assert_array_equal(values[0], values[1])


@settings(max_examples=60, deadline=None)
@given(words, st.integers(2, 3))
def test_how_often_the_unit_is_written_is_all_the_same(word: list[str], times: int) -> None:
    values = MORGAN.compute([unit(word), unit(word * times)]).values
    np.testing.assert_array_equal(values[0], values[1])


@pytest.mark.heavy
@settings(max_examples=60, deadline=None)
@given(words, st.integers(0, 10), st.integers(1, 3), st.booleans())
def test_one_polymer_has_one_row_however_it_is_written(
    word: list[str], shift: int, times: int, backwards: bool
) -> None:
    shift %= len(word)
    other = (word[shift:] + word[:shift]) * times
    if backwards:
        other = other[::-1]
    keys = [canonical(unit(word)), canonical(unit(other))]
    for descriptor in (MORGAN, RDKIT2D):
        values = descriptor.compute(keys).values
        np.testing.assert_array_equal(values[0], values[1])


def test_an_endless_chain_of_double_bonds_is_no_aromatic_ring() -> None:
    """Three units of polyacetylene joined to a ring would be benzene."""
    molecule, _ = around("*C=C*", 2)
    assert not any(atom.GetIsAromatic() or atom.IsInRing() for atom in molecule.GetAtoms())
