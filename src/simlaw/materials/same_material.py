"""What counts as the same material across two tables: with stereochemistry, without, tautomers.

Within one table materials keep their canonical keys, and so their own values. Across tables a key
says too much where one of them writes no stereochemistry, or another tautomer: a material that is
tested on would then stand in the source under another key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from simlaw.materials.reading import FIRST
from simlaw.materials.registry import find_kind

STEREO, CONSTITUTION, TAUTOMER = "stereo", "constitution", "tautomer"

MATCHES: Mapping[str, str] = MappingProxyType(
    {
        CONSTITUTION: "atoms and bonds alone: stereoisomers, and a spelling that leaves "
        "stereochemistry out, are one material",
        STEREO: "stereochemistry too: stereoisomers are different materials",
        TAUTOMER: "atoms and bonds but for hydrogen that can move: tautomers are one material too",
    }
)
"""What may count as the same material across tables."""


def match_of(given: str | None, reading: int) -> str:
    """Return what counts as the same where a study says it, and where it does not.

    Examples
    --------
    >>> match_of(None, 2), match_of(None, 1), match_of("tautomer", 1)
    ('constitution', 'stereo', 'tautomer')
    """
    return given or (STEREO if reading == FIRST else CONSTITUTION)


def identities(kind: str, match: str, keys: Sequence[str]) -> list[str]:
    """Return for each material a text that all share which count as the same.

    Parameters
    ----------
    kind
        A name in `simlaw.materials.KINDS`. Of compositions and labels each material is itself.
    match
        A name in `MATCHES`.
    keys
        Canonical keys.

    Examples
    --------
    >>> identities("molecule", "constitution", ["C[C@H](O)F", "CC(O)F"])
    ['CC(O)F', 'CC(O)F']
    >>> identities("molecule", "stereo", ["C[C@H](O)F", "CC(O)F"])
    ['C[C@H](O)F', 'CC(O)F']
    >>> len(set(identities("molecule", "tautomer", ["O=c1cccc[nH]1", "Oc1ccccn1"])))
    1
    """
    same = find_kind(kind).same.get(match)
    return list(keys) if same is None else [same(key) for key in keys]
