"""Protocols, and what a comparison of them says: what `compare_protocols` returns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simlaw.errors import InputError
from simlaw.law.curve import LearningCurve
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import Estimate, Note, finite
from simlaw.law.fit import fit
from simlaw.law.law import Law
from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.law.new_materials.noise_of_means import THESE
from simlaw.printed_numbers import about, chance, level_text, value


@dataclass(frozen=True, eq=False)
class TrialsOfMaterials:
    """The errors of materials behind one learning curve.

    Attributes
    ----------
    errors
        Of every material.
    method, m, metric
        Whose curve it is.
    """

    errors: MaterialErrors
    method: str
    m: int
    metric: str

    @classmethod
    def of(cls, curve: LearningCurve, m: int, method: str) -> TrialsOfMaterials | None:
        """Those of a curve whose intervals are about new materials; else None."""
        if curve.materials is None or curve.inference_of() == THESE:
            return None
        return cls(curve.materials, method, m, curve.metric)


@dataclass(frozen=True, eq=False)
class Protocol(ShownAsText):
    """One way of producing source data, as its learning curve shows it.

    Attributes
    ----------
    name
        As it is printed.
    frame
        Columns `replicate`, `n`, `error`: one row per trial.
    law
        The law of those errors.
    cost
        Cost of one source sample, in any unit that all protocols share; None if not known.
    trials
        The errors of every material, and of which method, m and metric they are; None where they
        are not known, or intervals are about these materials.
    """

    name: str
    frame: pd.DataFrame
    law: Law
    cost: float | None = None
    trials: TrialsOfMaterials | None = None

    def __post_init__(self) -> None:
        if self.cost is not None and not (math.isfinite(self.cost) and self.cost > 0):
            raise InputError(
                f"The cost per sample of '{self.name}' must be finite and above zero, "
                f"but is {self.cost:g}."
            )

    @classmethod
    def of(
        cls, name: str, frame: pd.DataFrame, cost: float | None = None, *, level: float = 0.9
    ) -> Protocol:
        """Return a protocol with the law fitted here; see the attributes for the arguments."""
        law = fit(frame["n"], frame["error"], replicate=frame["replicate"], level=level)
        return cls(name, frame, law, cost)

    def __repr__(self) -> str:
        cost = "" if self.cost is None else f", cost {value(self.cost)} per sample"
        return f"Protocol {self.name}{cost}, status {self.law.status}"


def best_of(probabilities: Sequence[float], errors: Sequence[Estimate]) -> int:
    """Position of the highest probability, and among equal ones of the lowest error."""
    return min(range(len(errors)), key=lambda i: (-probabilities[i], errors[i].estimate))


@dataclass(frozen=True)
class SideBySide(ShownAsText):
    """The protocols beside each other at one n, or at one budget.

    Attributes
    ----------
    at
        The number of samples n, or the budget.
    sizes
        Source samples of each protocol there.
    errors
        Error of each.
    differences
        Error of each minus that of the leader; of the leader itself all zero.
    best_probabilities
        Probability of each to have the lowest error.
    notes
        Where a size lies far beyond, or below, those measured.
    """

    at: float
    sizes: tuple[float, ...]
    errors: tuple[Estimate, ...]
    differences: tuple[Estimate, ...]
    best_probabilities: tuple[float, ...]
    notes: tuple[Note, ...] = ()

    @property
    def leader(self) -> int:
        """Position of the protocol that is most probably the best; ties go to the lower error."""
        return best_of(self.best_probabilities, self.errors)

    def to_dict(self, names: Sequence[str]) -> dict[str, Any]:
        """Plain numbers for JSON."""
        return {
            "at": self.at,
            "leader": names[self.leader],
            "protocols": [
                {
                    "name": name,
                    "n": size,
                    "error": error.to_dict(),
                    "difference": difference.to_dict(),
                    "best_probability": probability,
                }
                for name, size, error, difference, probability in zip(
                    names,
                    self.sizes,
                    self.errors,
                    self.differences,
                    self.best_probabilities,
                    strict=True,
                )
            ],
            "notes": [note.to_dict() for note in self.notes],
        }

    def __repr__(self) -> str:
        lines = [f"At {about(self.at)}"]
        for size, error, share in zip(
            self.sizes, self.errors, self.best_probabilities, strict=True
        ):
            best = f"best with probability {chance(share)}"
            lines.append(f"  n = {about(size)}: error {error!r}, {best}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Crossing(ShownAsText):
    """Where the better of two protocols becomes the worse one.

    Attributes
    ----------
    median, low, high
        n or budget of the crossing; infinite where the curves do not cross in the range.
    never_probability
        Probability that they do not cross in the range looked at.
    first, last
        Ends of that range.
    """

    median: float
    low: float
    high: float
    never_probability: float
    first: float
    last: float

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; infinite becomes None."""
        return {
            "median": finite(self.median),
            "low": finite(self.low),
            "high": finite(self.high),
            "never_probability": self.never_probability,
            "range": [self.first, self.last],
        }

    def __repr__(self) -> str:
        return (
            f"crossing at {about(self.median)}, {about(self.low)} to {about(self.high)}; none with "
            f"probability {chance(self.never_probability)}"
        )


