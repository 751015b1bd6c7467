"""Units with a logarithm around them."""

import pytest

from simlaw.tables.units.logarithms import split_log


@pytest.mark.parametrize(
    ("unit", "scale", "inside"),
    [
        ("log10(S/cm)", "log10", "S/cm"),
        ("log(Pa s)", "log10", "Pa s"),
        ("ln(1/s)", "ln", "1/s"),
        (" lg (mol/L) ", "log10", "mol/L"),
        ("S/cm", "", "S/cm"),
        ("long", "", "long"),
    ],
)
def test_scale_and_unit(unit: str, scale: str, inside: str) -> None:
    assert split_log(unit) == (scale, inside)
