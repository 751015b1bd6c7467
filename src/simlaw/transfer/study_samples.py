"""The two sides of a study as training sees them: descriptor rows, values, and the materials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlaw.transfer.scaler import Float32, Float64


@dataclass(frozen=True, eq=False)
class Samples:
    """One side of a study, source or target.

    Attributes
    ----------
    descriptors
        float32 ``(rows, width)``, raw.
    values
        float64 ``(rows,)``, in the target's unit.
    """

    descriptors: Float32
    values: Float64


@dataclass(frozen=True, eq=False)
class Materials:
    """The materials themselves, row by row as `Samples` has them.

    Attributes
    ----------
    source, target
        Canonical keys, such as the canonical SMILES of a molecule.
    kind
        What they are, as `simlaw.materials` names it; empty where that is not known.
    """

    source: Sequence[str]
    target: Sequence[str]
    kind: str = ""
