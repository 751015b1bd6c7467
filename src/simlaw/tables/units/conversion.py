"""Values converted from unit to unit: straight lines, logarithms, moles, and photons."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import InputError
from simlaw.tables.units.logarithms import SCALES, split_log
from simlaw.tables.units.spelling import COMMON, NO_UNIT, factor_of, parse, registry

AVOGADRO = 6.02214076e23
"""Per mole; exact since the SI of 2019."""

_PHOTON = ("m", "1/m", "J")
"""Wavelength, wavenumber and energy."""


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
    >>> dimension("1"), dimension("log10(K)")
    ('dimensionless', 'log10 of [temperature]')
    """
    scale = split_log(unit)[0]
    inside = str(parse(unit).dimensionality)
    return f"{scale} of {inside}" if scale else inside


def compatible(unit: str, other: str) -> bool:
    """Return whether values in one unit can be converted to the other.

    Energies per mole and per molecule can, and wavelength, wavenumber and energy of a photon.

    Raises
    ------
    InputError
        If either unit is unknown.

    Examples
    --------
    >>> compatible("eV", "kJ/mol"), compatible("degC", "K"), compatible("nm", "eV")
    (True, True, True)
    >>> compatible("eV", "eV/atom"), compatible("log10(S/cm)", "S/cm")
    (False, False)
    """
    if bool(split_log(unit)[0]) != bool(split_log(other)[0]):
        return False
    source, target = parse(unit), parse(other)
    if source.dimensionality == target.dimensionality:
        return True
    return _per_mole(unit, other) != 0 or _is_photon(unit, other)


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
        float64, same shape, a new array. Where wavelength and energy of a photon are converted,
        which is no straight line, a value that is not positive becomes NaN, and so does every
        difference: see `convert_spread`.

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
    >>> convert(np.array([2.0]), "log10(S/m)", "log10(S/cm)").round(12)
    array([0.])
    >>> convert(np.array([500.0]), "nm", "eV").round(4)
    array([2.4797])
    """
    numbers = np.array(values, dtype=np.float64)
    spelling = unit.strip()
    # Most tables share a unit that needs no looking up, which would take most of a second.
    if spelling == to.strip() and (spelling in COMMON or spelling.lower() in NO_UNIT):
        return numbers
    source, target = parse(unit), parse(to)
    scale, wanted = split_log(unit)[0], split_log(to)[0]
    front = factor_of(unit) / factor_of(to)
    if source == target and scale == wanted and front == 1.0:
        return numbers
    if not compatible(unit, to):
        raise InputError(_cannot(unit, to))
    if scale:
        slope, shift = SCALES[scale] / SCALES[wanted], math.log(_line(unit, to)[0])
        return numbers * slope + (0.0 if difference else shift / SCALES[wanted])
    if _is_photon(unit, to):
        return np.full_like(numbers, np.nan) if difference else _photon(numbers, unit, to)
    slope, shift = _line(unit, to)
    return numbers * slope if difference or shift == 0.0 else numbers * slope + shift


def convert_spread(
    spread: NDArray[np.float64], values: NDArray[np.float64], unit: str, to: str
) -> NDArray[np.float64]:
    """Return differences around values in another unit, by the slope at each value.

    Parameters
    ----------
    spread, values
        Both in `unit`, same shape.
    unit, to
        The unit they are in and the one wanted.

    Examples
    --------
    >>> import numpy as np
    >>> convert_spread(np.array([10.0]), np.array([500.0]), "nm", "eV").round(4)
    array([0.0496])
    """
    if not _is_photon(unit, to) or split_log(unit)[0]:
        return convert(spread, unit, to, difference=True)
    # Energy is a constant over wavelength: the shares of the spread are the same.
    return np.abs(convert(values, unit, to) * spread / values)


def _cannot(unit: str, to: str) -> str:
    said = (
        f"A unit of '{unit}' ({dimension(unit)}) cannot be converted to '{to}' ({dimension(to)}): "
    )
    if bool(split_log(unit)[0]) != bool(split_log(to)[0]):
        return (
            f"{said}one holds logarithms and the other does not. Give both tables the same, or "
            'use design.scale = "log10".'
        )
    return f"{said}the dimensions differ. Check the unit of each table."


def _line(unit: str, to: str) -> tuple[float, float]:
    """Return slope and shift of a conversion."""
    source, target = parse(unit), parse(to)
    front = factor_of(unit) / factor_of(to)
    moles = _per_mole(unit, to)
    units = registry()
    if moles:
        number = units.Quantity(AVOGADRO**moles, "1/mol" if moles > 0 else "mol")
        found = (units.Quantity(1.0, source) * number).to(target)
        return float(found.m) * front, 0.0
    # Any allowed conversion is a straight line, so two points give all of it.
    zero, one, two = (float(units.Quantity(x, source).to(target).m) for x in (0.0, 1.0, 2.0))
    slope = one - zero
    if not np.isclose(two - one, slope, rtol=1e-9, atol=0.0):
        raise InputError(
            f"Logarithmic units like '{unit}' or '{to}' are not converted; "
            "give both tables in the same unit."
        )
    return slope * front, zero


def _per_mole(unit: str, to: str) -> int:
    """Return 1 where particles become moles, -1 for the reverse, else 0."""
    units = registry()
    source, target = parse(unit).dimensionality, parse(to).dimensionality
    mole = units.Unit("mol").dimensionality
    # Of energies alone: a number per mole may be something else altogether.
    energy = units.Unit("J").dimensionality
    if source == energy and source == target * mole:
        return 1
    if target == energy and target == source * mole:
        return -1
    return 0


def _is_photon(unit: str, to: str) -> bool:
    bases = _base(unit), _base(to)
    return "" not in bases and bases[0] != bases[1]


def _base(unit: str) -> str:
    """Return which of `_PHOTON` has the dimension of a unit; empty where none has."""
    units = registry()
    kind = parse(unit).dimensionality
    return next((base for base in _PHOTON if units.Unit(base).dimensionality == kind), "")


def _photon(numbers: NDArray[np.float64], unit: str, to: str) -> NDArray[np.float64]:
    """Return E = hc / wavelength = hc wavenumber, through joules; NaN where not positive."""
    hc = float(registry().Quantity(1.0, "planck_constant * speed_of_light").to("J m").m)
    given = numbers * _line(unit, _base(unit))[0]
    given = np.where(given > 0, given, np.nan)
    joules = {"m": hc / given, "1/m": hc * given, "J": given}[_base(unit)]
    found = {"m": hc / joules, "1/m": joules / hc, "J": joules}[_base(to)]
    return np.asarray(found / _line(to, _base(to))[0], dtype=np.float64)
