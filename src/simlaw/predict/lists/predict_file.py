"""Predictions for a file of materials of any length."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from simlaw.errors import InputError
from simlaw.predict.asked_materials import check_descriptors
from simlaw.predict.domain import OUTSIDE
from simlaw.predict.lists.material_file import MaterialFile
from simlaw.predict.lists.prediction_file import check_name, prediction_file
from simlaw.predict.predictor import Predictor
from simlaw.workers.place import Place

PIECE = 16_384
"""Materials that are read, predicted and written at a time."""

MOST_REASONS = 1_000
"""Different reasons that are counted."""


@dataclass(frozen=True)
class Told:
    """What became of a file.

    Attributes
    ----------
    rows, predicted, outside
        Numbers of materials: all, those with a prediction, and of these those outside the domain.
    reasons
        Why materials have none, the most frequent first, with how often.
    """

    rows: int
    predicted: int
    outside: int
    reasons: tuple[tuple[str, int], ...]


@dataclass
class Tally:
    """Counts what becomes of materials, piece by piece."""

    rows: int = 0
    predicted: int = 0
    outside: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, found: pd.DataFrame) -> None:
        """Count a table of predictions."""
        has = found["value"].notna()
        self.rows += len(found)
        self.predicted += int(has.sum())
        self.outside += int((found["domain"] == OUTSIDE).sum())
        for reason in found["reason"][~has].tolist():
            if reason in self.reasons or len(self.reasons) < MOST_REASONS:
                self.reasons[reason] += 1

    def told(self, path: Path) -> Told:
        """Return the counts.

        Raises
        ------
        InputError
            If no material was predicted.
        """
        if not self.rows:
            raise InputError(f"{path}: there are no materials below the header.")
        if not self.predicted:
            first = self.reasons.most_common(1)[0][0]
            raise InputError(
                f"{path}: none of the {self.rows:,} materials can be predicted. A reason: {first}."
            )
        reasons = tuple(self.reasons.most_common(5))
        return Told(self.rows, self.predicted, self.outside, reasons)


def predict_file(
    predictor: Predictor,
    path: Path,
    output: Path,
    *,
    material: str | None = None,
    place: Place | None = None,
) -> Told:
    """Predict the materials of a file, in bounded memory, into a file that is whole or not there.

    Parameters
    ----------
    predictor
        The predictor.
    path
        The materials, see `MaterialFile.open`.
    output
        A ``.csv`` or ``.parquet`` file.
    material
        A column of materials, or columns in braces.
    place
        Its processes compute descriptors, and its watcher is told of progress.

    Raises
    ------
    InputError
        If a file cannot be used, or no material of it can be predicted: nothing is written then.
    """
    place = place or Place()
    check_name(output)
    check_descriptors(predictor.card)
    materials = MaterialFile.open(predictor.card, path, material)
    total = materials.file.count()
    tally = Tally()
    with (
        place.watcher.stage(f"predicting the materials of {path.name}") as tick,
        prediction_file(output) as write,
    ):
        for asked in materials.pieces(PIECE):
            found = predictor.answer(asked, workers=place.workers)[1]
            write(found)
            tally.add(found)
            tick(min(tally.rows, total), total)
        told = tally.told(path)
    return told
