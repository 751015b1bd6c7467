"""Groups that tables write in two ways, brought to one: charges apart, or a double bond.

RDKit reads ``N(=O)=O`` and ``[N+](=O)[O-]`` alike, azides, N-oxides and perchlorates too. What it
leaves as written, and is one group nonetheless: oxides of sulfur, phosphorus, selenium and arsenic
(``[S+][O-]`` becomes ``S=O``), the other form of azides and diazo groups (``[N-][N+]#N`` becomes
``N=[N+]=[N-]``), alkali metals bound as if they were no ions (``O[Na]`` becomes ``[O-].[Na+]``; but
not in a repeat unit, which is one part).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from simlaw.materials import polymer
from simlaw.materials.molecule import chem, parse, quiet

_LIKELY = re.compile(r"\[(?:S|P|Se|As)[@H]*\d?\+|\[[NC][@H]*\d?-\]|\[(?:Li|Na|K|Rb|Cs)\]")


def conventional(kind: str, key: str) -> str:
    """Return the key of a material with such groups in their one spelling.

    Parameters
    ----------
    kind
        A name in `simlaw.materials.KINDS`; what is no molecule or polymer stays as it is.
    key
        Canonical key.

    Examples
    --------
    >>> conventional("molecule", "C[S+](C)[O-]"), conventional("molecule", "C[N-][N+]#N")
    ('CS(C)=O', 'CN=[N+]=[N-]')
    >>> conventional("polymer", "*C[P+](C)([O-])*")
    '*CP(*)(C)=O'
    """
    if kind not in _KINDS or not _LIKELY.search(key):
        return key
    return _KINDS[kind](key)


def _molecule(key: str) -> str:
    with quiet():
        return str(
            chem().MolToSmiles(parse(str(chem().MolToSmiles(_of_ions(_rewritten(parse(key)))))))
        )


def _polymer(key: str) -> str:
    with quiet():
        return polymer.canonical(str(chem().MolToSmiles(_rewritten(parse(key)))))


def _mixture(key: str) -> str:
    unit, solvent, temperature = key.split("|")
    unit = conventional("polymer" if "*" in unit else "molecule", unit)
    return f"{unit}|{conventional('molecule', solvent)}|{temperature}"


def _solution(key: str) -> str:
    solute, solvent, *kelvin = key.split("|")
    # What is in a vacuum has no solvent to rewrite: its word holds none of the marks looked for.
    return "|".join((*(conventional("molecule", one) for one in (solute, solvent)), *kelvin))


_KINDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"molecule": _molecule, "polymer": _polymer, "mixture": _mixture, "solution": _solution}
)


def _rewritten(molecule: Any) -> Any:
    """Return a molecule with every such group in its one spelling; atoms keep their order."""
    bonds = chem().BondType
    changed = chem().RWMol(molecule)
    for centre, oxide in molecule.GetSubstructMatches(_pattern("[S,P,Se,As;+,+2]-[O-,S-]")):
        # A centre with two charges has two such neighbours.
        if changed.GetAtomWithIdx(centre).GetFormalCharge() > 0:
            _charge(changed, centre, -1)
            _charge(changed, oxide, +1)
            changed.GetBondBetweenAtoms(centre, oxide).SetBondType(bonds.DOUBLE)
    for first, middle, last in molecule.GetSubstructMatches(_pattern("[#6-,#7-;!a]-[N+]#[N+0]")):
        _charge(changed, first, +1)
        _charge(changed, last, -1)
        for one, other in ((first, middle), (middle, last)):
            changed.GetBondBetweenAtoms(one, other).SetBondType(bonds.DOUBLE)
    return _sound(changed)


def _of_ions(molecule: Any) -> Any:
    """Return a molecule with alkali metals apart."""
    changed = chem().RWMol(molecule)
    for metal, anion in molecule.GetSubstructMatches(
        _pattern("[Li,Na,K,Rb,Cs;D1;+0]-[O,S,N,F,Cl,Br,I;+0]")
    ):
        changed.RemoveBond(metal, anion)
        _charge(changed, metal, +1)
        _charge(changed, anion, -1)
    return _sound(changed)


def _sound(changed: Any) -> Any:
    changed.UpdatePropertyCache(strict=False)
    chem().SanitizeMol(changed)
    return changed.GetMol()


def _charge(molecule: Any, atom: int, by: int) -> None:
    found = molecule.GetAtomWithIdx(atom)
    found.SetFormalCharge(found.GetFormalCharge() + by)


@cache
def _pattern(smarts: str) -> Any:
    return chem().MolFromSmarts(smarts)
