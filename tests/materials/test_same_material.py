"""What counts as the same material across tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.materials import canonical_key
from simlaw.materials.reading import FIRST, LATEST
from simlaw.materials.same_material import MATCHES, identities, match_of

STEREO = [
    ("molecule", "C[C@H](O)F", "C[C@@H](O)F", "CC(O)F"),
    ("molecule", "C/C=C/C", r"C/C=C\C", "CC=CC"),
    ("molecule", "N[C@@H](C)C(=O)O", "N[C@H](C)C(=O)O", "NC(C)C(=O)O"),
    ("polymer", "*/C=C/CC*", r"*/C=C\CC*", "*C=CCC*"),
    ("polymer", "*C[C@H](C)*", "*C[C@H](C)C[C@@H](C)*", "*CC(C)*"),
    ("solution", "C[C@H](O)F|O", "C[C@@H](O)F|O", "CC(O)F|O"),
    ("solution", "C/C=C/C|vacuum", r"C/C=C\C|vacuum", "CC=CC|vacuum"),
    ("mixture", "*/C=C/CC*|C[C@H](O)F|300", r"*/C=C\CC*|C[C@@H](O)F|300", "*C=CCC*|CC(O)F|300"),
]


@pytest.mark.parametrize("case", STEREO)
def test_stereoisomers_are_one_by_constitution_and_several_by_stereo(case: tuple[str, ...]) -> None:
    kind = case[0]
    keys = [canonical_key(kind, text) for text in case[1:]]
    assert len(set(keys)) == 3
    assert len(set(identities(kind, "stereo", keys))) == 3
    assert identities(kind, "constitution", keys) == [keys[2]] * 3
    assert len(set(identities(kind, "tautomer", keys))) == 1


@settings(deadline=None)
@given(st.integers(1, 30), st.booleans())
def test_units_that_only_stereochemistry_told_apart_are_shortened(count: int, head: bool) -> None:
    # A syndiotactic chain has two centres in its unit; without them one unit is enough.
    unit = "C[C@H](C)C[C@@H](C)" * count
    key = canonical_key("polymer", f"*{unit}*")
    assert identities("polymer", "constitution", [key]) == ["*C(C)C*"]


@pytest.mark.parametrize("kind", ["composition", "label"])
@pytest.mark.parametrize("match", MATCHES)
def test_formulas_and_labels_are_themselves(kind: str, match: str) -> None:
    assert identities(kind, match, ["Fe2O3", "FeO"]) == ["Fe2O3", "FeO"]


def test_old_studies_tell_stereoisomers_apart() -> None:
    assert match_of(None, FIRST) == "stereo"
    assert match_of(None, LATEST) == "constitution"
    assert match_of("stereo", LATEST) == "stereo"
