"""Refractive index of a molecular liquid, from the polarizability of one molecule.

The static polarizability comes from the D4 model (Caldeweyher et al., J. Chem. Phys. 150, 154122,
2019; library dftd4), the space a molecule takes from its van der Waals volume and one packing
coefficient, and the index from the equation of Lorentz and Lorenz,

    (n^2 - 1) / (n^2 + 2) = 4 pi alpha / (3 V).

What it leaves out, on 227 liquids whose density at 298 K is known: the static polarizability is
5 +- 2 % below the one at the sodium line, and real packing scatters by 6 % around 0.56, where
`PACKING` has 0.64. The two offsets cancel on average, the scatter stays; `benchmarks/simulate`
prints what it costs against measured indices.
"""

from __future__ import annotations

from math import pi, sqrt
from types import MappingProxyType

import numpy as np

from simlaw.errors import require
from simlaw.simulate.failure import SimulationFailure
from simlaw.simulate.geometry import Conformer, relaxed_conformer
from simlaw.simulate.simulator import Result, Simulator
from simlaw.simulate.volume import radii, union_volume

PACKING = 0.6366
"""Share of the liquid's volume inside van der Waals spheres: that of randomly close-packed hard
spheres (Scott and Kilgour, J. Phys. D 2, 863, 1969). Nothing is fitted to measured indices."""

BOHR = 0.529177210903
"""In angstrom (CODATA 2018)."""


def polarizability(conformer: Conformer) -> float:
    """Return the static polarizability volume of a molecule in angstrom^3 (D4 model).

    Raises
    ------
    SimulationFailure
        If D4 has no data for an element or refuses the geometry.

    Examples
    --------
    Benzene has 10.0 angstrom^3 by experiment (CRC Handbook):

    >>> round(polarizability(relaxed_conformer("c1ccccc1")), 1)
    10.1
    """
    library = require("dftd4.interface", extra="simulate", purpose="Simulations")
    try:
        model = library.DispersionModel(conformer.numbers, conformer.positions / BOHR)
        atomic = model.get_properties()["polarizabilities"]
    except (RuntimeError, ValueError) as error:
        raise SimulationFailure(f"the D4 model failed: {error}") from error
    total = float(np.sum(atomic)) * BOHR**3
    if not (np.isfinite(total) and total > 0):
        raise SimulationFailure(f"the D4 model gave the polarizability {total}")
    return total


def lorentz_lorenz(polarizability: float, volume: float) -> float:
    """Return the refractive index of a fluid of one kind of molecule.

    Parameters
    ----------
    polarizability
        Polarizability volume of a molecule.
    volume
        Space per molecule in the fluid, in the same unit.

    Raises
    ------
    SimulationFailure
        If the polarizability is too high for the volume: the equation has no solution.

    Examples
    --------
    Water: 1.47 angstrom^3 and 29.9 angstrom^3 a molecule.

    >>> round(lorentz_lorenz(1.47, 29.9), 2)
    1.33
    """
    ratio = 4 * pi * polarizability / (3 * volume)
    if ratio >= 1:
        raise SimulationFailure(
            f"4 pi alpha / (3 V) is {ratio:.3f}; the Lorentz-Lorenz equation needs less than 1"
        )
    return sqrt((1 + 2 * ratio) / (1 - ratio))


def refractive_index(smiles: str) -> Result:
    """Return refractive index, polarizability and van der Waals volume of a molecule.

    Parameters
    ----------
    smiles
        See `simlaw.simulate.geometry.relaxed_conformer` for what is accepted.

    Returns
    -------
    dict
        ``refractive_index`` (1), ``polarizability`` (angstrom^3), ``volume`` (angstrom^3),
        ``force_field`` (a name).

    Raises
    ------
    SimulationFailure
        With the reason.

    Examples
    --------
    >>> result = refractive_index("c1ccccc1")
    >>> round(result["refractive_index"], 2)
    1.56
    """
    conformer = relaxed_conformer(smiles)
    alpha = polarizability(conformer)
    volume = union_volume(conformer.positions, radii(conformer.numbers))
    return {
        "refractive_index": lorentz_lorenz(alpha, volume / PACKING),
        "polarizability": alpha,
        "volume": volume,
        "force_field": conformer.force_field,
    }


REFRACTIVE_INDEX = Simulator(
    name="refractive-index",
    version=1,
    units=MappingProxyType(
        {
            "refractive_index": "1",
            "polarizability": "angstrom^3",
            "volume": "angstrom^3",
            "force_field": "",
        }
    ),
    distributions=("rdkit", "dftd4"),
    compute=refractive_index,
)
"""The simulator of the embedded study."""
