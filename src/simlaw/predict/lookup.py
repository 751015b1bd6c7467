"""The computed value of the very material that is asked about, where the computed table has it.

A user who wants a measured value looks the computed one up; so does a predictor. Materials are
found by the print of what counts as the same across tables. No measured value is in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from simlaw.materials.same_material import identities
from simlaw.predict.models.batch import Arrays, Float64


@dataclass(frozen=True, eq=False)
class Lookup:
    """Computed values by material.

    Attributes
    ----------
    match
        What counts as the same, in `simlaw.materials.same_material.MATCHES`.
    prints
        uint64, increasing: of each material the first 8 bytes of the BLAKE2b hash of what all share
        that count as the same.
    values
        float64: of each the computed value, the mean over its rows, on the scale of training.
    """

    match: str
    prints: npt.NDArray[np.uint64]
    values: Float64

    @classmethod
    def of(cls, kind: str, match: str, keys: Sequence[str], values: Float64) -> Lookup:
        """Return that of a computed table."""
        prints, where, count = np.unique(
            prints_of(kind, match, keys), return_inverse=True, return_counts=True
        )
        return cls(match, prints, np.bincount(where, values, len(prints)) / count)

    def find(self, kind: str, keys: Sequence[str]) -> Float64:
        """Return the computed value of each material, float64 ``(rows,)``; NaN where none is."""
        wanted = prints_of(kind, self.match, keys)
        places = np.minimum(np.searchsorted(self.prints, wanted), len(self.prints) - 1)
        return np.where(self.prints[places] == wanted, self.values[places], np.nan)

    def arrays(self) -> Arrays:
        """Return prints and values."""
        return {"prints": self.prints, "values": self.values}


def prints_of(kind: str, match: str, keys: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return of each material what tells it apart, uint64 ``(rows,)``."""
    same = identities(kind, match, keys)
    return np.array(
        [int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), "little") for one in same],
        dtype=np.uint64,
    )
