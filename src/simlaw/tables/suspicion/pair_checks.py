"""What two tables of one property contradict: offset, factor, sign, and no relation at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.materials.same_material import STEREO, identities
from simlaw.materials.solution import pair_of, solute_of
from simlaw.tables.finding import Finding
from simlaw.tables.rows.lent_conditions import Lent, what_is_lent
from simlaw.tables.table import PropertyTable

Numbers = npt.NDArray[np.float64]

ENOUGH = 8
"""Shared materials from which the tables are compared material by material."""

RELATED = 20
"""Shared materials from which it is said that the tables have nothing to do with one another."""

CERTAIN = 40
"""Shared materials from which a rank correlation near 0 says so by itself."""

WEAK = 0.25
"""Rank correlation below which two columns are hardly of one property."""

FACTORS = (
    10.0,
    100.0,
    1000.0,
    1e6,
    1e9,
    4.184,
    27.211386,
    96.48533,
    23.060548,
    627.50947,
    8065.544,
)
"""Factors between units of this field: powers of ten, cal, hartree, eV and kJ or kcal per mole."""

OFFSETS = (273.15,)
"""Offsets between units, in the unit of the target."""


@dataclass(frozen=True)
class PairAccount:
    """What two tables share, in the target's unit.

    Attributes
    ----------
    shared
        Materials in both.
    offset, ratio
        Median difference (target minus source) and median ratio (target to source) over them.
    rank_correlation
        Spearman's; None for few materials or constant values.
    """

    shared: int
    offset: float | None = None
    ratio: float | None = None
    rank_correlation: float | None = None


def look_at_pair(
    source: PropertyTable, target: PropertyTable, same: str = STEREO
) -> tuple[PairAccount, tuple[Finding, ...]]:
    """Compare two tables of the same unit, material by material where they share some.

    Parameters
    ----------
    source, target
        Computed and measured table; the source's values are converted.
    same
        What counts as the same material, a name in `simlaw.materials.same_material.MATCHES`; of
        several in a table that do, the median counts.
    """
    source = source.to(target.unit)
    lent = what_is_lent(source, target)
    apart = lent or source.conditions or target.conditions
    if apart:
        first, second = _shared_bare(source, target, lent)
    else:
        first, second = _shared(source, target, same)
    account = _account(first, second)
    if len(first) >= ENOUGH:
        found = tuple(_of_shared(first, second, account, target.unit))
    else:
        found = tuple(_of_whole(source.values, target.values, target.unit))
    return account, (*_of_lent(source, lent), *found)


def _shared(source: PropertyTable, target: PropertyTable, same: str) -> tuple[Numbers, Numbers]:
    computed, measured = (
        pd.Series(table.values, index=identities(table.kind, same, table.keys))
        for table in (source, target)
    )
    computed, measured = (
        one if one.index.is_unique else one.groupby(level=0, sort=False).median()
        for one in (computed, measured)
    )
    found = computed.index[computed.index.isin(measured.index)]
    values = np.stack([computed[found].to_numpy(), measured[found].to_numpy()], axis=1)
    values = values[np.isfinite(values).all(axis=1)]
    return values[:, 0], values[:, 1]


def _shared_bare(
    source: PropertyTable, target: PropertyTable, lent: Lent
) -> tuple[Numbers, Numbers]:
    """Return median values of what is shared but for conditions."""
    group = solute_of if lent.solvent else pair_of if lent.temperature else str
    sides = [
        pd.DataFrame({"group": list(map(group, table.keys)), "value": table.values})
        .groupby("group", sort=False)["value"]
        .median()
        for table in (source, target)
    ]
    both = pd.concat(sides, axis=1, join="inner").to_numpy(np.float64)
    both = both[np.isfinite(both).all(axis=1)]
    return both[:, 0], both[:, 1]


def _of_lent(source: PropertyTable, lent: Lent) -> Iterator[Finding]:
    if lent:
        yield Finding(
            "conditions_lent",
            f"The {len(source):,} computed values have no {lent}, and all measured ones have.",
            table="source",
            count=len(source),
        )


def _account(first: Numbers, second: Numbers) -> PairAccount:
    if not len(first):
        return PairAccount(0)
    offset = float(np.median(second - first))
    whole = first != 0
    ratio = float(np.median(second[whole] / first[whole])) if whole.any() else None
    return PairAccount(len(first), offset, ratio, _rank_correlation(first, second))


def _rank_correlation(first: Numbers, second: Numbers) -> float | None:
    if len(first) < ENOUGH or min(np.ptp(first), np.ptp(second)) == 0:
        return None
    from scipy.stats import spearmanr

    return float(spearmanr(first, second).statistic)


def _of_shared(
    first: Numbers, second: Numbers, account: PairAccount, unit: str
) -> Iterator[Finding]:
    count = len(first)
    equal = np.isclose(first, second, rtol=1e-9, atol=0.0)
    if equal.mean() >= 0.9 and np.ptp(first) > 0:
        yield Finding(
            "same_values",
            f"{int(equal.sum())} of {count} shared materials have the same value in both tables.",
            count=int(equal.sum()),
        )
        return
    r = account.rank_correlation
    if r is not None:
        # Fisher's z with the spread of Spearman's (Bonett and Wright 2000, eq. 3).
        half = 2.58 * np.sqrt((1 + r * r / 2) / (count - 3))
        low, high = np.tanh(np.arctanh(np.clip(r, -0.999999, 0.999999)) + np.array([-half, half]))
        if high < -0.2:
            yield Finding(
                "opposite_sign",
                f"Over {count} shared materials the measured values fall where the computed ones "
                f"rise: their rank correlation is {r:.2f}.",
                count=count,
            )
            return
        # What 96 % of pairs without any relation stay below, but no more than a weak relation.
        chance = min(WEAK, 1.8 / np.sqrt(count - 3))
        weak = high < 0.3 and abs(low) < 0.3 + half
        if (count >= RELATED and weak) or (count >= CERTAIN and r < chance):
            yield Finding(
                "unrelated",
                f"Over {count} shared materials the rank correlation of computed and measured "
                f"values is {r:.2f}.",
                count=count,
            )
            return
    yield from _moved(first, second, unit, f"{count} shared materials", count)


def _moved(first: Numbers, second: Numbers, unit: str, over: str, count: int) -> Iterator[Finding]:
    """Yield what a factor or an offset of all values explains far better than none."""
    apart = second - first
    scatter = _width(apart)
    middle = float(np.median(apart))
    size = float(np.median(np.abs(second)))
    for offset in OFFSETS:
        near = abs(abs(middle) - offset) <= 0.1 * offset
        if near and scatter < 0.4 * offset and abs(middle) > 0.2 * size:
            yield Finding(
                "offset",
                f"Measured values lie {middle:+.4g} {unit} from the computed ones (median over "
                f"{over}), about the {offset:g} between degrees Celsius and kelvin.",
                count=count,
            )
            return
    alike = first * second > 0  # of one sign
    if alike.mean() > 0.9:
        logs = np.log(second[alike] / first[alike])
        middle_log, wide = float(np.median(logs)), _width(logs)
        named = next((f for f in FACTORS if abs(abs(middle_log) - np.log(f)) < 0.35), None)
        far = abs(middle_log) > np.log(3.0) and abs(middle_log) > 2.5 * wide
        if far and (named is not None or abs(middle_log) > np.log(5.0)):
            like = f", about the {named:g} between two units" if named is not None else ""
            yield Finding(
                "factor",
                f"Measured values are {np.exp(middle_log):.4g} times the computed ones (median "
                f"over {over}){like}.",
                count=count,
            )
            return
    if abs(middle) > 3 * max(_width(first), _width(second)) and abs(middle) > 3 * scatter > 0:
        yield Finding(
            "offset",
            f"Measured values lie {middle:+.4g} {unit} from the computed ones (median over {over}),"
            f" more than either table spans ({_width(second):.3g} in the middle half).",
            count=count,
        )


def _of_whole(first: Numbers, second: Numbers, unit: str) -> Iterator[Finding]:
    """Yield what the whole tables contradict: they share too few materials."""
    if min(len(first), len(second)) < ENOUGH:
        return
    sizes = [float(np.median(np.abs(values))) for values in (first, second)]
    if min(sizes) > 0 and (first > 0).mean() > 0.9 and (second > 0).mean() > 0.9:
        ratio = sizes[1] / sizes[0]
        spans = [_width(np.log(values[values > 0])) for values in (first, second)]
        if abs(np.log(ratio)) > np.log(30.0) + 2 * max(spans):
            yield Finding(
                "factor",
                f"The median of the measured table is {ratio:.4g} times that of the computed one; "
                "they share too few materials to tell more.",
            )
            return
    middle = float(np.median(second) - np.median(first))
    for offset in OFFSETS:
        widths = max(_width(first), _width(second))
        if abs(abs(middle) - offset) <= 0.15 * offset and widths < 0.4 * offset:
            yield Finding(
                "offset",
                f"The medians of the two tables are {middle:+.4g} {unit} apart, about the "
                f"{offset:g} between degrees Celsius and kelvin.",
            )


def _width(values: Numbers) -> float:
    """Return the width of the middle half."""
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low)
