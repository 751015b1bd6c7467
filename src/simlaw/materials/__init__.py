"""What a material is: its text parsed, checked, and turned into one canonical key.

A material comes as text of some kind (`KINDS`): a molecule or a polymer repeat unit as SMILES, a
composition as a chemical formula, a polymer in a solvent at a temperature, a solute in a solvent,
or an opaque label.
`canonical_key` gives every spelling of a material the same key, and refuses what is none with
`RefusedMaterial`, whose reason is a sentence for the user. Everything downstream knows materials
by these keys.
"""

from simlaw.materials.refusal import RefusedMaterial
from simlaw.materials.registry import (
    KINDS,
    MaterialKind,
    canonical_key,
    canonical_keys,
    find_kind,
)

__all__ = [
    "KINDS",
    "MaterialKind",
    "RefusedMaterial",
    "canonical_key",
    "canonical_keys",
    "find_kind",
]
