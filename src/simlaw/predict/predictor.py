"""A trained predictor: from materials to values, with intervals and what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd

from simlaw.errors import InputError
from simlaw.predict.asked_materials import Asked, Described, check_descriptors, describe
from simlaw.predict.card import Card
from simlaw.predict.domain import INSIDE, OUTSIDE
from simlaw.predict.intervals.protocol import LEVELS, Signs
from simlaw.predict.kept.folder import Kept, read_folder, write_folder
from simlaw.predict.models.batch import Batch, Float32, Float64, half_range
from simlaw.predict.predictions import COLUMNS, Predictions, as_frame
from simlaw.printed_numbers import value as shown_value
from simlaw.printed_numbers import with_unit
from simlaw.tables import PropertyTable
from simlaw.tables.units import convert

ROWS = 4096
"""Materials that models see at a time."""

ALONE = frozenset({"direct", "smooth", "extra-trees"})
"""Parts that learn from measurements alone."""

LOOKING_UP = frozenset({"lookup-residual", "lookup-trees"})
"""Parts that look up the computed value of the very material."""


@dataclass(frozen=True, eq=False)
class Blended:
    """What models say of some materials, on the scale of training.

    Attributes
    ----------
    value
        float64 ``(rows,)``: the blend.
    direct, lookup
        Of it, what parts without computed data contribute, and those that look values up.
    spread
        How far parts and trees are apart.
    """

    value: Float64
    direct: Float64
    lookup: Float64
    spread: Float64


@dataclass(frozen=True, eq=False, repr=False)
class Predictor(Kept):
    """A predictor of one property, made by `simlaw.Study.train` or ``simlaw train``.

    Its fields are all that a folder keeps of it, ``card`` what it says of itself; and

    Attributes
    ----------
    shown_unit
        The unit that predictions are given in; None for the card's.
    """

    shown_unit: str | None = None

    @classmethod
    def load(cls, folder: str | Path) -> Predictor:
        """Read a predictor from its folder; see `load_predictor`."""
        kept = read_folder(Path(folder))
        return cls(**{one.name: getattr(kept, one.name) for one in fields(Kept)})

    @property
    def unit(self) -> str:
        """The unit of predictions."""
        return self.card.unit if self.shown_unit is None else self.shown_unit

    def to(self, unit: str) -> Predictor:
        """Return the same predictor with predictions in another unit.

        Raises
        ------
        InputError
            If the unit is unknown, or is one of another dimension.
        """
        convert(np.zeros(1), self.card.unit, unit)
        return replace(self, shown_unit=unit)

    def predict(
        self,
        materials: str | Sequence[str] | PropertyTable | pd.DataFrame,
        *,
        material: str | None = None,
        workers: int = 1,
    ) -> Predictions:
        """Predict some materials.

        Parameters
        ----------
        materials
            Their texts, a table that was read, or a DataFrame with a column of them and the
            columns of numbers that the predictor reads.
        material
            The column of a DataFrame; by default the one that the measured table had.
        workers
            Processes that compute descriptors; they are started where lists are long.

        Returns
        -------
        Predictions
            Row by row as they were given; a material that cannot be predicted has the reason.

        Raises
        ------
        InputError
            Another kind of material, a missing column, or descriptors of another version.

        Examples
        --------
        ``predictor.predict(["CCO", "c1ccccc1"]).frame``
        """
        asked = asked_of(self.card, materials, material)
        check_descriptors(self.card)
        return Predictions(self.answer(asked, workers=workers)[1], self.unit)

    def answer(self, asked: Asked, *, workers: int = 1) -> tuple[Described, pd.DataFrame]:
        """Return materials as models read them, and the table of predictions of `Predictions`."""
        described = describe(self.card, asked, workers=workers)
        parts = [
            self._rows(described, slice(start, start + ROWS))
            for start in range(0, len(described.keys), ROWS)
        ]
        found = as_frame(parts)
        table = pd.DataFrame(index=pd.RangeIndex(len(asked.texts)), columns=list(COLUMNS))
        table = table.astype(dict.fromkeys(_NUMBERS, float))
        table["material"] = [str(text) for text in asked.texts]
        table["reason"] = ["" if why is None else why for why in described.reasons]
        for place, name in enumerate(COLUMNS[1:], 1):
            if name in _NUMBERS:
                column = np.full(len(table), np.nan)
            else:
                column = np.array(table[name].fillna("").tolist(), dtype=object)
            column[described.rows] = found[name].to_numpy() if len(found) else column[:0]
            table.isetitem(place, column)
        if self.shown_unit is not None:
            in_unit(table, self.card, self.shown_unit)
        return described, table

    def batch(self, descriptors: Float32, looked_up: Float64) -> Batch:
        """Return raw descriptors ``(rows, width)`` as models read them."""
        return Batch(
            descriptors,
            tuple(base.predicted(descriptors) for base in self.bases),
            tuple(base.hidden(descriptors) for base in self.bases),
            looked_up,
        )

    def blended(self, batch: Batch, *, known: bool = False) -> Blended:
        """Return what the blend says of some materials.

        Parameters
        ----------
        batch
            The materials.
        known
            Whether all of them have a looked-up value, which is then used.
        """
        said, apart, weights = {}, [], {}
        for part in self.parts:
            weight = part.known_weight if known else part.weight
            if weight > 0:
                answers = part.answers(batch)
                said[part.name], weights[part.name] = part.combined(answers), weight
                if part.sort == "forest":
                    apart.append(half_range(answers))
        value = np.sum([weights[name] * said[name] for name in said], axis=0)

        def share(names: Collection[str]) -> Float64:
            some = [weights[name] * said[name] for name in said if name in names]
            return np.asarray(np.sum(some, axis=0) if some else np.zeros(len(value)))

        spread = spread_of(said, weights, value, apart)
        return Blended(value, share(ALONE), share(LOOKING_UP), spread)

    def _rows(self, described: Described, some: slice) -> pd.DataFrame:
        """Return the predictions of some described materials."""
        keys, descriptors = described.keys[some], described.descriptors[some]
        near = self.neighbours
        scaled = near.standard.scaled(descriptors)
        source, _ = near.source.nearest(scaled, near.standard.width)
        measured, distance = near.measured.nearest(scaled, near.standard.width)
        outside = self.domain.reasons(keys, distance)
        looked_up = self._looked_up(keys)
        batch, known = self.batch(descriptors, looked_up), np.isfinite(looked_up)
        content: dict[str, object] = {
            "unit": self.card.unit,
            "nearest_source": [near.source.names[row] for row in source.tolist()],
            "nearest_source_value": near.source.values[source],
            "nearest_measured": [near.measured.names[row] for row in measured.tolist()],
            "nearest_measured_value": near.measured.values[measured],
            "distance": distance,
            "domain": [OUTSIDE if why else INSIDE for why in outside],
            "reason": outside,
        }
        numbers = {name: np.full(len(keys), np.nan) for name in _BLENDED}
        for rows, looks_up in ((~known, False), (known, True)):
            if rows.any():
                for name, one in self._answers(batch.some(rows), distance[rows], looks_up).items():
                    numbers[name][rows] = one
        table = pd.DataFrame({**content, **numbers}, index=pd.RangeIndex(len(keys)))
        return table[list(COLUMNS[1:])]

    def _looked_up(self, keys: Sequence[str]) -> Float64:
        """Return the computed value of each material, NaN where none is known."""
        if self.lookup is None:
            return np.full(len(keys), np.nan)
        return self.lookup.find(self.card.kind, keys)

    def _answers(self, batch: Batch, distance: Float64, known: bool) -> dict[str, Float64]:
        """Return value, ends of intervals and contributions of some materials."""
        found = self.blended(batch, known=known)
        signs = Signs(found.value, found.spread, distance)
        intervals = self.intervals
        if known:
            assert self.known_intervals is not None
            intervals = self.known_intervals
        answers = {
            "value": self._back(found.value),
            "direct": found.direct,
            "lookup": found.lookup,
            "transfer": found.value - found.direct - found.lookup,
        }
        for level in LEVELS:
            low, high = intervals.around(signs, level)
            name = round(100 * level)
            answers |= {f"low{name}": self._back(low), f"high{name}": self._back(high)}
        return answers

    def _back(self, values: Float64) -> Float64:
        """Return values in the unit of the property from those on the scale of training."""
        if self.card.scale == "linear":
            return values
        with np.errstate(over="ignore"):
            return np.asarray(10.0**values, dtype=np.float64)

    def save(self, folder: str | Path) -> Path:
        """Write the folder of this predictor; return it.

        Raises
        ------
        InputError
            If it cannot be written, or holds something else.
        """
        return write_folder(self, Path(folder))

    def __repr__(self) -> str:
        card = self.card
        error = with_unit(shown_value(card.expected.error), card.expected.unit)
        return (
            f"Predictor {card.name}: {card.property} of {card.kind} materials; "
            f"{card.expected.metric} {error} on new materials (cross-validated on "
            f"{card.expected.materials:,}); {len(self.parts)} parts"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


_VALUES = (
    *("value", "low50", "high50", "low90", "high90"),
    *("nearest_source_value", "nearest_measured_value"),
)
"""Columns that are values of the property."""

_BLENDED = (
    *("value", "low50", "high50", "low90", "high90"),
    *("direct", "transfer", "lookup"),
)
"""Columns that the blend gives."""

_NUMBERS = (*_VALUES, "distance", "direct", "transfer", "lookup")


def load_predictor(folder: str | Path) -> Predictor:
    """Read a predictor from its folder; nothing in it is run.

    Parameters
    ----------
    folder
        As `Predictor.save` or ``simlaw train`` wrote it.

    Raises
    ------
    InputError
        If it is missing, damaged, of a newer format, or holds what is no predictor.
    """
    return Predictor.load(folder)


def in_unit(table: pd.DataFrame, card: Card, unit: str) -> None:
    """Convert a table of predictions to another unit, in place.

    Ends of intervals change places where the one unit falls as the other rises, as wavelengths and
    energies do.
    """
    for name in _VALUES:
        table[name] = convert(table[name].to_numpy(), card.unit, unit)
    for level in (50, 90):
        ends = np.sort(table[[f"low{level}", f"high{level}"]].to_numpy(), axis=1)
        table[f"low{level}"], table[f"high{level}"] = ends.T
    if card.scale == "linear":
        for name in ("direct", "transfer", "lookup"):
            table[name] = convert(table[name].to_numpy(), card.unit, unit, difference=True)
    table.loc[table["unit"] != "", "unit"] = unit


def spread_of(
    said: dict[str, Float64], weights: dict[str, float], value: Float64, apart: Sequence[Float64]
) -> Float64:
    """Return how far parts and trees are apart, float64 ``(rows,)``.

    Parameters
    ----------
    said, weights
        Of each part what it predicts, and its weight.
    value
        float64 ``(rows,)``: the blend.
    apart
        Of each forest how far its trees are apart.
    """
    parts = np.sum([weights[name] * np.abs(said[name] - value) for name in said], axis=0)
    return np.asarray(parts + np.mean(apart, axis=0) if apart else parts, dtype=np.float64)


def asked_of(
    card: Card,
    materials: str | Sequence[str] | PropertyTable | pd.DataFrame,
    material: str | None = None,
) -> Asked:
    """Return materials of any form as a predictor is asked about them.

    Raises
    ------
    InputError
        If they are of another kind, or a column is missing.
    """
    if isinstance(materials, PropertyTable):
        if materials.kind != card.kind:
            raise InputError(
                f"The predictor '{card.name}' is for {card.kind} materials, and the table "
                f"'{materials.name}' holds {materials.kind} ones."
            )
        return Asked(materials.keys, _numbers(card, materials.frame))
    if isinstance(materials, pd.DataFrame):
        name = material or card.material
        if name not in materials.columns:
            raise InputError(
                f"The table has no column '{name}' of materials. Name it with material=...; there "
                f"are {', '.join(map(str, materials.columns[:20]))}."
            )
        texts = ["" if text is None else str(text) for text in materials[name].tolist()]
        return Asked(texts, _numbers(card, materials))
    texts = [materials] if isinstance(materials, str) else [str(one) for one in materials]
    if card.numbers:
        raise InputError(
            f"The predictor '{card.name}' reads the columns {', '.join(card.numbers)} beside each "
            "material. Give a DataFrame or a table that has them."
        )
    return Asked(texts)


def _numbers(card: Card, frame: pd.DataFrame) -> pd.DataFrame | None:
    if not card.numbers:
        return None
    if missing := [name for name in card.numbers if name not in frame.columns]:
        raise InputError(
            f"The column '{missing[0]}' is missing, which the predictor '{card.name}' reads."
        )
    columns = {name: pd.to_numeric(frame[name], errors="coerce") for name in card.numbers}
    return pd.DataFrame(columns)
