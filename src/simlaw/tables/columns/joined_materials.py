"""Columns whose entries are two materials in one text, such as ``solvent.solute``.

Read as one molecule of two fragments, the order of the two is lost: a solvent in a solute and the
solute in the solvent become one material.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simlaw.errors import MissingExtraError
from simlaw.materials import canonical_keys
from simlaw.materials.molecule import net_charge

NEARLY_ALL = 0.9
"""Share of two-part entries from which on a column joins two materials, whatever its name."""

MOST = 0.5
"""The same where its name is made of two roles, such as ``solvent.solute``."""

READ = 0.8
"""Share of the parts that must be read as materials."""

TEXTS = 200
"""Distinct entries that are looked at."""


def words_of_text(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


ROLES = words_of_text(
    "solvent solute polymer dopant additive plasticizer plasticiser guest host donor acceptor salt "
    "ligand drug api excipient coformer electrolyte anion cation comonomer monomer catalyst filler "
    "substrate inhibitor surfactant acid base"
)
"""Words that say which part a material plays beside another one."""

_BESIDE = frozenset({"smiles", "and", "in", "pair", "smi", "mixture", "system", "ssid"})
_MARKS = (".", "_", "|", ";", ",")


@dataclass(frozen=True)
class Joined:
    """How the entries of a column are two materials.

    Attributes
    ----------
    mark
        What stands between the two.
    share
        Share of the entries that are of two parts.
    kinds
        What each part is read as, ``"molecule"`` or ``"polymer"``.
    roles
        Words of the column's name for the two, in its order; empty where it has none.
    example
        One of the entries.
    """

    mark: str
    share: float
    kinds: tuple[str, str]
    roles: tuple[str, ...]
    example: str


def roles_of(name: str) -> tuple[str, ...]:
    """Return the two roles that a column's name is made of; empty where it is another name.

    Examples
    --------
    >>> roles_of("solvent.solute"), roles_of("polymer_solvent SMILES"), roles_of("solvent")
    (('solvent', 'solute'), ('polymer', 'solvent'), ())
    """
    words = [word for word in re.split(r"[\W_]+", _spaced(name).lower()) if word]
    roles = tuple(word for word in words if word in ROLES)
    return roles if len(roles) == 2 and set(words) <= ROLES | _BESIDE else ()


def joined_materials(name: str, texts: Sequence[str]) -> Joined | None:
    """Return how a column joins two materials; None where its entries are single ones.

    Parameters
    ----------
    name
        Of the column.
    texts
        Its entries.
    """
    some = [text.strip() for text in dict.fromkeys(texts) if text.strip()][:TEXTS]
    roles = roles_of(name)
    needed = MOST if roles else NEARLY_ALL
    for mark in _MARKS:
        split = [text.split(mark) for text in some]
        pairs = [(one[0].strip(), one[1].strip()) for one in split if len(one) == 2 and all(one)]
        if not some or len(pairs) < needed * len(some):
            continue
        if mark == "." and any(net_charge(part) for pair in pairs[:20] for part in pair):
            pairs = [pair for pair in pairs if not any(map(net_charge, pair))]
            if len(pairs) < needed * len(some):
                continue
        # Always the same water or acid beside: hydrates and salts, not pairs.
        if not roles and min(len({pair[place] for pair in pairs}) for place in (0, 1)) < 2:
            continue
        kinds = [_kind([pair[place] for pair in pairs]) for place in (0, 1)]
        if kinds[0] and kinds[1]:
            share = len(pairs) / len(some)
            return Joined(mark, share, (kinds[0], kinds[1]), roles, mark.join(pairs[0]))
    return None


def _kind(parts: Sequence[str]) -> str:
    """Return what parts are read as; empty where they are no structures."""
    distinct = list(dict.fromkeys(parts))
    for kind in ("molecule", "polymer"):
        try:
            keys, _ = canonical_keys(kind, distinct)
        except MissingExtraError:
            return ""
        if sum(key is not None for key in keys) >= READ * len(distinct):
            return kind
    return ""


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
