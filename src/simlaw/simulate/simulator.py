"""What a simulator is, and the registry of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from simlaw.code_places import import_place
from simlaw.errors import InputError, nearest
from simlaw.registry import Registry

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


SIMULATORS: Registry[Simulator] = Registry(
    "simulator",
    {
        "refractive-index": "simlaw.simulate.optics:REFRACTIVE_INDEX",
        "refractive-index-contributions": (
            "simlaw.simulate.contributions:REFRACTIVE_INDEX_CONTRIBUTIONS"
        ),
    },
    group="simlaw.simulators",
    needs=("name", "version", "units", "compute", "recipe"),
)
"""Every simulator by its name. A new one is one module and one line."""


def find_place(wanted: str | Simulator) -> str:
    """Return where workers import a simulator from, as ``module:attribute``.

    Raises
    ------
    InputError
        If there is none of this name; the message lists those there are. Or if no module holds the
        object that was given.
    """
    if isinstance(wanted, str) and ":" not in wanted and wanted not in SIMULATORS:
        raise InputError(
            f"Unknown simulator '{wanted}'; allowed are {', '.join(SIMULATORS)}."
            + nearest(wanted, SIMULATORS)
        )
    return SIMULATORS.place(wanted)


def find_simulator(wanted: str | Simulator) -> Simulator:
    """Return the simulator of this name, at this place, or the one given; see `find_place`.

    Examples
    --------
    >>> find_simulator("refractive-index").units["polarizability"]
    'angstrom^3'
    """
    if not isinstance(wanted, str):
        return SIMULATORS[SIMULATORS.adopt(wanted)]
    return load_simulator(find_place(wanted))


def load_simulator(place: str) -> Simulator:
    """Return the simulator at ``module:attribute``, a value of `SIMULATORS`."""
    return SIMULATORS.checked(import_place(place), where=place)
