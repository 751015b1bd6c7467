"""A list of candidates in order of what is predicted, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.errors import InputError
from simlaw.predict.asked_materials import Described, check_descriptors
from simlaw.predict.lists.material_file import MaterialFile
from simlaw.predict.lists.predict_file import PIECE, Tally, Told
from simlaw.predict.lists.prediction_file import check_name, prediction_file
from simlaw.predict.predictor import Predictor
from simlaw.workers.place import Place

SAMPLE = 5_000
"""Candidates that are compared with the measured materials: of more a sample is drawn."""


@dataclass(frozen=True)
class Ranking:
    """How candidates are ranked.

    Attributes
    ----------
    lowest
        Whether the lowest value comes first, and not the highest.
    top
        How many are kept; None for all.
    """

    lowest: bool = False
    top: int | None = None


@dataclass(frozen=True)
class Ranked:
    """What a ranked list rests on.

    Attributes
    ----------
    told
        What became of the file.
    measured
        Number of measured materials.
    effective
        How many of these stand for the candidates, in effect (Kish); None for fewer candidates
        than are more than single cases.
    area, unlike
        How well candidates are told from the measured, and whether they are drawn otherwise.
    """

    told: Told
    measured: int
    effective: float | None = None
    area: float | None = None
    unlike: bool = False


def rank_candidates(
    predictor: Predictor,
    path: Path,
    output: Path,
    *,
    ranking: Ranking | None = None,
    material: str | None = None,
    place: Place | None = None,
) -> Ranked:
    """Predict the materials of a file, and write them ranked.

    Materials without a prediction come last, in the order of the file.

    Parameters
    ----------
    predictor
        The predictor.
    path
        The candidates, see `MaterialFile.open`.
    output
        A ``.csv`` or ``.parquet`` file.
    ranking
        How they are ranked; the highest first by default.
    material
        A column of materials, or columns in braces.
    place
        Its processes compute descriptors, and its watcher is told of progress.

    Raises
    ------
    InputError
        If a file cannot be used, or no material of it can be predicted: nothing is written then.
    """
    place, ranking = place or Place(), ranking or Ranking()
    check_name(output)
    check_descriptors(predictor.card)
    materials = MaterialFile.open(predictor.card, path, material)
    total = materials.file.count()
    best, tally, sample = _Best(ranking), Tally(), _Sample()
    with place.watcher.stage(f"predicting the candidates of {path.name}") as tick:
        for asked in materials.pieces(PIECE):
            described, found = predictor.answer(asked, workers=place.workers)
            tally.add(found)
            best.add(found)
            sample.add(described, predictor)
            tick(min(tally.rows, total), total)
    told = tally.told(path)
    with prediction_file(output) as write:
        write(best.frame())
    measured = predictor.neighbours.measured.scaled
    try:
        # Imported here: it brings parts of scipy that nothing else here needs.
        from simlaw.decide.materials.candidates import candidate_weights

        weights = candidate_weights(measured.astype(np.float32), sample.rows())
    except InputError:
        return Ranked(told, len(measured))
    every = np.ones(len(measured), dtype=bool)
    return Ranked(told, len(measured), weights.effective(every), weights.area, weights.unlike)


@dataclass
class _Best:
    """The best rows so far."""

    ranking: Ranking
    parts: list[pd.DataFrame] = field(default_factory=list)

    def add(self, found: pd.DataFrame) -> None:
        self.parts.append(found)
        if self.ranking.top is not None:
            self.parts = [self._sorted().head(self.ranking.top)]

    def frame(self) -> pd.DataFrame:
        """Return them with their ranks, 1 the best; none without a value."""
        found = self._sorted()
        ranks = pd.Series(np.arange(1, len(found) + 1), dtype="Int64")
        found.insert(0, "rank", ranks.where(found["value"].notna()))
        return found

    def _sorted(self) -> pd.DataFrame:
        together = pd.concat(self.parts, ignore_index=True)
        return together.sort_values(
            "value", ascending=self.ranking.lowest, kind="stable", na_position="last"
        ).reset_index(drop=True)


@dataclass
class _Sample:
    """Scaled descriptors of so many candidates, each as likely as any other."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))
    order: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    held: npt.NDArray[np.float16] | None = None

    def add(self, described: Described, predictor: Predictor) -> None:
        new = predictor.neighbours.standard.scaled(described.descriptors)
        order = np.append(self.order, self.rng.random(len(new)))
        held = new if self.held is None else np.concatenate([self.held, new])
        kept = np.sort(np.argsort(order)[:SAMPLE])
        self.order, self.held = order[kept], held[kept]

    def rows(self) -> npt.NDArray[np.float32]:
        assert self.held is not None
        return self.held.astype(np.float32)
