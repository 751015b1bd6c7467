"""Units: their many spellings read, also in a column's header, checked, and converted.

The library underneath is pint; what is added here is the spelling found in materials tables
(``g/cm3``, ``W m-1 K-1``, ``-`` for a number without a unit) and messages for the user.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import InputError, nearest

if TYPE_CHECKING:
    import pint

_NO_UNIT = frozenset({"", "1", "-", "–", "none", "unitless", "dimensionless"})
_ALLOWED = re.compile(r"[\w\s*/^()·°%+\-]{1,80}\Z")
_POWER = re.compile(r"(?<![\d*^])([A-Za-zµÅΩ]+)([-+]?[1-9])(?![\w])")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_BRACKETED = re.compile(r"(.*?)[\[(]([^\[\]]+)[\])]\s*\Z", re.DOTALL)
# Powers of powers (9**9**9) would be worked out for ever: only a unit is raised, to a number.
_TOWER = re.compile(r"\d\s*(\^|\*\*)|(\^|\*\*)(?!\s*[-+]?\d)|\d{3}")
_COMMON = (
    "g/cm^3", "kg/m^3", "J/(kg K)", "J/(mol K)", "W/(m K)", "K", "degC", "eV", "eV/atom", "meV",
    "kJ/mol", "kcal/mol", "hartree", "Pa", "kPa", "MPa", "GPa", "S/cm", "S/m", "angstrom",
    "angstrom^3", "nm", "bohr", "debye", "cm^3/mol", "m^2/s", "cm^2/(V s)", "Pa s", "mPa s",
    "mN/m", "percent", "V", "cm^-1",
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
    return units


def parse(unit: str) -> pint.Unit:
    """Return the pint unit of a spelling.

    Parameters
    ----------
    unit
        For example ``"g/cm3"``, ``"J/(kg K)"``, ``"W m-1 K-1"``, ``"degC"``; ``""``, ``"1"`` and
        ``"-"`` stand for a number without a unit.

    Raises
    ------
    InputError
        If the spelling is unknown; the message suggests a known one where there is one near.

    Examples
    --------
    >>> parse("g/cm3") == parse("g cm^-3")
    True
    """
    return _parse(unit.strip())


@cache
def _parse(text: str) -> pint.Unit:
    units = registry()
    if text.lower() in _NO_UNIT:
        return units.Unit("")
    flat = text.replace("⋅", "·").replace("×", "*").replace("−", "-").replace("μ", "µ")
    flat = re.sub("[⁰¹²³⁴-⁹⁻]+", lambda mark: "^" + mark.group().translate(_SUPERSCRIPTS), flat)
    if not _ALLOWED.match(flat) or _TOWER.search(flat):
        raise _unknown(text)
    for spelling in (flat, _POWER.sub(r"\1**\2", flat), _POWER.sub(r"\1**\2", _lowered(flat))):
        try:
            found = units.parse_units(spelling)
        except Exception:  # pint raises TypeError, TokenError and more on text it cannot read
            continue
        return found
    raise _unknown(text)


def _lowered(text: str) -> str:
    # Whole words only: in short symbols the case is the meaning (mPa and MPa).
    return re.sub(r"[A-Za-z]{5,}", lambda word: word.group().lower(), text)


def _unknown(text: str) -> InputError:
    if len(text) > 60:
        text = f"{text[:57]}..."
    return InputError(
        f"Unknown unit {text!r}.{nearest(text, _COMMON)} Units are written like 'g/cm^3', "
        "'J/(kg K)', 'W/(m K)' or 'eV'; '1' stands for a number without a unit."
    )


def split_unit(name: str) -> tuple[str, str | None]:
    """Return what a column name says without its unit, and the unit it gives in brackets.

    Examples
    --------
    >>> split_unit("density [g/cm3]"), split_unit("Tg (K)"), split_unit("yield (dry)")
    (('density', 'g/cm3'), ('Tg', 'K'), ('yield (dry)', None))
    """
    match = _BRACKETED.match(name)
    if match is None:
        return name, None
    try:
        parse(match[2])
    except InputError:
        return name, None
    return match[1].strip() or name, match[2].strip()


def dimension(unit: str) -> str:
    """Return the dimension of a unit in words of base dimensions.

    Raises
    ------
    InputError
        If the unit is unknown.

    Examples
    --------
    >>> dimension("g/cm3")
    '[mass] / [length] ** 3'
    >>> dimension("1")
    'dimensionless'
    """
    return str(parse(unit).dimensionality)


def compatible(unit: str, other: str) -> bool:
    """Return whether values in one unit can be converted to the other.

    Raises
    ------
    InputError
        If either unit is unknown.

    Examples
    --------
    >>> compatible("eV", "kJ/mol"), compatible("degC", "K")
    (False, True)
    """
    return bool(parse(unit).dimensionality == parse(other).dimensionality)


def convert(
    values: NDArray[np.float64], unit: str, to: str, *, difference: bool = False
) -> NDArray[np.float64]:
    """Return values converted to another unit.

    Parameters
    ----------
    values
        Numbers in `unit`, any shape.
    unit, to
        The unit they are in and the one wanted.
    difference
        Whether the values are differences (a spread, an error): then units with their own zero,
        like degrees Celsius, are scaled without being shifted.

    Returns
    -------
    numpy.ndarray
        float64, same shape, a new array.

    Raises
    ------
    InputError
        If a unit is unknown or the dimensions differ; the message names both of both.

    Examples
    --------
    >>> import numpy as np
    >>> convert(np.array([25.0]), "degC", "K")
    array([298.15])
    >>> convert(np.array([25.0]), "degC", "K", difference=True)
    array([25.])
    """
    numbers = np.array(values, dtype=np.float64)
    spelling = unit.strip()
    # Most tables share a unit that needs no looking up, which would take most of a second.
    if spelling == to.strip() and (spelling in _COMMON or spelling.lower() in _NO_UNIT):
        return numbers
    source, target = parse(unit), parse(to)
    if source == target:
        return numbers
    if not compatible(unit, to):
        raise InputError(
            f"A unit of '{unit}' ({dimension(unit)}) cannot be converted to '{to}' "
            f"({dimension(to)}): the dimensions differ. Check the unit of each table."
        )
    # Any allowed conversion is a straight line, so two points give all of it.
    zero, one, two = (float(registry().Quantity(x, source).to(target).m) for x in (0.0, 1.0, 2.0))
    slope = one - zero
    if not np.isclose(two - one, slope, rtol=1e-9, atol=0.0):
        raise InputError(
            f"Logarithmic units like '{unit}' or '{to}' are not converted; "
            "give both tables in the same unit."
        )
    if zero == 0.0 or difference:
        return numbers * slope
    return numbers * slope + zero
