"""Ends of repeat units in other writings: refused by name, with the way out."""

import pytest

from simlaw.materials import canonical_keys
from simlaw.materials.placeholders import placeholders


def reason(kind: str, text: str) -> str:
    (key,), (why,) = canonical_keys(kind, [text])
    assert key is None
    assert why is not None
    return why


@pytest.mark.parametrize(
    ("text", "named", "written"),
    [
        ("[Ce]CCO[Th]", "[Ce] and [Th]", "'*CCO*'"),
        ("[At]CC([At])C", "[At]", "'*CC(*)C'"),
        ("[e]CC[d]", "[e] and [d]", "'*CC*'"),
        ("[R1]CC[R2]", "[R1] and [R2]", "'*CC*'"),
        ("[*]CC[R]", "[R]", "'[*]CC*'"),
    ],
)
def test_placeholders_are_named_with_the_way_to_write_them(
    text: str, named: str, written: str
) -> None:
    for kind in ("polymer", "molecule"):
        why = reason(kind, text)
        assert named in why
        assert written in why
        assert ("kind 'polymer'" in why) == (kind == "molecule")
    (key,), _ = canonical_keys("polymer", [written.strip("'")])
    assert key is not None


@pytest.mark.parametrize("text", ["CO[e]", "C[Q]", "C(=O)[X]"])
def test_letters_that_are_no_element(text: str) -> None:
    assert "which is no element" in reason("molecule", text)
    assert "'*'" in reason("polymer", text)


@pytest.mark.parametrize(
    "text", ["{[][$]CC[$][]}", "{[$]CC[$],[$]CO[$]}", "{[>]CC[<]}", "{[]CC[]}"]
)
@pytest.mark.parametrize("kind", ["polymer", "molecule"])
def test_big_smiles_is_named_as_such(kind: str, text: str) -> None:
    assert "is BigSMILES" in reason(kind, text)
    assert "'*CC*'" in reason(kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "C[At]",
        "[Xe]",
        "[Xe].[Kr]",
        "[Ce+3].[Cl-]",
        "c1cc[nH]c1",
        "[2H]O[2H]",
        "[Th]",
        "C[Si](C)(C)C",
    ],
)
def test_what_is_a_molecule_stays_one(text: str) -> None:
    assert placeholders(text) == ()
    assert canonical_keys("molecule", [text])[1] == [None]


def test_a_formula_of_such_atoms_is_none_either() -> None:
    assert "placeholders [Ce] and [Th]" in reason("composition", "[Ce]CCO[Th]")
    assert canonical_keys("composition", ["[Fe](CN)6", "CeThO4", "Ce[Th]O4"])[1] == [None] * 3


def test_by_the_first_rules_molecules_with_such_atoms_were_read() -> None:
    assert canonical_keys("molecule", ["[Ce]CC[Th]"], reading=1)[1] == [None]


def test_the_polymer_of_a_mixture_is_told_in_the_same_way() -> None:
    assert "placeholders [Ce] and [Th]" in reason("mixture", "[Ce]CC[Th]|CCO|300")
