"""Van der Waals volume of a molecule: the union of spheres around its atoms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import require

SPACING = 0.1
"""Grid spacing in angstrom: molecules of 5 to 22 heavy atoms come out within 0.03 % (one standard
deviation) of a grid twice as fine, at 2 ms each."""


def radii(numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return van der Waals radii in angstrom, as RDKit's periodic table has them (after Bondi).

    Parameters
    ----------
    numbers
        Atomic numbers, shape (atoms,).

    Examples
    --------
    >>> radii(np.array([1, 6])).tolist()
    [1.2, 1.7]
    """
    chem = require("rdkit.Chem", extra="simulate", purpose="Simulations")
    table = chem.GetPeriodicTable()
    return np.array([table.GetRvdw(int(number)) for number in numbers], dtype=np.float64)


def union_volume(
    positions: NDArray[np.float64], radii: NDArray[np.float64], *, spacing: float = SPACING
) -> float:
    """Return the volume of a union of spheres, by counting the points of a cubic grid inside it.

    Parameters
    ----------
    positions
        Centres, shape (spheres, 3); any unit of length.
    radii
        In the same unit, shape (spheres,).
    spacing
        Of the grid, in the same unit.

    Returns
    -------
    float
        In that unit cubed.

    Examples
    --------
    >>> sphere = union_volume(np.zeros((1, 3)), np.ones(1), spacing=0.02)
    >>> bool(abs(sphere - 4 / 3 * np.pi) < 0.01)
    True
    """
    low = (positions - radii[:, None]).min(axis=0)
    high = (positions + radii[:, None]).max(axis=0)
    axes = [
        np.arange(a + spacing / 2, b + spacing / 2, spacing) for a, b in zip(low, high, strict=True)
    ]
    inside = np.zeros([len(axis) for axis in axes], dtype=bool)
    for centre, radius in zip(positions, radii, strict=True):
        # Only the box around each sphere is looked at.
        box = tuple(
            slice(*np.searchsorted(axis, [x - radius, x + radius]))
            for axis, x in zip(axes, centre, strict=True)
        )
        x, y, z = (
            (axis[part] - middle) ** 2 for axis, part, middle in zip(axes, box, centre, strict=True)
        )
        inside[box] |= x[:, None, None] + y[None, :, None] + z[None, None, :] <= radius**2
    return float(np.count_nonzero(inside)) * spacing**3
