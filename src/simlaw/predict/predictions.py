"""What a predictor says of some materials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from simlaw.predict.models.batch import Float64

COLUMNS = (
    "material",
    "value",
    "unit",
    "low50",
    "high50",
    "low90",
    "high90",
    "nearest_source",
    "nearest_source_value",
    "nearest_measured",
    "nearest_measured_value",
    "distance",
    "domain",
    "reason",
    "direct",
    "transfer",
    "lookup",
)
"""The columns of a table of predictions, in their order."""


@dataclass(frozen=True, eq=False, repr=False)
class Predictions:
    """Predictions, row by row as materials were given.

    Attributes
    ----------
    frame
        The columns of `COLUMNS`: the material as it was given; value and unit; the ends of the
        intervals that hold 50 and 90 % of new materials; the most similar computed and measured
        material with their values, and the distance to the latter; ``domain``, which is
        ``"inside"`` or ``"outside"``, and why; and what parts of the blend contribute to the value
        (they add up to it, on a logarithmic scale to its logarithm). A material without a
        prediction has only a reason.
    unit
        Of values and intervals.
    """

    frame: pd.DataFrame
    unit: str

    @property
    def values(self) -> Float64:
        """Predicted values, float64 ``(rows,)``; NaN without a prediction."""
        return self.frame["value"].to_numpy(dtype=np.float64, copy=True)

    @property
    def predicted(self) -> int:
        """Number of materials with a prediction."""
        return int(self.frame["value"].notna().sum())

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        shown = self.frame[["material", "value", "low90", "high90", "domain", "reason"]]
        unit = "" if self.unit == "1" else f" [{self.unit}]"
        return f"{len(self):,} predictions{unit}\n{shown.head(20)!r}"

    def _repr_html_(self) -> str:
        shown = self.frame[["material", "value", "low90", "high90", "domain", "reason"]]
        unit = "" if self.unit == "1" else f" [{escape(self.unit)}]"
        table = shown.head(20).to_html(escape=True, index=False)
        return f"<p><b>{len(self):,} predictions{unit}</b></p>{table}"


def as_frame(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of predictions one below the other."""
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
