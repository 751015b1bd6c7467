"""Predictions for a file of materials of any length."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from simlaw.errors import InputError
from simlaw.predict.asked_materials import check_descriptors
from simlaw.predict.domain import OUTSIDE
from simlaw.predict.lists.material_file import MaterialFile
from simlaw.predict.lists.prediction_file import check_name, prediction_file
from simlaw.predict.predictor import Predictor
from simlaw.workers.place import Place

PIECE = 16_384
"""Materials that are read, predicted and written at a time."""


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
    rows = predicted = outside = 0
    reasons: Counter[str] = Counter()
    with (
        place.watcher.stage(f"predicting the materials of {path.name}") as tick,
        prediction_file(output) as write,
    ):
        for asked in materials.pieces(PIECE):
            found = predictor.answer(asked, workers=place.workers)
            write(found)
            has = found["value"].notna()
            rows, predicted = rows + len(found), predicted + int(has.sum())
            outside += int((found["domain"] == OUTSIDE).sum())
            reasons.update(found["reason"][~has].tolist())
            tick(min(rows, total), total)
        if not rows:
            raise InputError(f"{path}: there are no materials below the header.")
        if not predicted:
            first = reasons.most_common(1)[0][0]
            raise InputError(
                f"{path}: none of the {rows:,} materials could be predicted. The first reason: "
                f"{first}."
            )
    return Told(rows, predicted, outside, tuple(reasons.most_common(5)))
