"""The two methods: trained on both tables in turn, and on the measurements alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simlaw.errors import MissingExtraError
from simlaw.transfer import Attempt
from simlaw_chemprop.graphs import PARTS, graphs_of
from simlaw_chemprop.network import Schedule, new_network, predict, train
from simlaw_chemprop.settings import GraphSettings


@dataclass(frozen=True)
class Trained:
    """A network, and the scale of its output.

    Attributes
    ----------
    network
        Chemprop's.
    centre, scale
        Its output times ``scale`` plus ``centre`` is the property.
    """

    network: Any
    centre: float
    scale: float


@dataclass(frozen=True)
class GraphMethod:
    """A transfer method that trains a message-passing network on molecules.

    Attributes
    ----------
    name, title, uses_source, uses_target
        As in `simlaw.transfer.TransferMethod`. Without the source it is direct learning.
    settings
        Of the network and its training.
    """

    name: str
    title: str
    uses_source: bool = True
    uses_target: bool = True
    settings: GraphSettings = field(default_factory=GraphSettings)

    def ready(self) -> object:
        """Import chemprop, or say how to install it."""
        try:
            import chemprop
        except ImportError as error:
            raise MissingExtraError(
                "chemprop is not installed: pip install 'chemprop>=2.3,<2.4' 'torch==2.13.0'"
            ) from error
        return chemprop

    def predict(self, attempt: Attempt) -> np.ndarray:
        """Return predictions for every target material, float64 ``(target rows,)``."""
        return self.finish(attempt, self.begin(attempt))

    def begin(self, attempt: Attempt) -> Trained:
        """Return a network trained on the source samples; untrained where it does not use them."""
        import torch

        torch.set_num_threads(1)  # trials run side by side, one on each core
        settings, kind = self.settings, attempt.materials.kind
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(attempt.seed("start"))
            network = new_network(settings, PARTS.get(kind, 1))
            if not self.uses_source:
                return Trained(network, *_scale(attempt.target_values))
            keys = attempt.materials.source
            graphs = graphs_of([keys[row] for row in attempt.source_rows.tolist()], kind)
            centre, scale = _scale(attempt.source_values)
            torch.manual_seed(attempt.seed("pretrain"))
            how = Schedule(settings.pretraining_passes(len(graphs)), settings.rate)
            train(network, graphs, (attempt.source_values - centre) / scale, settings, how)
        return Trained(network, centre, scale)

    def finish(self, attempt: Attempt, begun: Trained) -> np.ndarray:
        """Train a network on, in place, on the target samples, and predict every target material.

        The scale of values stays that of the pretraining, as where chemprop goes on from a
        checkpoint.
        """
        import torch

        torch.set_num_threads(1)
        settings, materials = self.settings, attempt.materials
        keys = materials.target
        some = graphs_of([keys[row] for row in attempt.rows.tolist()], materials.kind)
        passes = settings.measured_passes(len(some), pretrained=self.uses_source)
        how = Schedule(passes, settings.rate)
        if self.uses_source:
            how = Schedule(passes, settings.tune_rate, settings.frozen)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(attempt.seed("order"))
            wanted = (attempt.target_values - begun.centre) / begun.scale
            train(begun.network, some, wanted, settings, how)
        found = predict(begun.network, graphs_of(keys, materials.kind))
        return found * begun.scale + begun.centre


def _scale(values: np.ndarray) -> tuple[float, float]:
    return float(values.mean()), float(values.std()) or 1.0


CHEMPROP = GraphMethod(
    "chemprop", "chemprop's message-passing network, trained on both tables in turn"
)
CHEMPROP_DIRECT = GraphMethod(
    "chemprop-direct",
    "chemprop's message-passing network, trained on the measurements alone",
    uses_source=False,
)
