"""Making and training a network of chemprop on one thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw_chemprop.graphs import Graphs
from simlaw_chemprop.settings import GraphSettings

WARM_UP = 2
"""Passes until the highest rate, as in chemprop."""


@dataclass(frozen=True)
class Schedule:
    """How long and how fast a training is.

    Attributes
    ----------
    passes
        Over the molecules.
    rate
        The highest learning rate.
    frozen
        Whether message passing stays as it is.
    """

    passes: int
    rate: float
    frozen: bool = False


def new_network(settings: GraphSettings, parts: int) -> Any:
    """Return an untrained network for materials of one or two graphs."""
    from chemprop import models, nn

    aggregation = {"norm": nn.NormAggregation, "mean": nn.MeanAggregation}[settings.aggregation]()
    blocks = [nn.BondMessagePassing(d_h=settings.width, depth=settings.depth) for _ in range(parts)]
    head = nn.RegressionFFN(input_dim=parts * settings.width, hidden_dim=settings.width)
    if parts == 1:
        return models.MPNN(blocks[0], aggregation, head)
    return models.MulticomponentMPNN(nn.MulticomponentMessagePassing(blocks), aggregation, head)


def train(
    network: Any, graphs: Graphs, values: np.ndarray, settings: GraphSettings, how: Schedule
) -> None:
    """Train a network in place on standardised values, float64 ``(materials,)``.

    Adam with chemprop's own schedule of rates; the order of the molecules is drawn from torch's
    random numbers.
    """
    import torch
    from chemprop.schedulers import build_NoamLike_LRSched

    loss = {"mse": torch.nn.functional.mse_loss, "mae": torch.nn.functional.l1_loss}[settings.loss]
    network.train()
    network.message_passing.requires_grad_(not how.frozen)
    wanted = torch.from_numpy(values.astype(np.float32))
    free = [one for one in network.parameters() if one.requires_grad]
    step = torch.optim.Adam(free, lr=how.rate / 10)
    a_pass = -(-len(graphs) // settings.batch)
    warm = min(WARM_UP, how.passes - 1) * a_pass
    rates = build_NoamLike_LRSched(
        step, warm, how.passes * a_pass - warm, how.rate / 10, how.rate, how.rate / 10
    )
    for _ in range(how.passes):
        for some in torch.randperm(len(graphs)).split(settings.batch):
            step.zero_grad()
            loss(network(graphs.batch(some.tolist()))[:, 0], wanted[some]).backward()
            step.step()
            rates.step()


def predict(network: Any, graphs: Graphs, size: int = 256) -> np.ndarray:
    """Return a network's output for every material, float64 ``(materials,)``."""
    import torch

    network.eval()
    with torch.no_grad():
        found = [
            network(graphs.batch(range(start, min(start + size, len(graphs)))))[:, 0].numpy()
            for start in range(0, len(graphs), size)
        ]
    return np.concatenate(found).astype(np.float64)
