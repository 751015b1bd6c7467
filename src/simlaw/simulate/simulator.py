"""What a simulator is, and the registry of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from simlaw.errors import InputError, nearest

Result = dict[str, float | str]
"""Values of one molecule by column."""


@dataclass(frozen=True)
class Simulator:
    """One way of computing properties of a molecule.

    Parameters
    ----------
    name
        As users write it.
    version
        Raised by one whenever the numbers change.
    units
        Unit of each column it computes, in order; the first is the property it is named after.
        A column of words has the unit ``""``.
    distributions
        Installed distributions whose version can change the numbers.
    compute
        From a SMILES to one value per column of `units`; raises
        `simlaw.simulate.failure.SimulationFailure`. Deterministic, and the same for every
        spelling of a molecule.
    """

    name: str
    version: int
    units: Mapping[str, str]
    distributions: tuple[str, ...]
    compute: Callable[[str], Result]

    def recipe(self) -> dict[str, Any]:
        """Return what decides the numbers: simulator, its version, and library versions."""
        return {
            "simulator": self.name,
            "version": self.version,
            "libraries": {name: version(name) for name in self.distributions},
        }


SIMULATORS: Mapping[str, str] = MappingProxyType(
    {
        "refractive-index": "simlaw.simulate.optics:REFRACTIVE_INDEX",
        "refractive-index-contributions": (
            "simlaw.simulate.contributions:REFRACTIVE_INDEX_CONTRIBUTIONS"
        ),
    }
)
"""Every simulator by its name: where to import it from. A new one is one module and one line."""


def find_place(name: str) -> str:
    """Return where the simulator of this name is imported from, as ``module:attribute``.

    Raises
    ------
    InputError
        If there is none; the message lists those there are.
    """
    if name not in SIMULATORS:
        raise InputError(
            f"Unknown simulator '{name}'; allowed are {', '.join(SIMULATORS)}."
            + nearest(name, SIMULATORS)
        )
    return SIMULATORS[name]


def find_simulator(name: str) -> Simulator:
    """Return the simulator of this name; see `find_place`.

    Examples
    --------
    >>> find_simulator("refractive-index").units["polarizability"]
    'angstrom^3'
    """
    return load_simulator(find_place(name))


def load_simulator(place: str) -> Simulator:
    """Return the simulator at ``module:attribute``, a value of `SIMULATORS`."""
    module, _, attribute = place.partition(":")
    simulator: Simulator = getattr(import_module(module), attribute)
    return simulator
