"""What a measured table says of its own noise: the rows of materials measured more than once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.decide.materials.floor import Repeats, on_log_scale
from simlaw.tables import PropertyTable


def repeats_of(table: PropertyTable, rows: npt.NDArray[np.integer], *, logs: bool) -> Repeats:
    """Return what repeated measurements say of the noise of some materials of a table.

    Parameters
    ----------
    table
        The measured table, whose rows are materials.
    rows
        Numbers of the materials, shape (N,).
    logs
        Whether errors are counted on the decimal logarithm of the values.
    """
    spread = table.frame["spread"].to_numpy(dtype=np.float64)[rows]
    count = table.frame["count"].to_numpy(dtype=np.int64)[rows]
    if logs:
        spread = on_log_scale(spread, table.values[rows])
    return Repeats(spread, count, table.aggregate == "median")
