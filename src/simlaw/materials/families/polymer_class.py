"""The class of a polymer by the linkage in its backbone, or by what its carbon backbone bears.

The classes are the 21 of PoLyInfo (Otsuka, Kuwajima, Hosoya, Xu and Yamazaki, EIDWT 2011, 22,
doi 10.1109/EIDWT.2011.13), as Hayashi, Shiomi, Morikawa and Yoshida use them for computed polymers
(npj Comput. Mater. 8, 222 (2022), doi 10.1038/s41524-022-00906-4). The patterns here are simlaw's
own. A chain of three units is looked at, so that a linkage across the end of a unit is seen, and a
linkage counts where its atoms lie on the shortest path through the chain or in a ring on it. Of
several the first in the order of `LINKAGES` names the class: a polyester amide is a polyamide.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from simlaw.materials.molecule import chem, parse, quiet

UNITS = 3
"""Repeat units of the chain that is looked at."""

LINKAGES: Mapping[str, str] = MappingProxyType(
    {
        "polyimide": "[#6X3](=O)[#7X3][#6X3]=O",
        "polyurethane": "[NX3][CX3](=O)[OX2]",
        "polyurea": "[NX3][CX3](=O)[NX3]",
        "polycarbonate": "[OX2][CX3](=O)[OX2]",
        "polyanhydride": "[CX3](=O)[OX2][CX3]=O",
        "polyamide": "[CX3](=O)[NX3]",
        "polyester": "[CX3](=O)[OX2]",
        "polysiloxane": "[Si]",
        "polyphosphazene": "P=N",
        "polysulfone": "[#6][SX3,SX4]=O",
        "polyketone": "[#6][CX3](=O)[#6]",
        "polyimine": "[#6]~[NX2,NX3;!a]~[#6]",
        "polysulfide": "[#6][SX2;!a]",
        "polyether": "[#6][OX2;!a]",
    }
)
"""Patterns of linkages with an atom that is no carbon; doubly bound oxygen need not lie on the
path."""

_SIDE = MappingProxyType(
    {
        "polystyrene": "[C;!a]-!@c1aaaaa1",
        "polyacrylic": "[C;!a]-!@[CX3](=O)[O,N,S]",
        "polyhalo-olefin": "[C;!a]-[F,Cl,Br,I]",
        "polyvinyl": "[C;!a]-[!#6;!#1;!#0]",
    }
)
"""What the backbone's carbon bears, in order; the first atom lies on the path and the next off."""

POLYPHENYLENE, POLYDIENE, POLYOLEFIN, OTHER = "polyphenylene", "polydiene", "polyolefin", "other"


def polymer_class(key: str) -> str:
    """Return the class of a polymer.

    Parameters
    ----------
    key
        Canonical repeat unit.

    Returns
    -------
    str
        A name in `LINKAGES`; or ``polyphenylene``, ``polydiene``, ``polystyrene``, ``polyacrylic``,
        ``polyhalo-olefin``, ``polyvinyl`` or ``polyolefin`` for a backbone of carbon; ``other``
        for any else, such as chains of aromatic rings with other atoms in them.

    Examples
    --------
    >>> polymer_class("*CC(*)c1ccccc1"), polymer_class("*CC(*)(C)C(=O)OC"), polymer_class("*CCO*")
    ('polystyrene', 'polyacrylic', 'polyether')
    >>> polymer_class("*CCOC(=O)c1ccc(cc1)C(=O)O*"), polymer_class("*CCCCCC(=O)N*")
    ('polyester', 'polyamide')
    """
    with quiet():
        chain, path = _chain(key)
    backbone = _with_rings(chain, path)
    for name, pattern in LINKAGES.items():
        if _lies_on(chain, pattern, backbone):
            return name
    atoms = [chain.GetAtomWithIdx(index) for index in path]
    if any(atom.GetAtomicNum() != 6 for atom in atoms):
        return OTHER
    if any(atom.GetIsAromatic() for atom in atoms):
        return POLYPHENYLENE
    double = chem().BondType.DOUBLE
    if any(_between(chain, *pair).GetBondType() == double for pair in _steps(path)):
        return POLYDIENE
    on = set(path)
    for name, pattern in _SIDE.items():
        for match in chain.GetSubstructMatches(_compiled(pattern)):
            if match[0] in on and match[1] not in on:
                return name
    return POLYOLEFIN


def _lies_on(chain: Any, pattern: str, backbone: set[int]) -> bool:
    """Whether all of a pattern but doubly bound oxygen lies on the backbone, somewhere."""
    for match in chain.GetSubstructMatches(_compiled(pattern)):
        inside = [
            index
            for index in match
            if not (
                chain.GetAtomWithIdx(index).GetAtomicNum() == 8
                and chain.GetAtomWithIdx(index).GetDegree() == 1
                and chain.GetAtomWithIdx(index).GetTotalNumHs() == 0
            )
        ]
        if backbone.issuperset(inside):
            return True
    return False


def _chain(key: str) -> tuple[Any, list[int]]:
    """Return a chain of a few units, and the atoms on the path through it without its ends."""
    unit = parse(key)
    whole = chem().RWMol(unit)
    for _ in range(UNITS - 1):
        left = [atom.GetIdx() for atom in whole.GetAtoms() if atom.GetAtomicNum() == 0][-1]
        start = whole.GetNumAtoms()
        whole.InsertMol(unit)
        right = next(
            index
            for index in range(start, whole.GetNumAtoms())
            if whole.GetAtomWithIdx(index).GetAtomicNum() == 0
        )
        ends = [whole.GetAtomWithIdx(end).GetNeighbors()[0].GetIdx() for end in (left, right)]
        whole.AddBond(*ends, chem().BondType.SINGLE)
        for end in sorted((left, right), reverse=True):
            whole.RemoveAtom(end)
    molecule = whole.GetMol()
    chem().SanitizeMol(molecule)
    first, last = [atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetAtomicNum() == 0]
    return molecule, list(chem().GetShortestPath(molecule, first, last))[1:-1]


def _with_rings(chain: Any, path: list[int]) -> set[int]:
    """The atoms of a path and of the rings that it goes through."""
    on = set(path)
    found = set(path)
    for ring in chain.GetRingInfo().AtomRings():
        if len(on.intersection(ring)) > 1:
            found.update(ring)
    return found


def _steps(path: list[int]) -> list[tuple[int, int]]:
    return list(pairwise(path))


def _between(chain: Any, one: int, other: int) -> Any:
    return chain.GetBondBetweenAtoms(one, other)


@cache
def _compiled(pattern: str) -> Any:
    return chem().MolFromSmarts(pattern)
