"""How a mean error moves with the materials that were trained on: for another table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.law.new_materials.crossed_components import Components, Observations
from simlaw.law.new_materials.material_errors import MaterialErrors

Floats = npt.NDArray[np.float64]


def from_training(
    tested: Observations, errors: MaterialErrors, ms: Floats, found: Components
) -> Floats:
    """What predictors from another table add to the covariance, float64 of shape (k, k).

    Twice the covariance of what a material moves when it is tested and when it is trained on; a
    material that is trained on in some replicates moves their errors, less what their own tested
    materials are off by in all replicates.

    Parameters
    ----------
    tested
        Rows with a number at every size.
    errors
        What was trained on.
    ms
        Target samples behind each size, float64 of shape (k,).
    found
        The components of `tested`.
    """
    times = np.maximum(found.times, 1.0)
    of_material = found.influence * found.count / times
    level = np.stack(
        [
            (values - found.mean[:, None] - of_material[:, test]).mean(axis=1)
            for values, test in zip(tested.values, tested.test, strict=True)
        ],
        axis=1,
    )
    moved = np.zeros_like(found.influence)
    for m in np.unique(ms):
        sizes = np.flatnonzero(ms == m)
        on = errors.trained_on(int(m)).astype(float)
        with_it, rows = on.sum(axis=0), on.shape[0]
        known = (with_it > 0) & (with_it < rows)
        inside = level[sizes] @ on / np.maximum(with_it, 1.0)
        outside = level[sizes] @ (1.0 - on) / np.maximum(rows - with_it, 1.0)
        effect = np.where(known, inside - outside, 0.0)
        moved[sizes] = (effect - effect.mean(axis=1, keepdims=True)) * (m / errors.materials)
    both = found.influence @ moved.T
    cross = both + both.T
    values, vectors = np.linalg.eigh(cross)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
