"""A composition, given as a chemical formula.

The key is the formula with the smallest whole numbers, elements in alphabetical order, so that
``Fe4O6``, ``(Fe2)(O3)`` and ``Fe0.4O0.6`` are one material, ``Fe2O3``. Amounts are read as exact
decimal numbers, with two allowances for rounding: more than six decimal places are rounded to six,
and a number of three to six places that is some p/q with q up to 12, rounded to that many places,
is taken as p/q (``Hf1O0.1667`` is ``Hf6O``). Structure is not part of it: polymorphs share a key.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from simlaw.materials.refusal import RefusedMaterial, shown

MAX_CHARACTERS = 500
"""Longest formula read."""

MAX_DEPTH = 20
"""Deepest nesting of brackets read."""

MAX_AMOUNT = 10**6
"""Largest amount of an element, or count of a bracket, read."""

_BY_NUMBER = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy "
    "Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf "
    "Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og"
)

ELEMENTS = tuple(_BY_NUMBER.split())
"""Symbols of the elements by atomic number, hydrogen first."""

_KNOWN = frozenset(ELEMENTS)
_ISOTOPES = {"D": "H", "T": "H"}
_AMOUNT = r"([0-9]+\.?[0-9]*|\.[0-9]+)?"
_TOKEN = re.compile(
    rf"([A-Z][a-z]?){_AMOUNT}|([(\[{{])|([)\]}}]){_AMOUNT}|([·•⋅∙*])\s*{_AMOUNT}|(\s+)"
)
_PLAIN = re.compile(r"(?:[A-Z][a-z]?[0-9]{0,7})+")
_PLAIN_PART = re.compile(r"([A-Z][a-z]?)([0-9]*)")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_PLACES = 6
_LARGEST_DENOMINATOR = 12


def canonical(text: str) -> str:
    """Return the reduced formula of a composition.

    Parameters
    ----------
    text
        Formula with whole or decimal amounts, brackets ``( ) [ ] { }`` nested at will, and parts
        joined by ``·`` or ``*`` as in hydrates (``CuSO4·5H2O``). Deuterium and tritium count as
        hydrogen.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is no formula, or names an element there is none of, an
        amount of zero, or a charge.

    Examples
    --------
    >>> canonical("Fe4O6"), canonical("O3(Fe)2"), canonical("Li0.5CoO2")
    ('Fe2O3', 'Fe2O3', 'Co2LiO4')
    """
    whole = _plain(text)
    if whole is None:
        found = amounts(text)
        scale = lcm(*(amount.denominator for amount in found.values()))
        whole = {element: int(amount * scale) for element, amount in found.items()}
    share = gcd(*whole.values())
    return "".join(
        element if whole[element] == share else f"{element}{whole[element] // share}"
        for element in sorted(whole)
    )


def system_of(key: str) -> str:
    """Return the chemical system of a composition: its elements, whatever their amounts.

    Examples
    --------
    >>> system_of("Fe2O3"), system_of("Fe3O4")
    ('Fe-O', 'Fe-O')
    """
    return "-".join(sorted(amounts(key)))


def amounts(text: str) -> dict[str, Fraction]:
    """Return the amount of each element in a formula, as it is written.

    Parameters
    ----------
    text
        As for `canonical`.

    Returns
    -------
    dict
        From element symbols, in the order first met, to positive exact amounts.

    Raises
    ------
    RefusedMaterial
        As for `canonical`.

    Examples
    --------
    >>> {element: float(amount) for element, amount in amounts("Ca(OH)2").items()}
    {'Ca': 1.0, 'O': 2.0, 'H': 2.0}
    """
    text = text.strip().translate(_SUBSCRIPTS)
    if not text:
        raise RefusedMaterial("the text is empty")
    if len(text) > MAX_CHARACTERS:
        raise RefusedMaterial(
            f"the formula has {len(text)} characters, and at most {MAX_CHARACTERS} are read"
        )
    total: dict[str, Fraction] = {}
    # One level per open bracket; the lowest is the part between two dots of a hydrate.
    levels: list[dict[str, Fraction]] = [{}]
    opened: list[str] = []
    times = Fraction(1)
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise RefusedMaterial(_foreign(text, place))
        place = token.end()
        symbol, amount, opening, closing, count, dot, portion, _ = token.groups()
        if symbol:
            _add(levels[-1], {_element(symbol, text): Fraction(1)}, _number(amount, text))
        elif opening:
            opened.append(opening)
            levels.append({})
            if len(opened) > MAX_DEPTH:
                raise RefusedMaterial(f"'{shown(text)}' nests brackets more than {MAX_DEPTH} deep")
        elif closing:
            if not opened or _CLOSING[opened.pop()] != closing:
                raise RefusedMaterial(
                    f"'{shown(text)}' closes '{closing}' at character {token.start() + 1} "
                    "without opening it"
                )
            inner = levels.pop()
            if not inner:
                raise RefusedMaterial(f"'{shown(text)}' has empty brackets")
            _add(levels[-1], inner, _number(count, text))
        elif dot:
            if opened or not levels[0]:
                raise RefusedMaterial(
                    f"'{shown(text)}' has '{dot}' at character {token.start() + 1}, "
                    "where no part of the formula ends"
                )
            _add(total, levels[0], times)
            levels, times = [{}], _number(portion, text)
    if opened:
        raise RefusedMaterial(f"'{shown(text)}' has an unclosed '{opened[-1]}'")
    if not levels[0]:
        raise RefusedMaterial(f"'{shown(text)}' ends where an element was expected")
    _add(total, levels[0], times)
    return total


def _plain(text: str) -> dict[str, int] | None:
    """Read a formula without brackets and decimals, ten times as fast; None if it is not one."""
    if len(text) > MAX_CHARACTERS or not _PLAIN.fullmatch(text):
        return None
    whole: dict[str, int] = {}
    for symbol, digits in _PLAIN_PART.findall(text):
        amount = int(digits or 1)
        if symbol not in _KNOWN or not 0 < amount <= MAX_AMOUNT:
            return None
        whole[symbol] = whole.get(symbol, 0) + amount
    return whole


def _add(into: dict[str, Fraction], part: dict[str, Fraction], times: Fraction) -> None:
    for element, amount in part.items():
        into[element] = into.get(element, 0) + amount * times


def _element(symbol: str, text: str) -> str:
    if symbol in _KNOWN:
        return symbol
    if symbol in _ISOTOPES:
        return _ISOTOPES[symbol]
    raise RefusedMaterial(f"'{shown(text)}' names '{symbol}', which is not a chemical element")


def _number(written: str | None, text: str) -> Fraction:
    if written is None:
        return Fraction(1)
    number = _fraction(written)
    if number == 0:
        raise RefusedMaterial(f"'{shown(text)}' has an amount of zero")
    if number > MAX_AMOUNT:
        raise RefusedMaterial(
            f"'{shown(text)}' has an amount of {shown(written, 20)}, "
            f"and at most {MAX_AMOUNT} is read"
        )
    return number


@lru_cache(maxsize=10_000)
def _fraction(written: str) -> Fraction:
    number = Fraction(written)
    places = len(written.partition(".")[2])
    if places < 3:
        return number
    if places > _PLACES:
        number, places = round(number, _PLACES), _PLACES
    simple = number.limit_denominator(_LARGEST_DENOMINATOR)
    return simple if round(simple, places) == number else number


def _foreign(text: str, place: int) -> str:
    mark = text[place]
    here = f"'{shown(text)}' has '{shown(mark)}' at character {place + 1}"
    if mark in "+-−":
        return f"{here}; charges, negative amounts and unknown amounts are not read"
    if mark.islower():
        return f"{here}, where an element symbol was expected; symbols begin with a capital"
    if mark.isdigit() or mark == ".":
        return f"{here}, an amount without an element before it"
    return f"{here}, not a mark of a formula"
