"""An audit of near twins: how many test materials does the source hold already, and what of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.decide.materials.mean_errors import mean_errors
from simlaw.law.estimate import Estimate
from simlaw.law.new_materials.crossed_components import Observations
from simlaw.law.new_materials.intervals import Deviation
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.noise_of_means import covariance_of_means, observed_errors

Flags = npt.NDArray[np.bool_]

NEAR = 0.05
"""Distance in scaled descriptors, in standard deviations, up to which materials are near-identical;
see `simlaw.decide.materials.distance`."""

FEWEST = 10
"""Fewest materials with twins, and without, whose errors are compared."""


@dataclass(frozen=True)
class TwinGroup:
    """Errors of some of the tested materials.

    Attributes
    ----------
    materials
        How many are tested.
    error, direct
        Mean absolute error at the largest n, and of direct learning (None without).
    """

    materials: int
    error: float
    direct: float | None


@dataclass(frozen=True)
class TwinAudit:
    """What twins in the source do to the error.

    Attributes
    ----------
    tested
        Materials that are tested.
    same, same_used
        Of these, those that the source holds itself by what counts as the same; and those that it
        may be learned of while they are tested.
    near, near_used
        Those with another material of the source that is near-identical to them; and those where
        that may be learned of.
    everything, with_twin, without
        Errors of all, of those with a twin that is used, and of those without; None for a group
        with no material.
    change
        By how much the error of all is lower than without the materials with a twin, relative,
        with its interval for new materials; None where one of the groups is below `FEWEST`.
    ratio_change
        The same of the error over direct learning: what twins add to what simulations give.
    """

    tested: int
    same: int
    same_used: int
    near: int
    near_used: int
    everything: TwinGroup
    with_twin: TwinGroup | None
    without: TwinGroup | None
    change: Estimate | None
    ratio_change: Estimate | None


@dataclass(frozen=True, eq=False)
class Twins:
    """Which materials have twins in the source, bool of shape (N,) each.

    Attributes
    ----------
    same
        The source holds the material itself.
    same_used
        And may be learned of while it is tested.
    near
        The source holds another one that is near-identical.
    near_used
        And that may be learned of while this one is tested.
    """

    same: Flags
    same_used: Flags
    near: Flags
    near_used: Flags


def audit_twins(
    errors: MaterialErrors, twins: Twins, cell: Cell, direct: Cell | None, *, level: float = 0.9
) -> TwinAudit:
    """Return how many tested materials have twins, and the error with and without them.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    twins
        Which materials have twins.
    cell, direct
        Whose error, and that of learning from measurements alone; None without.
    level
        Of the intervals.

    Raises
    ------
    InputError
        If no replicate has these errors.
    """
    cells = [cell] if direct is None else [cell, direct]
    found = mean_errors(errors, cells)
    tested = found.tested
    used = (twins.same_used | twins.near_used) & tested
    rest = tested & ~used

    def group(members: Flags) -> TwinGroup | None:
        if not members.any():
            return None
        means = found.size[:, members].mean(axis=1)
        return TwinGroup(
            int(members.sum()), float(means[0]), None if direct is None else float(means[1])
        )

    change = ratio = None
    if min(used.sum(), rest.sum()) >= FEWEST:
        change = _change(errors, used, cells[:1], level)
        ratio = _change(errors, used, cells, level) if direct is not None else None
    everything = group(tested)
    assert everything is not None
    return TwinAudit(
        tested=int(tested.sum()),
        same=int((twins.same & tested).sum()),
        same_used=int((twins.same_used & tested).sum()),
        near=int((twins.near & tested).sum()),
        near_used=int((twins.near_used & tested).sum()),
        everything=everything,
        with_twin=group(used),
        without=group(rest),
        change=change,
        ratio_change=ratio,
    )


def _change(
    errors: MaterialErrors, used: Flags, cells: list[Cell], level: float
) -> Estimate | None:
    """The error of all over that of the materials without twins, less 1, or the same of ratios."""
    tested = observed_errors(errors, cells, 1.0)
    tested = tested.some(np.asarray(tested.has.all(axis=1)), np.arange(len(cells)))
    flags = [used[test] for test in tested.test]
    count = sum(one.size for one in flags)
    without = sum(int((~one).sum()) for one in flags)
    sums = np.sum([values.sum(axis=1) for values in tested.values], axis=0)
    rests = np.sum(
        [values[:, ~one].sum(axis=1) for values, one in zip(tested.values, flags, strict=True)],
        axis=0,
    )
    whole, left = sums / count, rests / without
    sign = np.array([1.0, -1.0])[: len(cells)]
    middle = float(sign @ np.log(whole / left))
    # What each test moves the log by; a material without a twin moves both means.
    moved = []
    for values, flag in zip(tested.values, flags, strict=True):
        part = values / whole[:, None] - (values - left[:, None]) * ~flag / left[:, None] * (
            count / without
        )
        moved.append((sign @ part)[None])
    single = Observations(tested.materials, tested.replicate, tested.test, moved)
    ms = np.array([max(m for _, m, _ in cells)], dtype=np.float64)
    answer = covariance_of_means(single, errors, ms)
    if answer is None:
        return None
    deviation = Deviation(middle, float(np.sqrt(max(answer[1][0, 0], 0.0))), answer[2])
    found = deviation.estimate(level)
    middle, low, high = np.expm1([found.estimate, found.low, found.high]).tolist()
    return Estimate(middle, low, high, level)
