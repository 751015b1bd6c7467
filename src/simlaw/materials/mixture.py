"""A polymer with a solvent at a temperature.

Written ``POLYMER|SOLVENT|TEMPERATURE``; between the partners ``_`` may stand in place of ``|``,
for neither is a mark of SMILES. The polymer is a repeat unit with two ``*``, or a cyclic oligomer
that stands for it (see `simlaw.materials.oligomer`); the solvent is a molecule; the temperature is
a number of kelvin, or one with a unit, ``100 degC``.

The key has the same form: the canonical repeat unit, the canonical SMILES of the solvent, and the
temperature in kelvin with two decimals. A ring that is not made of equal units has no repeat unit;
its own canonical SMILES then stands for the polymer, as a label.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from simlaw.materials import molecule, oligomer, polymer
from simlaw.materials.placeholders import why_placeholder
from simlaw.materials.refusal import RefusedMaterial, shown
from simlaw.materials.tautomer import of_molecule, of_polymer

ZERO_CELSIUS = 273.15
"""Kelvin."""

HOTTEST = 5_000.0
"""Kelvin; anything above is taken for a slip."""

_SEPARATOR = re.compile(r"[|_]")
_TEMPERATURE = re.compile(
    r"([-+]?(?:\d{1,9}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,2})?)\s*"
    r"(?:(K|kelvin)|(degC|deg C|°C|C|celsius))?"
)


def canonical(text: str) -> str:
    """Return the key of a polymer, a solvent and a temperature.

    Parameters
    ----------
    text
        As the module says.

    Returns
    -------
    str
        ``REPEAT UNIT|SOLVENT|KELVIN``.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is not of three parts or one of them cannot be read.

    Examples
    --------
    >>> canonical("*CC(C)*|OCC|298.15"), canonical("*C(C)C*_CCO|25 degC")
    ('*C(C)C*|CCO|298.15', '*C(C)C*|CCO|298.15')
    >>> canonical("C1CCCCCCCCCCCCC1 | CCO | 300 K")
    '*C*|CCO|300.00'
    """
    parts = [part.strip() for part in _SEPARATOR.split(text)]
    if len(parts) != 3:
        raise RefusedMaterial(
            f"'{shown(text)}' is not of three parts: a mixture is written "
            "'POLYMER|SOLVENT|TEMPERATURE'"
        )
    temperature = kelvin(parts[2])
    return f"{_polymer(parts[0])}|{_solvent(parts[1])}|{temperature:.2f}"


def partners(key: str) -> tuple[str, str, float]:
    """Return the polymer, the solvent and the temperature in kelvin of a key.

    Parameters
    ----------
    key
        As `canonical` writes it.

    Examples
    --------
    >>> partners("*C(C)C*|CCO|298.15")
    ('*C(C)C*', 'CCO', 298.15)
    """
    unit, solvent, temperature = key.split("|")
    return unit, solvent, float(temperature)


def constitution(key: str) -> str:
    """Return a key with the stereochemistry of polymer and solvent left out."""
    return _each(key, polymer.flat, molecule.flat)


def tautomer(key: str) -> str:
    """Return what all tautomers and stereoisomers of polymer and solvent share, with the kelvin."""
    return _each(key, of_polymer, of_molecule)


def _each(key: str, of_unit: Callable[[str], str], of_solvent: Callable[[str], str]) -> str:
    unit, solvent, temperature = key.split("|")
    # A ring that is not made of equal units stands for its polymer.
    return f"{(of_unit if '*' in unit else of_solvent)(unit)}|{of_solvent(solvent)}|{temperature}"


def pair_of(key: str) -> str:
    """Return polymer and solvent of a key, whatever the temperature."""
    return key.rpartition("|")[0]


def polymer_of(key: str) -> str:
    """Return the polymer of a key."""
    return key.split("|")[0]


def solvent_of(key: str) -> str:
    """Return the solvent of a key."""
    return key.split("|")[1]


# A table holds few partners in many rows, and an oligomer takes milliseconds.
@lru_cache(maxsize=20_000)
def _polymer(text: str) -> str:
    if not text:
        raise RefusedMaterial("the polymer is missing")
    try:
        if "*" in text or why_placeholder(text, polymer=True):
            return polymer.canonical(text)
        return oligomer.repeat_unit(text) or molecule.canonical(text)
    except RefusedMaterial as refused:
        raise RefusedMaterial(f"the polymer: {refused.reason}") from None


@lru_cache(maxsize=20_000)
def _solvent(text: str) -> str:
    if not text:
        raise RefusedMaterial("the solvent is missing")
    try:
        return molecule.canonical(text)
    except RefusedMaterial as refused:
        raise RefusedMaterial(f"the solvent: {refused.reason}") from None


def kelvin(text: str) -> float:
    """Return a temperature in kelvin from how it is written.

    Parameters
    ----------
    text
        A number of kelvin, or one with a unit.

    Raises
    ------
    RefusedMaterial
        If it is missing, no such number, or outside 0 to `HOTTEST`.

    Examples
    --------
    >>> kelvin("25 degC"), kelvin("300")
    (298.15, 300.0)
    """
    if not text:
        raise RefusedMaterial("the temperature is missing")
    found = _TEMPERATURE.fullmatch(text)
    if found is None:
        raise RefusedMaterial(
            f"the temperature '{shown(text)}' is not a number of kelvin, nor one with the unit "
            "'K' or 'degC'"
        )
    temperature = float(found[1]) + (ZERO_CELSIUS if found[3] else 0.0)
    if not 0.0 < round(temperature, 2) <= HOTTEST:
        raise RefusedMaterial(f"a temperature of {temperature:g} K is outside 0 to {HOTTEST:g} K")
    return temperature
