"""A polymer, given as the SMILES of a repeat unit with two attachment points ``*``.

One polymer can be written with many repeat units: the cut may fall on any bond of the backbone,
the chain may be read from either end, and two or more units may be written as one. The key is the
same for all of them:

1. The backbone (the path between the attachment points) is cut at every single bond outside
   rings, the bond between neighbouring units included. This gives a cyclic word of *pieces*, each
   a canonical SMILES with its head side and its tail side told apart.
2. If the word repeats itself it is shortened to its period: the unit was written several times.
3. Of all rotations of the word, and of the word read from the other end, the smallest in
   lexicographic order says where the unit is cut and which end comes first.

Head-to-tail and head-to-head arrangements are different words and stay different polymers, as do
stereoregular and unspecified ones.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from simlaw.errors import require
from simlaw.materials.molecule import chem, parse, quiet, says_stereo
from simlaw.materials.placeholders import why_placeholder
from simlaw.materials.refusal import RefusedMaterial, shown

MAX_CUTS = 400
"""Most backbone bonds of one repeat unit that can be cut."""

_POINT = re.compile(r"\[\d*\*(?::\d+)?\]|\*(?![^\[]*\])")
_HEAD, _TAIL, _INNER = 1, 2, 3


def canonical(text: str) -> str:
    """Return the canonical repeat unit of a polymer.

    Parameters
    ----------
    text
        SMILES of a repeat unit with two attachment points, written ``*``, ``[*]``, ``[1*]`` or
        ``[*:1]``; numbers on them mean nothing.

    Returns
    -------
    str
        Isomeric SMILES of the shortest repeat unit, again with two ``*``.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is no repeat unit.

    Examples
    --------
    >>> canonical("*CC(C)*"), canonical("*C(C)C*"), canonical("*C(C)CC(C)C*")
    ('*C(C)C*', '*C(C)C*', '*C(C)C*')
    >>> canonical("*CCCC*")
    '*C*'
    >>> canonical("*CC(C)C(C)C*")  # head to head: another polymer
    '*C(C)C(C)CC*'
    """
    text = text.strip()
    unit = _numbered(text)
    _check_ends(unit, text)
    if ":" in text:
        for atom in unit.GetAtoms():
            atom.SetAtomMapNum(0)
    with quiet():
        return _POINT.sub("*", _shortest(unit))


def constitution(text: str) -> str:
    r"""Return the canonical repeat unit without stereochemistry.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is no repeat unit.

    Examples
    --------
    >>> constitution("*/C=C\\\\CC*"), constitution("*C[C@H](C)*")
    ('*C=CCC*', '*C(C)C*')
    """
    molecule = parse(text)
    chem().RemoveStereochemistry(molecule)
    with quiet():
        return canonical(str(chem().MolToSmiles(molecule)))


def flat(key: str) -> str:
    """Return `constitution` of a canonical key: at once where it says nothing of stereochemistry.

    Examples
    --------
    >>> flat("*C(C)C*")
    '*C(C)C*'
    """
    return constitution(key) if says_stereo(key) else key


def units_of(chain: Any) -> list[str]:
    """Return the repeat units that a chain is made of, equal but for stereochemistry.

    Parameters
    ----------
    chain
        RDKit molecule of one piece with two attachment points, isotopes 1 (head) and 2 (tail),
        each bound by a single bond.

    Returns
    -------
    list of str
        Canonical repeat unit of each, from head to tail: as many as the chain, read without its
        stereochemistry, repeats itself.

    Raises
    ------
    RefusedMaterial
        If the backbone can be cut at more than `MAX_CUTS` bonds.

    Examples
    --------
    >>> units_of(parse("[1*]CC(C)CC(C)[2*]"))
    ['*C(C)C*', '*C(C)C*']
    """
    path = _backbone(chain)
    bonds = _inner_bonds(chain, path)
    single = chem().BondType.SINGLE
    places = [bond.GetIdx() for bond in bonds if bond.GetBondType() == single]
    if len(places) >= MAX_CUTS:
        raise RefusedMaterial(_too_many(len(places)))
    flat = chem().Mol(chain)
    chem().RemoveStereochemistry(flat)
    with quiet():
        pieces = _pieces(flat, path, [flat.GetBondWithIdx(place) for place in places])
        period = _period([forward for forward, _ in pieces])
        joints = [chain.GetBondWithIdx(place) for place in places[period - 1 :: period]]
        if not joints:
            return [canonical(_write(chain))]
        parts = _in_order(path, _cut(chain, path, joints, _HEAD, _TAIL))
    return [canonical(_write(part)) for part in parts]


def _numbered(text: str) -> Any:
    """Return the molecule of a unit, its ends numbered so that they never look alike to RDKit."""
    points = len(_POINT.findall(text))
    marks = iter((f"[{_HEAD}*]", f"[{_TAIL}*]"))
    if points == 2 and text.count("*") == 2:
        with suppress(RefusedMaterial):
            return parse(_POINT.sub(lambda _: next(marks), text))
    if why := why_placeholder(text, polymer=True):
        raise RefusedMaterial(why)
    parse(text)  # what is wrong with the SMILES as it was written is said first
    if text.count("*") != points:
        raise RefusedMaterial(
            f"'{shown(text)}' has an attachment point that is more than a '*' with a number"
        )
    raise RefusedMaterial(
        f"'{shown(text)}' has {points} attachment point{'s' * (points != 1)} '*'; "
        "a repeat unit has two"
    )


def _check_ends(unit: Any, text: str) -> None:
    ends = _ends(unit)
    bonds = [bond for end in ends for bond in end.GetBonds()]
    if len(ends) != 2 or len(bonds) != 2 or any(end.GetDegree() != 1 for end in ends):
        raise RefusedMaterial(
            f"'{shown(text)}' has an attachment point '*' that is not bound to exactly one atom"
        )
    if bonds[0].GetIdx() == bonds[1].GetIdx():
        raise RefusedMaterial(f"'{shown(text)}' has no atoms between its attachment points")
    if bonds[0].GetBondType() != bonds[1].GetBondType():
        raise RefusedMaterial(
            f"'{shown(text)}' binds its two attachment points by different bonds, "
            "so its units cannot be joined"
        )
    if len(chem().GetMolFrags(unit)) != 1:
        raise RefusedMaterial(f"'{shown(text)}' is of several parts; a repeat unit is one")


def _shortest(unit: Any) -> str:
    """Return the canonical SMILES of a unit whose ends are numbered, numbers kept."""
    path = _backbone(unit)
    single = chem().BondType.SINGLE
    bonds = _inner_bonds(unit, path)
    singles = [bond for bond in bonds if bond.GetBondType() == single]
    if unit.GetBondBetweenAtoms(path[0], path[1]).GetBondType() == single:
        bonds = singles
    elif singles:
        # Joined by a double bond: the unit is first cut at a single one instead.
        return _shortest(parse(_write(_rotated(unit, path, singles[0]))))
    if len(bonds) >= MAX_CUTS:
        raise RefusedMaterial(_too_many(len(bonds)))
    pieces = _pieces(unit, path, bonds)
    period = _period([forward for forward, _ in pieces])
    if period < len(pieces):
        return _shortest(parse(_start(unit, path, bonds[period - 1])))
    cut, backward = _smallest(pieces)
    if cut:
        unit = _rotated(unit, path, bonds[cut - 1])
    if backward:
        _swap_ends(unit)
    return _write(unit)


def _backbone(unit: Any) -> tuple[int, ...]:
    """Return the atoms from head to tail, both included."""
    path: tuple[int, ...] = chem().GetShortestPath(
        unit, *(_end(unit, number) for number in (_HEAD, _TAIL))
    )
    return path


def _inner_bonds(unit: Any, path: tuple[int, ...]) -> list[Any]:
    """Return the bonds between backbone atoms that no ring holds, from head to tail."""
    bonds = [unit.GetBondBetweenAtoms(*pair) for pair in pairwise(path[1:-1])]
    return [bond for bond in bonds if not bond.IsInRing()]


def _too_many(inner: int) -> str:
    return (
        f"the repeat unit's backbone can be cut at {inner + 1} bonds, "
        f"and at most {MAX_CUTS} are read"
    )


def _ends(unit: Any) -> list[Any]:
    """Return the attachment points; a query finds them much faster than a loop over atoms."""
    return list(unit.GetAtomsMatchingQuery(_is_end()))


@cache
def _is_end() -> Any:
    queries = require("rdkit.Chem.rdqueries", extra="molecule", purpose="Molecules and polymers")
    return queries.AtomNumEqualsQueryAtom(0)


def _end(unit: Any, number: int) -> int:
    return next(int(end.GetIdx()) for end in _ends(unit) if end.GetIsotope() == number)


def _swap_ends(unit: Any) -> None:
    head, tail = (unit.GetAtomWithIdx(_end(unit, number)) for number in (_HEAD, _TAIL))
    head.SetIsotope(_TAIL)
    tail.SetIsotope(_HEAD)


def _write(unit: Any) -> str:
    return str(chem().MolToSmiles(unit))


def _cut(unit: Any, path: tuple[int, ...], bonds: list[Any], head: int, tail: int) -> Any:
    """Cut bonds of the backbone; `head` marks the new ends towards the tail, `tail` the others."""
    order = {atom: place for place, atom in enumerate(path)}
    marks = [
        (head, tail)
        if order[bond.GetBeginAtomIdx()] < order[bond.GetEndAtomIdx()]
        else (tail, head)
        for bond in bonds
    ]
    return chem().FragmentOnBonds(unit, [bond.GetIdx() for bond in bonds], dummyLabels=marks)


def _pieces(unit: Any, path: tuple[int, ...], bonds: list[Any]) -> list[tuple[str, str]]:
    """Return the pieces in order from head to tail, each as read from head and from tail."""
    if not bonds:
        return [_both_ways(_write(unit))]
    cut = _cut(unit, path, bonds, _HEAD, _TAIL)
    return [_both_ways(_write(part)) for part in _in_order(path, cut)]


def _in_order(path: tuple[int, ...], cut: Any) -> list[Any]:
    """Return the parts of a unit that was cut, from head to tail."""
    atoms: list[tuple[int, ...]] = []
    parts = chem().GetMolFrags(cut, asMols=True, sanitizeFrags=False, fragsMolAtomMapping=atoms)
    # Atoms keep their numbers, so the first backbone atom of each part puts it in its place.
    order = {atom: place for place, atom in enumerate(path)}
    places = [min(order.get(atom, len(order)) for atom in members) for members in atoms]
    return [part for _, part in sorted(zip(places, parts, strict=True))]


@lru_cache(maxsize=50_000)
def _both_ways(piece: str) -> tuple[str, str]:
    head, tail = f"[{_HEAD}*]", f"[{_TAIL}*]"
    swapped = piece.replace(head, "\0").replace(tail, head).replace("\0", tail)
    return _write(parse(piece)), _write(parse(swapped))


def _period(word: list[str]) -> int:
    length = len(word)
    return next(
        shift
        for shift in range(1, length + 1)
        if length % shift == 0 and word[shift:] + word[:shift] == word
    )


def _smallest(pieces: list[tuple[str, str]]) -> tuple[int, bool]:
    """Return where to cut for the smallest word, as a number of pieces, and if it is backward."""
    forward = [piece for piece, _ in pieces]
    backward = [piece for _, piece in reversed(pieces)]
    length = len(pieces)
    words = [(forward[cut:] + forward[:cut], False, cut) for cut in range(length)]
    words += [(backward[cut:] + backward[:cut], True, length - cut) for cut in range(length)]
    _, reverse, cut = min(words)
    return cut % length, reverse


def _rotated(unit: Any, path: tuple[int, ...], bond: Any) -> Any:
    """Return the unit cut at another bond of its backbone, its old ends joined."""
    cut = _cut(unit, path, [bond], _INNER, _INNER + 1)
    for end in _ends(cut):
        if end.GetIsotope() < _INNER:
            end.SetAtomMapNum(1)
        else:
            end.SetIsotope(end.GetIsotope() - _INNER + _HEAD)
    return chem().molzip(cut)


def _start(unit: Any, path: tuple[int, ...], bond: Any) -> str:
    """Return the part of the unit from its head to a bond of its backbone."""
    cut = _cut(unit, path, [bond], _INNER, _TAIL)
    for part in chem().GetMolFrags(cut, asMols=True, sanitizeFrags=False):
        if any(atom.GetAtomicNum() == 0 and atom.GetIsotope() == _HEAD for atom in part.GetAtoms()):
            return _write(part)
    raise AssertionError("no part of the unit holds its head")
