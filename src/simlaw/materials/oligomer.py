"""A cyclic oligomer that stands for a polymer, turned back into the polymer's repeat unit.

Calculations that need a whole molecule draw a polymer as a ring of several units, without ends.
The ring is opened at a bond of the macrocycle, and the chain that this gives is cut into as many
equal parts as it repeats itself, stereochemistry aside. The key is the repeat unit that more than
half of the parts share: conformers of such rings often carry a double bond or centre that came out
the other way in one place. Where no such majority is, the unit is taken without stereochemistry.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from simlaw.materials import polymer
from simlaw.materials.molecule import chem, parse, quiet
from simlaw.materials.refusal import RefusedMaterial, shown

SMALLEST_RING = 12
"""Fewest atoms of a ring that is taken for a cyclic oligomer."""

FEWEST_UNITS = 3
"""Fewest equal units that such a ring must have to be taken apart."""


def repeat_unit(text: str) -> str | None:
    """Return the repeat unit of a cyclic oligomer.

    Parameters
    ----------
    text
        SMILES of a molecule.

    Returns
    -------
    str or None
        Canonical repeat unit, as `simlaw.materials.polymer.canonical` writes it; None where the
        ring is not made of `FEWEST_UNITS` or more equal units.

    Raises
    ------
    RefusedMaterial
        If the text is no molecule, of several parts, or has no ring of `SMALLEST_RING` or more
        atoms.

    Examples
    --------
    >>> repeat_unit("CC1CC(C)CC(C)CC(C)CC(C)CC(C)C1")
    '*C(C)C*'
    >>> repeat_unit("C1CCOCCCCCCCCC1") is None
    True
    """
    molecule = parse(text)
    rings = molecule.GetRingInfo()
    ring = max(rings.AtomRings(), key=len, default=())
    if len(ring) < SMALLEST_RING or len(chem().GetMolFrags(molecule)) > 1:
        raise RefusedMaterial(
            f"'{shown(text)}' is neither a repeat unit with two '*' nor a cyclic oligomer "
            f"(one molecule with a ring of {SMALLEST_RING} or more atoms)"
        )
    bond = _opening(molecule, ring)
    if bond is None:
        return None
    with quiet():
        chain = chem().FragmentOnBonds(molecule, [bond], dummyLabels=[(1, 2)])
        chem().SanitizeMol(chain)
    units = polymer.units_of(chain)
    if len(units) < FEWEST_UNITS:
        return None
    unit, votes = Counter(units).most_common(1)[0]
    return unit if 2 * votes > len(units) else polymer.constitution(unit)


def _opening(molecule: Any, ring: tuple[int, ...]) -> int | None:
    """Return a single bond of a ring that lies in no smaller ring."""
    rings = molecule.GetRingInfo()
    for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
        bond = molecule.GetBondBetweenAtoms(one, other)
        index = int(bond.GetIdx())
        # Sugar rings and the like lie on the way round, and their bonds do not open it.
        if bond.GetBondType() == chem().BondType.SINGLE and rings.MinBondRingSize(index) == len(
            ring
        ):
            return index
    return None
