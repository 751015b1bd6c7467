"""What a larger network brings to a study, as a value for its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simlaw.decide.capacity import CapacityFall

__all__ = ["CapacityAccount"]


@dataclass(frozen=True)
class CapacityAccount:
    """The trials that were repeated with a larger network, and what they showed.

    Attributes
    ----------
    n
        Their n, the largest of the study.
    method
        Their method, that of the laws.
    hidden
        Widths of the larger network's hidden layers; empty where no trial is finished.
    by_m
        The fall of the error at each m of which two replicates are there.
    trials_done, trials_total
        How many are finished.
    seconds
        What they took, summed.
    """

    n: int
    method: str
    hidden: tuple[int, ...]
    by_m: tuple[CapacityFall, ...]
    trials_done: int
    trials_total: int
    seconds: float

    @property
    def falls(self) -> dict[int, CapacityFall]:
        """The fall by m."""
        return {one.m: one for one in self.by_m}

    @property
    def limited(self) -> tuple[CapacityFall, ...]:
        """Those that show that the network limits the error."""
        return tuple(one for one in self.by_m if one.limited)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "n": self.n,
            "method": self.method,
            "hidden": list(self.hidden),
            "trials_done": self.trials_done,
            "trials_total": self.trials_total,
            "seconds": self.seconds,
            "limited_at_m": [one.m for one in self.limited],
            "by_m": [one.to_dict() for one in self.by_m],
        }
