"""The scaffold of a molecule: its rings and what joins them, without side chains.

Bemis and Murcko, J. Med. Chem. 39, 2887 (1996). More than half of the molecules in some tables have
no ring and would all share the empty scaffold, so a molecule without one is named by its functional
groups instead: the sets of bonded atoms that are no carbon, or are carbon with a multiple bond.
"""

from __future__ import annotations

from typing import Any

from simlaw.errors import require
from simlaw.materials.molecule import chem, parse

ALKANE = "alkane"
"""Stands for molecules with neither ring nor functional group."""


def scaffold_of(key: str) -> str:
    """Return the scaffold of a molecule, or its functional groups where it has no ring.

    Parameters
    ----------
    key
        SMILES.

    Returns
    -------
    str
        SMILES of the scaffold without stereochemistry; of the different functional groups, sorted
        and joined by dots; or `ALKANE`.

    Examples
    --------
    >>> scaffold_of("Cc1ccccc1"), scaffold_of("OCCc1ccccc1")
    ('c1ccccc1', 'c1ccccc1')
    >>> scaffold_of("CCCO"), scaffold_of("OCCO"), scaffold_of("CC(=O)OCC"), scaffold_of("CCC")
    ('O', 'O', 'O=CO', 'alkane')
    """
    molecule = parse(key)
    murcko = require(
        "rdkit.Chem.Scaffolds.MurckoScaffold", extra="molecule", purpose="Molecular scaffolds"
    )
    rings = str(murcko.MurckoScaffoldSmiles(mol=molecule, includeChirality=False))
    return rings or _functional_groups(molecule)


def _functional_groups(molecule: Any) -> str:
    single = chem().BondType.SINGLE
    atoms = [
        atom.GetIdx()
        for atom in molecule.GetAtoms()
        if atom.GetAtomicNum() != 6 or any(b.GetBondType() != single for b in atom.GetBonds())
    ]
    if not atoms:
        return ALKANE
    written = str(chem().MolFragmentToSmiles(molecule, atoms, isomericSmiles=False))
    return ".".join(sorted(set(written.split("."))))
