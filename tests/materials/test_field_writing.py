"""Materials as tables write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.materials import canonical_keys
from simlaw.materials.composition import ELEMENTS, canonical
from simlaw.materials.field_writing import rewritten


def key(kind: str, text: str, reading: int = 2) -> str | None:
    return canonical_keys(kind, [text], reading=reading)[0][0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CuSO4.5H2O", "CuSO4·5H2O"),
        ("MgCl2.6H2O", "MgCl2·6H2O"),
        ("CaSO4.0.5H2O", "CaSO4·0.5H2O"),
        ("Na2CO3.H2O", "Na2CO3·H2O"),
        ("TiO2 (rutile)", "TiO2"),
        ("TiO2_anatase", "TiO2"),
        ("beta-Ga2O3", "Ga2O3"),
        ("GaN (wz)", "GaN"),
        ("Li1K0Cl1", "LiCl"),
        ("Na0.0Cl1K1", "KCl"),
        ("Fe2.0e0O3", "Fe2O3"),
        ("Fe2O3.0E-1", "Fe2O0.3"),
        ("Li0.5CoO2", "LiCo2O4"),
        ("Fe10O15", "Fe2O3"),
        ("Li0.5H2O", "LiH4O2"),
    ],
)
def test_formulas(written: str, meant: str) -> None:
    assert key("composition", written) == canonical(meant)


def test_old_folders_read_hydrates_as_they_did() -> None:
    assert key("composition", "CuSO4.5H2O", reading=1) == "Cu2H4O11S2"
    assert key("composition", "Li1K0Cl1", reading=1) is None


@pytest.mark.parametrize("kind", ["molecule", "polymer"])
def test_names_behind_a_smiles(kind: str) -> None:
    smiles = "CCO" if kind == "molecule" else "*CC*"
    expected = key(kind, smiles)
    assert expected is not None
    for tail in (" ethanol", "\tethyl alcohol", " |r|", " |r| ethanol", " 1,2-dichloroethane"):
        assert key(kind, smiles + tail) == expected
    # Half of it would be another molecule.
    assert key(kind, f"{smiles} c1ccccc1") is None
    assert key(kind, f"{smiles} O") is None


def test_what_is_zero_alone_stays_for_the_reader_to_refuse() -> None:
    assert rewritten("composition", "K0") == "K0"
    assert key("composition", "K0") is None


@given(
    st.dictionaries(st.sampled_from(ELEMENTS), st.integers(1, 12), min_size=1, max_size=4),
    st.sampled_from(["", "·5H2O", " (rutile)"]),
)
def test_what_was_read_before_is_read_as_before(parts: dict[str, int], tail: str) -> None:
    formula = "".join(f"{element}{amount}" for element, amount in parts.items())
    expected = canonical(formula + tail.removesuffix(" (rutile)"))
    assert key("composition", formula + tail) == expected


@given(
    st.dictionaries(st.sampled_from(ELEMENTS), st.integers(1, 12), min_size=1, max_size=4),
    st.integers(1, 12),
)
def test_water_behind_a_full_stop_is_water(parts: dict[str, int], water: int) -> None:
    formula = "".join(f"{element}{amount}" for element, amount in parts.items())
    assert key("composition", f"{formula}.{water}H2O") == canonical(f"{formula}·{water}H2O")


@given(st.text(max_size=30))
def test_any_text_is_rewritten(text: str) -> None:
    for kind in ("molecule", "polymer", "composition", "label"):
        assert isinstance(rewritten(kind, text), str)
