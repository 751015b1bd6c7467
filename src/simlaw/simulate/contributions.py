"""Refractive index of a molecular liquid from atom contributions: no conformer, no electrons.

The cheaper rival of `simlaw.simulate.optics`. The molar refractivity is the sum of the atom
contributions of Wildman and Crippen (J. Chem. Inf. Comput. Sci. 39, 868, 1999; as RDKit has them),
the van der Waals volume the sum of atom and bond contributions after Zhao, Abraham and Zissimos
(J. Org. Chem. 68, 7368, 2003, doi 10.1021/jo034808o); packing and the equation of Lorentz and
Lorenz are those of the rival.

The refractivity contributions were fitted to measured molar refractivities, of which many come
from measured indices: this estimate has seen measurements, which the rival has not.
"""

from __future__ import annotations

from math import pi
from types import MappingProxyType
from typing import Any

from simlaw.errors import require
from simlaw.simulate.failure import SimulationFailure
from simlaw.simulate.geometry import single_molecule
from simlaw.simulate.optics import PACKING, lorentz_lorenz
from simlaw.simulate.simulator import Result, Simulator

AVOGADRO = 0.602214076
"""Molecules per angstrom^3 of a fluid with one mole per cm^3."""

BONDI = MappingProxyType(
    {
        "H": 1.20,
        "B": 2.13,
        "C": 1.70,
        "N": 1.55,
        "O": 1.52,
        "F": 1.47,
        "Si": 2.10,
        "P": 1.80,
        "S": 1.80,
        "Cl": 1.75,
        "As": 1.85,
        "Se": 1.90,
        "Br": 1.85,
        "Te": 2.06,
        "I": 1.98,
    }
)
"""Van der Waals radii in angstrom behind the atom contributions (after Bondi, as Zhao et al.)."""

PER_BOND, PER_AROMATIC_RING, PER_OTHER_RING = 5.92, 14.7, 3.8
"""Volume that each bond and ring takes away, in angstrom^3 (Zhao et al.)."""


def contributed_volume(molecule: Any) -> float:
    """Return the van der Waals volume of a molecule in angstrom^3 from its atoms, bonds and rings.

    Parameters
    ----------
    molecule
        An RDKit molecule.

    Raises
    ------
    SimulationFailure
        If an element has no contribution.

    Examples
    --------
    Benzene; the union of spheres around its relaxed conformer has 83.5:

    >>> round(contributed_volume(single_molecule("c1ccccc1")), 1)
    81.2
    """
    chem = require("rdkit.Chem", extra="simulate", purpose="Simulations")
    count = require("rdkit.Chem.rdMolDescriptors", extra="simulate", purpose="Simulations")
    whole = chem.AddHs(molecule)
    symbols = [atom.GetSymbol() for atom in whole.GetAtoms()]
    unknown = sorted(set(symbols) - BONDI.keys())
    if unknown:
        raise SimulationFailure(f"there is no volume contribution of {', '.join(unknown)}")
    aromatic = count.CalcNumAromaticRings(molecule)
    return float(
        sum(4 / 3 * pi * BONDI[symbol] ** 3 for symbol in symbols)
        - PER_BOND * whole.GetNumBonds()
        - PER_AROMATIC_RING * aromatic
        - PER_OTHER_RING * (count.CalcNumRings(molecule) - aromatic)
    )


def refractive_index(smiles: str) -> Result:
    """Return refractive index, molar refractivity and van der Waals volume of a molecule.

    Parameters
    ----------
    smiles
        A single neutral closed-shell molecule without isotope labels.

    Returns
    -------
    dict
        ``refractive_index`` (1), ``molar_refractivity`` (cm^3/mol), ``volume`` (angstrom^3).

    Raises
    ------
    SimulationFailure
        With the reason.

    Examples
    --------
    >>> round(refractive_index("c1ccccc1")["refractive_index"], 2)
    1.6
    """
    molecule = single_molecule(smiles)
    crippen = require("rdkit.Chem.Crippen", extra="simulate", purpose="Simulations")
    refractivity = float(crippen.MolMR(molecule))
    volume = contributed_volume(molecule)
    if not (refractivity > 0 and volume > 0):
        raise SimulationFailure(
            f"its contributions sum to the refractivity {refractivity:.3g} cm^3/mol and the volume "
            f"{volume:.3g} angstrom^3; both must be above zero"
        )
    polarizability = 3 * refractivity / (4 * pi * AVOGADRO)
    return {
        "refractive_index": lorentz_lorenz(polarizability, volume / PACKING),
        "molar_refractivity": refractivity,
        "volume": volume,
    }


REFRACTIVE_INDEX_CONTRIBUTIONS = Simulator(
    name="refractive-index-contributions",
    version=1,
    units=MappingProxyType(
        {
            "refractive_index": "1",
            "molar_refractivity": "cm^3/mol",
            "volume": "angstrom^3",
        }
    ),
    distributions=("rdkit",),
    compute=refractive_index,
)
"""The cheaper rival of the embedded study's simulator."""
