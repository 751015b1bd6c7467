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
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, Descriptor, Progress
from simlaw.descriptors.morgan import MORGAN
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
        rows = ([polymer for polymer, _, _ in parts], [solvent for _, solvent, _ in parts])
        distinct = [list(dict.fromkeys(partner)) for partner in rows]
        counts = [len(partner) for partner in distinct]
        sides = [
            self._side(
                rows[side], distinct[side], workers, _told(progress, side, counts, len(keys))
            )
            for side in (0, 1)
        ]
        kelvin = np.array([part[2] for part in parts], dtype=np.float64).reshape(-1, 1)
        values = np.hstack(
            [*(values for values, _, _ in sides), kelvin, 1000.0 / kelvin], dtype=np.float32
        )
        reasons = [
            " and ".join(
                f"the {role}: {why}"
                for role, why in zip(("polymer", "solvent"), row, strict=True)
                if why is not None
            )
            or None
            for row in zip(*(why for _, _, why in sides), strict=True)
        ]
        values[[why is not None for why in reasons]] = np.nan
        names = [
            f"{role} {name}"
            for role, (_, names, _) in zip(("polymer", "solvent"), sides, strict=True)
            for name in names
        ]
        return Block(np.ascontiguousarray(values), (*names, *TEMPERATURES), reasons)

    def _side(
        self, rows: list[str], distinct: list[str], workers: int, progress: Progress | None
    ) -> tuple[NDArray[np.float32], tuple[str, ...], list[str | None]]:
        """Return values, names and reasons of one partner, row by row."""
        block = self.partner.compute(distinct, workers=workers, progress=progress)
        place = {key: number for number, key in enumerate(distinct)}
        where = [place[key] for key in rows]
        return block.values[where], block.names, [block.reasons[number] for number in where]


def _told(progress: Progress | None, side: int, counts: list[int], rows: int) -> Progress | None:
    """Return a progress that counts partners and speaks of rows."""
    if progress is None:
        return None
    before, total = sum(counts[:side]), max(1, sum(counts))
    return lambda done, _: progress(round(rows * (before + done) / total), rows)


PAIR_RDKIT2D = Pair("pair-rdkit2d", RDKIT2D)
PAIR_MORGAN = Pair("pair-morgan", MORGAN)
