"""What a study left out, used and decided, as values: the parts of its plan and result."""

from __future__ import annotations

from dataclasses import dataclass

from simlaw.decide.materials.floor import Floor
from simlaw.law.estimate import Estimate
from simlaw.transfer import STANDARD_METHODS, TrainingRecipe


@dataclass(frozen=True)
class OverlapAccount:
    """What became of materials that are in both tables.

    Attributes
    ----------
    policy
        A name in `simlaw.study.design.usable_source_rows.POLICIES`.
    shared
        Materials in both tables.
    excluded_per_replicate
        Source materials kept out of a median replicate.
    split
        What the test set holds out as a whole; None where that is single materials.
    groups, largest_group
        Number of groups of target materials, and materials in the largest; None without groups.
    kept_out
        ``"group"`` where the whole group of a tested material is kept out of the source,
        ``"material"`` where the material alone is; None without groups.
    match
        What counts as the same material; None where nothing but the key does.
    by_match
        Of the materials in both tables those that are the same by `match` and not by their key.
    near
        Target materials with a composition of the source near them; None but for compositions.
    """

    policy: str
    shared: int
    excluded_per_replicate: int | None = None
    split: str | None = None
    groups: int | None = None
    largest_group: int | None = None
    kept_out: str | None = None
    match: str | None = None
    by_match: int | None = None
    near: int | None = None


@dataclass(frozen=True)
class DescriptorAccount:
    """What materials were turned into.

    Attributes
    ----------
    names, leave_out
        As the study asked for them.
    width
        Numbers per material.
    refused_source, refused_target
        Materials without a descriptor.
    reasons
        The first of them, each with why.
    """

    names: tuple[str, ...]
    leave_out: tuple[str, ...] = ()
    width: int | None = None
    refused_source: int = 0
    refused_target: int = 0
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ScaleAccount:
    """The scale of values and errors, and materials that have no place on it.

    Attributes
    ----------
    name
        A name in `simlaw.study.design.scale.SCALES`.
    refused_source, refused_target
        Materials without a place on it.
    reasons
        The first of them, each with why.
    """

    name: str = "linear"
    refused_source: int = 0
    refused_target: int = 0
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class DesignAccount:
    """Which trials a study has.

    Attributes
    ----------
    n, m
        Source and target sample sizes.
    replicates
        Number of replicates planned.
    split, test, order, draws, methods
        As in `simlaw.study.design.design.Design`.
    test_size, pool_size
        Target materials held out and left for training, in a median replicate.
    seed
        Of everything random.
    record
        As in `simlaw.study.design.settings.DesignSettings`.
    table
        Number, in the record, of the version of the computed table.
    grown
        Numbers of rows of earlier versions that every order of this one begins with.
    source_rows
        Source materials that a median replicate may draw from; 0 where that was not recorded.
    n_apart
        By the name of each source its sizes, one for each of `n`; None where there is one source.
    """

    n: tuple[int, ...]
    m: tuple[int, ...]
    replicates: int
    split: str = "material"
    test: str = "fresh"
    order: str = "random"
    draws: int = 1
    methods: tuple[str, ...] = STANDARD_METHODS
    test_size: int
    pool_size: int
    seed: int | None = None
    record: str = "summary"
    table: int = 1
    grown: tuple[int, ...] = ()
    source_rows: int = 0
    n_apart: dict[str, tuple[int, ...]] | None = None


@dataclass(frozen=True)
class NoiseAccount:
    """The error of a perfect predictor on values as noisy as the measured ones.

    Attributes
    ----------
    estimate, low, high, level
        With its interval, in the unit of the errors.
    metric
        Of which error.
    materials, rows, alike
        As in `simlaw.decide.materials.floor.Floor`.
    """

    estimate: float
    low: float
    high: float
    level: float
    metric: str
    materials: int
    rows: int
    alike: int

    @classmethod
    def of(cls, floor: Floor | None) -> NoiseAccount | None:
        """The account of a floor; None without one."""
        if floor is None:
            return None
        one = floor.estimate
        counts = floor.materials, floor.rows, floor.alike
        return cls(one.estimate, one.low, one.high, one.level, floor.metric, *counts)

    def floor(self, unit: str) -> Floor:
        """The floor again, whose errors have that unit."""
        estimate = Estimate(self.estimate, self.low, self.high, self.level)
        return Floor(estimate, self.metric, unit, self.materials, self.rows, self.alike)


@dataclass(frozen=True)
class TrainingAccount:
    """How networks were trained: the settings, and the rule behind them in words."""

    recipe: TrainingRecipe
    rule: str = ""


@dataclass(frozen=True)
class AllocationAccount:
    """How a run that chose its trials came by them.

    Attributes
    ----------
    until_width, forecast_at, time_budget, level
        The goal, see `simlaw.study.allocate.until_goal.Goal`, and the level of the interval.
    pilot
        Whole replicates that everything was decided from.
    batches
        How often trials were decided.
    width
        Width of the interval reached, relative to the forecast; None before the pilot is done.
    ended
        ``"width"``, ``"time"`` or ``"most"``: why no more trials are wanted; None before.
    planned
        Number of trials decided on.
    decided
        ``(replicate, n)`` of each.
    by_size
        ``(n, trials)`` of every size that has finished trials.
    """

    until_width: float | None = None
    forecast_at: float | None = None
    time_budget: float | None = None
    level: float = 0.9
    pilot: int = 0
    batches: int = 0
    width: float | None = None
    ended: str | None = None
    planned: int = 0
    decided: tuple[tuple[int, int], ...] = ()
    by_size: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class PluginAccount:
    """A part of a study that does not come with simlaw.

    Attributes
    ----------
    what, name
        Its sort, such as ``"method"``, and its name.
    place
        Where its code is, as ``module:attribute``; empty where it is made of simlaw's own.
    distribution, version
        What installed it; empty for an object of no distribution.
    fingerprint
        What tells another version of it apart.
    """

    what: str
    name: str
    place: str = ""
    distribution: str = ""
    version: str = ""
    fingerprint: str = ""

    def __str__(self) -> str:
        whose = f"{self.distribution} {self.version}".strip() or "given as an object"
        return (
            f"{self.what} {self.name} ({', '.join(part for part in (self.place, whose) if part)})"
        )
