"""Columns beside the material's own that name materials too: a dopant, a solvent, an additive."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from simlaw.errors import MissingExtraError
from simlaw.materials import KINDS, RefusedMaterial, canonical_keys
from simlaw.materials.composition import amounts
from simlaw.materials.molecule import parse
from simlaw.materials.refusal import shown
from simlaw.tables.cells import texts_of
from simlaw.tables.columns.joined_materials import ROLES, words_of_text

SAMPLE = 300
"""Rows that are looked at."""

FIRST = 20
"""Entries that are tried first."""

ACCEPTED = 0.8
"""Share of entries that must be read as materials, and of rows that must agree to be the same."""

TELLING = 4
"""Marks that entries have in the middle from which on they are structures by themselves."""

_NAMED = ROLES | words_of_text(
    "smiles psmiles formula composition compound molecule material component structure"
)
# Parts of the same material, and other ways to write it.
_DERIVED = words_of_text(
    "scaffold murcko core fragment inchi inchikey name iupac id cas monomer reactant reactants "
    "canonical isomeric selfies label phase tag group class family"
)


@dataclass(frozen=True)
class OtherMaterial:
    """A column that names another material.

    Attributes
    ----------
    name
        Of the column.
    kind
        What its entries are read as.
    distinct
        How many different ones there are in the rows looked at.
    example
        One of them.
    """

    name: str
    kind: str
    distinct: int
    example: str

    def __str__(self) -> str:
        return (
            f"The column '{shown(self.name)}' holds materials too ({KINDS[self.kind].title}), "
            f"{self.distinct} different ones such as '{shown(self.example)}'"
        )


def other_materials(
    frame: pd.DataFrame, materials: Sequence[str], kind: str, *, without: Collection[str] = ()
) -> list[OtherMaterial]:
    """Return the columns of a table that name another material than its own.

    A column of the same structure in another spelling, of its formula, or of its name is none.

    Parameters
    ----------
    frame
        Rows of the table.
    materials
        How the material of each row is written.
    kind
        Its kind.
    without
        Columns that are not looked at.
    """
    found = []
    for name in map(str, frame.columns):
        words = _words(name)
        if name in without or words & _DERIVED:
            continue
        column = frame[name].iloc[:SAMPLE]
        if pd.api.types.is_numeric_dtype(column):
            continue
        rows = [
            (own, text)
            for own, text in zip(materials, texts_of(column), strict=False)
            if text.strip() and own
        ]
        texts = list(dict.fromkeys(text for _, text in rows))
        if len(texts) < 2 or _serial(texts):
            continue
        lengths = sorted(map(len, texts))
        if not words & _NAMED and lengths[len(lengths) // 2] < TELLING:
            continue
        other = _kind_of(texts)
        if other and not _is_same(rows, kind, other, told=bool(words & ROLES)):
            found.append(OtherMaterial(name, other, len(texts), texts[0]))
    return found


def _kind_of(texts: Sequence[str]) -> str:
    shares = {}
    for kind in KINDS:
        if kind == "label":
            continue
        try:
            # What reads in few of the first entries is not tried further.
            if _share(kind, texts[:FIRST]) >= ACCEPTED / 2:
                shares[kind] = _share(kind, texts)
        except MissingExtraError:
            continue
    best = max(shares, key=lambda kind: shares[kind] - 0.1 * (kind == "composition"), default="")
    return best if best and shares[best] >= ACCEPTED else ""


def _share(kind: str, texts: Sequence[str]) -> float:
    keys, _ = canonical_keys(kind, texts)
    return sum(key is not None for key in keys) / len(texts)


def _is_same(rows: Sequence[tuple[str, str]], kind: str, other: str, *, told: bool) -> bool:
    """Return whether two columns name the same material."""
    own = [one for one, _ in rows]
    texts = [text for _, text in rows]
    first, second = canonical_keys(kind, own)[0], canonical_keys(other, texts)[0]
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if kind == other and sum(a == b for a, b in both) >= ACCEPTED * len(both):
        return True
    if other == "composition" and kind in ("molecule", "polymer"):
        same = sum(_elements(a) == _parts(b) for a, b in both)
        return same >= ACCEPTED * len(both)
    if told:
        return False
    # One for one: another way to write the same.
    partners: dict[str, set[str]] = {}
    for a, b in both:
        partners.setdefault(b, set()).add(a)
    return all(len(some) == 1 for some in partners.values()) and len(partners) == len(
        {a for a, _ in both}
    )


def _elements(smiles: str) -> frozenset[str]:
    return frozenset(
        atom.GetSymbol() for atom in parse(smiles).GetAtoms() if atom.GetSymbol() not in ("*", "H")
    )


def _parts(formula: str) -> frozenset[str]:
    try:
        return frozenset(amounts(formula)) - {"H"}
    except RefusedMaterial:
        return frozenset()


def _serial(texts: Sequence[str]) -> bool:
    return len({text.rstrip("0123456789") for text in texts}) == 1


def _words(name: str) -> frozenset[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return frozenset(word for word in re.split(r"[\W_]+", spaced.lower()) if word)
