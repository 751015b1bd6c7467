import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.materials import RefusedMaterial, canonical_key, canonical_keys
from simlaw.materials.molecule import MAX_CHARACTERS, MAX_DEPTH, canonical, constitution


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["CCO", "OCC", "C(O)C", "[CH3][CH2][OH]", " CCO\n", "[CH3:7]CO"], "CCO"),
        (["c1ccccc1", "C1=CC=CC=C1", "C=1C=CC=CC1"], "c1ccccc1"),
        (["[Na+].[Cl-]", "[Cl-].[Na+]"], "[Cl-].[Na+]"),
        (["N[C@@H](C)C(=O)O", "C[C@H](N)C(=O)O"], "C[C@H](N)C(=O)O"),
        (["F/C=C/F", "F\\C=C\\F"], "F/C=C/F"),
    ],
)
def test_spellings_of_one_molecule_share_a_key(spellings: list[str], key: str) -> None:
    assert {canonical(text) for text in spellings} == {key}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O"),
        ("C[C@H](N)C(=O)O", "CC(N)C(=O)O"),
        ("F/C=C/F", "F/C=C\\F"),
        ("CCO", "[2H]CCO"),
        ("CC(=O)O", "CC(=O)[O-]"),
    ],
)
def test_stereoisomers_isotopologues_and_ions_are_other_materials(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_constitution_drops_stereochemistry_only() -> None:
    assert constitution("C[C@H](N)C(=O)O") == constitution("CC(N)C(=O)O") == "CC(N)C(=O)O"
    assert constitution("F/C=C\\F") == "FC=CF"
    assert constitution("[2H]CO") == "[2H]CO"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the text is empty"),
        ("  ", "the text is empty"),
        ("C(C", "'C(C' has 1 unclosed '('"),
        ("CC)C", "'CC)C' closes ')' at character 3 without opening it"),
        ("C1CC", "'C1CC' opens ring 1 and never closes it"),
        ("C%12CC", "'C%12CC' opens ring 12 and never closes it"),
        ("C[NH3+", "'C[NH3+' has an unclosed '['"),
        ("C]", "'C]' closes ']' at character 2 without opening it"),
        ("C[C[O]", "'C[C[O]' opens '[' twice, at character 4"),
        ("CC(C)(C)(C)C", "'CC(C)(C)(C)C' gives atom 2 (C) a valence of 5, more than it can have"),
        ("C=O=C", "'C=O=C' gives atom 2 (O) a valence of 4, more than it can have"),
        ("c1cccc1", "'c1cccc1' has an aromatic ring that no alternating bonds can draw"),
        ("CC*", "'CC*' has a wildcard atom '*', so it is not a whole molecule"),
        ("CCO ethanol", "'CCO ethanol' has a blank at character 4"),
        ("CCÖ", "'CCÖ' has 'Ö' at character 3, not a mark of SMILES"),
        ("C\0C", "'C\\u0000C' has '\\u0000' at character 2, not a mark of SMILES"),
        ("ethanol", "'ethanol' is not a valid SMILES"),
        ("[C+200]", "'[C+200]' has an isotope, charge or hydrogen count that no atom can have"),
        ("[70000C]", "'[70000C]' has an isotope, charge or hydrogen count that no atom can have"),
        (
            "C" + "(C)" * 200,
            "'C(C)(C)(C)(C)(C)(C)(C)(C)(C)(...)(C)(C)(C)(C)(C)(C)(C)(C)(C)' is a structure",
        ),
        ("nan", "'nan' is not a valid SMILES"),
        ("C>>O", "'C>>O' is not a valid SMILES"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(RefusedMaterial) as refused:
        canonical_key("molecule", text)
    assert refused.value.reason.startswith(reason)


def complete_graph(atoms: int) -> str:
    """Every atom bound to every other: a graph with exponentially many rings."""
    free, labels = list(range(1, 100)), {}
    text = ""
    for i in range(atoms):
        text += "[U]"
        for j in range(atoms):
            bond = (min(i, j), max(i, j))
            if abs(i - j) < 2:
                continue
            if j < i:
                label = labels[bond]
                free.append(label)
            else:
                label = labels[bond] = free.pop(0)
            text += str(label) if label < 10 else f"%{label}"
    return text


NASTY = {
    "open brackets": "(" * 100_000,
    "open brackets within the limit": "C(" * (MAX_CHARACTERS // 2),
    "a long chain": "C" * 10**6,
    "a chain at the limit": "C" * MAX_CHARACTERS,
    "one great ring": "C1" + "C" * (MAX_CHARACTERS - 4) + "C1",
    "unclosed rings": "C1" * 5000,
    "many rings": "C1CC1" * 500,
    "deep nesting": "C(" * 2000 + "C" + ")" * 2000,
    "nesting at the limit": "C(" * (MAX_DEPTH - 1) + "C" + ")" * (MAX_DEPTH - 1),
    "a star": "C" + "(C)" * 900,
    "aromatic atoms without rings": "c" * MAX_CHARACTERS,
    "conjugated": "C=C" * (MAX_CHARACTERS // 3),
    "parts": "C." * (MAX_CHARACTERS // 2 - 1) + "C",
    "cage of all rings": complete_graph(18),
    "isotope": "[999999999999C]",
    "charge": "[C+999999999]",
    "squares": "[" * MAX_CHARACTERS,
}


def test_no_text_hurts_the_parser() -> None:
    """Each text in one process of its own: what is looked for would end the process."""
    script = (
        "import sys, json\n"
        "from simlaw.materials import canonical_keys\n"
        "for text in json.load(sys.stdin):\n"
        "    [key], [reason] = canonical_keys('molecule', [text])\n"
        "    print((key or reason)[:200])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        input=json.dumps(list(NASTY.values())),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answers = dict(zip(NASTY, done.stdout.splitlines(), strict=True))
    assert answers["open brackets"] == "the SMILES has 100000 characters, and at most 3000 are read"
    assert answers["a chain at the limit"].startswith("CCCC")
    assert answers["one great ring"].startswith("C1CCC")
    assert answers["many rings"] == (
        "the SMILES closes 500 rings, and at most 150 in one molecule are read"
    )
    assert "nests branches 1500 deep" in answers["open brackets within the limit"]
    assert answers["nesting at the limit"].startswith("CC")
    assert answers["cage of all rings"].startswith("[U]")
    assert done.stderr == "", "RDKit must not print"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="CNOcnos()[]=#123%@+-/\\.*H~ \0Cl", max_size=40))
def test_any_text_gets_a_key_or_a_reason(text: str) -> None:
    [key], [reason] = canonical_keys("molecule", [text])
    assert (key is None) != (reason is None)
    if key is not None:
        assert canonical(key) == key
    if reason is not None:
        assert reason.isprintable()


def test_rdkit_still_warns_outside(capfd: pytest.CaptureFixture[str]) -> None:
    """Silence must be local: elsewhere in the user's process RDKit speaks as before."""
    from rdkit import Chem

    with pytest.raises(RefusedMaterial):
        canonical("C(C")
    assert capfd.readouterr().err == ""
    assert Chem.MolFromSmiles("C(C") is None
    assert "C(C" in capfd.readouterr().err
