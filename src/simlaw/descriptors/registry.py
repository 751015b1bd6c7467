"""The registry of descriptors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simlaw.descriptors.block import Descriptor
from simlaw.descriptors.columns import COLUMNS
from simlaw.descriptors.composition import COMPOSITION
from simlaw.descriptors.forcefield import FORCEFIELD
from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.pair import PAIR_MORGAN, PAIR_RDKIT2D
from simlaw.descriptors.rdkit2d import RDKIT2D
from simlaw.errors import InputError, nearest

_ALL: tuple[Descriptor, ...] = (
    MORGAN,
    RDKIT2D,
    FORCEFIELD,
    COMPOSITION,
    PAIR_RDKIT2D,
    PAIR_MORGAN,
    COLUMNS,
)

DESCRIPTORS: Mapping[str, Descriptor] = MappingProxyType({one.name: one for one in _ALL})
"""Every descriptor by its name. A new one is one module and one line here."""


def find_descriptor(name: str, kind: str) -> Descriptor:
    """Return the descriptor of this name, if it describes this kind of material.

    Raises
    ------
    InputError
        If there is none, or it does not; the message lists those that do.

    Examples
    --------
    >>> find_descriptor("morgan", "polymer").name
    'morgan'
    """
    fitting = [one.name for one in DESCRIPTORS.values() if kind in one.kinds]
    if name not in DESCRIPTORS:
        raise InputError(
            f"Unknown descriptor '{name}'; allowed for kind '{kind}' are {', '.join(fitting)}."
            + nearest(name, DESCRIPTORS)
        )
    if name not in fitting:
        raise InputError(
            f"The descriptor '{name}' does not describe kind '{kind}'; allowed are "
            f"{', '.join(fitting)}."
        )
    return DESCRIPTORS[name]
