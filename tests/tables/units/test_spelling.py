import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.units import ambiguous, compatible, convert, dimension, parse


@pytest.mark.parametrize(
    "spellings",
    [
        ["g/cm^3", "g/cm3", "g/cm**3", "g cm-3", "g cm^-3", "g·cm⁻³", "g/cc", "g/mL", "g / cm³"],
        ["J/(kg K)", "J/kg/K", "J kg-1 K-1", "J kg^-1 K^-1", "J·kg⁻¹·K⁻¹", "J/(kg*K)"],
        ["W/(m K)", "W/m/K", "W m-1 K-1", "W·m⁻¹·K⁻¹", "W/(m·K)", "W m−1 K−1"],
        ["", "1", "-", "dimensionless", "None", "unitless", "  "],
        ["degC", "°C", "celsius", "Celsius"],
        ["angstrom", "Angstrom", "Å"],
        ["angstrom^3", "Å3", "Å³"],
        ["um", "µm", "μm", "micrometer"],
        ["eV/atom", "eV / atom"],
    ],
)
def test_spellings_of_one_unit_are_one(spellings: list[str]) -> None:
    first = spellings[0]
    for spelling in spellings[1:]:
        assert compatible(first, spelling)
        one = convert(np.array([1.0, 2.5]), spelling, first)
        np.testing.assert_allclose(one, [1.0, 2.5], rtol=1e-12)


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1.05, "g/cm3", "kg/m^3", 1050.0),
        (25.0, "degC", "K", 298.15),
        (298.15, "K", "degC", 25.0),
        (77.0, "degF", "degC", 25.0),
        (1.0, "cal/(g degC)", "J/(kg K)", 4184.0),
        (1.0, "eV", "J", 1.602176634e-19),  # exact since the SI of 2019
        (1.0, "hartree", "eV", 27.211386245988),  # CODATA 2018
        (1.0, "angstrom^3", "nm^3", 1e-3),
        (50.0, "percent", "1", 0.5),
        (1.0, "S/cm", "S/m", 100.0),
    ],
)
def test_conversion(value: float, unit: str, to: str, expected: float) -> None:
    assert convert(np.array([value]), unit, to)[0] == pytest.approx(expected, rel=1e-8)


def test_a_difference_is_scaled_and_not_shifted() -> None:
    assert convert(np.array([10.0]), "degC", "K", difference=True)[0] == pytest.approx(10.0)
    assert convert(np.array([18.0]), "degF", "K", difference=True)[0] == pytest.approx(10.0)
    assert np.isnan(convert(np.array([np.nan]), "degC", "K", difference=True)[0])


def test_the_result_is_a_new_array() -> None:
    values = np.array([1.0])
    for unit in ("eV", "meV"):
        result = convert(values, "eV", unit)
        result[0] = -1.0
        assert values[0] == 1.0


