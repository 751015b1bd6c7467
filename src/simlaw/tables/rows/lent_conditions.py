"""Conditions lent to a computed table that has none: solvents, temperatures, columns of numbers.

A molecule computed in a vacuum has one value, and is measured in many solvents. As an input the
solvent would be the same in all its rows, and what is constant in the rows of pretraining plays no
part in the network, after fine-tuning neither. So each computed material is given the conditions of
a measured row, drawn at random: pretraining then learns that they do not matter, and fine-tuning
how they do. Of the measured table only its conditions are used, none of its values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from zlib import crc32

import numpy as np

from simlaw.errors import InputError
from simlaw.materials.solution import VACUUM, lend, partners
from simlaw.tables.table import FIXED, PropertyTable

SOLUTION = "solution"

LEND = "lend"
CONSTANT = "constant"

LACKING: Mapping[str, str] = MappingProxyType(
    {
        LEND: "each computed material gets those of a measured row, drawn at random",
        CONSTANT: "one for all (a vacuum, 298.15 K, the median of a column): methods that pretrain "
        "then cannot tell conditions apart",
    }
)
"""What the inputs of a computed table are that lacks a condition."""


@dataclass(frozen=True)
class Lent:
    """What a computed table lacks and a measured one has in all rows.

    Attributes
    ----------
    solvent, temperature
        Whether that of solutions is lent.
    columns
        Columns that are.
    """

    solvent: bool = False
    temperature: bool = False
    columns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.solvent or self.temperature or bool(self.columns)

    def __str__(self) -> str:
        names = [name for name in ("solvent", "temperature") if getattr(self, name)]
        return " and ".join([*names, *(f"'{name}'" for name in self.columns)])


def what_is_lent(source: PropertyTable, target: PropertyTable) -> Lent:
    """Return what no row of the source has and every row of the target.

    Raises
    ------
    InputError
        If the source has a condition that the target lacks.
    """
    if odd := [name for name in source.conditions if name not in target.columns]:
        raise InputError(
            f"The source has the condition '{odd[0]}', and the target has no such column. Name it "
            "for both tables, or choose the rows of the source by 'where' or 'at'."
        )
    columns = tuple(name for name in target.conditions if name not in source.columns)
    if source.kind != SOLUTION or target.kind != SOLUTION or not len(target):
        return Lent(columns=columns)
    # Each stops at the first row that settles it.
    return Lent(
        solvent=all(partners(key).solvent == VACUUM for key in source.keys)
        and all(partners(key).solvent != VACUUM for key in target.keys),
        temperature=all(partners(key).temperature is None for key in source.keys)
        and all(partners(key).temperature is not None for key in target.keys),
        columns=columns,
    )


def lend_conditions(
    source: PropertyTable, target: PropertyTable, lent: Lent, how: str = LEND
) -> PropertyTable:
    """Return the source with what the target lends; each material always gets the same.

    Parameters
    ----------
    source, target
        Of one kind.
    lent
        From `what_is_lent`.
    how
        A name in `LACKING`.

    Returns
    -------
    PropertyTable
        With its further columns in the order of the target's, where they are the same.
    """
    frame = source.frame.copy(deep=False)
    if how == CONSTANT:
        for name in lent.columns:
            frame[name] = float(target.frame[name].median())
    elif lent:
        offered = target.frame.sort_values(["key", *target.conditions])
        drawn = np.array([crc32(key.encode()) % len(offered) for key in source.keys])
        for name in lent.columns:
            frame[name] = offered[name].to_numpy()[drawn]
        if lent.solvent or lent.temperature:
            others = offered["key"].to_numpy()[drawn]
            frame["key"] = [
                lend(key, str(of), solvent=lent.solvent, temperature=lent.temperature)
                for key, of in zip(source.keys, others, strict=True)
            ]
    if set(frame.columns[len(FIXED) :]) == set(target.columns):
        frame = frame[[*FIXED, *target.columns]]
    return replace(source, frame=frame)
