from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.materials import RefusedMaterial, canonical_keys
from simlaw.materials.composition import ELEMENTS, amounts, canonical


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["Fe2O3", "Fe4O6", "(Fe2)(O3)", "O3Fe2", "Fe0.4O0.6", "Fe2 O3", "Fe₂O₃"], "Fe2O3"),
        (["Li0.5CoO2", "LiCo2O4", "Li.5CoO2."], "Co2LiO4"),
        (["Ag(W3Br7)2", "AgW6Br14"], "AgBr14W6"),
        (["[Fe(CN)6]4", "Fe{C[N]}6"], "C6FeN6"),
        (["CuSO4·5H2O", "CuSO4*5H2O", "CuSO4 · 5 H2O", "CuSO4(H2O)5"], "CuH10O9S"),
        (["D2O", "H2O", "T2O"], "H2O"),
        (["C60", "C", "C2"], "C"),
        (["NaN", "NNa"], "NNa"),  # sodium nitride, not a missing value
    ],
)
def test_spellings_of_one_composition_share_a_key(spellings: list[str], key: str) -> None:
    assert {canonical(text) for text in spellings} == {key}


class TestRounding:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("Hf1O0.1667", "Hf6O"),
            ("Ba1Ca0.3333O3Ru0.6667", "Ba3CaO9Ru2"),
            ("Fe0.333O0.667", "FeO2"),
            ("Fe0.30000000000000004O0.7", "Fe3O7"),
            ("Fe0.3333333333333333O", "FeO3"),
        ],
    )
    def test_a_rounded_simple_fraction_is_that_fraction(self, text: str, key: str) -> None:
        assert canonical(text) == key

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("Ga0.47In0.53As", "As100Ga47In53"),
            ("Zn0.33Cd0.67Te", "Cd67Te100Zn33"),  # two places: an alloy, not thirds
            ("Si0.0645Ge0.9355", "Ge1871Si129"),
            ("Pb0.995Te", "Pb199Te200"),
        ],
    )
    def test_other_decimals_are_exact(self, text: str, key: str) -> None:
        assert canonical(text) == key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the text is empty"),
        ("Xx2O3", "'Xx2O3' names 'Xx', which is not a chemical element"),
        ("FE2O3", "'FE2O3' names 'E', which is not a chemical element"),
        ("FeO0", "'FeO0' has an amount of zero"),
        ("Fe(OH)0.0", "'Fe(OH)0.0' has an amount of zero"),
        ("Fe-1O", "'Fe-1O' has '-' at character 3; charges, negative amounts"),
        ("Fe3+", "'Fe3+' has '+' at character 4; charges, negative amounts"),
        ("LiFePO4-x", "'LiFePO4-x' has '-' at character 8; charges, negative amounts"),
        ("2Fe", "'2Fe' has '2' at character 1, an amount without an element before it"),
        ("Fe2.5.3", "'Fe2.5.3' has '.' at character 6, an amount without an element before it"),
        ("fe2o3", "'fe2o3' has 'f' at character 1, where an element symbol was expected"),
        ("Fe2O3 (hematite)", "'Fe2O3 (hematite)' has 'h' at character 8, where an element"),
        ("Fe2O3)", "'Fe2O3)' closes ')' at character 6 without opening it"),
        ("(Fe]2", "'(Fe]2' closes ']' at character 4 without opening it"),
        ("((Fe)2", "'((Fe)2' has an unclosed '('"),
        ("Fe()2", "'Fe()2' has empty brackets"),
        ("Fe·", "'Fe·' ends where an element was expected"),
        ("·H2O", "'·H2O' has '·' at character 1, where no part of the formula ends"),
        ("C60@Fe", "'C60@Fe' has '@' at character 4, not a mark of a formula"),
        ("Fe99999999999O", "'Fe99999999999O' has an amount of 99999999999, and at most 1000000"),
        ("(" * 1000, "the formula has 1000 characters, and at most 500 are read"),
        ("(Fe" * 30 + ")" * 30, "'(Fe(Fe(Fe(Fe(Fe(Fe(Fe(Fe(Fe(F..."),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(RefusedMaterial) as refused:
        canonical(text)
    assert refused.value.reason.startswith(reason)


def test_the_symbols_are_the_periodic_table() -> None:
    core = pytest.importorskip("pymatgen.core")
    assert len(ELEMENTS) == 118
    assert [core.Element(symbol).Z for symbol in ELEMENTS] == list(range(1, 119))


whole = st.dictionaries(st.sampled_from(ELEMENTS), st.integers(1, 60), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(whole, st.integers(1, 40), st.randoms(use_true_random=False))
def test_order_and_multiples_do_not_matter(formula, times, random) -> None:  # type: ignore[no-untyped-def]
    parts = list(formula.items())
    random.shuffle(parts)
    text = "".join(f"{element}{amount * times}" for element, amount in parts)
    bracketed = "(" + "".join(f"{element}{amount}" for element, amount in parts) + f"){times}"
    plain = "".join(f"{element}{amount}" for element, amount in formula.items())
    assert canonical(text) == canonical(bracketed) == canonical(plain)
    assert canonical(canonical(plain)) == canonical(plain)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(whole, st.integers(1, 9)), min_size=1, max_size=4))
def test_brackets_multiply_as_in_pymatgen(groups) -> None:  # type: ignore[no-untyped-def]
    core = pytest.importorskip("pymatgen.core")
    text = "".join(
        "(" + "".join(f"{element}{amount}" for element, amount in group.items()) + f"){times}"
        for group, times in groups
    )
    theirs = core.Composition(text).get_el_amt_dict()
    assert amounts(text) == {element: Fraction(amount) for element, amount in theirs.items()}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="FeOHCNa()[]0123456789.·* x+-", max_size=30))
def test_any_text_gets_a_key_or_a_reason(text: str) -> None:
    [key], [reason] = canonical_keys("composition", [text])
    assert (key is None) != (reason is None)
    if key is not None:
        assert canonical(key) == key
    if reason is not None:
        assert reason.isprintable()
