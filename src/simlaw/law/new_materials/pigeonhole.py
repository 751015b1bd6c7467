"""Resampling of materials and replicates at once, for errors that are no means.

The pigeonhole bootstrap (Owen 2007, doi 10.1214/07-AOAS122) draws rows and columns of a crossed
table independently, with replacement; a cell counts as often as its row times its column. It is
valid for rank correlations, quantiles and recall, and a little wide.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.law.new_materials.material_errors import Cell, Float32, MaterialErrors
from simlaw.metrics import METRICS

Floats = npt.NDArray[np.float64]

DRAWS = 200
"""Resamples; a standard deviation from them is good to five percent."""


def drawn_metrics(
    errors: MaterialErrors, cells: list[Cell], metric: str, *, draws: int = DRAWS, seed: int = 0
) -> tuple[Floats, Floats, float] | None:
    """An error of any kind in resamples of materials and replicates.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    cells
        Method, m and n of each; rows that lack any of them are left aside.
    metric
        A name in `simlaw.metrics.METRICS`.
    draws, seed
        Number of resamples, and their seed.

    Returns
    -------
    tuple or None
        The errors (k,), those of the resamples (draws, k), and the degrees of freedom; None with
        fewer than two replicates that have all cells.
    """
    several = [errors.errors[cell] for cell in cells]
    rows = [row for row in range(errors.rows) if all(one[row] is not None for one in several)]
    _, cluster = np.unique(errors.replicate[rows], return_inverse=True)
    replicates = int(cluster.max()) + 1 if len(rows) else 0
    if replicates < 2:
        return None
    of = METRICS[metric].of
    rng = np.random.default_rng(seed)
    measured = [errors.measured[errors.test[row]] for row in rows]
    off = [[_signed(one[row]) for one in several] for row in rows]
    mean = np.mean(
        [
            [of(values + one, values) for one in several]
            for several, values in zip(off, measured, strict=True)
        ],
        axis=0,
    )
    drawn = np.empty((draws, len(cells)))
    for draw in range(draws):
        times = rng.multinomial(errors.materials, np.full(errors.materials, 1 / errors.materials))
        weight = rng.multinomial(replicates, np.full(replicates, 1 / replicates))[cluster]
        total, count = np.zeros(len(cells)), 0
        for index, row in enumerate(rows):
            copies = times[errors.test[row]]
            if weight[index] == 0 or copies.sum() < 2:
                continue
            values = np.repeat(measured[index], copies)
            for number, one in enumerate(off[index]):
                total[number] += weight[index] * of(values + np.repeat(one, copies), values)
            count += int(weight[index])
        drawn[draw] = total / max(count, 1)
    freedom = max(float(np.count_nonzero(errors.times_tested)) - 1.0, 1.0)
    return np.asarray(mean), drawn, freedom


def _signed(found: Float32 | None) -> Floats:
    assert found is not None
    return found.astype(np.float64)
