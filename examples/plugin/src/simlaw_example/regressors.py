"""Methods made of any scikit-learn regressor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.errors import require
from simlaw.transfer import Attempt


@dataclass(frozen=True)
class RegressorMethod:
    """A regressor fitted to the training rows' descriptors.

    Attributes
    ----------
    name, title
        As the study file and the report have them.
    make
        Returns a new regressor from a seed; a module-level function, so that workers can import it.
    uses_source
        Whether it learns from the computed table too: then the pretrained network's prediction is
        one more column beside the descriptors.
    """

    name: str
    title: str
    make: Callable[[int], Any]
    uses_source: bool = False
    uses_target: bool = True

    def ready(self) -> object:
        """Import scikit-learn, or say how to install it."""
        return require("sklearn", extra="baselines", purpose="Regressor methods")

    def predict(self, attempt: Attempt) -> np.ndarray:
        """Return predictions for every target material, float64 ``(target rows,)``."""
        columns = attempt.target_descriptors.astype(np.float64)
        known = columns[attempt.rows]
        spread = known.std(axis=0)
        columns = (columns - known.mean(axis=0))[:, spread > 0] / spread[spread > 0]
        if self.uses_source:
            computed = attempt.source.on_target
            centre, scale = computed[attempt.rows].mean(), computed[attempt.rows].std() or 1.0
            columns = np.column_stack([columns, (computed - centre) / scale])
        fitted = self.make(attempt.seed(self.name)).fit(
            columns[attempt.rows], attempt.target_values
        )
        return np.asarray(fitted.predict(columns), dtype=np.float64)


def _k_nearest(_: int) -> Any:
    from sklearn.neighbors import KNeighborsRegressor

    return KNeighborsRegressor(n_neighbors=3, weights="distance")


def _huber(_: int) -> Any:
    from sklearn.linear_model import HuberRegressor

    return HuberRegressor(alpha=10.0, max_iter=1_000)


K_NEAREST = RegressorMethod("k-nearest", "the three nearest measured materials", _k_nearest)
STACKED_HUBER = RegressorMethod(
    "stacked-huber",
    "a robust linear regression on descriptors and the pretrained prediction",
    _huber,
    uses_source=True,
)
