"""Which protocol to spend on: runs against the same target, at equal n and at equal cost."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.decide.protocols.paired_draws import (
    coupled_rows,
    gaps,
    joint_fits,
    rates,
    resampled_logs,
)
from simlaw.decide.protocols.protocol_comparison import (
    Crossing,
    Pair,
    Protocol,
    ProtocolComparison,
    SideBySide,
    best_of,
)
from simlaw.errors import InputError
from simlaw.law.checked_arguments import checked_level
from simlaw.law.estimate import Estimate, Note
from simlaw.law.forecast import FAR
from simlaw.law.new_materials.noise_of_means import noise_of_means
from simlaw.law.new_materials.runs_together import cell_of_run, runs_together
from simlaw.law.points import Points, arrange
from simlaw.printed_numbers import about, rough

Floats = npt.NDArray[np.float64]

REACH = 100.0
"""Crossings are looked for up to this many times beyond the largest size or spend measured."""


def compare_protocols(
    protocols: Sequence[Protocol],
    *,
    paired: bool = True,
    budget: float | None = None,
    level: float = 0.9,
    resamples: int = 2000,
    seed: int = 0,
) -> ProtocolComparison:
    """Compare protocols at equal n and, where costs are known, at equal budget.

    Errors and their differences come from the laws' own draws, paired by what resampling the same
    replicates in all runs, and fitting the law to each resample, shows that they share
    (`simlaw.decide.protocols.paired_draws`); so do differences in C and alpha.

    Parameters
    ----------
    protocols
        At least two, all with a cost or none.
    paired
        Whether replicate r has the same test set and target order in every run; then only
        replicates that all runs have tell what is shared.
    budget
        The budget to decide about; needs costs. By default what the run that cost least has cost,
        so that no protocol is asked beyond its sizes.
    level
        Level of the intervals.
    resamples
        Number of resamples.
    seed
        Of resampling and pairing.

    Raises
    ------
    InputError
        With fewer than two protocols, two of one name, costs for some only, a budget without
        costs or not above zero, or paired runs with fewer than two replicates in common.

    Examples
    --------
    >>> import pandas as pd
    >>> n = np.tile([100, 200, 400, 800], 4)
    >>> trials = pd.DataFrame({"replicate": np.repeat(range(4), 4), "n": n})
    >>> noise = 1 + 0.01 * np.random.default_rng(0).standard_normal(16)
    >>> dear = Protocol.of("dear", trials.assign(error=(2 * n**-0.5 + 0.10) * noise), cost=9)
    >>> cheap = Protocol.of("cheap", trials.assign(error=(2 * n**-0.5 + 0.11) * noise), cost=1)
    >>> found = compare_protocols([dear, cheap], budget=1000)
    >>> found.names[found.headline.leader]
    'cheap'
    """
    chosen, level = _checked(protocols, budget), checked_level(level)
    parts = _parts(chosen, paired)
    means = _for_new_materials(chosen, parts, resamples, seed) if paired else None
    fits = joint_fits(parts, paired=paired, resamples=resamples, seed=seed, means=means)
    scene = _Scene(chosen, parts, fits, paired, level, seed)
    common = min(float(protocol.law.n[-1]) for protocol in chosen)
    start = max(float(protocol.law.n[0]) for protocol in chosen)
    at_n = [scene.side_by_side(n) for n in sorted({min(start, common), common, FAR * common})]
    at_budget: list[SideBySide] = []
    if chosen[0].cost is not None:
        spent = [protocol.law.n[-1] * (protocol.cost or 1.0) for protocol in chosen]
        wanted = float(min(spent)) if budget is None else float(budget)
        budgets = sorted({wanted, float(min(spent)), float(max(spent))})
        at_budget = [scene.side_by_side(value, by_budget=True) for value in budgets]
        headline = at_budget[budgets.index(wanted)]
    else:
        headline = at_n[[one.at for one in at_n].index(common)]
    pairs = [scene.pair(i, j) for i, j in itertools.combinations(range(len(chosen)), 2)]
    return ProtocolComparison(
        chosen, paired, tuple(at_n), tuple(at_budget), headline, tuple(pairs), level
    )


def _checked(protocols: Sequence[Protocol], budget: float | None) -> tuple[Protocol, ...]:
    if len(protocols) < 2:
        raise InputError(f"A comparison needs at least two protocols, but got {len(protocols)}.")
    names = [protocol.name for protocol in protocols]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"Two protocols are named '{twice}'; each needs a name of its own.")
    without = [protocol.name for protocol in protocols if protocol.cost is None]
    if without and len(without) < len(names):
        raise InputError(
            f"Some protocols have a cost per sample, but {', '.join(without)} "
            f"{'has' if len(without) == 1 else 'have'} none. Give a cost for each, or for none."
        )
    if budget is not None:
        if without:
            raise InputError("A budget needs the cost per sample of every protocol.")
        if not (math.isfinite(budget) and budget > 0):
            raise InputError(f"The budget must be finite and above zero, but is {budget:g}.")
        poorest = min(protocols, key=lambda p: budget / (p.cost or 1.0))
        if budget < (poorest.cost or 1.0):
            raise InputError(
                f"A budget of {budget:g} does not pay for one sample of '{poorest.name}', "
                f"which costs {poorest.cost:g}."
            )
    return tuple(protocols)


def _parts(protocols: tuple[Protocol, ...], paired: bool) -> list[Points]:
    """Return the points of each run, of the replicates that all have if they are paired."""
    frames = [protocol.frame for protocol in protocols]
    if paired:
        common = set.intersection(*(set(frame["replicate"]) for frame in frames))
        if len(common) < 2:
            raise InputError(
                f"The runs have {len(common)} replicates in common, and pairing needs at least 2."
            )
        frames = [frame[frame["replicate"].isin(common)] for frame in frames]
    return [arrange(f["n"], f["error"], replicate=f["replicate"]) for f in frames]


def _for_new_materials(
    protocols: tuple[Protocol, ...], parts: list[Points], resamples: int, seed: int
) -> list[Floats] | None:
    """Mean curves of all runs drawn together for new materials, which the runs share.

    None where a run does not have the errors of materials, or they test others.
    """
    trials = [one.trials for one in protocols if one.trials is not None]
    if len(trials) < len(protocols) or len({one.metric for one in trials}) > 1:
        return None
    together = runs_together([one.errors for one in trials])
    if together is None:
        return None
    cells = [
        cell_of_run(number, (one.method, one.m, int(n)))
        for number, (one, points) in enumerate(zip(trials, parts, strict=True))
        for n in points.n
    ]
    if any(cell not in together.errors for cell in cells):
        return None
    noise = noise_of_means(together, cells, metric=trials[0].metric)
    if noise is None:
        return None
    drawn = np.exp(noise.draw(resamples, np.random.default_rng(seed)))
    ends = np.cumsum([points.n.size for points in parts])
    found = np.split(drawn, ends[:-1], axis=1)
    return [points.mean * factor for points, factor in zip(parts, found, strict=True)]


@dataclass(frozen=True, eq=False)
class _Scene:
    """Everything that the questions about some protocols share."""

    protocols: tuple[Protocol, ...]
    parts: list[Points]
    fits: list[Floats]
    paired: bool
    level: float
    seed: int

    def sizes(self, at: float, by_budget: bool) -> list[float]:
        return [at / (p.cost or 1.0) if by_budget else at for p in self.protocols]

    def rows(self, sizes: list[float], only: Sequence[int]) -> npt.NDArray[np.int64]:
        """Draws of some protocols that belong together at these sizes."""
        fits, parts = [self.fits[i] for i in only], [self.parts[i] for i in only]
        laws, wanted = [self.protocols[i].law for i in only], [sizes[i] for i in only]
        measured = [
            float(np.clip(n, law.n[0], law.n[-1])) for law, n in zip(laws, wanted, strict=True)
        ]
        scores, near = (
            [np.log(law.curves([n]))[:, 0] for law, n in zip(laws, at, strict=True)]
            for at in (wanted, measured)
        )
        samples = resampled_logs(fits, parts, wanted)
        return coupled_rows(scores, samples, self.share(only), self.seed, near)

    def share(self, only: Sequence[int]) -> Floats:
        """What part of the correlation of resamples the runs as they are have."""
        if not self.paired:
            return np.zeros((len(only), len(only)))
        # Replicates that one run has alone share nothing with the other.
        part = [self.parts[i].replicates / self.protocols[i].law.replicates for i in only]
        return np.asarray(np.sqrt(np.outer(part, part)))

    def side_by_side(self, at: float, by_budget: bool = False) -> SideBySide:
        sizes = self.sizes(at, by_budget)
        laws = [protocol.law for protocol in self.protocols]
        rows = self.rows(sizes, range(len(laws)))
        errors = np.stack(
            [law.curves([sizes[i]])[rows[:, i], 0] for i, law in enumerate(laws)], axis=1
        )
        best = np.bincount(np.argmin(errors, axis=1), minlength=len(laws)) / len(errors)
        estimates = tuple(self.estimate(e) for e in errors.T)
        probabilities = tuple(float(value) for value in best)
        leader = best_of(probabilities, estimates)
        return SideBySide(
            float(at),
            tuple(sizes),
            estimates,
            tuple(self.estimate(e - errors[:, leader]) for e in errors.T),
            probabilities,
            tuple(
                note
                for protocol, n in zip(self.protocols, sizes, strict=True)
                for note in _outside(protocol, n)
            ),
        )

    def estimate(self, draws: Floats) -> Estimate:
        low, middle, high = np.quantile(draws, [(1 - self.level) / 2, 0.5, (1 + self.level) / 2])
        return Estimate(float(middle), float(low), float(high), self.level)

    def pair(self, first: int, second: int) -> Pair:
        costs = self.protocols[first].cost is not None
        return Pair(
            first,
            second,
            self.estimate(self.gap(first, second)),
            self.estimate(self.rate(first, second)),
            self.crossing(first, second, by_budget=False),
            self.crossing(first, second, by_budget=True) if costs else None,
        )

    def gap(self, first: int, second: int) -> Floats:
        """Draws of the difference in C."""
        both = (first, second)
        scores = [gaps(self.protocols[i].law) for i in both]
        samples = [self.fits[i][:, 2] for i in both]
        rows = coupled_rows(scores, samples, self.share(both), self.seed)
        return np.asarray(scores[1][rows[:, 1]] - scores[0][rows[:, 0]])

    def rate(self, first: int, second: int) -> Floats:
        """Draws of the difference in alpha."""
        both = (first, second)
        scores = [rates(self.protocols[i].law) for i in both]
        samples = [self.fits[i][:, 1] for i in both]
        rows = coupled_rows(scores, samples, self.share(both), self.seed)
        return np.asarray(scores[1][rows[:, 1]] - scores[0][rows[:, 0]])

    def crossing(self, first: int, second: int, *, by_budget: bool) -> Crossing:
        """Where two curves change places for good, within the range looked at."""
        both = (first, second)
        laws = [self.protocols[i].law for i in both]
        unit = [(self.protocols[i].cost or 1.0) if by_budget else 1.0 for i in both]
        start = max(law.n[0] * cost for law, cost in zip(laws, unit, strict=True))
        known = min(law.n[-1] * cost for law, cost in zip(laws, unit, strict=True))
        end = REACH * max(law.n[-1] * cost for law, cost in zip(laws, unit, strict=True))
        middle = math.sqrt(start * max(known, start))
        rows = self.rows(self.sizes(middle, by_budget), both)
        grid = np.geomspace(start, end, 200)
        logs = [
            np.log(np.maximum(law.curves(grid / cost), 1e-300))[rows[:, i]]
            for i, (law, cost) in enumerate(zip(laws, unit, strict=True))
        ]
        ahead = logs[0] - logs[1]
        other = np.sign(ahead) != np.sign(ahead[:, -1:])
        crosses = other[:, 0]
        # The last place where the order is not yet that of the far end.
        at = np.where(other.any(axis=1), grid.size - 1 - np.argmax(other[:, ::-1], axis=1), 0)
        at = np.minimum(at, grid.size - 2)
        draw = np.arange(len(ahead))
        before, after = ahead[draw, at], ahead[draw, at + 1]
        share = np.clip(before / np.where(before == after, 1.0, before - after), 0.0, 1.0)
        logged = np.log(grid)
        place = np.exp(logged[at] + share * (logged[at + 1] - logged[at]))
        where = np.where(crosses, place, np.inf)
        low, median, high = (
            float(np.quantile(where, q, method="inverted_cdf"))
            for q in ((1 - self.level) / 2, 0.5, (1 + self.level) / 2)
        )
        return Crossing(median, low, high, float(np.mean(~crosses)), float(start), float(end))


def _outside(protocol: Protocol, n: float) -> tuple[Note, ...]:
    """A note where a size lies well outside those measured."""
    law = protocol.law
    if n > FAR * law.n[-1] * (1 + 1e-9):
        text = (
            f"{protocol.name}: n = {about(n)} lies {rough(n / law.n[-1])} times beyond the largest "
            f"n studied, {about(law.n[-1])}"
        )
        return (Note("far_extrapolation", text),)
    if n < law.n[0] * (1 - 1e-9):
        text = (
            f"{protocol.name}: n = {about(n)} lies below the smallest n studied, {about(law.n[0])}"
        )
        return (Note("below_measured", text),)
    return ()
