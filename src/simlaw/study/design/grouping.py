"""Which materials belong together, so that a test set holds all of them or none.

``material`` keeps every material on its own. Other splits depend on the kind of material:

- groups (`simlaw.materials.MaterialKind.groups`) share a part: by ``pair`` a polymer-solvent pair
  is tested on at all its temperatures. Under ``exclude`` all of a tested group is kept out of the
  source too.
- families (`simlaw.materials.MaterialKind.families`) and `simlaw.study.design.clusters` are
  different materials that are alike. Under ``exclude`` the tested materials themselves are kept out
  of the source, and others of their family are not: the promise of a computed table is to carry
  over to chemistry that was computed and never measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from simlaw.errors import InputError, nearest
from simlaw.materials import KINDS
from simlaw.materials.same_material import STEREO, identities
from simlaw.study.design.clusters import CLUSTERED, cluster
from simlaw.study.design.design import MATERIAL, Rows
from simlaw.study.design.usable_source_rows import find_twins
from simlaw.tables.rows.lent_conditions import Lent

CLUSTER = "cluster"
"""The split that holds out clusters of similar materials."""


def splits() -> Mapping[str, str]:
    """Return every split of any kind of material, and what it holds out together."""
    kinds: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for name in kind.groups:
            kinds.setdefault(name, []).append(f'"{kind.name}"')
    parts = {
        name: f"for {'kind' if len(of) == 1 else 'kinds'} {' and '.join(of)}, all with the same "
        f"{name}"
        for name, of in kinds.items()
    }
    return {MATERIAL: "every material is on its own", **parts, **_ALIKE}


_ALIKE = {
    CLUSTER: (
        'for kinds "molecule", "polymer" and "composition", materials that are alike: by '
        "fingerprint, or by the properties of their elements"
    ),
    "scaffold": (
        'for kind "molecule", all with the same rings and links between them; without a ring, all '
        "with the same functional groups"
    ),
    "polymer-class": (
        'for kind "polymer", all of one class by the linkage in the backbone, such as polyesters'
    ),
    "chemical-system": (
        'for kind "composition", all of the same elements; often a single one, so ask for '
        "clusters to have a harder test"
    ),
}


def splits_of(kind: str) -> tuple[str, ...]:
    """Return the splits that a kind of material has."""
    clusters = (CLUSTER,) if kind in CLUSTERED else ()
    return (MATERIAL, *KINDS[kind].groups, *clusters, *KINDS[kind].families)


def is_kept_out_whole(kind: str, split: str) -> bool:
    """Whether ``exclude`` keeps all of a tested group out of the source, not the tested alone."""
    return split in KINDS[kind].groups


def check_split(split: str, kind: str) -> None:
    """Refuse a split that a kind of material does not have.

    Raises
    ------
    InputError
        With the splits it has.
    """
    allowed = splits_of(kind)
    if split not in allowed:
        raise InputError(
            f"Materials of kind '{kind}' cannot be split by '{split}'; allowed is "
            f"{', '.join(allowed)}.{nearest(split, allowed)}"
        )


def check_lent(split: str, overlap: str, lent: Lent) -> None:
    """Refuse a split that would leave computed values of what is tested in the source.

    A value computed without a solvent belongs to the solute in all solvents, and one without a
    temperature to the pair at all temperatures.

    Raises
    ------
    InputError
        With the splits that keep them out.
    """
    fitting = ("solute",) if lent.solvent else ("pair", "solute", "solvent")
    # Rows under columns of conditions have the key of their material, and are found by it.
    of_key = lent.solvent or lent.temperature
    if not of_key or overlap != "exclude" or split in fitting:
        return
    named = " or ".join(f"'{one}'" for one in fitting)
    raise InputError(
        f"The computed table has no {replace(lent, columns=())}, so that a computed value belongs "
        f"to a tested material in each. With overlap = 'exclude' and split = '{split}' it would "
        f"stay in the source. Set design.split = {named}, or overlap = 'include'."
    )


def match(
    kind: str,
    split: str,
    source_keys: Sequence[str],
    target_keys: Sequence[str],
    same: str = STEREO,
) -> tuple[Rows, Rows | None]:
    """Return which source rows a tested target row or group keeps out, and the target's groups.

    Parameters
    ----------
    kind
        Kind of both tables' materials.
    split
        One of `splits_of` the kind.
    source_keys, target_keys
        Canonical keys; one of the target comes several times where it has several conditions.
    same
        What counts as the same material, a name in `simlaw.materials.same_material.MATCHES`. Target
        materials that count as the same are held out together.

    Returns
    -------
    twin, groups
        As `simlaw.study.design.drawn_materials.draws` takes them; the groups are numbered as first
        met in the target, and are None where the split is by material and each has one row.

    Examples
    --------
    >>> target = ["*C*|CCO|300.00", "*C*|CCO|350.00", "*CO*|CCO|300.00"]
    >>> match("mixture", "pair", ["*CO*|CCO|310.00", "*CO*|C|310.00"], target)
    (array([ 1, -1], dtype=int32), array([0, 0, 1], dtype=int32))
    >>> match("composition", "chemical-system", ["FeO", "Fe2O3"], ["CoO", "Fe2O3", "Fe3O4"])
    (array([-1,  1], dtype=int32), array([0, 1, 1], dtype=int32))
    """
    source, target = (identities(kind, same, keys) for keys in (source_keys, target_keys))
    distinct, number = _numbered(target)
    twin = find_twins(source, distinct)
    if split == MATERIAL:
        return twin, None if len(distinct) == len(target) else number
    if is_kept_out_whole(kind, split):
        group = KINDS[kind].groups[split]
        names, groups = _numbered([group(one) for one in target])
        return find_twins([group(one) for one in source], names), groups
    if split == CLUSTER:
        groups = cluster(kind, target_keys)
    else:
        groups = _numbered([KINDS[kind].families[split](key) for key in target_keys])[1]
    groups = _united(groups, number)
    # A target row of each material that there is, to say in which group it is.
    first = np.unique(number, return_index=True)[1]
    return _of_group(twin, groups[first]), groups


def _numbered(names: Sequence[str]) -> tuple[list[str], Rows]:
    """Return the different names, and the number of each name among them."""
    distinct = list(dict.fromkeys(names))
    place = {name: number for number, name in enumerate(distinct)}
    return distinct, np.fromiter((place[name] for name in names), np.int32, len(names))


def _united(groups: Rows, number: Rows) -> Rows:
    """Return groups joined where materials of one number are in several, numbered as first met."""
    if number.max(initial=-1) + 1 == len(number):
        return groups
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    most = int(max(groups.max(), number.max())) + 1
    ones = np.ones(len(groups), dtype=np.int8)
    links = coo_matrix((ones, (groups, number + most)), shape=(2 * most, 2 * most))
    parts = connected_components(links, directed=False)[1][groups]
    return _numbered([str(part) for part in parts])[1]


def _of_group(twin: Rows, groups: Rows) -> Rows:
    """Return the group of each source row's twin: a group is tested as a whole or not at all."""
    return np.where(twin >= 0, groups[twin], np.int32(-1)).astype(np.int32)
