"""Which materials belong together, so that a test set holds all of them or none.

``material`` keeps every material on its own. Other splits are the groups that a kind of material
has (`simlaw.materials.MaterialKind.groups`): by ``pair`` a polymer-solvent pair is tested on at all
its temperatures, and has been seen at none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlaw.errors import InputError, nearest
from simlaw.materials import KINDS
from simlaw.study.design import MATERIAL, Rows
from simlaw.tables.overlap import find_twins


def check_split(split: str, kind: str) -> None:
    """Refuse a split that a kind of material does not have.

    Raises
    ------
    InputError
        With the splits it has.
    """
    allowed = (MATERIAL, *KINDS[kind].groups)
    if split not in allowed:
        raise InputError(
            f"Materials of kind '{kind}' cannot be split by '{split}'; allowed is "
            f"{', '.join(allowed)}.{nearest(split, allowed)}"
        )


def match(
    kind: str, split: str, source_keys: Sequence[str], target_keys: Sequence[str]
) -> tuple[Rows, Rows | None]:
    """Return which source rows a tested target row or group keeps out, and the target's groups.

    Parameters
    ----------
    kind
        Kind of both tables' materials.
    split
        ``"material"`` or a group of the kind.
    source_keys, target_keys
        Canonical keys; the target's are distinct.

    Returns
    -------
    twin, groups
        As `simlaw.study.design.draw` takes them; the groups are numbered as first met in the
        target, and are None where the split is by material.

    Examples
    --------
    >>> target = ["*C*|CCO|300.00", "*C*|CCO|350.00", "*CO*|CCO|300.00"]
    >>> match("mixture", "pair", ["*CO*|CCO|310.00", "*CO*|C|310.00"], target)
    (array([ 1, -1], dtype=int32), array([0, 0, 1], dtype=int32))
    """
    if split == MATERIAL:
        return find_twins(source_keys, target_keys), None
    group = KINDS[kind].groups[split]
    labels = [group(key) for key in target_keys]
    distinct = list(dict.fromkeys(labels))
    number = {label: place for place, label in enumerate(distinct)}
    groups = np.fromiter((number[label] for label in labels), np.int32, len(labels))
    return find_twins([group(key) for key in source_keys], distinct), groups
