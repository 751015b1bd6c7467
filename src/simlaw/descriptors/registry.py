"""The registry of descriptors."""

from __future__ import annotations

from simlaw.descriptors.block import Descriptor
from simlaw.errors import InputError, nearest
from simlaw.registry import Registry

_HERE = "simlaw.descriptors"

DESCRIPTORS: Registry[Descriptor] = Registry(
    "descriptor",
    {
        "morgan": f"{_HERE}.morgan:MORGAN",
        "rdkit2d": f"{_HERE}.rdkit2d:RDKIT2D",
        "forcefield": f"{_HERE}.forcefield:FORCEFIELD",
        "composition": f"{_HERE}.composition:COMPOSITION",
        "pair-rdkit2d": f"{_HERE}.pair:PAIR_RDKIT2D",
        "pair-morgan": f"{_HERE}.pair:PAIR_MORGAN",
        "solution-rdkit2d": f"{_HERE}.solution:SOLUTION_RDKIT2D",
        "solution-morgan": f"{_HERE}.solution:SOLUTION_MORGAN",
        "columns": f"{_HERE}.columns:COLUMNS",
    },
    group="simlaw.descriptors",
    needs=("name", "kinds", "version", "uses_columns", "compute"),
)
"""Every descriptor by its name. A new one is one module and one line here."""


def find_descriptor(wanted: str | Descriptor, kind: str) -> Descriptor:
    """Return the descriptor of this name, or the one given, if it describes this kind of material.

    Raises
    ------
    InputError
        If there is none, or it does not; the message lists those that do.

    Examples
    --------
    >>> find_descriptor("morgan", "polymer").name
    'morgan'
    """
    found = DESCRIPTORS.get(wanted) if isinstance(wanted, str) else DESCRIPTORS.checked(wanted)
    if found is None or kind not in found.kinds:
        fitting = ", ".join(one.name for one in DESCRIPTORS.values() if kind in one.kinds)
        if found is None:
            raise InputError(
                f"Unknown descriptor '{wanted}'; allowed for kind '{kind}' are {fitting}."
                + nearest(str(wanted), DESCRIPTORS)
            )
        raise InputError(
            f"The descriptor '{found.name}' does not describe kind '{kind}'; allowed are {fitting}."
        )
    return found
