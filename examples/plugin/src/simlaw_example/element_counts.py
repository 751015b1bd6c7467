"""A descriptor: how many atoms of each of some elements a molecule has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from simlaw.descriptors import Block, compute_rows

ELEMENTS = ("H", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I")


def _row(key: str) -> np.ndarray:
    """Return the counts of one molecule, float64 ``(len(ELEMENTS),)``."""
    from rdkit import Chem

    molecule = Chem.AddHs(Chem.MolFromSmiles(key))
    symbols = [atom.GetSymbol() for atom in molecule.GetAtoms()]
    return np.array([symbols.count(element) for element in ELEMENTS], dtype=np.float64)


@dataclass(frozen=True)
class ElementCounts:
    """Numbers of atoms by element."""

    name: str = "element-counts"
    kinds: frozenset[str] = frozenset({"molecule"})
    uses_columns: bool = False

    @property
    def version(self) -> str:
        """Changes whenever the numbers may: cached values of another version are not used."""
        return f"1, rdkit {version('rdkit')}"

    def compute(self, keys: Sequence[str], **options: Any) -> Block:
        """Return the counts of every molecule."""
        options.pop("columns", None)
        return compute_rows(_row, list(ELEMENTS), keys, **options)


ELEMENT_COUNTS = ElementCounts()
