"""The signed error of every tested material, of all methods, m and n of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.errors import InputError

Floats = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

Cell = tuple[str, int, int]
"""Method, m and n: what one error curve has a point for. m is 0 for a method that learns from the
source alone, n is 0 for one that learns from the target alone."""


@dataclass(frozen=True, eq=False)
class MaterialErrors:
    """Predicted less measured, material by material.

    A *row* is one draw of test set and training order: a replicate has as many rows as draws.

    Attributes
    ----------
    keys
        Canonical keys of the target's materials, N of them.
    measured
        Measured values on the study's scale and in its unit, float64 of shape (N,).
    replicate, draw
        Which replicate and which of its draws each row is, int64 of shape (R,).
    test
        Numbers of the materials that each row tests, int32 of shape (tests,), R of them.
    pool
        Numbers of the materials that each row may train on, in the order they are added: the first
        m are trained on. int32, at least as many as the largest m, R of them.
    errors
        Of each cell, for every row the signed errors of its tested materials in the order of
        `test`, float32; None where the row has no trial of that cell.
    groups
        Number of the group of each material, int32 of shape (N,), where groups are held out as
        wholes; else None.
    unit
        Of values and errors.
    source_rows
        Rows of the source that a replicate may draw from; 0 where that is not known.
    """

    keys: Sequence[str]
    measured: Floats
    replicate: npt.NDArray[np.int64]
    draw: npt.NDArray[np.int64]
    test: Sequence[Rows]
    pool: Sequence[Rows]
    errors: Mapping[Cell, Sequence[Float32 | None]] = field(repr=False)
    groups: Rows | None = None
    unit: str = ""
    source_rows: int = 0

    @property
    def rows(self) -> int:
        """Number of rows R."""
        return len(self.test)

    @property
    def materials(self) -> int:
        """Number of measured materials N."""
        return len(self.keys)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What there are errors of, sorted."""
        return tuple(sorted(self.errors))

    def errors_of(self, method: str, m: int, n: int) -> Floats:
        """Return the signed errors of one cell, float64 of shape (R, N); NaN where none is.

        Raises
        ------
        InputError
            If there is no such cell.
        """
        cell = (method, int(m), int(n))
        if cell not in self.errors:
            raise InputError(f"There are no errors of materials for {method}, m = {m}, n = {n}.")
        found = np.full((self.rows, self.materials), np.nan)
        for row, errors in enumerate(self.errors[cell]):
            if errors is not None:
                found[row, self.test[row]] = errors
        return found

    def trained_on(self, m: int) -> npt.NDArray[np.bool_]:
        """Return which materials each row trains on with m samples, bool of shape (R, N)."""
        found = np.zeros((self.rows, self.materials), dtype=bool)
        for row, pool in enumerate(self.pool):
            found[row, pool[:m]] = True
        return found

    @cached_property
    def times_tested(self) -> npt.NDArray[np.int64]:
        """How many rows test each material, int64 of shape (N,)."""
        return np.bincount(np.concatenate([*self.test, []]).astype(int), minlength=self.materials)

    def frame(self) -> pd.DataFrame:
        """Return a tidy table.

        Returns
        -------
        pandas.DataFrame
            Columns `replicate`, `draw`, `n`, `m`, `method`, `material`, `measured`, `predicted`.
        """
        parts = []
        keys = np.asarray(self.keys, dtype=object)
        for method, m, n in self.cells:
            for row, errors in enumerate(self.errors[method, m, n]):
                if errors is None:
                    continue
                tested = self.test[row]
                measured = self.measured[tested]
                parts.append(
                    pd.DataFrame(
                        {
                            "replicate": self.replicate[row],
                            "draw": self.draw[row],
                            "n": n,
                            "m": m,
                            "method": method,
                            "material": keys[tested],
                            "measured": measured,
                            "predicted": measured + errors,
                        }
                    )
                )
        columns = ["replicate", "draw", "n", "m", "method", "material", "measured", "predicted"]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
