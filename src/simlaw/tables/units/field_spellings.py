"""How this field writes its units, where a general library reads something else or nothing.

The left side is what stands in tables, the right side what it means. Sources: column headers of
PoLyInfo, RadonPy, NIST ThermoML, the Materials Project and OQMD, and the CRC Handbook's tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

WHOLE: Mapping[str, str] = MappingProxyType(
    {
        # Temperatures: C alone would be a coulomb, and F a farad.
        "C": "degC",
        "°C": "degC",
        "ºC": "degC",
        "˚C": "degC",
        "° C": "degC",
        "º C": "degC",
        "deg C": "degC",
        "deg. C": "degC",
        "deg.C": "degC",
        "degree C": "degC",
        "degrees C": "degC",
        "degree Celsius": "degC",
        "degrees Celsius": "degC",
        "℃": "degC",
        "oC": "degC",
        "F": "degF",
        "°F": "degF",
        "ºF": "degF",
        "deg F": "degF",
        "℉": "degF",
        "deg K": "kelvin",
        "Kelvins": "kelvin",
        # Lengths: A alone would be an ampere.
        "A": "angstrom",
        "Ang": "angstrom",
        "ang": "angstrom",
        "Ang.": "angstrom",
        # Energies.
        "Ha": "hartree",
        "Eh": "hartree",
        "E_h": "hartree",
        "Ry": "rydberg_energy",
        "ev": "eV",
        "EV": "eV",
        "kcal": "kcal",
        # Shares.
        "wt%": "percent",
        "wt.%": "percent",
        "wt. %": "percent",
        "wt %": "percent",
        "mass%": "percent",
        "at%": "percent",
        "at.%": "percent",
        "at. %": "percent",
        "at %": "percent",
        "mol%": "percent",
        "mol %": "percent",
        "mol.%": "percent",
        "vol%": "percent",
        "vol.%": "percent",
        "vol %": "percent",
        "pct": "percent",
        # Pressures and viscosities.
        "Mpa": "MPa",
        "mpa": "MPa",
        "Gpa": "GPa",
        "gpa": "GPa",
        "KPa": "kPa",
        "cP": "centipoise",
        "cp": "centipoise",
        "cSt": "centistokes",
        # Gas permeability: 1e-10 cm^3(STP) cm / (cm^2 s cmHg), 3.35e-16 mol m / (m^2 s Pa).
        "Barrer": "barrer",
        "Barrers": "barrer",
        "barrers": "barrer",
        # Concentrations: M alone would be a molar already, and m a metre.
        "mol/kg": "mol/kg",
        "D": "debye",
    }
)
"""Whole units."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "A": "angstrom",
        "Ang": "angstrom",
        "cc": "cm**3",
        "C": "delta_degC",
        "°C": "delta_degC",
        "ºC": "delta_degC",
        "℃": "delta_degC",
        "oC": "delta_degC",
        "Ha": "hartree",
        "Eh": "hartree",
        "at": "atom",
        "at.": "atom",
        "f.u.": "formula_unit",
        "fu": "formula_unit",
        "f.u": "formula_unit",
        "ev": "eV",
        "Mpa": "MPa",
        "Gpa": "GPa",
        "cP": "centipoise",
        "Ohm": "ohm",
        "OHM": "ohm",
        "Ω": "ohm",
        "D": "debye",
        "µV": "microvolt",
        "uV": "microvolt",
        "sec": "second",
        "Kelvin": "kelvin",
        "KJ": "kJ",
        "Kj": "kJ",
        "kj": "kJ",
        "Kg": "kg",
        "KG": "kg",
        "KCal": "kcal",
        "Kcal": "kcal",
    }
)
"""Parts of a product or quotient; a degree in one is a difference of temperatures."""

AMBIGUOUS: Mapping[str, str] = MappingProxyType(
    {
        "au": "atomic units of the quantity (hartree, bohr, ...), or arbitrary units",
        "a.u.": "atomic units of the quantity (hartree, bohr, ...), or arbitrary units",
        "a.u": "atomic units of the quantity (hartree, bohr, ...), or arbitrary units",
        "arb. units": "arbitrary units, which cannot be converted",
        "arb.units": "arbitrary units, which cannot be converted",
    }
)
"""What no unit can be made of without knowing more."""

TWO_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "C": "degrees Celsius, as it is read here ('degC'), or coulomb ('coulomb')",
        "F": "degrees Fahrenheit, as it is read here ('degF'), or farad ('farad')",
        "A": "angstrom, as it is read here ('angstrom'), or ampere ('ampere')",
        "D": "debye, as it is read here ('debye'), or something else",
        "h": "hours, as it is read here ('hour'), or Planck's constant",
    }
)
"""Units that are read, and could mean something else."""

_KELVIN_BESIDE = re.compile(r"^([kmµ]?)(W|J)/([a-zµ]{0,1}[mg])-?K$")
_BRACED = re.compile(r"^(.*)/([^/()]+)[ ·*.\-](K|C|°C|degC|s|h|atom)$")


def spelled(text: str) -> str:
    """Return a unit in words that the library underneath reads, where the field has its own.

    Examples
    --------
    >>> spelled("W/mK"), spelled("J/g-K"), spelled("mPa.s"), spelled("eV/at"), spelled("10-6/K")
    ('W/(m*K)', 'J/(g*K)', 'mPa s', 'eV/atom', '1e-6/K')
    """
    if text in WHOLE:
        return WHOLE[text]
    if found := _KELVIN_BESIDE.match(text):
        return f"{found[1]}{found[2]}/({found[3]}*K)"
    if found := _BRACED.match(text):
        # "W/m-K" and "W/m K" divide by both.
        text = f"{found[1]}/({found[2]}*{found[3]})"
    text = re.sub(r"\b10\s*\^?\s*([-−]\d{1,2})(?=\s*[ */·]|$)", r"1e\1", text).replace("−", "-")
    text = re.sub(r"\b(ohm|Ohm|Ω)-(c?m)\b", r"\1*\2", text)
    text = re.sub(r"/Vs\b", "/(V*s)", text)
    words = re.split(r"(f\.u\.?|at\.(?!\w)|[A-Za-zµΩ°º℃]+)", text)
    parts = [PARTS.get(word, word) if at % 2 else word for at, word in enumerate(words)]
    # Between units a full stop is a product.
    return re.sub(r"(?<=[A-Za-z0-9Ω°)])\.(?=[A-Za-zµΩ°])", " ", "".join(parts))
