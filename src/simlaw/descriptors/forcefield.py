"""The force field as a descriptor: how the parameters of GAFF2 are distributed over a material.

Ten parameters (mass, charge, Lennard-Jones epsilon and sigma of atoms; force constant, length and
charge difference of bonds; force constant and angle of bond angles; force constant of dihedrals)
each as a kernel mean, that is a smoothed histogram: 10 masses and 9 x 20 places, 190 columns
(Minami et al., npj Comput. Mater. 11, 146 (2025); computed by the library RadonPy, Hayashi et al.,
npj Comput. Mater. 8, 222 (2022)). The values are shares, so they do not grow with size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, DescriptorFailure, Progress
from simlaw.descriptors.chain import backbone, is_polymer
from simlaw.descriptors.rows import compute_rows
from simlaw.errors import require
from simlaw.materials.molecule import chem, parse, quiet

PURPOSE = "Force-field descriptors"

COPIES = 10
"""Repeat units that the published descriptor joins to a ring."""

SMALL_RING = 14
"""Largest ring whose atoms the force field types as ring atoms (``GAFF.max_ring_size``)."""

CHUNK = 20
WORTH_WORKERS = 60
"""As in `simlaw.descriptors.rows`; a row takes about a hundred times as long here."""

_SILENT = 9


@dataclass(frozen=True)
class Forcefield:
    """Kernel means of GAFF2 parameters, 190 columns; charges are Gasteiger's.

    Materials with elements or bonding that GAFF2 has no parameters for (Si, metals, ions, ...) are
    refused with the reason.

    Examples
    --------
    >>> "forcefield" == FORCEFIELD.name, sorted(FORCEFIELD.kinds)
    (True, ['molecule', 'polymer'])
    """

    name = "forcefield"
    kinds = frozenset({"molecule", "polymer"})
    uses_columns = False

    @property
    def version(self) -> str:
        """Version of the numbers."""
        try:
            library = version("radonpy-pypi")
        except PackageNotFoundError:
            library = "from source"
        return f"1 radonpy {library} rdkit {version('rdkit')}"

    def compute(
        self,
        keys: Sequence[str],
        *,
        columns: pd.DataFrame | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Block:
        """Return the values; see `simlaw.descriptors.block.Descriptor.compute`.

        Raises
        ------
        MissingExtraError
            If the extra ``forcefield`` is not installed.
        """
        names = [str(name) for name in _kernel().ffkm_desc_names()]
        return compute_rows(
            _row,
            names,
            keys,
            workers=workers,
            progress=progress,
            chunk=CHUNK,
            worth_workers=WORTH_WORKERS,
        )


FORCEFIELD = Forcefield()


@cache
def _kernel() -> Any:
    descriptor = require("radonpy.ff.descriptor", extra="forcefield", purpose=PURPOSE)
    field = require("radonpy.ff.gaff2_mod", extra="forcefield", purpose=PURPOSE)
    return descriptor.FF_descriptor(field.GAFF2_mod(), polar=True)


def ring_copies(key: str) -> int:
    """Return how many repeat units make a ring in which each looks as it does in ten.

    The numbers are averages over the ring, so that any ring will do in which no atom is taken for
    something else, and the work grows with the square of its size. A saturated backbone needs
    rings larger than those of cyclopropane and cyclobutane, which have atom types of their own;
    one with multiple bonds needs rings larger than `SMALL_RING`; one of multiple bonds throughout
    may turn aromatic all around (three units of polyacetylene are benzene), depending on the
    number of units, and gets the published number.

    Parameters
    ----------
    key
        Repeat unit.

    Examples
    --------
    >>> [ring_copies(key) for key in ("*C(C)C*", "*C*", "*C(=O)OCC*", "*C=C*", "*c1ccc(*)cc1")]
    [3, 5, 4, 10, 10]
    """
    unit = parse(key)
    path = backbone(unit)
    single = chem().BondType.SINGLE
    multiple = [
        any(bond.GetBondType() != single for bond in unit.GetAtomWithIdx(atom).GetBonds())
        for atom in path
    ]
    if all(multiple):
        return COPIES
    smallest = SMALL_RING + 1 if any(multiple) else 5
    return max(3, -(-smallest // len(path)))


def _row(key: str) -> NDArray[np.float64]:
    kernel = _kernel()
    with _undisturbed():
        try:
            molecule = _whole(key)
            done = kernel.ff.ff_assign(molecule, charge="gasteiger")
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, ValueError) as error:
            # The library says in no other way that a structure is beyond it.
            raise DescriptorFailure(f"RadonPy cannot assign GAFF2 to it ({error})") from error
        if not done:
            raise DescriptorFailure(_missing(molecule))
        if not molecule.dihedrals:
            raise DescriptorFailure("it has no dihedral angle for GAFF2 to describe")
        values: NDArray[np.float64] = kernel.ff_kernel_mean([molecule])
    return values


def _whole(key: str) -> Any:
    if not is_polymer(key):
        return chem().AddHs(parse(key))
    poly = require("radonpy.core.poly", extra="forcefield", purpose=PURPOSE)
    ring = poly.make_cyclicpolymer(key, n=ring_copies(key), return_mol=True)
    if ring is None:
        raise DescriptorFailure("RadonPy cannot join its units to a ring")
    return ring


def _missing(molecule: Any) -> str:
    for atom in molecule.GetAtoms():
        if not atom.HasProp("ff_type"):
            return (
                f"GAFF2 has no atom type for {atom.GetSymbol()} with {atom.GetTotalDegree()} "
                f"neighbours ({str(atom.GetHybridization()).lower()})"
            )
    for bond in molecule.GetBonds():
        if not bond.HasProp("ff_type"):
            ends = (bond.GetBeginAtom(), bond.GetEndAtom())
            types = "-".join(end.GetProp("ff_type") for end in ends)
            return f"GAFF2 has no parameters for a bond between atoms of types {types}"
    return "GAFF2 has no parameters for one of its angles"


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Silence both libraries, and find rings by a way that does not stall on large rings."""
    const: Any = require("radonpy.core.const", extra="forcefield", purpose=PURPOSE)
    level, const.print_level = const.print_level, _SILENT
    # Older versions of RDKit know no other way.
    choice = hasattr(chem(), "SetUseLegacyRingFinding")
    before = choice and chem().GetUseLegacyRingFinding()
    try:
        if choice:
            chem().SetUseLegacyRingFinding(True)
        with quiet():
            yield
    finally:
        const.print_level = level
        if choice:
            chem().SetUseLegacyRingFinding(before)
