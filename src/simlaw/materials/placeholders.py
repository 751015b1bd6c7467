"""What stands in a SMILES in place of the ends of a repeat unit: named in refusals.

Programs write the ends of a repeat unit as atoms that no polymer holds (``[Ce]CC[Th]``,
``[At]CC[At]``), as letters that are no element (``[e]CC[d]``, ``[R]``), or as the bonding
descriptors of BigSMILES (``{[][$]CC[$][]}``, Lin et al., ACS Cent. Sci. 5, 1523, 2019).
"""

from __future__ import annotations

import re

from simlaw.materials.composition import ELEMENTS
from simlaw.materials.refusal import shown

_BARE = re.compile(r"\[\d*([A-Z][a-z]?|[a-z]{1,2})\d*(?:[+-]\d*)?(?::\d+)?\]")
_AROMATIC = frozenset({"b", "c", "n", "o", "p", "s", "se", "as", "te", "si"})
_ISOTOPES = frozenset({"D", "T"})
_FAMILIAR = frozenset(ELEMENTS) | _AROMATIC | _ISOTOPES
_NOBLE = ("He", "Ne", "Ar", "Kr", "Xe", "Rn", "Og")
_LANTHANIDES = ELEMENTS[56:71]
_HEAVY = ELEMENTS[83:]
_STAND_IN = frozenset({*_NOBLE, *_LANTHANIDES, *_HEAVY})
_BIG = re.compile(r"\{\s*\[[$<>]?\d*\]|\{[^{}]*\[[$<>]\d*\]")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the brackets of a SMILES that stand for the ends of a repeat unit, as written.

    Letters that are no element always do. Elements that no polymer holds (noble gases, lanthanides,
    polonium and what is heavier) do where there are two of them with other atoms between.

    Examples
    --------
    >>> placeholders("[Ce]CCO[Th]"), placeholders("CO[e]"), placeholders("C[NH3+]")
    (('[Ce]', '[Th]'), ('[e]',), ())
    """
    found = list(_BARE.finditer(text))
    unknown = [one[0] for one in found if one[1] not in _FAMILIAR]
    if unknown:
        return tuple(dict.fromkeys(unknown))
    heavy = [one[0] for one in found if one[1] in _STAND_IN and one[0][1:-1] == one[1]]
    between = re.search(r"[A-Za-z]", _BARE.sub("", text)) and "." not in text
    return tuple(dict.fromkeys(heavy)) if len(heavy) == 2 and between else ()


def why_placeholder(text: str, *, polymer: bool) -> str:
    """Return one sentence on the placeholders of a text; empty where it has none.

    Parameters
    ----------
    text
        SMILES, or what should be one.
    polymer
        Whether it is read as a repeat unit.

    Examples
    --------
    >>> print(why_placeholder("[At]C[At]", polymer=True))
    '[At]C[At]' has the placeholder [At] for ends of a repeat unit; write '*' for each, as in '*C*'
    """
    if is_big_smiles(text):
        kind = "" if polymer else ", kind 'polymer'"
        return (
            f"'{shown(text)}' is BigSMILES, which is not read; write one repeat unit as SMILES "
            f"with two '*', such as '*CC*'{kind}"
        )
    found = placeholders(text)
    if not found:
        return ""
    starred = text
    for one in found:
        starred = starred.replace(one, "*")
    listed = " and ".join(found[:3])
    said = f"'{shown(text)}' has the placeholder{'s' * (len(found) > 1)} {listed} for ends of a "
    said += "repeat unit; write '*' for each"
    if starred.count("*") == 2:
        said += f", as in '{shown(starred)}'"
    if any(one[1:-1] not in _FAMILIAR for one in found) and starred.count("*") != 2:
        said = (
            f"'{shown(text)}' has {listed}, which is no element; a placeholder for an end of a "
            "repeat unit is written '*', and a group atom by atom"
        )
    return said if polymer else f"{said} (kind 'polymer')"


def is_big_smiles(text: str) -> bool:
    """Return whether a text is BigSMILES: a set of repeat units in braces.

    Examples
    --------
    >>> is_big_smiles("{[][$]CC[$][]}"), is_big_smiles("{[$]CC[$],[$]CO[$]}"), is_big_smiles("CC")
    (True, True, False)
    """
    return "{" in text and _BIG.search(text) is not None
