"""How tables of this field write materials, brought to what the kinds of material read.

From the second rules of reading on (`simlaw.materials.reading`): names behind a SMILES, hydrates
with a full stop, names of polymorphs, amounts of zero, exponents. What is not known is left as it
stands, for the kind to read or to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

_EXTENSION = re.compile(r"\s+\|[^|]*\|\s*(.*)\Z", re.DOTALL)
_NAME = re.compile(r"[^\W\d_]*[a-z][^\W\d_]{2,}")
_AROMATIC = frozenset("cnosp")
_WATER = re.compile(r"\.(\d*(?:\.\d+)?)H2O\Z")
_POLYMORPH = (
    "rutile|anatase|brookite|wurtzite|zinc ?-?blende|zincblende|wz|zb|rock ?-?salt|cubic|hexagonal|"
    "tetragonal|orthorhombic|monoclinic|triclinic|trigonal|rhombohedral|amorphous|perovskite|"
    "spinel|graphite|diamond|quartz|cristobalite|alpha|beta|gamma|delta|α|β|γ|δ"
)
_BEHIND = re.compile(rf"[\s_\-]*[(\[]?\s*(?:{_POLYMORPH})\s*[)\]]?\s*\Z", re.IGNORECASE)
_BEFORE = re.compile(rf"\A\s*(?:{_POLYMORPH})[\s_\-]+(?=[A-Z(\[])", re.IGNORECASE)
_EXPONENT = re.compile(r"(\d+\.?\d*|\.\d+)[eE]([-+]?\d{1,2})(?!\d)")
_NOTHING = re.compile(r"[A-Z][a-z]?0+(?:\.0*)?(?![\d.])")


def rewritten(kind: str, text: str) -> str:
    """Return how a material of a kind is written for its reader.

    Examples
    --------
    >>> rewritten("molecule", "CCO ethanol"), rewritten("molecule", "CO |r|")
    ('CCO', 'CO')
    >>> rewritten("composition", "CuSO4.5H2O"), rewritten("composition", "Li1K0Cl1")
    ('CuSO4·5H2O', 'Li1Cl1')
    """
    return _WRITINGS[kind](text) if kind in _WRITINGS else text


def _without_name(text: str) -> str:
    """Return a SMILES without the extension or the name that stands behind it."""
    text = text.strip()
    if found := _EXTENSION.search(text):
        return text[: found.start()]
    smiles, _, rest = text.partition("\t" if "\t" in text else " ")
    # A word that no SMILES could be: a blank within a SMILES is a slip, and stays for its reader.
    words = _NAME.findall(rest)
    return smiles if any(set(word.lower()) - _AROMATIC for word in words) else text


def _formula(text: str) -> str:
    """Return a formula without the name of its polymorph, amounts written out, water apart."""
    text = text.strip()
    bare = _BEFORE.sub("", _BEHIND.sub("", text))
    text = bare or text
    text = _EXPONENT.sub(lambda found: f"{Decimal(found[0]):f}", text)
    text = _with_water(text)
    left = _NOTHING.sub("", text)
    return left if re.search("[A-Z]", left) else text


def _with_water(text: str) -> str:
    """Return a hydrate with a dot in place of its full stop: never an amount such as O4.5."""
    for place in (found.start() for found in re.finditer(r"\.", text)):
        water = _WATER.match(text, place)
        # "Li0.5H2O" can only be a decimal: there is no amount of zero before water.
        if water and place and not re.search(r"(?<!\d)0\Z", text[:place]):
            return f"{text[:place]}·{water[1]}H2O"
    return text


_WRITINGS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"molecule": _without_name, "polymer": _without_name, "composition": _formula}
)