@given(
    st.floats(-1e6, 1e6),
    st.sampled_from(
        [("degC", "K"), ("degF", "K"), ("g/cm3", "lb/ft^3"), ("eV", "J"), ("W/(m K)", "mW/(cm K)")]
    ),
)
def test_there_and_back_again(value: float, units: tuple[str, str]) -> None:
    there = convert(np.array([value]), *units)
    assert convert(there, *units[::-1])[0] == pytest.approx(value, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eV", "eV/atom"),
        ("log10(S/cm)", "S/cm"),
        ("mol/L", "1/L"),
        ("g/cm3", "W/(m K)"),
        ("degC", "eV"),
        ("1", "eV"),
    ],
)
def test_other_dimensions_are_refused_with_both_named(one: str, other: str) -> None:
    with pytest.raises(InputError) as refused:
        convert(np.array([1.0]), one, other)
    for named in (one, other, dimension(one), dimension(other)):
        assert named in str(refused.value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("g/cm^", "Did you mean 'g/cm^3'?"),
        ("gcm3", "Did you mean 'g/cm^3'?"),
        ("electronvolt per atmo", ""),
        ("W/(m*Kk)", "Did you mean 'W/(m K)'?"),
        ("a.u.", ""),  # atomic, or arbitrary: nobody can know
        ("1e3 eV", ""),
        ("5 m", ""),
        ("1/0", ""),
        ("g/(cm3", ""),
        ("()", ""),
        ("m.__class__", ""),
        ("9**9**9**9**9", ""),
        ("(9)^((9)^((9)^(9)))", ""),
        ("9⁹⁹⁹⁹⁹⁹⁹", ""),
        ("m" * 100_000, ""),
        ("(" * 60, ""),
    ],
)
def test_unknown_units_are_refused_at_once(text: str, hint: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(text)
    assert "Unknown unit" in str(refused.value)
    assert hint in str(refused.value)
    assert len(str(refused.value)) < 300


def test_logarithmic_units_are_not_converted() -> None:
    with pytest.raises(InputError, match="Logarithmic units"):
        convert(np.array([1.0]), "dB", "1")
    assert convert(np.array([3.0]), "dB", "dB")[0] == 3.0


@settings(max_examples=300, deadline=2000)
@given(st.text(alphabet="gcmkKJWeV/()^*·-+123° %⁻²", max_size=20))
def test_any_text_is_a_unit_or_an_input_error(text: str) -> None:
    try:
        parse(text)
    except InputError:
        return
    assert convert(np.array([2.0]), text, text)[0] == 2.0


def test_pint_is_imported_only_when_a_unit_is_read() -> None:
    code = "import sys, simlaw.tables.units; assert 'pint' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("C", "degC"),
        ("℃", "degC"),
        ("º C", "degC"),
        ("deg C", "degC"),
        ("degree C", "degC"),
        ("A", "angstrom"),
        ("A3", "angstrom^3"),
        ("W/mK", "W/(m K)"),
        ("W/m-K", "W/(m K)"),
        ("W.m-1.K-1", "W/(m K)"),
        ("J/gK", "J/(g K)"),
        ("J/g-K", "J/(g K)"),
        ("J/mol K", "J/(mol K)"),
        ("g/cc", "g/cm^3"),
        ("kg.m-3", "kg/m^3"),
        ("Mpa", "MPa"),
        ("mPa.s", "mPa s"),
        ("cP", "mPa s"),
        ("wt%", "percent"),
        ("at.%", "percent"),
        ("Ha", "hartree"),
        ("10-6/K", "1/MK"),
        ("10^-6 K^-1", "1/MK"),
        ("1e-6/K", "1/MK"),
        ("MPa^0.5", "(J/cm3)^0.5"),
        ("ohm-cm", "ohm cm"),
        ("Ω·cm", "ohm cm"),
        ("eV/at", "eV/atom"),
        ("eV/f.u.", "eV/fu"),
        ("kcal mol-1", "kcal/mol"),
        ("cm2/Vs", "cm^2/(V s)"),
        ("eV/A", "eV/angstrom"),
    ],
)
def test_the_field_writes_units_in_its_own_way(written: str, meant: str) -> None:
    values = np.array([1.0, 40.0])
    np.testing.assert_allclose(convert(values, written, meant), values, rtol=1e-12)


def test_a_barrer_is_what_membranes_are_measured_in() -> None:
    # 1 Barrer = 3.35e-16 mol m / (m^2 s Pa)
    got = convert(np.array([1.0]), "Barrer", "mol m / (m^2 s Pa)")[0]
    assert got == pytest.approx(3.35e-16, rel=2e-3)


def test_a_unit_of_two_meanings_names_both() -> None:
    assert "coulomb" in str(ambiguous("C"))
    assert "atomic units" in str(ambiguous("a.u."))
    assert ambiguous("degC") is None
    with pytest.raises(InputError, match="atomic units"):
        parse("au")
