"""Statistics of element properties over a chemical formula, and its element fractions.

The pooled statistics follow Ward et al., npj Comput. Mater. 2, 16028 (2016), with element data
from mendeleev.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, Progress
from simlaw.descriptors.elements import LAST, ElementTable, element_table
from simlaw.materials import RefusedMaterial, composition

POOLS = ("mean", "spread", "min", "max", "range")
"""Over the atoms of a formula; spread is the standard deviation."""

CHUNK = 20_000
"""Formulas pooled at a time, to bound memory."""


@dataclass(frozen=True)
class CompositionStatistics:
    """Element fractions, and element properties pooled over the atoms of a formula.

    Columns: the number of elements, the fraction of each element up to `LAST`, then every
    property under every one of `POOLS`.

    Examples
    --------
    >>> block = COMPOSITION.compute(["Na1 Cl1", "Fe2 O3"])
    >>> place = block.names.index("mean atomic number")
    >>> [round(float(x), 2) for x in block.values[:, place]]
    [14.0, 15.2]
    """

    name = "composition"
    kinds = frozenset({"composition"})
    uses_columns = False

    @property
    def version(self) -> str:
        """Version of the numbers."""
        return f"1 mendeleev {version('mendeleev')}"

    def compute(
        self,
        keys: Sequence[str],
        *,
        columns: pd.DataFrame | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Block:
        """Return the values; see `simlaw.descriptors.block.Descriptor.compute`."""
        table = element_table()
        names = (
            "elements",
            *(f"fraction {symbol}" for symbol in table.symbols),
            *(f"{pool} {prop}" for pool in POOLS for prop in table.names),
        )
        values = np.full((len(keys), len(names)), np.nan, dtype=np.float32)
        reasons: list[str | None] = []
        for start in range(0, len(keys), CHUNK):
            parsed = [_amounts(key) for key in keys[start : start + CHUNK]]
            reasons.extend(found if isinstance(found, str) else None for found in parsed)
            amounts = [found for found in parsed if not isinstance(found, str)]
            rows = [
                start + place for place, found in enumerate(parsed) if not isinstance(found, str)
            ]
            if rows:
                values[rows] = pooled(amounts, table)
            if progress is not None:
                progress(len(reasons), len(keys))
        return Block(values, names, reasons)


COMPOSITION = CompositionStatistics()

_NUMBERS = {symbol: number for number, symbol in enumerate(composition.ELEMENTS, start=1)}


def pooled(amounts: Sequence[dict[int, float]], table: ElementTable) -> NDArray[np.float64]:
    """Return number of elements, element fractions and pooled properties of formulas.

    Parameters
    ----------
    amounts
        Per formula the amount of each element, by atomic number; none may be empty.
    table
        Of the elements.

    Returns
    -------
    numpy.ndarray
        Shape (formulas, 1 + `LAST` + 5 x properties), float64.

    Examples
    --------
    >>> pooled([{1: 2.0, 8: 1.0}], element_table())[0, [0, 1, 8]].round(3).tolist()
    [2.0, 0.667, 0.333]
    """
    counts = np.array([len(found) for found in amounts])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    elements = np.concatenate([list(found) for found in amounts]) - 1
    shares = np.concatenate([list(found.values()) for found in amounts])
    shares /= np.repeat(np.add.reduceat(shares, starts), counts)
    formula = np.repeat(np.arange(len(amounts)), counts)

    fractions = np.zeros((len(amounts), LAST))
    fractions[formula, elements] = shares
    mean = fractions @ table.values
    # Centred on the mean before squaring: no cancellation, unlike with a second matrix product.
    properties = table.values[elements]
    offsets = (properties - mean[formula]) ** 2 * shares[:, None]
    spread = np.sqrt(np.add.reduceat(offsets, starts, axis=0))
    low = np.minimum.reduceat(properties, starts, axis=0)
    high = np.maximum.reduceat(properties, starts, axis=0)
    return np.hstack([counts[:, None], fractions, mean, spread, low, high, high - low])


def _amounts(key: str) -> dict[int, float] | str:
    """Return the amount of each element by atomic number, or why there is none."""
    try:
        found = composition.amounts(key)
    except RefusedMaterial as refused:
        return f"'{key}' is not a formula: {refused.reason}"
    amounts = {_NUMBERS[element]: float(amount) for element, amount in found.items()}
    heaviest = max(amounts)
    if heaviest > LAST:
        return (
            f"it contains {composition.ELEMENTS[heaviest - 1]}, which is not among the elements "
            "described"
        )
    return amounts
