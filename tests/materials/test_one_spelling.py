"""Groups written with charges apart, or with a double bond: one key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.materials import canonical_key, canonical_keys
from simlaw.materials.one_spelling import conventional

GROUPS = [
    ("N(=O)=O", "[N+](=O)[O-]"),
    ("N=N#N", "N=[N+]=[N-]"),
    ("[N-][N+]#N", "N=[N+]=[N-]"),
    ("C=N#N", "C=[N+]=[N-]"),
    ("[CH-][N+]#N", "C=[N+]=[N-]"),
    ("N(C)(C)=O", "[N+](C)(C)[O-]"),
    ("[S+]([O-])C", "S(=O)C"),
    ("[S+2]([O-])([O-])C", "S(=O)(=O)C"),
    ("[S+2]([O-])([O-])O", "S(=O)(=O)O"),
    ("[P+]([O-])(C)C", "P(=O)(C)C"),
    ("[P+]([S-])(C)C", "P(=S)(C)C"),
    ("[Se+]([O-])C", "[Se](=O)C"),
    ("C(=O)O[Na]", "C(=O)[O-].[Na+]"),
    ("OCl(=O)(=O)=O", "O[Cl+3]([O-])([O-])[O-]"),
]


@pytest.mark.parametrize("groups", GROUPS)
@settings(deadline=None)
@given(st.sampled_from(["C", "CC", "c1ccccc1", "OCC", "C(F)(F)C", "C1CC1"]))
def test_both_spellings_are_one_molecule(groups: tuple[str, str], rest: str) -> None:
    keys, reasons = canonical_keys("molecule", [rest + group for group in groups])
    assert reasons == [None, None]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*[S+2]([O-])([O-])CC*", "*CCS(=O)(=O)*"),
        ("*CC(*)N(=O)=O", "*CC(*)[N+](=O)[O-]"),
        ("*C[P+](C)([O-])*", "*CP(=O)(C)*"),
    ],
)
def test_of_polymers_too(one: str, other: str) -> None:
    assert canonical_keys("polymer", [one])[0] == canonical_keys("polymer", [other])[0] != [None]
    assert (
        canonical_keys("mixture", [f"{one}|CS(C)=O|300"])[0]
        == (canonical_keys("mixture", [f"{other}|C[S+](C)[O-]|300"])[0])
    )


def test_of_a_solute_and_its_solvent() -> None:
    texts = ["CN(=O)=O|C[S+](C)[O-]|300", "C[N+](=O)[O-]|CS(C)=O|300"]
    keys, _ = canonical_keys("solution", texts)
    assert keys[0] == keys[1] == "C[N+](=O)[O-]|CS(C)=O|300.00"
    assert canonical_keys("solution", ["C[S+](C)[O-]|vacuum"])[0] == ["CS(C)=O|vacuum"]


def test_a_repeat_unit_keeps_its_metals() -> None:
    keys, reasons = canonical_keys("polymer", ["*CC(*)C(=O)O[Na]"])
    assert reasons == [None]
    assert keys == canonical_keys("polymer", ["*CC(*)C(=O)O[Na]"], reading=1)[0]


def test_a_sulfoxide_keeps_its_handedness() -> None:
    keys, _ = canonical_keys("molecule", ["C[S@+]([O-])c1ccccc1", "C[S@@+]([O-])c1ccccc1"])
    assert keys == [canonical_key("molecule", f"C[{s}](=O)c1ccccc1") for s in ("S@", "S@@")]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("key", ["[CH2-][S+](C)C", "C[S+](C)C", "[O-][n+]1ccccc1", "C[N+](C)(C)C"])
def test_other_charges_stay(key: str) -> None:
    assert conventional("molecule", canonical_key("molecule", key)) == canonical_key(
        "molecule", key
    )


def test_the_first_rules_left_them_as_written() -> None:
    keys, _ = canonical_keys("molecule", ["C[S+](C)[O-]", "CS(C)=O"], reading=1)
    assert keys[0] != keys[1]
