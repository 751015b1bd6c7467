"""The kinds of material, and canonical keys of one text or of many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from simlaw.errors import InputError, nearest
from simlaw.materials import (
    composition,
    label,
    mixture,
    molecule,
    polymer,
    solution,
    tautomer,
)
from simlaw.materials.families import polymer_class, scaffold
from simlaw.materials.field_writing import rewritten
from simlaw.materials.one_spelling import conventional
from simlaw.materials.placeholders import why_placeholder
from simlaw.materials.reading import FIRST, LATEST
from simlaw.materials.refusal import RefusedMaterial
from simlaw.registry import Registry
from simlaw.workers.processes import Processes
from simlaw.workers.task_loop import in_order
from simlaw.workers.tasks import Task

CHUNK = 2_000
"""Texts one worker process takes at a time."""


@dataclass(frozen=True)
class MaterialKind:
    """One way of naming a material.

    Parameters
    ----------
    name
        Word used in tables and study files.
    title
        What the text is, in a few words.
    example
        A text of this kind.
    canonical
        From a text to its canonical key; raises `RefusedMaterial`. A module-level function, so
        that worker processes can import it.
    groups
        Parts that materials are made of, by name: each from a canonical key to the part. A study
        can hold out all that have one part, in both tables.
    families
        Ways in which different materials are alike, by name: each from a canonical key to the
        name of its family. A study can hold out whole families of measured materials.
    same
        What counts as the same material across tables, by name (`simlaw.materials.same_material`):
        each from a canonical key to what all share that count as the same.
    """

    name: str
    title: str
    example: str
    canonical: Callable[[str], str]
    groups: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    families: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    same: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


KINDS: Registry[MaterialKind] = Registry(
    "kind of material",
    (
        MaterialKind(
            "molecule",
            "a molecule as SMILES",
            "CCO",
            molecule.canonical,
            families=MappingProxyType({"scaffold": scaffold.scaffold_of}),
            same=MappingProxyType(
                {"constitution": molecule.flat, "tautomer": tautomer.of_molecule}
            ),
        ),
        MaterialKind(
            "polymer",
            "a polymer repeat unit as SMILES with two '*'",
            "*CC(*)c1ccccc1",
            polymer.canonical,
            families=MappingProxyType({"polymer-class": polymer_class.polymer_class}),
            same=MappingProxyType({"constitution": polymer.flat, "tautomer": tautomer.of_polymer}),
        ),
        MaterialKind(
            "composition",
            "a composition as a formula",
            "Fe2O3",
            composition.canonical,
            families=MappingProxyType({"chemical-system": composition.system_of}),
        ),
        MaterialKind(
            "mixture",
            "a polymer, a solvent and a temperature as 'POLYMER|SOLVENT|TEMPERATURE'",
            "*CC(*)c1ccccc1|C1CCCCC1|308.15 K",
            mixture.canonical,
            MappingProxyType(
                {
                    "pair": mixture.pair_of,
                    "polymer": mixture.polymer_of,
                    "solvent": mixture.solvent_of,
                }
            ),
            same=MappingProxyType(
                {"constitution": mixture.constitution, "tautomer": mixture.tautomer}
            ),
        ),
        MaterialKind(
            "solution",
            "a solute in a solvent as 'SOLUTE|SOLVENT' or 'SOLUTE|SOLVENT|TEMPERATURE'; "
            "'SOLUTE|vacuum' for a molecule on its own",
            "CCO|O",
            solution.canonical,
            MappingProxyType(
                {
                    "pair": solution.pair_of,
                    "solute": solution.solute_of,
                    "solvent": solution.solvent_of,
                }
            ),
            same=MappingProxyType(
                {"constitution": solution.constitution, "tautomer": solution.tautomer}
            ),
        ),
        MaterialKind("label", "an opaque identifier", "sample 7", label.canonical),
    ),
    needs=("name", "title", "example", "canonical", "groups", "families", "same"),
)
"""Every kind of material by its name. A new kind is one module and one line here."""


def find_kind(kind: str) -> MaterialKind:
    """Return the kind of this name.

    Raises
    ------
    InputError
        If there is none; the message lists those there are.
    """
    if kind not in KINDS:
        raise InputError(
            f"Unknown kind of material '{kind}'; allowed are {', '.join(KINDS)}."
            + nearest(kind, KINDS)
        )
    return KINDS[kind]


def canonical_key(kind: str, text: str) -> str:
    """Return the canonical key of a material: one material, one key.

    Parameters
    ----------
    kind
        A name in `KINDS`.
    text
        How the material is written.

    Raises
    ------
    RefusedMaterial
        With the reason, if the text is no material of this kind.
    InputError
        If there is no such kind.

    Examples
    --------
    >>> canonical_key("molecule", "OCC")
    'CCO'
    """
    return find_kind(kind).canonical(text)


def canonical_keys(
    kind: str, texts: Sequence[str], *, workers: int = 1, reading: int = LATEST
) -> tuple[list[str | None], list[str | None]]:
    """Return the canonical keys of many texts, with the reasons where there is none.

    Parameters
    ----------
    kind
        A name in `KINDS`.
    texts
        How the materials are written; a repeated text is worked on once.
    workers
        Processes to use; they are started afresh (spawned), so with more than one the calling
        script needs the usual ``if __name__ == "__main__"`` guard. Short lists use one.
    reading
        Rules that texts are read by, see `simlaw.materials.reading`.

    Returns
    -------
    keys, reasons
        Two lists as long as `texts`; in each row exactly one of the two is None.

    Raises
    ------
    InputError
        If there is no such kind.

    Examples
    --------
    >>> canonical_keys("molecule", ["OCC", ""])
    (['CCO', None], [None, 'the text is empty'])
    """
    canonical = find_kind(kind).canonical
    if reading > FIRST:
        canonical = partial(_as_the_field_writes, kind, canonical)
    distinct = list(dict.fromkeys(texts))
    chunks = [
        (canonical, distinct[start : start + CHUNK]) for start in range(0, len(distinct), CHUNK)
    ]
    if workers > 1 and len(chunks) > 1:
        tasks = [Task(_keys_of_chunk, (chunk,)) for chunk in chunks]
        processes = Processes(min(workers, len(chunks)))
        parts = list(in_order(tasks, processes, doing="reading materials"))
    else:
        parts = [_keys_of_chunk(chunk) for chunk in chunks]
    found = dict(zip(distinct, (pair for part in parts for pair in part), strict=True))
    return [found[text][0] for text in texts], [found[text][1] for text in texts]


def _as_the_field_writes(kind: str, canonical: Callable[[str], str], text: str) -> str:
    text = rewritten(kind, text)
    # As a molecule [Ce]CC[Th] is sound, and as a formula too.
    if kind in ("molecule", "composition") and (why := why_placeholder(text, polymer=False)):
        raise RefusedMaterial(why)
    return conventional(kind, canonical(text))


def _keys_of_chunk(
    work: tuple[Callable[[str], str], list[str]],
) -> list[tuple[str | None, str | None]]:
    canonical, texts = work
    rows: list[tuple[str | None, str | None]] = []
    for text in texts:
        try:
            rows.append((canonical(text), None))
        except RefusedMaterial as refused:
            rows.append((None, refused.reason))
    return rows
