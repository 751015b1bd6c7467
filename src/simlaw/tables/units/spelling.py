"""Units: their many spellings read and checked.

The library underneath is pint; what is added here is the spelling found in materials tables
(``g/cm3``, ``W m-1 K-1``, ``-`` for a number without a unit, and those of
`simlaw.tables.units.field_spellings`) and messages for the user.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from simlaw.errors import InputError, nearest
from simlaw.tables.units.field_spellings import AMBIGUOUS, TWO_MEANINGS, spelled
from simlaw.tables.units.logarithms import split_log

if TYPE_CHECKING:
    import pint

NO_UNIT = frozenset({"", "1", "-", "–", "—", "none", "unitless", "dimensionless", "[-]"})
_ALLOWED = re.compile(r"[\w\s*/^()·°º˚℃℉%+\-.]{1,80}\Z")
_POWER = re.compile(r"(?<![\d*^])([A-Za-zµÅΩ]+)([-+]?[1-9])(?![\w]|\.\d)")
_DOTS = str.maketrans("⋅∙•", "···")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# Powers of powers (9**9**9) would be worked out for ever: only a unit is raised, to a number.
_TOWER = re.compile(r"\d\s*(\^|\*\*)|(\^|\*\*)(?!\s*[-+]?\d)|\d{3}")
_FACTOR = re.compile(r"\s*1e(-\d{1,2})\s*[*· /]?\s*(.*)\Z")
COMMON = (
    "g/cm^3", "kg/m^3", "J/(kg K)", "J/(mol K)", "W/(m K)", "K", "degC", "eV", "eV/atom", "meV",
    "kJ/mol", "kcal/mol", "hartree", "Pa", "kPa", "MPa", "GPa", "S/cm", "S/m", "angstrom",
    "angstrom^3", "nm", "bohr", "debye", "cm^3/mol", "m^2/s", "cm^2/(V s)", "Pa s", "mPa s",
    "mN/m", "percent", "V", "cm^-1", "barrer", "MPa^0.5",
)  # fmt: skip


@cache
def registry() -> pint.UnitRegistry:
    """Return the one pint registry of the process, made when first asked for.

    Atoms and formula units are dimensions of their own, so that ``eV/atom`` and ``eV`` do not
    pass for one another.
    """
    import pint

    units: pint.UnitRegistry = pint.UnitRegistry(cache_folder=None)
    units.define("atom = [atom] = _ = atoms")
    units.define("formula_unit = [formula_unit] = fu")
    units.define("rydberg_energy = 0.5 * hartree")
    # Stern 1968, J. Polym. Sci. A-2 6, 1933: 1e-10 cm^3(STP) cm / (cm^2 s cmHg).
    units.define("barrer = 3.3464e-16 * mol * m / (m**2 * s * Pa)")
    return units


def parse(unit: str) -> pint.Unit:
    """Return the pint unit of a spelling; of a logarithm, the unit inside.

    Parameters
    ----------
    unit
        For example ``"g/cm3"``, ``"J/(kg K)"``, ``"W m-1 K-1"``, ``"degC"``, ``"log10(S/cm)"``;
        ``""``, ``"1"`` and ``"-"`` stand for a number without a unit. In this field ``"C"`` is a
        degree Celsius and ``"A"`` an angstrom.

    Raises
    ------
    InputError
        If the spelling is unknown; the message suggests a known one where there is one near.

    Examples
    --------
    >>> parse("g/cm3") == parse("g cm^-3"), parse("W/mK") == parse("W m-1 K-1")
    (True, True)
    """
    return _parse(split_log(unit)[1].strip())[1]


def factor_of(unit: str) -> float:
    """Return the number in front of a unit, such as 1e-6 of ``"10-6/K"``."""
    return _parse(split_log(unit)[1].strip())[0]


def ambiguous(unit: str) -> str | None:
    """Return both meanings of a unit that has two, else None.

    Examples
    --------
    >>> ambiguous("C")
    "degrees Celsius, as it is read here ('degC'), or coulomb ('coulomb')"
    >>> ambiguous("K")
    """
    inner = split_log(unit)[1].strip()
    return TWO_MEANINGS.get(inner) or AMBIGUOUS.get(inner.lower())


@cache
def _parse(text: str) -> tuple[float, pint.Unit]:
    units = registry()
    if text.lower() in NO_UNIT:
        return 1.0, units.Unit("")
    if (meanings := AMBIGUOUS.get(text.lower())) is not None:
        raise InputError(f"Unknown unit {text!r}: it may stand for {meanings}. Write which.")
    flat = text.translate(_DOTS).replace("×", "*").replace("μ", "µ")
    flat = re.sub("[⁰¹²³⁴-⁹⁻]+", lambda mark: "^" + mark.group().translate(_SUPERSCRIPTS), flat)
    flat = spelled(flat.strip()).replace("−", "-")
    factor, flat = _split_factor(flat)
    if flat and (not _ALLOWED.match(flat) or _TOWER.search(flat)):
        raise _unknown(text)
    for spelling in (flat, _POWER.sub(r"\1**\2", flat), _POWER.sub(r"\1**\2", _lowered(flat))):
        try:
            found = units.parse_units(spelling)
            _ = found.dimensionality
        except Exception:  # pint raises TypeError, TokenError and more on text it cannot read
            continue
        return factor, found
    raise _unknown(text)


def _split_factor(text: str) -> tuple[float, str]:
    """Return the power of ten that a unit starts with, and the rest."""
    found = _FACTOR.match(text)
    if found is None:
        return 1.0, text
    slash = text[found.end(1) :].lstrip().startswith("/")
    return 10.0 ** int(found[1]), f"1/({found[2]})" if slash else found[2]


def _lowered(text: str) -> str:
    # Whole words only: in short symbols the case is the meaning (mPa and MPa).
    return re.sub(r"[A-Za-z]{5,}", lambda word: word.group().lower(), text)


def _unknown(text: str) -> InputError:
    if len(text) > 60:
        text = f"{text[:57]}..."
    return InputError(
        f"Unknown unit {text!r}.{nearest(text, COMMON)} Units are written like 'g/cm^3', "
        "'J/(kg K)', 'W/(m K)' or 'eV'; '1' stands for a number without a unit."
    )
