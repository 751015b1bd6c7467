"""Whether a material is of those that a predictor has learned from.

It is outside where an element, or an atom with its neighbours, is in neither table, and where the
nearest measured material is farther than 95 % of the measured ones have another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.materials import mixture, solution
from simlaw.materials.composition import amounts
from simlaw.materials.molecule import parse
from simlaw.printed_numbers import value as shown_value

INSIDE, OUTSIDE = "inside", "outside"

RADIUS = 1
"""Bonds around an atom that make its surroundings."""


@dataclass(frozen=True, eq=False)
class Domain:
    """What was seen in training.

    Attributes
    ----------
    kind
        Kind of material.
    elements
        Symbols; empty for kinds without.
    surroundings
        uint64, increasing: numbers of atoms with their neighbours, by element, charge, aromaticity
        and bonds, as Morgan's algorithm makes them.
    distance
        Beyond which a material is far from every measured one.
    """

    kind: str
    elements: tuple[str, ...]
    surroundings: npt.NDArray[np.uint64]
    distance: float

    @classmethod
    def of(cls, kind: str, keys: Iterable[str], distance: float) -> Domain:
        """Return the domain of the materials of both tables."""
        elements: set[str] = set()
        found: set[int] = set()
        seen: set[str] = set()
        for key in keys:
            for piece in pieces(kind, key):
                if piece not in seen:
                    seen.add(piece)
                    here, around = _look(kind, piece)
                    elements |= here
                    found.update(around)
        numbers = np.array(sorted(found), dtype=np.uint64)
        return cls(kind, tuple(sorted(elements)), numbers, distance)

    def reasons(self, keys: Sequence[str], distances: npt.NDArray[np.float64]) -> list[str]:
        """Return for each material why it is outside, and an empty text for one inside."""
        known = set(self.elements)
        return [
            self._reason(key, distance, known)
            for key, distance in zip(keys, distances.tolist(), strict=True)
        ]

    def _reason(self, key: str, distance: float, known: set[str]) -> str:
        for piece in pieces(self.kind, key):
            elements, around = _look(self.kind, piece)
            if new := sorted(elements - known):
                return f"the element {new[0]} is in neither table"
            numbers = np.fromiter(around, dtype=np.uint64, count=len(around))
            if len(unseen := np.setdiff1d(numbers, self.surroundings)):
                group = _written(piece, int(unseen[0]))
                return f"the group {group} is in neither table"
        if distance > self.distance:
            return (
                f"the nearest measured material is {shown_value(distance)} away, and 95 % of the "
                f"measured have another within {shown_value(self.distance)}"
            )
        return ""


def pieces(kind: str, key: str) -> tuple[str, ...]:
    """Return the molecules, repeat units or formula that a material is made of.

    Examples
    --------
    >>> pieces("mixture", "*CC*|CCO|300.00"), pieces("composition", "Fe2O3"), pieces("label", "a")
    (('*CC*', 'CCO'), ('Fe2O3',), ())
    """
    if kind in ("molecule", "polymer", "composition"):
        return (key,)
    if kind == "mixture":
        return mixture.partners(key)[:2]
    if kind == "solution":
        parts = solution.partners(key)
        return tuple(one for one in (parts.solute, parts.solvent) if one != solution.VACUUM)
    return ()


def _look(kind: str, piece: str) -> tuple[set[str], Collection[int]]:
    """Return the elements of a piece, and the numbers of its atoms with their neighbours."""
    if kind == "composition":
        return set(amounts(piece)), ()
    molecule = parse(piece)
    elements = {atom.GetSymbol() for atom in molecule.GetAtoms() if atom.GetAtomicNum()}
    found = _generator().GetSparseCountFingerprint(
        molecule, customAtomInvariants=_invariants(molecule)
    )
    return elements, list(found.GetNonzeroElements())


def _invariants(molecule: Any) -> list[int]:
    """Return of each atom what tells it apart: element, charge, and whether it is aromatic."""
    return [
        256 * atom.GetAtomicNum() + 16 * atom.GetIsAromatic() + 8 + atom.GetFormalCharge()
        for atom in molecule.GetAtoms()
    ]


def _generator() -> Any:
    from simlaw.errors import require

    module = require("rdkit.Chem.rdFingerprintGenerator", extra="molecule", purpose="Molecules")
    return module.GetMorganGenerator(radius=RADIUS)


def _written(piece: str, number: int) -> str:
    """Return an atom with its neighbours as SMILES."""
    chem = _chem()
    molecule = parse(piece)
    output = _additional()
    _generator().GetSparseCountFingerprint(
        molecule, customAtomInvariants=_invariants(molecule), additionalOutput=output
    )
    atom, radius = output.GetBitInfoMap()[number][0]
    bonds = chem.FindAtomEnvironmentOfRadiusN(molecule, radius, atom) if radius else ()
    atoms = {atom}
    for bond in bonds:
        one = molecule.GetBondWithIdx(bond)
        atoms |= {one.GetBeginAtomIdx(), one.GetEndAtomIdx()}
    return str(chem.MolFragmentToSmiles(molecule, sorted(atoms), bondsToUse=list(bonds)))


def _chem() -> Any:
    from simlaw.materials.molecule import chem

    return chem()


def _additional() -> Any:
    from simlaw.errors import require

    module = require("rdkit.Chem.rdFingerprintGenerator", extra="molecule", purpose="Molecules")
    output = module.AdditionalOutput()
    output.CollectBitInfoMap()
    return output
