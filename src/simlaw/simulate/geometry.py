"""From a SMILES to one relaxed conformer.

The conformer is embedded by distance geometry with experimental torsion preferences (ETKDGv3;
Wang, Witek, Landrum and Riniker, J. Chem. Inf. Model. 60, 2044, 2020), without them where they
allow none, and relaxed with MMFF94
(Halgren, J. Comput. Chem. 17, 490, 1996), or with UFF (Rappe et al., J. Am. Chem. Soc. 114,
10024, 1992) where MMFF94 has no parameters; both as RDKit implements them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simlaw.errors import require
from simlaw.materials import RefusedMaterial
from simlaw.materials.molecule import canonical, parse, quiet
from simlaw.simulate.failure import SimulationFailure

SEED = 7
"""Of the embedding; any fixed number would do."""

MAX_HEAVY_ATOMS = 60
"""Largest molecule accepted: beyond it one conformer says little about a flexible molecule."""

MAX_TRIES = 20
"""Embeddings tried from each kind of start; one is enough for nearly all molecules."""

MAX_STEPS = 5_000
"""Steps the relaxation may take; organic molecules within the size limit need far fewer."""


@dataclass(frozen=True)
class Conformer:
    """Atoms of one molecule in space.

    Parameters
    ----------
    numbers
        Atomic numbers, shape (atoms,), int64, hydrogens included.
    positions
        In angstrom, shape (atoms, 3), float64.
    force_field
        ``"MMFF94"`` or ``"UFF"``.
    """

    numbers: NDArray[np.int64]
    positions: NDArray[np.float64]
    force_field: str


def relaxed_conformer(smiles: str) -> Conformer:
    """Return the relaxed conformer of a molecule.

    The molecule is rewritten canonically first, so every spelling gives the same numbers.

    Parameters
    ----------
    smiles
        A single neutral closed-shell molecule of at most `MAX_HEAVY_ATOMS` heavy atoms, without
        isotope labels. Centres without stereochemistry get whichever one the embedding finds.

    Raises
    ------
    SimulationFailure
        With the reason, if the molecule is not of that sort, cannot be embedded, has no force
        field, or does not relax.

    Examples
    --------
    >>> water = relaxed_conformer("O")
    >>> water.numbers.tolist(), water.force_field
    ([8, 1, 1], 'MMFF94')
    >>> float(np.linalg.norm(water.positions[0] - water.positions[1]).round(2))
    0.97
    """
    molecule = single_molecule(smiles)
    chem = require("rdkit.Chem.AllChem", extra="simulate", purpose="Simulations")
    with quiet():
        molecule = chem.AddHs(molecule)
        _embed(molecule, chem)
        force_field = _relax(molecule, chem)
    positions = np.asarray(molecule.GetConformer().GetPositions(), dtype=np.float64)
    if not np.isfinite(positions).all():
        raise SimulationFailure(f"{force_field} gave atom positions that are not finite")
    numbers = np.array([atom.GetAtomicNum() for atom in molecule.GetAtoms()], dtype=np.int64)
    return Conformer(numbers, positions, force_field)


def single_molecule(smiles: str) -> Any:
    """Return the RDKit molecule of a SMILES, rewritten canonically first.

    Raises
    ------
    SimulationFailure
        With the reason, if it is no single neutral closed-shell molecule without isotope labels
        and of at most `MAX_HEAVY_ATOMS` heavy atoms.
    """
    try:
        molecule = parse(canonical(smiles))
    except RefusedMaterial as refused:
        raise SimulationFailure(refused.reason) from refused
    _check(molecule)
    return molecule


def _check(molecule: Any) -> None:
    atoms = list(molecule.GetAtoms())
    chem = require("rdkit.Chem", extra="simulate", purpose="Simulations")
    parts = len(chem.GetMolFrags(molecule))
    if parts > 1:
        raise SimulationFailure(f"it has {parts} separate parts; one molecule is computed")
    charge = chem.GetFormalCharge(molecule)
    if charge:
        raise SimulationFailure(f"it has the charge {charge:+d}; neutral molecules are computed")
    if any(atom.GetNumRadicalElectrons() for atom in atoms):
        raise SimulationFailure("it is a radical; closed-shell molecules are computed")
    if any(atom.GetIsotope() for atom in atoms):
        raise SimulationFailure("it has isotope labels, which the computation cannot tell apart")
    heavy = molecule.GetNumHeavyAtoms()
    if heavy > MAX_HEAVY_ATOMS:
        raise SimulationFailure(
            f"it has {heavy} heavy atoms; molecules of at most {MAX_HEAVY_ATOMS} are computed"
        )


def _embed(molecule: Any, chem: Any) -> None:
    knowledge = chem.ETKDGv3()
    # Random starting coordinates rescue long chains; plain distance geometry rescues strained
    # rings, whose angles and torsions the knowledge terms forbid.
    for parameters, random_start in (
        (knowledge, False),
        (knowledge, True),
        (chem.EmbedParameters(), True),
    ):
        parameters.randomSeed = SEED
        parameters.maxIterations = MAX_TRIES
        parameters.useRandomCoords = random_start
        if chem.EmbedMolecule(molecule, parameters) == 0:
            return
    raise SimulationFailure("no conformer was found that satisfies its bonds, rings and stereo")


def _relax(molecule: Any, chem: Any) -> str:
    if chem.MMFFHasAllMoleculeParams(molecule):
        name, left = "MMFF94", chem.MMFFOptimizeMolecule(molecule, maxIters=MAX_STEPS)
    elif chem.UFFHasAllMoleculeParams(molecule):
        name, left = "UFF", chem.UFFOptimizeMolecule(molecule, maxIters=MAX_STEPS)
    else:
        elements = sorted({atom.GetSymbol() for atom in molecule.GetAtoms()})
        raise SimulationFailure(
            f"neither MMFF94 nor UFF has parameters for all its atoms ({', '.join(elements)})"
        )
    if left != 0:
        raise SimulationFailure(f"{name} did not relax it within {MAX_STEPS} steps")
    return name
