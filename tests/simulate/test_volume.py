import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit.Chem import AllChem

from simlaw.simulate.geometry import relaxed_conformer
from simlaw.simulate.volume import radii, union_volume

BALL = 4 / 3 * np.pi


@settings(deadline=None)
@given(
    centre=st.tuples(*[st.floats(-50, 50)] * 3),
    radius=st.floats(1.0, 2.5),
)
def test_a_sphere_has_its_volume_wherever_it_is(centre, radius) -> None:
    volume = union_volume(np.array([centre]), np.array([radius]), spacing=0.05)
    assert volume == pytest.approx(BALL * radius**3, rel=0.01)


@settings(deadline=None)
@given(gap=st.floats(0.0, 2.5))
def test_two_spheres_have_the_volume_of_their_union(gap: float) -> None:
    # The lens of two unit balls at distance d has pi (4 + d) (2 - d)^2 / 12.
    lens = np.pi * (4 + gap) * (2 - gap) ** 2 / 12 if gap < 2 else 0.0
    volume = union_volume(np.array([[0, 0, 0], [gap, 0, 0]]), np.ones(2), spacing=0.05)
    assert volume == pytest.approx(2 * BALL - lens, rel=0.005)


def test_a_sphere_inside_another_adds_nothing() -> None:
    outer = union_volume(np.zeros((1, 3)), np.array([2.0]))
    both = union_volume(np.array([[0, 0, 0], [0.5, 0, 0]]), np.array([2.0, 1.0]))
    assert both == outer


@pytest.mark.heavy
def test_molecules_have_the_volume_that_rdkit_integrates() -> None:
    for smiles in ("CCO", "c1ccccc1", "CC(C)(C)Br", "O=C(O)CCl"):
        conformer = relaxed_conformer(smiles)
        molecule = AllChem.AddHs(AllChem.MolFromSmiles(smiles))
        assert [atom.GetAtomicNum() for atom in molecule.GetAtoms()] == conformer.numbers.tolist()
        AllChem.EmbedMolecule(molecule, randomSeed=1)
        molecule.GetConformer().SetPositions(conformer.positions)
        rdkit = AllChem.ComputeMolVolume(molecule, gridSpacing=0.1)
        ours = union_volume(conformer.positions, radii(conformer.numbers))
        assert ours == pytest.approx(rdkit, rel=0.005)
