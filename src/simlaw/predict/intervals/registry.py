"""Every kind of intervals by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simlaw.predict.intervals.local import LocalIntervals
from simlaw.predict.intervals.protocol import Intervals
from simlaw.predict.intervals.scaled import ScaledIntervals
from simlaw.predict.models.batch import Arrays

INTERVALS: Mapping[str, Callable[[Arrays], Intervals]] = MappingProxyType(
    {
        LocalIntervals.name: LocalIntervals.from_arrays,
        ScaledIntervals.name: ScaledIntervals.from_arrays,
    }
)
"""What makes intervals of each kind from what a folder keeps of them."""