@dataclass(frozen=True)
class Pair(ShownAsText):
    """Two protocols by their laws: differences are those of the second minus the first.

    Attributes
    ----------
    first, second
        Positions of the protocols.
    gap, rate
        Differences in transfer gap C and decay rate alpha.
    crossing_n, crossing_budget
        Where the curves cross; by budget only if costs are known.
    """

    first: int
    second: int
    gap: Estimate
    rate: Estimate
    crossing_n: Crossing
    crossing_budget: Crossing | None

    def to_dict(self, names: Sequence[str]) -> dict[str, Any]:
        """Plain numbers for JSON."""
        by_budget = self.crossing_budget
        return {
            "first": names[self.first],
            "second": names[self.second],
            "C": self.gap.to_dict(),
            "alpha": self.rate.to_dict(),
            "crossing_n": self.crossing_n.to_dict(),
            "crossing_budget": None if by_budget is None else by_budget.to_dict(),
        }

    def __repr__(self) -> str:
        return f"{self.second} minus {self.first}: {self.crossing_n!r}"


@dataclass(frozen=True, eq=False)
class ProtocolComparison(ShownAsText):
    """Protocols compared; see `simlaw.decide.protocols.compare_protocols.compare_protocols`.

    Attributes
    ----------
    protocols
        What was compared.
    paired
        Whether the runs share their replicates.
    at_n, at_budget
        Side by side at equal n and at equal budgets; the latter only if all costs are known.
    headline
        The one of these that the verdict is about.
    pairs
        Every two protocols by their laws.
    level
        Level of all intervals.
    """

    protocols: tuple[Protocol, ...]
    paired: bool
    at_n: tuple[SideBySide, ...]
    at_budget: tuple[SideBySide, ...]
    headline: SideBySide
    pairs: tuple[Pair, ...]
    level: float

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the protocols."""
        return tuple(protocol.name for protocol in self.protocols)

    @property
    def by_budget(self) -> bool:
        """Whether costs are known, so that the verdict is about an equal budget."""
        return bool(self.at_budget)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON-able values; infinite becomes None."""
        return {
            "protocols": [
                {
                    "name": protocol.name,
                    "cost": protocol.cost,
                    "largest_n": float(protocol.law.n[-1]),
                    "status": protocol.law.status,
                    "alpha": protocol.law.alpha.to_dict(),
                    "C": protocol.law.C.to_dict(),
                }
                for protocol in self.protocols
            ],
            "paired": self.paired,
            "level": self.level,
            "headline": {
                "by": "budget" if self.by_budget else "n",
                **self.headline.to_dict(self.names),
            },
            "at_n": [one.to_dict(self.names) for one in self.at_n],
            "at_budget": [one.to_dict(self.names) for one in self.at_budget],
            "pairs": [pair.to_dict(self.names) for pair in self.pairs],
        }

    def __repr__(self) -> str:
        unit = "budget" if self.by_budget else "n"
        lines = [f"Protocols compared at equal {unit}, {level_text(self.level)} intervals"]
        beside = self.headline
        for i, name in enumerate(self.names):
            best = f"best with probability {chance(beside.best_probabilities[i])}"
            lines.append(f"  {name}: error {beside.errors[i]!r}, {best}")
        return "\n".join(lines)
