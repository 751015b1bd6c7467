from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.materials import KINDS, RefusedMaterial, canonical_key
from simlaw.materials.solution import canonical, pair_of, partners, solute_of, solvent_of


def test_one_solution_has_one_key() -> None:
    spellings = ["OCC|O|298.15", "C(O)C | [OH2] | 25 degC", "CCO|O|298.15 K"]
    assert {canonical(text) for text in spellings} == {"CCO|O|298.15"}
    assert canonical("OCC|O") == "CCO|O"


def test_a_pair_and_its_reverse_are_two_materials() -> None:
    octanol, water = "CCCCCCCCO", "O"
    assert canonical(f"{octanol}|{water}") != canonical(f"{water}|{octanol}")


def test_nitro_groups_in_both_spellings_are_one() -> None:
    assert canonical("CN(=O)=O|c1ccccc1N(=O)=O") == canonical("C[N+](=O)[O-]|[O-][N+](=O)c1ccccc1")


def test_a_partner_may_have_several_fragments() -> None:
    assert partners(canonical("[Na+].[Cl-]|O")) == ("[Cl-].[Na+]", "O", None)


def test_a_molecule_on_its_own_is_in_vacuum_and_a_missing_solvent_is_refused() -> None:
    assert canonical("OCC|Vacuum") == "CCO|vacuum"
    with pytest.raises(RefusedMaterial, match="the solvent is missing; a molecule on its own is"):
        canonical("OCC|")


def test_groups_are_parts_of_the_key_without_the_stereochemistry_of_the_solute() -> None:
    groups = KINDS["solution"].groups
    flat, trans = (canonical_key("solution", f"{dye}|ClCCl") for dye in ("CC=CC", "C/C=C/C"))
    assert flat != trans
    for name, group in groups.items():
        assert group(flat) == group(trans), name
    assert (pair_of(flat), solute_of(flat), solvent_of(flat)) == ("CC=CC|ClCCl", "CC=CC", "ClCCl")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("CCO", "is not of two or three parts"),
        ("CCO.O", "is not of two or three parts"),
        ("CCO|O|300|1", "is not of two or three parts"),
        ("|O", "the solute is missing"),
        ("CCO|O|", "the temperature is missing"),
        ("CCO|O|warm", "is not a number of kelvin"),
        ("*CC*|O", "the solute: .* wildcard atom"),
        ("CCO|C(", "the solvent: .* unclosed"),
        ("vacuum|O", "the solute: "),
    ],
)
def test_refusals_name_the_part(text: str, reason: str) -> None:
    with pytest.raises(RefusedMaterial, match=reason):
        canonical(text)


@given(st.text(alphabet="CO()1|. .5KvacumdegC/\\", max_size=40))
def test_any_text_is_a_key_or_a_refusal(text: str) -> None:
    with suppress(RefusedMaterial):
        key = canonical(text)
        assert canonical(key) == key
        assert pair_of(key).split("|")[1] == solvent_of(key)
