"""Scaffolds: rings where there are any, functional groups where there are none."""

import pytest

from simlaw.materials.families.scaffold import scaffold_of


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [
        ("CCc1ccc(O)cc1", "c1ccccc1"),
        ("c1ccc(CCc2ccccc2)cc1", "c1ccc(CCc2ccccc2)cc1"),
        ("CC1CCCCC1", "C1CCCCC1"),
        ("C[C@H]1CC[C@@H](C)CC1", "C1CCCCC1"),
        ("CCCCO", "O"),
        ("OCCCO", "O"),
        ("CCOCC", "O"),
        ("CCOC(C)=O", "O=CO"),
        ("C=CCC#N", "C#N.C=C"),
        ("N#CCC=C", "C#N.C=C"),
        ("CCCC", "alkane"),
        ("ClC(Cl)Cl", "Cl"),
        (r"C/C=C\C", "C=C"),
    ],
)
def test_scaffold(smiles: str, expected: str) -> None:
    assert scaffold_of(smiles) == expected
