"""Solutions: the descriptors of solute and solvent side by side, and the temperature.

In a vacuum all columns of the solvent are zero. A solution without a temperature is at `ROOM`: in a
table where none has one these two columns are constant, and play no part. The temperature enters as
T and as 1000/T, since ln of a solubility or a vapour pressure is nearly straight in 1/T (Atkins and
de Paula, Physical Chemistry, 2014, eqs 4B.8 and 5B.14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlaw.descriptors.block import Block, Descriptor, Progress
from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.pair import TEMPERATURES
from simlaw.descriptors.partners import side_by_side
from simlaw.descriptors.rdkit2d import RDKIT2D
from simlaw.materials.solution import VACUUM, partners

ROOM = 298.15
"""Kelvin."""


@dataclass(frozen=True)
class Solution:
    """A solute in a solvent, by a descriptor of each.

    Columns: those of the solute (``solute NAME``), those of the solvent (``solvent NAME``), and
    `simlaw.descriptors.pair.TEMPERATURES`.

    Parameters
    ----------
    name
        As users write it.
    partner
        Descriptor of both partners; it must describe molecules.

    Examples
    --------
    >>> block = SOLUTION_MORGAN.compute(["CCO|O", "CCO|vacuum", "CCO|O|350.00"])
    >>> block.values.shape, [round(float(x), 2) for x in block.values[:, -2]]
    ((3, 2050), [298.15, 298.15, 350.0])
    """

    name: str
    partner: Descriptor

    kinds = frozenset({"solution"})
    uses_columns = False

    @property
    def version(self) -> str:
        """Version of the numbers."""
        return f"1 {self.partner.name} {self.partner.version}"

    def compute(
        self,
        keys: Sequence[str],
        *,
        columns: pd.DataFrame | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Block:
        """Return the values; see `simlaw.descriptors.block.Descriptor.compute`."""
        parts = [partners(key) for key in keys]
        kelvin = np.array([part.temperature or ROOM for part in parts]).reshape(-1, 1)
        return side_by_side(
            self.partner,
            {
                "solute": [part.solute for part in parts],
                "solvent": [part.solvent for part in parts],
            },
            np.hstack([kelvin, 1000.0 / kelvin]),
            TEMPERATURES,
            absent=VACUUM,
            workers=workers,
            progress=progress,
        )


SOLUTION_RDKIT2D = Solution("solution-rdkit2d", RDKIT2D)
SOLUTION_MORGAN = Solution("solution-morgan", MORGAN)
