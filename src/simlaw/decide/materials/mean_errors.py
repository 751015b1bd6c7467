"""The mean error of every tested material, at several n and without simulations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MeanErrors:
    """Means over the rows that test a material.

    Attributes
    ----------
    cells
        Method, m and n of each of k.
    size
        Mean absolute error, float64 of shape (k, N); NaN where a material is not tested.
    signed
        Mean of predicted less measured, float64 of shape (k, N).
    times
        How many rows test each material, int64 of shape (N,).
    """

    cells: tuple[Cell, ...]
    size: Floats
    signed: Floats
    times: npt.NDArray[np.int64]

    @property
    def tested(self) -> npt.NDArray[np.bool_]:
        """Which materials are tested in every cell, bool of shape (N,)."""
        return np.asarray(self.times > 0)


def mean_errors(errors: MaterialErrors, cells: Sequence[Cell]) -> MeanErrors:
    """Return the mean error of every material, over the rows that have all of some cells.

    All cells are so compared on the same tests.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    cells
        Method, m and n of each.

    Raises
    ------
    InputError
        If there is no such cell, or no row has all of them.
    """
    for method, m, n in cells:
        if (method, m, n) not in errors.errors:
            raise InputError(f"There are no errors of materials for {method}, m = {m}, n = {n}.")
    kept = [errors.errors[cell] for cell in cells]
    rows = [row for row in range(errors.rows) if all(one[row] is not None for one in kept)]
    if not rows:
        listed = ", ".join(f"{method} at m = {m}, n = {n}" for method, m, n in cells)
        raise InputError(f"No replicate has the errors of all of these yet: {listed}.")
    size = np.zeros((len(cells), errors.materials))
    signed = np.zeros_like(size)
    times = np.zeros(errors.materials, dtype=np.int64)
    for row in rows:
        test = errors.test[row]
        times[test] += 1
        for place, one in enumerate(kept):
            found = one[row]
            assert found is not None
            signed[place, test] += found
            size[place, test] += np.abs(found)
    with np.errstate(invalid="ignore"):
        return MeanErrors(tuple(cells), size / times, signed / times, times)
