"""Solvents and temperatures lent to a computed table that has none.

A molecule computed in a vacuum has one value, and is measured in many solvents. As descriptors the
solvent would be the same in all its rows, and what is constant in the rows of pretraining plays no
part in the network, after fine-tuning neither. So each computed material is given the solvent, the
temperature or both of a measured row, drawn at random: pretraining then learns that they do not
matter, and fine-tuning how they do. Of the measured table only its solvents and temperatures are
used, none of its values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

from simlaw.materials.solution import VACUUM, lend, partners
from simlaw.tables.table import PropertyTable

SOLUTION = "solution"


@dataclass(frozen=True)
class Lent:
    """What a computed table lacks and a measured one has in all rows.

    Attributes
    ----------
    solvent, temperature
        Whether it is lent.
    """

    solvent: bool = False
    temperature: bool = False

    def __bool__(self) -> bool:
        return self.solvent or self.temperature

    def __str__(self) -> str:
        names = [name for name in ("solvent", "temperature") if getattr(self, name)]
        return " and ".join(names)


def what_is_lent(source: PropertyTable, target: PropertyTable) -> Lent:
    """Return what no row of the source has and every row of the target; nothing for other kinds."""
    if source.kind != SOLUTION or target.kind != SOLUTION or not len(target):
        return Lent()
    # Each stops at the first row that settles it.
    return Lent(
        solvent=all(partners(key).solvent == VACUUM for key in source.keys)
        and all(partners(key).solvent != VACUUM for key in target.keys),
        temperature=all(partners(key).temperature is None for key in source.keys)
        and all(partners(key).temperature is not None for key in target.keys),
    )


def lend_conditions(source: PropertyTable, target: PropertyTable, lent: Lent) -> PropertyTable:
    """Return the source with what the target lends; each material always gets the same.

    Parameters
    ----------
    source, target
        Of kind "solution".
    lent
        From `what_is_lent`.
    """
    offered = sorted(target.keys)
    keys = [
        lend(
            key,
            offered[crc32(key.encode()) % len(offered)],
            solvent=lent.solvent,
            temperature=lent.temperature,
        )
        for key in source.keys
    ]
    return replace(source, frame=source.frame.assign(key=keys))
