"""What the scatter of replicates lacks where they all learn from nearly the same source rows.

Replicates draw n of the N rows of one source. The closer n is to N, the more rows they share, and
at n = N the source no longer scatters at all: just where a forecast starts. A database made anew
would differ, so the missing variance is added back.

To first order the error moves by a sum over the drawn rows, and its relative variance between
independent databases of n rows is A / n. Replicates that draw from one source of N rows show
``A / n * (1 - n / N)`` of it and share ``A / N``, at every n the same (sampling without
replacement). A is found from how the replicates' own part b falls towards N.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from simlaw.law.new_materials.crossed_components import Observations, by_size
from simlaw.law.new_materials.material_errors import Cell

Floats = npt.NDArray[np.float64]


def missing_of_source(tested: Observations, cells: list[Cell], source_rows: int) -> Floats:
    """Relative covariance that all sizes share from the one source, float64 of shape (k, k)."""
    n = np.array([n for _, _, n in cells], dtype=np.float64)
    found = list(by_size(tested))
    scatter = np.array(
        [0.0 if one is None else one.replicate[0, 0] / one.mean[0] ** 2 for one in found]
    )
    own = np.maximum(1.0 / np.maximum(n, 1.0) - 1.0 / source_rows, 0.0) * (n > 0)
    design = np.stack([np.ones(n.size), own * source_rows], axis=1)
    shared, _ = nnls(design, scatter)
    used = (n > 0).astype(float)
    return np.asarray(shared[1] * np.outer(used, used))
