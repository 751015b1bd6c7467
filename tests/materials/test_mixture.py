from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.materials import KINDS, RefusedMaterial, canonical_key
from simlaw.materials.mixture import canonical, pair_of, partners


def test_one_mixture_has_one_key() -> None:
    spellings = [
        "*CC(C)*|OCC|298.15",
        "*C(C)C*_CCO_298.15K",
        " *CC(C)CC(C)* | C(O)C | 25 degC ",
        "CC1CC(C)CC(C)CC(C)CC(C)CC(C)C1_CCO|25.0 °C",
        "*CC(C)*|OCC|2.9815e2 K",
    ]
    assert {canonical(text) for text in spellings} == {"*C(C)C*|CCO|298.15"}


@given(st.floats(0.01, 5000))
def test_temperatures_are_told_apart_to_a_hundredth_of_a_kelvin(kelvin: float) -> None:
    key = canonical(f"*CC*|CCO|{kelvin!r}")
    assert partners(key) == ("*C*", "CCO", round(kelvin, 2))
    assert canonical(key) == key


def test_a_ring_of_unequal_parts_stands_for_itself() -> None:
    key = canonical("O1CCCCCCCCCCCC1|CCO|300")
    assert key == "C1CCCCCCOCCCCC1|CCO|300.00"
    assert canonical(key) == key


def test_groups_are_parts_of_the_key() -> None:
    groups = KINDS["mixture"].groups
    hot, cold = (canonical_key("mixture", f"*CC*|CCO|{t}") for t in (400, 300))
    assert {name: group(hot) for name, group in groups.items()} == {
        "pair": "*C*|CCO",
        "polymer": "*C*",
        "solvent": "CCO",
    }
    assert pair_of(hot) == pair_of(cold)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("*CC*|CCO", "is not of three parts"),
        ("*CC*|CCO|O|300", "is not of three parts"),
        ("", "is not of three parts"),
        ("|CCO|300", "the polymer is missing"),
        ("*CC*||300", "the solvent is missing"),
        ("*CC*|CCO|", "the temperature is missing"),
        ("*CC*|CCO|warm", "the temperature 'warm' is not a number of kelvin"),
        ("*CC*|CCO|nan", "is not a number of kelvin"),
        ("*CC*|CCO|300 F", "is not a number of kelvin"),
        ("*CC*|CCO|-300 degC", "outside 0 to 5000 K"),
        ("*CC*|CCO|0", "outside 0 to 5000 K"),
        ("*CC*|CCO|0.001", "outside 0 to 5000 K"),
        ("*CC*|CCO|9e9", "outside 0 to 5000 K"),
        ("CCO|*CC*|300", "the polymer: 'CCO' is neither a repeat unit"),
        ("*CC*|*CC*|300", "the solvent: .* wildcard atom"),
        ("*CC|CCO|300", "the polymer: .* a repeat unit has two"),
        ("*CC*|C(|300", "the solvent: .* unclosed"),
    ],
)
def test_refusals_name_the_part(text: str, reason: str) -> None:
    with pytest.raises(RefusedMaterial, match=reason):
        canonical(text)


@given(st.text(alphabet="*CO()1|_ .5KdegC", max_size=40))
def test_any_text_is_a_key_or_a_refusal(text: str) -> None:
    with suppress(RefusedMaterial):
        key = canonical(text)
        assert canonical(key) == key
