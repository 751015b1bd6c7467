from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.materials import RefusedMaterial, canonical_keys
from simlaw.materials.polymer import MAX_CUTS, canonical

# Backbone links that read the same from both ends and cannot be cut inside: a chain of them is
# known by the word alone, which gives keys to compare with that RDKit has no part in.
LINKS = ("C", "O", "N(C)", "S", "C(=O)", "C(F)(F)", "[Si](C)(C)", "C(c1ccccc1)")


def unit(word: list[str]) -> str:
    return "*" + "".join(word) + "*"


def necklace(word: list[str]) -> tuple[str, ...]:
    """The smallest rotation of the primitive period of a word, read either way."""
    length = len(word)
    period = next(
        size
        for size in range(1, length + 1)
        if length % size == 0 and word[size:] + word[:size] == word
    )
    word = word[:period]
    both = (word, word[::-1])
    return min(tuple(way[i:] + way[:i]) for way, i in product(both, range(period)))


words = st.lists(st.sampled_from(LINKS), min_size=1, max_size=7)


@settings(max_examples=150, deadline=None)
@given(words, st.integers(0, 10), st.integers(1, 3), st.booleans())
def test_shifted_reversed_and_repeated_units_share_a_key(
    word: list[str], shift: int, times: int, backwards: bool
) -> None:
    shift %= len(word)
    other = (word[shift:] + word[:shift]) * times
    if backwards:
        other = other[::-1]
    assert canonical(unit(other)) == canonical(unit(word))


@settings(max_examples=150, deadline=None)
@given(words, words)
def test_two_units_share_a_key_only_if_they_make_one_chain(a: list[str], b: list[str]) -> None:
    assert (canonical(unit(a)) == canonical(unit(b))) == (necklace(a) == necklace(b))


@settings(max_examples=100, deadline=None)
@given(words)
def test_a_key_is_its_own_key_and_the_shortest_unit(word: list[str]) -> None:
    key = canonical(unit(word))
    assert canonical(key) == key
    assert key.count("*") == 2


@pytest.mark.parametrize(
    "spellings",
    [
        ["*C*", "*CC*", "*CCCC*", "[*]CC[*]", "[1*]CC[2*]", "[*:1]C[*:2]", "C(*)*", " *C* "],
        ["*CC(C)*", "*C(C)C*", "*CC(*)C", "CC(*)C*", "*C(C)CC(C)C*"],
        ["*CC(*)c1ccccc1", "*C(c1ccccc1)C*", "C1=CC=CC=C1C(*)C*"],
        ["*OC(=O)CCCCC*", "*CCCCCC(=O)O*", "*CC(=O)OCCCC*"],  # polycaprolactone
        ["*OCCOC(=O)c1ccc(cc1)C(=O)*", "*CCOC(=O)c1ccc(cc1)C(=O)O*"],  # PET
        ["*c1ccc(*)cc1", "*c1ccc(cc1)-c1ccc(*)cc1"],
        ["*=CC=*", "*C=C*", "*C=CC=C*"],
        ["*=C=*", "*=C=C=*"],
        ["*[Si](C)(C)O*", "*O[Si](C)(C)*"],
    ],
)
def test_spellings_of_one_polymer_share_a_key(spellings: list[str]) -> None:
    assert len({canonical(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*CC(C)*", "*CC(C)C(C)C*"),  # head to tail, head to head
        ("*CCO*", "*CO*"),
        ("*c1ccc(*)cc1", "*c1cccc(*)c1"),
        ("*C(=O)O*", "*C(=O)OO*"),
        ("*OC(=O)CC(=O)OCC*", "*OC(=O)CCC(=O)OC*"),
    ],
)
def test_other_polymers_have_other_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


class TestStereochemistry:
    def test_double_bonds_beside_the_ends(self) -> None:
        assert canonical("*/C(Br)=C(/*)c1ccccc1") == canonical("*\\C(c1ccccc1)=C(\\*)Br")

    def test_cis_and_trans_are_other_polymers(self) -> None:
        cis, trans = "*C/C=C\\C*", "*C/C=C/C*"
        assert canonical(cis) != canonical(trans)
        assert canonical("*/C=C/CC*") == canonical(trans)
        assert canonical("*CC/C=C/CC/C=C/*") == canonical(trans)

    def test_isotactic_chains_of_either_hand_are_one(self) -> None:
        """Read from its other end, a chain of R centres is one of S centres."""
        assert canonical("*C[C@H](C)*") == canonical("*C[C@@H](C)*")
        assert canonical("*C[C@H](C)C[C@H](C)*") == canonical("*C[C@H](C)*")

    def test_tacticity_is_kept(self) -> None:
        isotactic, syndiotactic = "*C[C@H](C)*", "*C[C@H](C)C[C@@H](C)*"
        assert len({canonical(text) for text in (isotactic, syndiotactic, "*CC(C)*")}) == 3

    def test_a_centre_with_like_arms_keeps_its_key_under_shift(self) -> None:
        """Between two CH2 the centre looks symmetric in one unit and not in its shifted form."""
        assert canonical("*C[C@](F)(Cl)C*") == canonical("*CC[C@](F)(Cl)*")

    def test_chiral_chains_differ_from_their_mirror_image(self) -> None:
        left, right = "*N[C@@H](C)C(=O)*", "*N[C@H](C)C(=O)*"
        assert canonical(left) != canonical(right)
        assert canonical("*C(=O)[C@H](C)N*") == canonical(left)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the text is empty"),
        ("CC", "'CC' has 0 attachment points '*'; a repeat unit has two"),
        ("*CC", "'*CC' has 1 attachment point '*'; a repeat unit has two"),
        ("*CC(*)*", "'*CC(*)*' has 3 attachment points '*'; a repeat unit has two"),
        ("**", "'**' has no atoms between its attachment points"),
        ("C1*CC1*", "'C1*CC1*' has an attachment point '*' that is not bound to exactly one atom"),
        ("*C.C*", "'*C.C*' is of several parts; a repeat unit is one"),
        ("*CC*.O", "'*CC*.O' is of several parts; a repeat unit is one"),
        ("*C(=*)C", "'*C(=*)C' binds its two attachment points by different bonds"),
        ("[*H]CC*", "'[*H]CC*' has an attachment point that is more than a '*' with a number"),
        ("*C(C*", "'*C(C*' has 1 unclosed '('"),
        ("*C(C)(C)(C)C*", "'*C(C)(C)(C)C*' gives atom 2 (C) a valence of 5"),
        ("{[$]CC[$]}", "'{[$]CC[$]}' is BigSMILES, which is not read"),
        ("*" + "C" * 3000 + "*", "the SMILES has 3002 characters"),
        ("*" + "C" * MAX_CUTS + "O*", f"the repeat unit's backbone can be cut at {MAX_CUTS + 1}"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(RefusedMaterial) as refused:
        canonical(text)
    assert refused.value.reason.startswith(reason)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="CNO*c()[]=#12/\\@+-.:", max_size=30))
def test_any_text_gets_a_key_or_a_reason(text: str) -> None:
    [key], [reason] = canonical_keys("polymer", [text])
    assert (key is None) != (reason is None)
    if key is not None:
        assert canonical(key) == key
    if reason is not None:
        assert reason.isprintable()
