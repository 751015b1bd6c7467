"""What the name of a column says: a condition of the measurement, a share, or neither.

The words are those of headers of public tables of materials (NIST ILThermo, PoLyInfo, ChEMBL,
Materials Project and the supplements of papers); they are few on purpose, as each may warn.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CONDITIONS = _words(
    "temperature temp temperatures pressure press solvent medium load frequency freq humidity "
    "concentration conc molarity molality phase state wavelength atmosphere environment polymorph "
    "orientation electrolyte salt additive dopant filler substrate salinity ph voltage time "
    "thickness rh"
)

# Conditions by these words only together with one of those on the right.
_WITH = {
    "rate": _words("strain heating cooling scan shear flow sweep frame"),
    "force": frozenset({"test", "applied", "indenter"}),
    "field": frozenset({"applied", "magnetic", "electric"}),
    "strength": frozenset({"ionic"}),
}

_LETTERS = frozenset({"t", "p", "f", "c"})
"""Conditions where they are the whole name but for a unit."""

_UNITS = _words(
    "k c f degc degk celsius kelvin deg bar mbar atm pa kpa mpa gpa hz khz mhz ghz n mn um nm mol "
    "l m s min h v g ml percent"
)

# A property, or what stands beside a measurement, though a word of the above is in its name.
_PROPERTIES = _words(
    "melting boiling glass transition decomposition critical vapor vapour degradation curie neel "
    "debye onset flash freezing crystallization crystallisation softening relaxation life lifetime "
    "residence retention half change dependence coefficient energy enthalpy entropy saturation "
    "superconducting ignition point osmotic tg tm tc td tb"
)

_BESIDE = _words(
    "id ids index idx no nr number row entry ref refs reference references doi author authors year "
    "date source journal title note notes comment comments remark remarks name names cas inchi "
    "inchikey error err std stdev sd se sem sigma uncertainty unc dev deviation count lab "
    "laboratory url link citation flag rank split fold batch page file quality unit units"
)

_COMPONENT = re.compile(
    r"(?:x|w|phi)_?\(?[12]\)?|"
    r"(?:mole?|molar|mass|weight|wt|vol|volume)[ _.-]*(?:%|fraction|frac|percent|ratio)"
    r"(?:[ _-]*(?:of[ _-])?\(?(?:1|2|component ?[12]?|comp ?[12]?|solvent|solute|a|b)\)?)?|"
    r"(?:mixing|blend|feed|molar|component)[ _-]*ratio",
    re.IGNORECASE,
)


_SECOND = re.compile(
    r"(?:component|comp|solvent|solute|monomer|polymer|compound|molecule|material|smiles|"
    r"chemical|substance)s?[ _.-]*\(?(?:2|two|ii|b)\)?(?:[ _-]*(?:smiles|name|formula))?|"
    r"(?:second|2nd)[ _-]*(?:component|solvent|monomer|compound)(?:[ _-]*(?:smiles|name))?",
    re.IGNORECASE,
)


def words_of(name: str) -> list[str]:
    """Return the words of a column name, in lower case.

    Examples
    --------
    >>> words_of("filmThickness_nm (SI)")
    ['film', 'thickness', 'nm', 'si']
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[a-z]+", apart.lower())


def is_beside(name: str) -> bool:
    """Return whether a column stands beside the measurement: an identifier, a reference, an error.

    Examples
    --------
    >>> is_beside("Ref. no."), is_beside("temperature_error"), is_beside("temperature")
    (True, True, False)
    """
    return not _BESIDE.isdisjoint(words_of(name))


def names_condition(name: str) -> bool:
    """Return whether a column is a condition of measurement by its name.

    Examples
    --------
    >>> names = ["Temperature (K)", "T_K", "pH", "strain rate", "melting temperature", "Tg (C)"]
    >>> [names_condition(name) for name in names]
    [True, True, True, True, False, False]
    """
    if is_beside(name):
        return False
    words = words_of(name)
    found = set(words)
    if not _PROPERTIES.isdisjoint(found):
        return False
    if not _CONDITIONS.isdisjoint(found):
        return True
    if any(word in found and not others.isdisjoint(found) for word, others in _WITH.items()):
        return True
    return bool(words) and words[0] in _LETTERS and set(words[1:]) <= _UNITS


def names_share(name: str) -> bool:
    """Return whether a column is the share of a component in a mixture by its name.

    Examples
    --------
    >>> [names_share(name) for name in ("x1", "mole fraction", "wt% (solvent)", "Poisson ratio")]
    [True, True, True, False]
    >>> names_share("water uptake (wt%)")
    False
    """
    if is_beside(name):
        return False
    label = re.sub(r"[\[({](?!1|2|solv|solu|comp)[^\])}]*[\])}]", "", name).strip()
    return _COMPONENT.fullmatch(label) is not None


def names_second_component(name: str) -> bool:
    """Return whether a column holds the second component of a mixture by its name.

    Examples
    --------
    >>> names = ["Component 2", "SMILES_2", "solvent2 name", "second solvent", "solvent", "CO2"]
    >>> [names_second_component(name) for name in names]
    [True, True, True, True, False, False]
    """
    return _SECOND.fullmatch(name.strip()) is not None
