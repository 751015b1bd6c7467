"""A small predictor, trained for real on numeric columns."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from tests.small_study import SHORT, frame, table

from simlaw import Study
from simlaw.predict import Predictor


@cache
def small_predictor(keep_values: bool = True, wider_from: int = 0) -> Predictor:
    """Return a predictor of 60 measured materials; the same one for all who ask."""
    study = Study(
        table(240, 0, 1, measured=False),
        table(60, 200, 2, measured=True),
        descriptor="columns",
        m=[10, 20],
        n=[20, 60, 180],
        recipe=replace(SHORT, wider_from=wider_from),
        name="small",
        metric="mae",
    )
    return study.train(keep_values=keep_values, workers=1, progress=False)


def new_materials(count: int = 30, seed: int = 5) -> pd.DataFrame:
    """Return materials that the predictor has not seen, with the measured value in ``y``."""
    return frame(count, 5000, seed, measured=True).rename(columns={"id": "material"})


def descriptors(count: int = 30, seed: int = 5) -> np.ndarray:
    """Return the descriptors of `new_materials`, float32 ``(count, 3)``."""
    return new_materials(count, seed)[["x0", "x1", "x2"]].to_numpy(dtype=np.float32)
