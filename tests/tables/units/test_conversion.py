"""Conversions that are no plain factor: moles, photons, logarithms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.units import compatible, convert, convert_spread


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1.0, "eV", "kJ/mol", 96.48533212331),  # CODATA 2018: e N_A
        (96.48533212331, "kJ/mol", "eV", 1.0),
        (1.0, "kcal/mol", "meV", 43.36410424),
        (1.0, "hartree", "kcal/mol", 627.5094740631),
        (500.0, "nm", "eV", 2.479683968664),  # hc = 1239.841984 eV nm
        (1.0, "eV", "nm", 1239.841984332),
        (1.0, "eV", "cm^-1", 8065.543937349),
        (500.0, "nm", "cm-1", 20000.0),
        (2.0, "log10(S/m)", "log10(S/cm)", 0.0),
        (0.0, "log10(Pa s)", "log10(mPa.s)", 3.0),
        (1.0, "ln(S/m)", "log10(S/m)", 0.4342944819),
        (3.0, "10-6/K", "1/K", 3e-6),
    ],
)
def test_conversion(value: float, unit: str, to: str, expected: float) -> None:
    assert convert(np.array([value]), unit, to)[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_differences_of_logarithms_are_not_shifted() -> None:
    apart = convert(np.array([0.5]), "log10(S/m)", "log10(S/cm)", difference=True)
    np.testing.assert_allclose(apart, [0.5])
    apart = convert(np.array([1.0]), "ln(S/m)", "log10(S/cm)", difference=True)
    np.testing.assert_allclose(apart, [0.4342944819])


def test_logarithms_are_not_taken_for_what_they_are_of() -> None:
    assert not compatible("log10(S/cm)", "S/cm")
    with pytest.raises(InputError, match="one holds logarithms"):
        convert(np.array([1.0]), "log10(S/cm)", "S/m")


def test_a_wavelength_that_is_not_positive_has_no_energy() -> None:
    assert np.isnan(convert(np.array([0.0, -5.0]), "nm", "eV")).all()


@given(st.floats(100.0, 2000.0), st.floats(1e-3, 1.0))
def test_a_spread_of_wavelengths_follows_the_slope_at_the_value(value: float, by: float) -> None:
    ends = convert(np.array([value - by / 2, value + by / 2]), "nm", "eV")
    spread = convert_spread(np.array([by]), np.array([value]), "nm", "eV")[0]
    assert spread == pytest.approx(abs(ends[1] - ends[0]), rel=1e-3)


@given(
    st.floats(0.01, 1e3),
    st.sampled_from(
        [("eV", "kJ/mol"), ("nm", "eV"), ("nm", "cm-1"), ("log10(S/m)", "log10(S/cm)")]
    ),
)
def test_there_and_back_again(value: float, units: tuple[str, str]) -> None:
    back = convert(convert(np.array([value]), *units), *units[::-1])
    assert back[0] == pytest.approx(value, rel=1e-9)
