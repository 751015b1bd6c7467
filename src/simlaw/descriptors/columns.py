"""The user's own numeric columns as a descriptor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlaw.descriptors.block import Block, Progress
from simlaw.errors import InputError
from simlaw.materials import KINDS


@dataclass(frozen=True)
class Columns:
    """Numeric columns that came with the table, as they are; any kind of material.

    Examples
    --------
    >>> frame = pd.DataFrame({"temperature": [300.0, float("nan")]})
    >>> COLUMNS.compute(["a", "b"], columns=frame).reasons
    [None, "no finite value in column 'temperature'"]
    """

    name = "columns"
    kinds = frozenset(KINDS)
    version = "1"
    uses_columns = True

    def compute(
        self,
        keys: Sequence[str],
        *,
        columns: pd.DataFrame | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Block:
        """Return the columns; see `simlaw.descriptors.block.Descriptor.compute`.

        Raises
        ------
        InputError
            If the table has no numeric columns.
        """
        if columns is None or columns.shape[1] == 0:
            raise InputError(
                "The descriptor 'columns' uses numeric columns of the table, and it has none. "
                "Name them when the table is read, or choose another descriptor."
            )
        names = tuple(str(name) for name in columns.columns)
        with np.errstate(over="ignore"):
            values = columns.to_numpy(dtype=np.float64).astype(np.float32)
        finite = np.isfinite(values)
        reasons: list[str | None] = [None] * len(keys)
        for row in np.flatnonzero(~finite.all(axis=1)):
            missing = " and ".join(f"'{names[place]}'" for place in np.flatnonzero(~finite[row]))
            reasons[row] = f"no finite value in column {missing}"
            values[row] = np.nan
        if progress is not None:
            progress(len(keys), len(keys))
        return Block(np.ascontiguousarray(values), names, reasons)


COLUMNS = Columns()
