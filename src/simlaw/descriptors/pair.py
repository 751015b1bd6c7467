"""Mixtures: the descriptors of polymer and solvent side by side, and the temperature.

Each partner is described once by a descriptor of molecules and polymers, however many mixtures it
occurs in. The temperature enters as T and as 1000/T, since a Flory-Huggins parameter is written
chi = A + B/T (Rubinstein and Colby, Polymer Physics, 2003, eq. 4.31).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlaw.descriptors.block import Block, Descriptor, Progress
from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.partners import side_by_side
from simlaw.descriptors.rdkit2d import RDKIT2D
from simlaw.materials.mixture import partners

TEMPERATURES = ("temperature", "1000 / temperature")
"""Names of the last two columns: kelvin, and its inverse."""


@dataclass(frozen=True)
class Pair:
    """A polymer in a solvent at a temperature, by a descriptor of each partner.

    Columns: those of the polymer (``polymer NAME``), those of the solvent (``solvent NAME``), and
    `TEMPERATURES`.

    Parameters
    ----------
    name
        As users write it.
    partner
        Descriptor of both partners; it must describe molecules and polymers.

    Examples
    --------
    >>> block = PAIR_MORGAN.compute(["*C*|CCO|298.15", "*C*|CCO|350.00"])
    >>> block.values.shape, [round(float(x), 2) for x in block.values[1, -2:]]
    ((2, 2050), [350.0, 2.86])
    """

    name: str
    partner: Descriptor

    kinds = frozenset({"mixture"})
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
        kelvin = np.array([part[2] for part in parts], dtype=np.float64).reshape(-1, 1)
        return side_by_side(
            self.partner,
            {"polymer": [part[0] for part in parts], "solvent": [part[1] for part in parts]},
            np.hstack([kelvin, 1000.0 / kelvin]),
            TEMPERATURES,
            workers=workers,
            progress=progress,
        )


PAIR_RDKIT2D = Pair("pair-rdkit2d", RDKIT2D)
PAIR_MORGAN = Pair("pair-morgan", MORGAN)
