"""Tautomers as one text, whatever way a polymer was cut."""

import pytest

from simlaw.materials import canonical_key
from simlaw.materials.tautomer import of_molecule, of_polymer

PAIRS = [
    ("CC(C)=O", "CC(O)=C"),
    ("O=c1cccc[nH]1", "Oc1ccccn1"),
    ("Cc1c[nH]cn1", "Cc1cnc[nH]1"),
    ("CC(=O)CC(C)=O", "CC(=O)C=C(C)O"),
    ("NC(C)=O", "N=C(C)O"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_tautomers_of_a_molecule_are_one(one: str, other: str) -> None:
    assert of_molecule(one) == of_molecule(other)


@pytest.mark.parametrize(
    ("one", "other"), [("CCO", "COC"), ("CCC=O", "CC(C)=O"), ("CC(=O)[O-]", "CC(=O)O")]
)
def test_others_stay_apart(one: str, other: str) -> None:
    assert of_molecule(one) != of_molecule(other)


def test_polymers_are_compared_without_their_cut() -> None:
    one, other = (canonical_key("polymer", text) for text in ("*CC(=O)N*", "*NC(O)=C*"))
    assert one != other
    assert of_polymer(one) == of_polymer(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*CC(C)*", "*CC(CC)*"),
        ("*CCO*", "*COC(*)C"),
        ("*CC(C)C(C)C*", "*CC(C)*"),  # head to head, and head to tail
        ("*C=C*", "*C*"),
        ("*c1ccc(*)cc1", "*c1cccc(*)c1"),
    ],
)
def test_other_polymers_stay_apart(one: str, other: str) -> None:
    assert of_polymer(canonical_key("polymer", one)) != of_polymer(canonical_key("polymer", other))
