"""RDKit's two-dimensional descriptors: sizes, charges, surface and topology of a molecule."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, DescriptorFailure, Progress
from simlaw.descriptors.chain import is_polymer, join
from simlaw.descriptors.rows import compute_rows
from simlaw.errors import require
from simlaw.materials.molecule import chem, parse, quiet

PURPOSE = "Molecule descriptors"

LEFT_OUT = frozenset({"qed", "SPS", "Ipc", "AvgIpc"})
"""Ipc grows exponentially with size (1e94 for a chain of 300 atoms), and Ipc and AvgIpc take time
with its fourth power. qed and SPS are scores of drug-likeness and synthetic complexity made of the
others. Together they take a third of the time; without them refractive indices are predicted as
well as with them (kernel ridge regression, 100 and 1,000 training molecules)."""

OLIGOMER = 40
"""Atoms without hydrogen, about, of the oligomer that stands for a polymer. Much that RDKit counts
grows with size, and properties of polymers do not: units repeated to about one size predict
measured densities and heat capacities about a tenth better than single units or three of them do
(kernel ridge regression on 100 and 60 polymers), and as well as differences between two sizes."""


@dataclass(frozen=True)
class Rdkit2d:
    """RDKit's 2D descriptors of a molecule, or of an oligomer of a polymer.

    The oligomer is as many repeat units as make about `OLIGOMER` atoms, capped with methyl.

    All that RDKit lists but `LEFT_OUT`. A molecule with a value that is not finite is refused,
    never filled in: in practice one with an element that Gasteiger's charges have no parameters
    for (Sn, Se, Hg, ...).

    Examples
    --------
    >>> block = RDKIT2D.compute(["CCO", "C[Se]C"])
    >>> float(block.values[0, block.names.index("MolWt")])  # doctest: +ELLIPSIS
    46.06...
    >>> block.reasons[1]
    'Gasteiger charges, which RDKit 2D descriptors use, have no parameters for Se'
    """

    name = "rdkit2d"
    kinds = frozenset({"molecule", "polymer"})
    uses_columns = False

    @property
    def version(self) -> str:
        """Version of the numbers."""
        return f"2 rdkit {version('rdkit')}"

    def compute(
        self,
        keys: Sequence[str],
        *,
        columns: pd.DataFrame | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Block:
        """Return the values; see `simlaw.descriptors.block.Descriptor.compute`."""
        names = list(_functions())
        return compute_rows(_row, names, keys, workers=workers, progress=progress)


RDKIT2D = Rdkit2d()


@cache
def _functions() -> dict[str, Callable[[Any], float]]:
    module = require("rdkit.Chem.Descriptors", extra="molecule", purpose=PURPOSE)
    functions = {name: call for name, call in module.descList if name not in LEFT_OUT}
    for name in ("MaxEStateIndex", "MinEStateIndex", "MaxAbsEStateIndex", "MinAbsEStateIndex"):
        # Each would work the indices out again; not forced, the four share them.
        functions[name] = partial(functions[name], force=False)
    return functions


def _row(key: str) -> NDArray[np.float64]:
    molecule = _capped(_oligomer(key) if is_polymer(key) else parse(key))
    values = np.empty(len(_functions()), dtype=np.float64)
    with quiet():
        for place, (name, call) in enumerate(_functions().items()):
            try:
                values[place] = call(molecule)
            except (ArithmeticError, LookupError, RuntimeError, ValueError) as error:
                raise DescriptorFailure(f"RDKit could not compute {name}: {error}") from error
        if not np.isfinite(values).all():
            _check_charges(molecule)
    return values


def _oligomer(key: str) -> Any:
    unit = parse(key)
    return join(unit, max(1, round(OLIGOMER / unit.GetNumHeavyAtoms()))).molecule


def _capped(molecule: Any) -> Any:
    ends = [atom for atom in molecule.GetAtoms() if atom.GetAtomicNum() == 0]
    for end in ends:
        end.SetAtomicNum(6)
        end.SetIsotope(0)
        end.SetAtomMapNum(0)
        end.SetNoImplicit(False)
    if ends:
        chem().SanitizeMol(molecule)
    return molecule


def _check_charges(molecule: Any) -> None:
    charges = require("rdkit.Chem.rdPartialCharges", extra="molecule", purpose=PURPOSE)
    try:
        charges.ComputeGasteigerCharges(molecule, throwOnParamFailure=True)
    except ValueError as error:
        element = re.search(r"Element: (\w+)", str(error))
        raise DescriptorFailure(
            "Gasteiger charges, which RDKit 2D descriptors use, have no parameters for "
            + (element[1] if element else "one of its atoms")
        ) from error
