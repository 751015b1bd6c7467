"""Networks that were trained, evaluated as in training: pretrained, adapted, and last layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.predict.models.batch import Arrays, Batch, Float32, Float64
from simlaw.transfer.networks import Network
from simlaw.transfer.networks.protocol import Head, Parameters
from simlaw.transfer.scaler import Scaler
from simlaw.transfer.training_loop import hidden, predict

ROWS = 4096
"""Rows evaluated at a time; fewer are filled up with zeros, so that one compilation serves all."""


@dataclass(frozen=True, eq=False)
class NetworkModel:
    """A network, from raw descriptors to a property.

    Attributes
    ----------
    network
        What it is.
    parameters
        Its weights.
    scaler
        Standardises descriptors.
    clip
        What is standardised is cut at plus and minus this.
    centre, spread
        Its output times ``spread`` plus ``centre`` is the property.
    """

    network: Network
    parameters: Parameters
    scaler: Scaler
    clip: float
    centre: float
    spread: float

    def at(self, batch: Batch) -> Float64:
        """Return its answer, float64 ``(1, rows)``."""
        return self.predicted(batch.descriptors)[None, :]

    def predicted(self, descriptors: Float32) -> Float64:
        """Return the property for raw descriptors ``(rows, width)``, float64 ``(rows,)``."""
        found = [
            predict(self.network, self.parameters, rows, self.scaler, self.clip)[:count]
            for rows, count in blocks(descriptors)
        ]
        return _joined(found).astype(np.float64) * self.spread + self.centre

    def hidden(self, descriptors: Float32) -> Float32:
        """Return the last hidden layer, float32 ``(rows, its width)``."""
        found = [
            hidden(self.network, self.parameters, rows, self.scaler, self.clip)[:count]
            for rows, count in blocks(descriptors)
        ]
        return _joined(found)

    def arrays(self) -> Arrays:
        """Return weights, scaler, centre and spread."""
        return {
            **leaves(self.parameters),
            "mean": self.scaler.mean,
            "inverse": self.scaler.inverse,
            "scale": np.array([self.centre, self.spread]),
        }


@dataclass(frozen=True, eq=False)
class HeadModel:
    """A last layer, which reads the last hidden layer of a pretrained network.

    Attributes
    ----------
    network
        The whole network.
    parameters
        Weights of its last layer.
    base
        Number of the pretrained network.
    centre, spread
        As in `NetworkModel`.
    """

    network: Network
    parameters: Parameters
    base: int
    centre: float
    spread: float

    def at(self, batch: Batch) -> Float64:
        """Return its answer, float64 ``(1, rows)``."""
        seen = batch.hidden[self.base]
        scaler, head = Scaler.unchanged(seen.shape[1]), Head(self.network)
        found = [
            predict(head, self.parameters, rows, scaler, np.inf)[:count]
            for rows, count in blocks(seen)
        ]
        return (_joined(found).astype(np.float64) * self.spread + self.centre)[None, :]

    def arrays(self) -> Arrays:
        """Return weights, centre and spread."""
        return {
            **leaves(self.parameters),
            "base": np.array([self.base], dtype=np.int32),
            "scale": np.array([self.centre, self.spread]),
        }


def leaves(parameters: Parameters) -> Arrays:
    """Return the arrays of a tree of weights, in the order in which JAX walks it."""
    from jax.tree_util import tree_leaves

    found = tree_leaves(parameters)
    return {f"weight{place:03d}": np.asarray(one) for place, one in enumerate(found)}


def with_leaves(like: Parameters, arrays: Mapping[str, Any]) -> Parameters:
    """Return a tree of weights of the same form from the arrays that `leaves` gave.

    Raises
    ------
    ValueError
        If there are more or fewer of them, or one has another number of dimensions.
    """
    from jax.tree_util import tree_flatten, tree_unflatten

    old, form = tree_flatten(like)
    names = sorted(name for name in arrays if name.startswith("weight"))
    if names != [f"weight{place:03d}" for place in range(len(old))]:
        raise ValueError(f"it has {len(names)} arrays of weights, and {len(old)} are needed")
    found = [arrays[name] for name in names]
    if any(np.ndim(one) != np.ndim(other) for one, other in zip(found, old, strict=True)):
        raise ValueError("an array of weights has another number of dimensions")
    return tree_unflatten(form, found)


def blocks(table: Float32) -> list[tuple[Float32, int]]:
    """Return a table in blocks of `ROWS` rows, and how many of each are its own."""
    found = []
    for start in range(0, len(table), ROWS):
        rows = np.ascontiguousarray(table[start : start + ROWS])
        count = len(rows)
        if count < ROWS:
            whole = np.zeros((ROWS, table.shape[1]), dtype=np.float32)
            whole[:count] = rows
            rows = whole
        found.append((rows, count))
    return found


def _joined(found: list[Float32]) -> Float32:
    return np.concatenate(found) if found else np.empty(0, dtype=np.float32)
