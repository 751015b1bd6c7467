"""What is to be known of the materials of two tables: stereoisomers, near neighbours, salts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from simlaw.materials import KINDS
from simlaw.materials.molecule import net_charge, says_stereo
from simlaw.materials.near_compositions import KIND as COMPOSITION
from simlaw.materials.near_compositions import NEAR, distance, near_pairs
from simlaw.materials.refusal import shown
from simlaw.materials.same_material import CONSTITUTION, STEREO, identities
from simlaw.tables.finding import Finding
from simlaw.tables.table import PropertyTable

Pairs: TypeAlias = npt.NDArray[np.int32]

_ISOTOPE = re.compile(r"\[\d+[A-Za-z]")


def look_at_twins(
    source: PropertyTable, target: PropertyTable, *, same: str, said: bool
) -> Iterator[Finding]:
    """Yield the finding where materials of two tables differ in stereochemistry only.

    Parameters
    ----------
    source, target
        Computed and measured table.
    same
        What counts as the same material, a name in `simlaw.materials.same_material.MATCHES`.
    said
        Whether the study says so itself. Then there is nothing to tell, but where stereoisomers
        count as different and one of two spellings leaves the stereochemistry out.
    """
    apart = same == STEREO
    if CONSTITUTION not in KINDS[target.kind].same or (said and not apart):
        return
    flat = [identities(target.kind, CONSTITUTION, table.keys) for table in (source, target)]
    computed: dict[str, list[str]] = {}
    for key, one in zip(source.keys, flat[0], strict=True):
        computed.setdefault(one, []).append(key)
    twins = []
    for key, one in zip(target.keys, flat[1], strict=True):
        others = [other for other in computed.get(one, ()) if other != key]
        if said:
            others = [other for other in others if says_stereo(other) != says_stereo(key)]
        if others:
            twins.append((key, others[0]))
    if not twins:
        return
    key, other = twins[0]
    count = len(twins)
    what = "materials" if count > 1 else "material"
    handled = (
        "they count as different ones, so that such a computed one is learned from when the "
        "measured one is tested"
        if apart
        else "they count as one material, and are kept out of the source together"
    )
    remedy = (
        'match = "constitution" under [design] makes them one.'
        if apart
        else 'Say match = "constitution" under [design] to have it so, or match = "stereo" to keep '
        "them apart."
    )
    yield Finding(
        "stereo_twins",
        f"{count:,} measured {what} differ{'s' * (count == 1)} from a computed one in "
        f"stereochemistry only, such as {shown(key)} from {shown(other)}: {handled}.",
        count=count,
        remedy=remedy,
    )


def none_near() -> Pairs:
    """Return no pairs."""
    return np.empty((0, 2), dtype=np.int32)


def near_ones(source: PropertyTable, target: PropertyTable) -> Pairs:
    """Return the rows of two tables whose compositions are near, int32 ``(pairs, 2)``."""
    if target.kind != COMPOSITION:
        return none_near()
    return near_pairs(source.keys, target.keys)


def look_at_near(
    source: PropertyTable, target: PropertyTable, near: Pairs, *, kept_out: bool
) -> Iterator[Finding]:
    """Yield how many measured compositions have a near neighbour in the source.

    Parameters
    ----------
    source, target
        Computed and measured table.
    near
        Of these, from `near_ones`.
    kept_out
        Whether near neighbours of what is tested are kept out of the source.
    """
    if not len(near):
        return
    count = len(np.unique(near[:, 1]))
    one, other = source.keys[int(near[0, 0])], target.keys[int(near[0, 1])]
    yield Finding(
        "near_twins",
        f"{count:,} of {len(target):,} measured compositions have a near neighbour in the computed "
        f"table (atomic fractions that differ by {NEAR:g} or less in sum), such as {shown(other)} "
        f"and {shown(one)} ({distance(one, other):.2g}); when they are tested it is "
        f"{'kept out of' if kept_out else 'left in'} the source.",
        count=count,
        remedy='overlap = "exclude" leaves them in.' if kept_out else "",
    )


def look_at_charges(table: PropertyTable, role: str) -> Iterator[Finding]:
    """Yield how many materials are salts or of several parts, charged, or name isotopes.

    Parameters
    ----------
    table
        Of any kind; formulas and labels have none of these.
    role
        ``"source"`` or ``"target"``.
    """
    if CONSTITUTION not in KINDS[table.kind].same:
        return
    found: dict[str, list[str]] = {}
    for key in table.keys:
        for what in _sorts(key):
            found.setdefault(what, []).append(key)
    if not found:
        return
    said = [
        f"{len(keys):,} {what} (such as {shown(keys[0])})"
        for what, keys in _in_order(found).items()
    ]
    yield Finding(
        "salts",
        f"Of {len(table):,} materials of the {role} {', '.join(said)}.",
        table=role,
        count=len({key for keys in found.values() for key in keys}),
    )


_SALT, _PARTS, _CHARGED, _ISOTOPES = (
    "are salts",
    "are of several parts",
    "are charged",
    "name isotopes",
)


def _in_order(found: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    order = (_SALT, _PARTS, _CHARGED, _ISOTOPES)
    return {what: found[what] for what in order if what in found}


def _sorts(key: str) -> list[str]:
    """Return what is unusual about a material, read off its key.

    Examples
    --------
    >>> _sorts("CC(=O)[O-].[Na+]"), _sorts("C[NH3+]"), _sorts("[2H]O[2H]"), _sorts("CO.O")
    (['are salts'], ['are charged'], ['name isotopes'], ['are of several parts'])
    >>> _sorts("C[N+](=O)[O-]")
    []
    """
    sorts = []
    # Of a mixture each partner; a temperature has full stops too.
    parts = [part for one in key.split("|")[:2] for part in one.split(".")]
    charges = [net_charge(part) for part in parts] if "+" in key or "-" in key else [0]
    if len(parts) > len(key.split("|")[:2]):
        sorts.append(_SALT if any(charges) else _PARTS)
    if sum(charges):
        sorts.append(_CHARGED)
    if "[" in key and _ISOTOPE.search(key):
        sorts.append(_ISOTOPES)
    return sorts
