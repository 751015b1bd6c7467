"""Materials that a predictor is asked about: their keys and descriptors, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.descriptors import find_descriptor
from simlaw.errors import InputError
from simlaw.materials import canonical_keys
from simlaw.predict.card import Card
from simlaw.predict.models.batch import Float32

LONGEST = 20_000
"""Letters of a material's text that are read: a longer one is none."""


@dataclass(frozen=True, eq=False)
class Asked:
    """Materials as they were given.

    Attributes
    ----------
    texts
        How they are written.
    numbers
        Columns of numbers, one row each; None without.
    """

    texts: Sequence[str]
    numbers: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Described:
    """Those of some materials that can be predicted.

    Attributes
    ----------
    rows
        int64: their places among all.
    keys
        Their canonical keys.
    descriptors
        float32 ``(rows, width)``.
    reasons
        Of all materials, why one is not among these; None for those that are.
    """

    rows: npt.NDArray[np.int64]
    keys: list[str]
    descriptors: Float32
    reasons: list[str | None]


def check_descriptors(card: Card) -> None:
    """Refuse a predictor whose descriptors are not here, or are of another version.

    Raises
    ------
    InputError
        With both versions.
    """
    for name, version in zip(card.descriptor.names, card.descriptor.versions, strict=True):
        found = find_descriptor(name, card.kind).version
        if found != version:
            raise InputError(
                f"The predictor '{card.name}' was trained on the descriptor '{name}' of version "
                f"'{version}', and here is version '{found}', whose numbers may differ. Train it "
                "again, or install the libraries that its card names."
            )


def describe(card: Card, asked: Asked, *, workers: int = 1) -> Described:
    """Read materials and compute what models read.

    Parameters
    ----------
    card
        Of the predictor.
    asked
        The materials.
    workers
        Processes, for long lists.
    """
    short = [text if len(text) <= LONGEST else "" for text in asked.texts]
    keys, reasons = canonical_keys(card.kind, short, workers=workers, reading=card.reading)
    for row, text in enumerate(asked.texts):
        if len(text) > LONGEST:
            reasons[row] = f"the text has {len(text):,} letters, and {LONGEST:,} are read"
    rows = np.array([row for row, key in enumerate(keys) if key is not None], dtype=np.int64)
    known = [str(keys[row]) for row in rows.tolist()]
    numbers = None
    if asked.numbers is not None:
        numbers = asked.numbers.iloc[rows].reset_index(drop=True)
    blocks: list[Float32] = []
    names: list[str] = []
    good = np.ones(len(rows), dtype=bool)
    for name in card.descriptor.names:
        block = find_descriptor(name, card.kind).compute(known, columns=numbers, workers=workers)
        blocks.append(block.values)
        names += block.names
        for place, why in enumerate(block.reasons):
            if why is not None:
                good[place] = False
                reasons[int(rows[place])] = reasons[int(rows[place])] or why
    places = {name: place for place, name in enumerate(names)}
    if missing := [name for name in card.descriptor.columns if name not in places]:
        raise InputError(
            f"The predictor '{card.name}' reads the descriptor column '{missing[0]}', which is not "
            "computed here. Train it again."
        )
    wanted = [places[name] for name in card.descriptor.columns]
    values = np.hstack(blocks)[:, wanted]
    kept = np.flatnonzero(good)
    return Described(
        rows[kept],
        [known[place] for place in kept.tolist()],
        np.ascontiguousarray(values[kept], dtype=np.float32),
        reasons,
    )
