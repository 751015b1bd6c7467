"""From checked arrays to the models of a predictor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from simlaw.predict.card import Card, NetworkCard
from simlaw.predict.kept.checked_arrays import Shelf
from simlaw.predict.models.batch import LOOKUP, NONE, Arrays, Float32, Model, Part
from simlaw.predict.models.forest import ForestModel, Trees
from simlaw.predict.models.network import HeadModel, NetworkModel, leaves, with_leaves
from simlaw.predict.models.smooth import SmoothModel
from simlaw.transfer.networks import NETWORKS, Network
from simlaw.transfer.networks.protocol import Parameters
from simlaw.transfer.scaler import Scaler

LAYERS = 12
"""Most hidden layers of a network."""


@dataclass(frozen=True, eq=False)
class Stock:
    """What the models of a predictor share while they are made.

    Attributes
    ----------
    card
        Of the predictor.
    shelf
        Its arrays.
    network
        What its networks are.
    known
        float32 ``(measured, width)``: raw descriptors of measured materials.
    bases
        Pretrained networks that were taken already.
    """

    card: Card
    shelf: Shelf
    network: Network
    known: Float32
    bases: tuple[NetworkModel, ...] = ()

    @property
    def width(self) -> int:
        """Number of descriptors."""
        return len(self.card.descriptor.columns)

    def scaler(self, before: str) -> Scaler:
        """Take a scaler."""
        mean = self.shelf.take(before + "mean", np.float32, self.width)
        return Scaler(mean, self.shelf.take(before + "inverse", np.float32, self.width))

    def scale(self, before: str) -> tuple[float, float]:
        """Take centre and spread."""
        centre, spread = self.shelf.take(before + "scale", np.float64, 2).tolist()
        if spread <= 0:
            raise ValueError(f"the scale of '{before}' is not positive")
        return centre, spread

    def base(self, before: str, *, none: bool = False) -> int:
        """Take the number of a pretrained network."""
        number = int(self.shelf.take(before + "base", np.int32, 1)[0])
        allowed = (NONE,) if self.card.lookup is None else (NONE, LOOKUP)
        if not (0 <= number < self.card.bases or (none and number in allowed)):
            raise ValueError(f"the pretrained network of '{before}' is not there")
        return number


def network_of(card: NetworkCard) -> Network:
    """Return the network that a card names.

    Raises
    ------
    ValueError
        If there is none, or it is one of another version.
    """
    if NETWORKS.provenance(card.name) is not None or card.name not in NETWORKS:
        raise ValueError(f"its network '{card.name[:40]}' is none that comes with simlaw")
    found = NETWORKS[card.name]
    if found.version != card.version:
        raise ValueError(
            f"its network '{card.name}' is of version {card.version[:20]}, and here is version "
            f"{found.version}"
        )
    return found


def read_bases(stock: Stock) -> tuple[NetworkModel, ...]:
    """Take all pretrained networks."""
    return tuple(_network(stock, f"base{number}/") for number in range(stock.card.bases))


def read_parts(stock: Stock) -> tuple[Part, ...]:
    """Take all parts.

    Raises
    ------
    ValueError
        If an array is missing, or not as it has to be.
    """
    return tuple(
        Part(
            part.name,
            part.sort,
            part.centre,
            part.weight,
            tuple(
                SORTS[part.sort](stock, f"part{place}/{number}/") for number in range(part.models)
            ),
            part.known_weight,
        )
        for place, part in enumerate(stock.card.parts)
    )


def _network(stock: Stock, before: str) -> NetworkModel:
    parameters = _parameters(stock, before, stock.network.apply, stock.width, lambda all_: all_)
    scaler, clip = stock.scaler(before), stock.card.network.clip
    return NetworkModel(stock.network, parameters, scaler, clip, *stock.scale(before))


def _head(stock: Stock, before: str) -> HeadModel:
    network, base = stock.network, stock.base(before)
    width = stock.bases[base].hidden(np.zeros((1, stock.width), np.float32)).shape[1]
    parameters = _parameters(stock, before, network.apply_head, width, network.head)
    return HeadModel(network, parameters, base, *stock.scale(before))


def _parameters(
    stock: Stock,
    before: str,
    apply: Callable[..., Any],
    width: int,
    part: Callable[[Parameters], Parameters],
) -> Parameters:
    """Take the weights of a network or of a part of it, and see that they fit together.

    Their form is that of a network of the least widths with as many arrays, so that what a folder
    says of widths costs no memory.
    """
    import jax

    names = [n for n in stock.shelf.names(before) if n.startswith("weight")]
    found = {name: stock.shelf.take_any(before + name, np.float32) for name in names}
    rng = np.random.default_rng(0)
    forms = [part(stock.network.start(1, (1,) * layers, rng)) for layers in range(1, LAYERS + 1)]
    like = next((form for form in forms if len(leaves(form)) == len(found)), forms[0])
    parameters = with_leaves(like, found)
    try:
        shape = jax.eval_shape(apply, parameters, np.zeros((3, width), dtype=np.float32))
    except (TypeError, ValueError):
        raise ValueError(f"the weights of '{before}' do not fit together") from None
    if shape.shape != (3,):
        raise ValueError(f"the weights of '{before}' do not give one number")
    return parameters


def _forest(stock: Stock, before: str) -> ForestModel:
    shelf = stock.shelf
    starts = shelf.take(before + "starts", np.int64, None)
    trees = Trees(
        starts,
        shelf.take(before + "column", np.int32, None),
        shelf.take(before + "right", np.int32, None),
        shelf.take(before + "number", np.float64, None),
    )
    base = stock.base(before, none=True)
    if problem := trees.problem(stock.width + (base != NONE)):
        raise ValueError(f"trees of '{before}': {problem}")
    clip = stock.card.network.clip
    return ForestModel(trees, stock.scaler(before), clip, base, *stock.scale(before))


def _smooth(stock: Stock, before: str) -> SmoothModel:
    shelf, count = stock.shelf, len(stock.known)
    weights = shelf.take(before + "weights", np.float64, None)
    rows = shelf.take(before + "rows", np.int32, len(weights))
    if len(rows) and not (rows.min() >= 0 and rows.max() < count):
        raise ValueError(f"the rows of '{before}' are not there")
    numbers = shelf.take(before + "smooth", np.float64, 6)
    if not (numbers[1] > 0 and numbers[4] >= 0 and numbers[5] > 0):
        raise ValueError(f"the numbers of '{before}' are not positive")
    scaler = stock.scaler(before)
    arrays: Arrays = {
        "weights": weights,
        "rows": rows,
        "smooth": numbers,
        "mean": scaler.mean,
        "inverse": scaler.inverse,
        "base": np.array([stock.base(before, none=True)]),
        "scale": np.array(stock.scale(before)),
    }
    return SmoothModel.from_arrays(arrays, stock.known, stock.card.network.clip)


SORTS: Mapping[str, Callable[[Stock, str], Model]] = MappingProxyType(
    {"network": _network, "head": _head, "smooth": _smooth, "forest": _forest}
)
"""What takes a model of each sort."""
