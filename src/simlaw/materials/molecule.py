"""A molecule, given as SMILES.

The canonical key is RDKit's isomeric canonical SMILES: stereoisomers and isotopologues are
different materials, spellings of one are the same. Atom map numbers carry no chemistry and are
dropped. Tables that annotate stereochemistry only here and there should go through
`constitution` first, which drops it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from simlaw.errors import require
from simlaw.materials.placeholders import is_big_smiles, why_placeholder
from simlaw.materials.refusal import RefusedMaterial, shown

MAX_CHARACTERS = 3_000
"""Longest SMILES read: RDKit walks a molecule recursively, and far longer ones end the process."""

MAX_DEPTH = 200
"""Deepest nesting of branches read, for the same reason."""

MAX_RINGS = 150
"""Most independent rings read: ring perception of a dense graph takes exponential time."""

_BRACKETS = re.compile(r"\[[^\[\]]*\]")
# RDKit keeps these numbers in a byte or two and lets greater ones run over: [C+200] is no [C-56].
_OVERFLOW = re.compile(r"\[(?:\d{4}|[^\]]*?[+\-#H]\d{3})")
_CHARGE = re.compile(r"\[[^\]]*?(\++|-+)(\d*)(?::\d+)?\]")
_STEREO = frozenset("@/\\")
_ALLOWED = re.compile(r"[A-Za-z0-9\[\]()@+\-=#$:/\\.%*~<>{}]*\Z")


@cache
def chem() -> Any:
    """Return ``rdkit.Chem``, or say how to install it."""
    return require("rdkit.Chem", extra="molecule", purpose="Molecules and polymers")


@cache
def _base() -> Any:
    return require("rdkit.rdBase", extra="molecule", purpose="Molecules and polymers")


def quiet() -> Any:
    """Return a context in which RDKit prints no warnings; outside it nothing changes."""
    return _base().BlockLogs()


def check_text(text: str) -> None:
    """Refuse what no SMILES can be, or what could hurt the parser, before RDKit sees it.

    Raises
    ------
    RefusedMaterial
        If the text is empty, too long, nested too deeply, or holds a mark outside SMILES.
    """
    if not text:
        raise RefusedMaterial("the text is empty")
    if len(text) > MAX_CHARACTERS:
        raise RefusedMaterial(
            f"the SMILES has {len(text)} characters, and at most {MAX_CHARACTERS} are read"
        )
    if not _ALLOWED.match(text):
        big = is_big_smiles(text)
        raise RefusedMaterial(why_placeholder(text, polymer=False) if big else _foreign_mark(text))
    if _OVERFLOW.search(text):
        raise RefusedMaterial(
            f"'{shown(text)}' has an isotope, charge or hydrogen count that no atom can have"
        )
    if text.count("(") > MAX_DEPTH:
        depth = deepest = 0
        for mark in text:
            depth += (mark == "(") - (mark == ")")
            deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            raise RefusedMaterial(
                f"the SMILES nests branches {deepest} deep, and at most {MAX_DEPTH} are read"
            )


def parse(text: str) -> Any:
    """Return the sanitised RDKit molecule of a SMILES.

    Parameters
    ----------
    text
        SMILES without a title or extensions after it; blanks around it are allowed.

    Returns
    -------
    rdkit.Chem.Mol

    Raises
    ------
    RefusedMaterial
        If the text is no SMILES, or names a molecule with impossible chemistry.
    """
    text = text.strip()
    check_text(text)
    with quiet():
        try:
            _check_rings(text)
            molecule = chem().MolFromSmiles(text)
            if molecule is None:
                raise RefusedMaterial(explain(text))
        except RuntimeError:  # what a failed check deep inside RDKit becomes
            raise RefusedMaterial(
                f"'{shown(text)}' is a structure that RDKit cannot work out"
            ) from None
    if not molecule.GetNumAtoms():
        raise RefusedMaterial("the SMILES holds no atoms")
    return molecule


def canonical(text: str) -> str:
    """Return the isomeric canonical SMILES of a molecule.

    Parameters
    ----------
    text
        SMILES; salts and mixtures (parts joined by ``.``) are allowed, wildcard atoms are not.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is no molecule.

    Examples
    --------
    >>> canonical("OCC"), canonical("C(O)C")
    ('CCO', 'CCO')
    """
    return _write(_whole(text))


def constitution(text: str) -> str:
    """Return the canonical SMILES without stereochemistry.

    For tables where only some rows carry it: there the same molecule would otherwise stand under
    two keys.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is no molecule.

    Examples
    --------
    >>> constitution("C[C@H](O)Cl") == constitution("CC(O)Cl")
    True
    """
    molecule = _whole(text)
    chem().RemoveStereochemistry(molecule)
    # Written twice: the first order of atoms may still follow the stereochemistry that is gone.
    return _write(parse(_write(molecule)))


def flat(key: str) -> str:
    """Return `constitution` of a canonical key: at once where it says nothing of stereochemistry.

    Examples
    --------
    >>> flat("CC(O)Cl"), flat("C[C@H](O)Cl")
    ('CC(O)Cl', 'CC(O)Cl')
    """
    return constitution(key) if says_stereo(key) else key


def says_stereo(key: str) -> bool:
    """Return whether a SMILES says anything of stereochemistry.

    Examples
    --------
    >>> says_stereo("CC(O)Cl"), says_stereo("C/C=C/C")
    (False, True)
    """
    return not _STEREO.isdisjoint(key)


def net_charge(smiles: str) -> int:
    """Return the charge of a SMILES, counted in its text: it need not be valid.

    Examples
    --------
    >>> net_charge("C[NH3+]"), net_charge("C[N+](=O)[O-]"), net_charge("[Fe+3].[O--]")
    (1, 0, 1)
    """
    total = 0
    for signs, count in _CHARGE.findall(smiles):
        size = int(count) if count else len(signs)
        total += size if signs[0] == "+" else -size
    return total


def explain(text: str) -> str:
    """Return one sentence on why RDKit refuses a SMILES."""
    return (
        why_placeholder(text, polymer=False)
        or _unbalanced(text)
        or _impossible(text)
        or f"'{shown(text)}' is not a valid SMILES"
    )


def _whole(text: str) -> Any:
    molecule = parse(text)
    if "*" in text and any(atom.GetAtomicNum() == 0 for atom in molecule.GetAtoms()):
        raise RefusedMaterial(
            f"'{shown(text)}' has a wildcard atom '*', so it is not a whole molecule; "
            "a polymer repeat unit is read as kind 'polymer'"
        )
    return molecule


def _write(molecule: Any) -> str:
    for atom in molecule.GetAtoms():
        if atom.GetAtomMapNum():
            atom.SetAtomMapNum(0)
    with quiet():
        return str(chem().MolToSmiles(molecule))


def _check_rings(text: str) -> None:
    # A ring closure takes two marks, so few marks means few rings and no second parse.
    if len(re.findall(r"[0-9]", _BRACKETS.sub("", text))) <= 2 * MAX_RINGS:
        return
    raw = chem().MolFromSmiles(text, sanitize=False)
    if raw is None:
        return
    parts = len(chem().GetMolFrags(raw))
    rings = raw.GetNumBonds() - raw.GetNumAtoms() + parts
    if rings > MAX_RINGS:
        raise RefusedMaterial(
            f"the SMILES closes {rings} rings, and at most {MAX_RINGS} in one molecule are read"
        )


def _foreign_mark(text: str) -> str:
    position, mark = next(
        (place, mark) for place, mark in enumerate(text) if not _ALLOWED.match(mark)
    )
    if mark.isspace():
        return (
            f"'{shown(text)}' has a blank at character {position + 1}; "
            "give the SMILES alone, without a name after it"
        )
    return f"'{shown(text)}' has '{shown(mark)}' at character {position + 1}, not a mark of SMILES"


def _unbalanced(text: str) -> str:
    depth = 0
    inside = False
    for position, mark in enumerate(text, start=1):
        if mark == "[":
            if inside:
                return f"'{shown(text)}' opens '[' twice, at character {position}"
            inside = True
        elif mark == "]":
            if not inside:
                return f"'{shown(text)}' closes ']' at character {position} without opening it"
            inside = False
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if depth < 0:
                return f"'{shown(text)}' closes ')' at character {position} without opening it"
    if inside:
        return f"'{shown(text)}' has an unclosed '['"
    if depth:
        return f"'{shown(text)}' has {depth} unclosed '('"
    opened: set[str] = set()
    for two, one in re.findall(r"%(\d\d)|(\d)", _BRACKETS.sub("", text)):
        opened ^= {two.lstrip("0") or one or "0"}
    if opened:
        label = min(opened, key=lambda text: (len(text), text))
        return f"'{shown(text)}' opens ring {label} and never closes it"
    return ""


def _impossible(text: str) -> str:
    raw = chem().MolFromSmiles(text, sanitize=False)
    if raw is None:
        return ""
    for problem in chem().DetectChemistryProblems(raw):
        if problem.GetType() == "AtomValenceException":
            atom = raw.GetAtomWithIdx(problem.GetAtomIdx())
            bonds = sum(bond.GetBondTypeAsDouble() for bond in atom.GetBonds())
            return (
                f"'{shown(text)}' gives atom {atom.GetIdx() + 1} ({atom.GetSymbol()}) "
                f"a valence of {bonds + atom.GetNumExplicitHs():g}, more than it can have"
            )
        if problem.GetType() == "KekulizeException":
            return f"'{shown(text)}' has an aromatic ring that no alternating bonds can draw"
        return f"'{shown(text)}': {problem.Message()}"
    return ""
