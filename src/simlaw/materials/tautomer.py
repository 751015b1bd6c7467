"""Tautomers: molecules that differ in where a hydrogen sits, as one text.

RDKit's hash of hetero-atom tautomers (``HetAtomTautomerv2``), which follows R. A. Sayle, J.
Comput.-Aided Mol. Des. 24, 485 (2010): bonds and hydrogen of the atoms that can exchange them are
left out of the text, and counted.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from simlaw.errors import require
from simlaw.materials.molecule import chem, parse, quiet
from simlaw.materials.polymer import constitution

FEWEST_ATOMS = 12
"""Atoms, at least, of the ring that a polymer is closed to: small rings would become aromatic."""


def of_molecule(key: str) -> str:
    """Return what all tautomers and stereoisomers of a molecule share.

    Parameters
    ----------
    key
        Canonical key of a molecule.

    Examples
    --------
    >>> of_molecule("CC(=O)CC(C)=O") == of_molecule("CC(=O)C=C(C)O")
    True
    >>> of_molecule("CCO") == of_molecule("COC")
    False
    """
    return _hash(parse(key))


def of_polymer(key: str) -> str:
    """Return what all tautomers and stereoisomers of a polymer share.

    Tautomers may be cut into other repeat units, so the units are closed to a ring before: where it
    was cut no longer matters.

    Parameters
    ----------
    key
        Canonical key of a polymer.

    Examples
    --------
    >>> of_polymer("*C=C(*)O") == of_polymer("*CC(*)=O")
    True
    >>> of_polymer("*CC(C)*") == of_polymer("*CC(CC)*")
    False
    """
    flat = constitution(key)
    ring = _ring(flat)
    return flat if ring is None else f"ring of {_hash(ring)}"


def _hash(molecule: Any) -> str:
    chem().RemoveStereochemistry(molecule)
    hashes = _hashes()
    with quiet():
        return str(hashes.MolHash(molecule, hashes.HashFunction.HetAtomTautomerv2))


@cache
def _hashes() -> Any:
    return require("rdkit.Chem.rdMolHash", extra="molecule", purpose="Tautomers")


def _ring(unit: str) -> Any:
    """Return units of a polymer closed to a ring; None where that gives no sound molecule."""
    one = parse(unit)
    points = [atom for atom in one.GetAtoms() if atom.GetAtomicNum() == 0]
    head, tail = (point.GetNeighbors()[0].GetIdx() for point in points)
    bond = points[0].GetBonds()[0].GetBondType()
    length = 1 if head == tail else len(chem().GetShortestPath(one, head, tail))
    ring = chem().RWMol()
    copies = -(-FEWEST_ATOMS // length)
    for _ in range(copies):
        ring.InsertMol(one)
    size = one.GetNumAtoms()
    for copy in range(copies):
        following = (copy + 1) % copies
        ring.AddBond(tail + copy * size, head + following * size, bond)
    ring.BeginBatchEdit()
    for copy in range(copies):
        for point in points:
            ring.RemoveAtom(point.GetIdx() + copy * size)
    ring.CommitBatchEdit()
    try:
        with quiet():
            closed = ring.GetMol()
            chem().SanitizeMol(closed)
    except ValueError:
        return None
    return closed
