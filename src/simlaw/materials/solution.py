"""A solute in a solvent, perhaps at a temperature; or a solute in a vacuum.

Written ``SOLUTE|SOLVENT`` or ``SOLUTE|SOLVENT|TEMPERATURE``. Both partners are molecules, and their
order counts: octanol in water is not water in octanol. A molecule computed on its own is in
``vacuum``; a missing solvent is refused, for in a measured table it is a gap. The temperature is a
number of kelvin, or one with a unit, ``25 degC``.

The key has the same form: two canonical SMILES, and the temperature in kelvin with two decimals
where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from simlaw.materials import molecule
from simlaw.materials.mixture import kelvin
from simlaw.materials.refusal import RefusedMaterial, shown
from simlaw.materials.tautomer import of_molecule

VACUUM = "vacuum"
"""Stands in place of a solvent where there is none."""

_STEREO = frozenset("@/\\")


class Partners(NamedTuple):
    """What a key is made of.

    Attributes
    ----------
    solute
        Canonical SMILES.
    solvent
        Canonical SMILES, or `VACUUM`.
    temperature
        Kelvin; None where none is given.
    """

    solute: str
    solvent: str
    temperature: float | None


def canonical(text: str) -> str:
    """Return the key of a solute in a solvent.

    Parameters
    ----------
    text
        As the module says.

    Returns
    -------
    str
        ``SOLUTE|SOLVENT`` or ``SOLUTE|SOLVENT|KELVIN``.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text has not two or three parts or one of them cannot be read.

    Examples
    --------
    >>> canonical("OCC|O"), canonical("O|OCC"), canonical("OCC | O | 25 degC")
    ('CCO|O', 'O|CCO', 'CCO|O|298.15')
    >>> canonical("OCC|vacuum")
    'CCO|vacuum'
    """
    parts = [part.strip() for part in text.split("|")]
    if len(parts) not in (2, 3):
        raise RefusedMaterial(
            f"'{shown(text)}' is not of two or three parts: a solution is written "
            "'SOLUTE|SOLVENT' or 'SOLUTE|SOLVENT|TEMPERATURE'"
        )
    solute = _partner("solute", parts[0])
    solvent = VACUUM if parts[1].lower() == VACUUM else _partner("solvent", parts[1])
    if len(parts) == 2:
        return f"{solute}|{solvent}"
    return f"{solute}|{solvent}|{kelvin(parts[2]):.2f}"


def partners(key: str) -> Partners:
    """Return what a key is made of.

    Parameters
    ----------
    key
        As `canonical` writes it.

    Examples
    --------
    >>> tuple(partners("CCO|O|298.15")), partners("CCO|vacuum").temperature
    (('CCO', 'O', 298.15), None)
    """
    solute, solvent, *temperature = key.split("|")
    return Partners(solute, solvent, float(temperature[0]) if temperature else None)


def solute_of(key: str) -> str:
    """Return the solute of a key without its stereochemistry.

    Tables that spell stereochemistry only here and there would otherwise test on what was learned.

    Examples
    --------
    >>> solute_of("C/C=C/C|O"), solute_of("CCO|O|298.15")
    ('CC=CC', 'CCO')
    """
    return _flat(partners(key).solute)


def solvent_of(key: str) -> str:
    """Return the solvent of a key."""
    return partners(key).solvent


def pair_of(key: str) -> str:
    """Return solute and solvent of a key, whatever the temperature and the stereochemistry."""
    found = partners(key)
    return f"{_flat(found.solute)}|{found.solvent}"


def constitution(key: str) -> str:
    """Return a key with the stereochemistry of solute and solvent left out.

    Examples
    --------
    >>> constitution("C/C=C/C|O|298.15"), constitution("C/C=C/C|vacuum")
    ('CC=CC|O|298.15', 'CC=CC|vacuum')
    """
    return _each(key, molecule.flat)


def tautomer(key: str) -> str:
    """Return what all tautomers and stereoisomers of solute and solvent share, with the kelvin."""
    return _each(key, of_molecule)


def _each(key: str, of: Callable[[str], str]) -> str:
    solute, solvent, *kelvin = key.split("|")
    return "|".join((of(solute), solvent if solvent == VACUUM else of(solvent), *kelvin))


def lend(key: str, of: str, *, solvent: bool, temperature: bool) -> str:
    """Return a key with the solvent, the temperature or both of another.

    Examples
    --------
    >>> lend("CCO|vacuum", "CC|O|300.00", solvent=True, temperature=True)
    'CCO|O|300.00'
    """
    own, other = partners(key), partners(of)
    kelvin = other.temperature if temperature else own.temperature
    behind = "" if kelvin is None else f"|{kelvin:.2f}"
    return f"{own.solute}|{other.solvent if solvent else own.solvent}{behind}"


# A table holds few partners in many rows.
@lru_cache(maxsize=100_000)
def _partner(role: str, text: str) -> str:
    if not text:
        remedy = f"; a molecule on its own is in '{VACUUM}'" if role == "solvent" else ""
        raise RefusedMaterial(f"the {role} is missing{remedy}")
    try:
        return molecule.canonical(text)
    except RefusedMaterial as refused:
        raise RefusedMaterial(f"the {role}: {refused.reason}") from None


@lru_cache(maxsize=100_000)
def _flat(smiles: str) -> str:
    return smiles if _STEREO.isdisjoint(smiles) else molecule.constitution(smiles)
