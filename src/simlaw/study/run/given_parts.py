"""Parts of a study that were given as objects: no worker knows them by name, so they travel."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from simlaw.errors import InputError
from simlaw.metrics import METRICS, Metric
from simlaw.study.design.design import Design
from simlaw.transfer import METHODS, TrainingRecipe, TransferMethod
from simlaw.transfer.networks import NETWORKS, Network


@dataclass(frozen=True)
class GivenParts:
    """Methods, networks and metrics of a study that its process alone knows.

    They travel to workers as part of each task, as Python sends objects to its own processes: a
    worker imports the module that defines them.

    Attributes
    ----------
    methods, networks, metrics
        Given as objects.
    packages
        Distributions of plug-ins, which workers must have in the same version.
    """

    methods: tuple[TransferMethod, ...] = ()
    networks: tuple[Network, ...] = ()
    metrics: tuple[Metric, ...] = ()
    packages: tuple[str, ...] = ()

    @classmethod
    def of(cls, design: Design, recipe: TrainingRecipe) -> GivenParts:
        """Return those that a study uses."""
        known = [
            *(METHODS.provenance(name) for name in design.methods),
            NETWORKS.provenance(recipe.network),
            *(METRICS.provenance(name) for name in design.metrics),
        ]
        packages = {one.distribution for one in known if one is not None and one.distribution}
        return cls(
            METHODS.given(design.methods),
            NETWORKS.given([recipe.network]),
            METRICS.given(design.metrics),
            tuple(sorted(packages)),
        )

    def adopt(self) -> None:
        """Make them known by name in this process."""
        for method in self.methods:
            METHODS.adopt(method)
        for network in self.networks:
            NETWORKS.adopt(network)
        for metric in self.metrics:
            METRICS.adopt(metric)

    def check_travel(self) -> None:
        """Refuse what cannot be sent to another process.

        Raises
        ------
        InputError
            With what to do.
        """
        parts: tuple[TransferMethod | Network | Metric, ...]
        parts = (*self.methods, *self.networks, *self.metrics)
        for part in parts:
            try:
                pickle.loads(pickle.dumps(part))
            except Exception as error:  # any object may fail in its own way
                raise InputError(
                    f"'{part.name}' cannot be sent to worker processes ({error}). Define its class "
                    "and functions in a module that can be imported, or run in threads: "
                    "executor='threads'."
                ) from None


NO_PARTS = GivenParts()
