"""A polymer as a piece of its chain: copies of the repeat unit joined head to tail.

An atom sees the polymer it is part of when the copies beside its own reach as far as a descriptor
looks. Joining the ends of the piece to a ring would do that too, but would make every backbone atom
a ring atom, and three double bonds an aromatic ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from simlaw.materials.molecule import chem, parse


@dataclass(frozen=True)
class Chain:
    """Copies of a repeat unit, joined.

    Parameters
    ----------
    molecule
        The ``rdkit.Chem.Mol``, sanitised; its first and last copy keep their open end ``*``.
    units
        Per copy the numbers of its atoms, ends left out.
    """

    molecule: Any
    units: tuple[tuple[int, ...], ...]


def is_polymer(key: str) -> bool:
    """Return whether a canonical key is a repeat unit; no molecule's has a ``*``."""
    return "*" in key


def backbone(unit: Any) -> tuple[int, ...]:
    """Return the atoms on the shortest way between the open ends of a unit, ends left out.

    Examples
    --------
    >>> backbone(parse("*CC(*)c1ccccc1")), len(backbone(parse("*c1ccc(*)cc1")))
    ((1, 2), 4)
    """
    return tuple(chem().GetShortestPath(unit, *_ends(unit))[1:-1])


def join(unit: Any, copies: int) -> Chain:
    """Return copies of a repeat unit, the tail of each bound to the head of the next.

    Parameters
    ----------
    unit
        Molecule with two open ends ``*``, both bound alike.
    copies
        At least 1.

    Examples
    --------
    >>> chain = join(parse("*CC(*)C"), 2)
    >>> chem().MolToSmiles(chain.molecule), [len(unit) for unit in chain.units]
    ('*CC(C)CC(*)C', [3, 3])
    """
    head, tail = _ends(unit)
    size = unit.GetNumAtoms()
    bond = unit.GetAtomWithIdx(head).GetBonds()[0].GetBondType()
    first, last = (unit.GetAtomWithIdx(end).GetNeighbors()[0].GetIdx() for end in (head, tail))
    whole = chem().RWMol(unit)
    for copy in range(1, copies):
        whole.InsertMol(unit)
        whole.AddBond((copy - 1) * size + last, copy * size + first, bond)
    inner = [copy * size + tail for copy in range(copies - 1)]
    inner += [copy * size + head for copy in range(1, copies)]
    whole.BeginBatchEdit()
    for end in inner:
        whole.RemoveAtom(end)
    whole.CommitBatchEdit()
    chem().SanitizeMol(whole)
    members: list[list[int]] = [[] for _ in range(copies)]
    removed = set(inner)
    left_out = removed | {head, (copies - 1) * size + tail}
    place = 0
    for old in range(copies * size):
        if old not in left_out:
            members[old // size].append(place)
        place += old not in removed
    return Chain(whole.GetMol(), tuple(tuple(atoms) for atoms in members))


def around(key: str, reach: int) -> tuple[Any, tuple[int, ...]]:
    """Return a piece of chain and its middle copy, with chain on both sides of it.

    Parameters
    ----------
    key
        Repeat unit.
    reach
        Bonds that the chain must go on for, on both sides of the middle copy.

    Returns
    -------
    tuple
        The molecule, and the numbers of the atoms of the middle copy.

    Examples
    --------
    >>> molecule, middle = around("*C*", 2)
    >>> chem().MolToSmiles(molecule), middle
    ('*CCCCC*', (3,))
    """
    unit = parse(key)
    beside = -(-reach // len(backbone(unit)))
    chain = join(unit, 2 * beside + 1)
    return chain.molecule, chain.units[beside]


def _ends(unit: Any) -> tuple[int, int]:
    head, tail = unit.GetSubstructMatches(_end())
    return head[0], tail[0]


@cache
def _end() -> Any:
    return chem().MolFromSmarts("[#0]")
