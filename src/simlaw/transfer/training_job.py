"""One training as a value: what is trained, on what, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simlaw.transfer.networks.protocol import Applied, Parameters
from simlaw.transfer.scaler import Float32, Rows, Scaler


@dataclass(frozen=True)
class Knobs:
    """How a training goes. Network and batch are compiled in, the others are numbers given to it.

    Attributes
    ----------
    network
        What is trained: a network, or the `Head` of one.
    steps, batch
        How many steps, and samples in each.
    rate
        Peak rate of Adam.
    decay
        Strength of the decoupled decay towards the anchor.
    huber
        Where the loss turns from quadratic to linear, in standard deviations of the values.
    clip
        Standardised descriptors are cut at plus and minus this.
    """

    network: Applied
    steps: int
    batch: int
    rate: float
    decay: float
    huber: float
    clip: float


@dataclass(frozen=True, eq=False)
class Training:
    """One training, for `simlaw.transfer.training_loop.train` or for a stack of trainings.

    Attributes
    ----------
    start, anchor
        Where training starts, and what the decay pulls towards (zeros for plain weight decay,
        the pretrained weights for fine-tuning): parameters of the network.
    table
        float32 ``(all rows, width)``, raw, in memory or on the device.
    values
        float32 ``(all rows,)``, standardised.
    order
        From `simlaw.transfer.sample_order.sample_order`.
    scaler
        Standardises the table, batch by batch.
    knobs
        Network and settings.
    """

    start: Parameters
    anchor: Parameters
    table: Any
    values: Float32
    order: Rows
    scaler: Scaler
    knobs: Knobs
