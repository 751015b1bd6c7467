"""Materials as chemprop's graphs: one of each molecule, or one of a solute and one of a solvent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

VACUUM = "[He]"
"""A lone atom that no solvent has: stands for a solvent where there is none."""

PARTS = {"molecule": 1, "polymer": 1, "solution": 2}
"""Kinds of material that can be read, and how many graphs each has."""


@dataclass(frozen=True)
class Graphs:
    """Graphs of some materials.

    Attributes
    ----------
    parts
        For each part of a material, the graphs of all materials in order.
    """

    parts: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.parts[0])

    def batch(self, places: Iterable[int]) -> Any:
        """Return some as chemprop's networks take them: a batch, or a list with one a part."""
        from chemprop.data import BatchMolGraph

        chosen = list(places)
        batches = [BatchMolGraph([graphs[at] for at in chosen]) for graphs in self.parts]
        return batches[0] if len(batches) == 1 else batches


def graphs_of(keys: Sequence[str], kind: str) -> Graphs:
    """Return the graphs of materials from their canonical keys.

    Parameters
    ----------
    keys
        Canonical keys.
    kind
        A name in `PARTS`.

    Raises
    ------
    ValueError
        If materials of this kind are not molecules.
    """
    if kind not in PARTS:
        raise ValueError(f"chemprop reads {', '.join(PARTS)}, but the materials are '{kind}'")
    columns = zip(*(_smiles(key, PARTS[kind]) for key in keys), strict=True)
    return Graphs(tuple(tuple(_graph(smiles) for smiles in column) for column in columns))


def _smiles(key: str, parts: int) -> tuple[str, ...]:
    if parts == 1:
        return (key,)
    solute, solvent = key.split("|")[:2]
    return solute, VACUUM if solvent == "vacuum" else solvent


# A table holds few molecules in many rows, and trials share the rows.
@lru_cache(maxsize=100_000)
def _graph(smiles: str) -> Any:
    from chemprop.featurizers import SimpleMoleculeMolGraphFeaturizer
    from rdkit import Chem

    return SimpleMoleculeMolGraphFeaturizer()(Chem.MolFromSmiles(smiles))
