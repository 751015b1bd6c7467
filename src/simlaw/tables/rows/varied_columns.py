"""What varies between the rows of one material, and whether that matters."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.materials.refusal import shown
from simlaw.tables.cells import texts_of
from simlaw.tables.finding import Finding
from simlaw.tables.rows.condition_names import (
    is_beside,
    names_condition,
    names_second_component,
    names_share,
    words_of,
)

EXAMPLES = 5
"""Rows that a finding names."""

TRIVIAL = 0.05
"""Share of the spread between materials below which values of one material are alike."""

_ALIKE = 0.003
"""Share of a number within which a condition is one and the same: 298 K and 298.15 K."""

_DECADES = 2.0
"""Values are compared on a logarithmic scale from so many decades on."""

TEMPERATURES = frozenset({"temperature", "temperatures", "temp", "t"})
"""Words that name a temperature."""

_NARROW = 10.0
"""Degrees within which measurements are often called ones at room temperature."""

_NOTHING = frozenset({"", "none", "nan", "na", "n/a", "null", "-", "--", "?"})

_EXPLAINED = 0.6
"""Share of the variance within materials that a column without a telling name has to explain."""

_FEWEST = 15
"""Rows from which on such a share is looked for."""

_CHANCE = 1e-4
"""Likelihood of such a share by chance above which it is none."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEASURED = _words("exp expt experiment experimental measured measurement")
_COMPUTED = _words(
    "dft calc calculated calculation computed computation computational md sim simulated "
    "simulation predicted prediction theory theoretical qm gfn2 xtb"
)


APART = "\x1f"
"""Between a key and what tells samples of one material apart; no material is written with it."""


@dataclass(frozen=True)
class UsedRows:
    """The rows that a table is made of.

    Attributes
    ----------
    keys
        Key of each row's material.
    values
        Value of each row, float64, finite.
    others
        Other columns of the same rows, as they stand in the file.
    several
        Whether more than one column says what the material is.
    numbering
        Number of each row as the user counts; None where that is not to be told.
    """

    keys: Sequence[str]
    values: NDArray[np.float64]
    others: pd.DataFrame
    several: bool = False
    numbering: NDArray[np.int64] | None = None


def findings_in_rows(rows: UsedRows) -> tuple[Finding, ...]:
    """Return what is suspicious about the rows that become one table."""
    codes, uniques = pd.factorize(np.array(rows.keys, dtype=object))
    view = _View(codes, [str(key) for key in uniques], rows)
    found: list[Finding] = []
    for name in map(str, rows.others.columns):
        texts, numbers = _read(rows.others[name])
        if numbers is None and (tags := _tags(name, texts)) is not None:
            found.append(tags)
        elif numbers is not None and names_share(name):
            found += [] if rows.several else _mixtures(name, numbers, view)
        elif numbers is None and names_second_component(name) and not rows.several:
            found += _seconds(name, texts)
        elif view.any_several and not is_beside(name):
            found += _condition(name, texts, numbers, view)
    return (*found, *_spread(view))


class _View:
    """Rows grouped by material, with the scale on which their values differ."""

    def __init__(self, codes: NDArray[np.intp], keys: list[str], rows: UsedRows) -> None:
        values = rows.values
        self.codes, self.keys, self.values = codes, keys, values
        self.numbering = rows.numbering
        self.size = np.bincount(codes, minlength=len(keys))
        self.any_several = bool((self.size > 1).any())
        positive = bool(len(values)) and values.min() > 0
        # The largest number is the unit: squares of numbers such as 1e300 are no numbers.
        self.unit = float(np.abs(values).max(initial=0.0)) or 1.0
        self.logs = positive and np.log10(values.max()) - np.log10(values.min()) > _DECADES
        self.scaled = np.log10(values) if self.logs else values / self.unit
        self.medians = self.by_material(self.scaled).median().to_numpy(dtype=np.float64)
        self.between = _spread_of(self.medians)

    def by_material(self, numbers: NDArray[np.float64]) -> Any:
        """Group numbers, one for each row, by material."""
        return pd.Series(numbers).groupby(self.codes, sort=True)

    def numbers_of(self, places: NDArray[np.intp]) -> tuple[int, ...]:
        """Return the first rows of some places, as the user counts."""
        known = self.numbering
        return () if known is None else tuple(int(known[place]) for place in places[:EXAMPLES])

    def ranges(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the range of numbers within each material; NaN where there are none."""
        groups = self.by_material(numbers)
        span: NDArray[np.float64] = (groups.max() - groups.min()).to_numpy(dtype=np.float64)
        return span


def _spread_of(numbers: NDArray[np.float64]) -> float:
    """Return how far numbers are spread, as a standard deviation that a few of them cannot move."""
    if len(numbers) < 2:
        return 0.0
    low, high = np.quantile(numbers, [0.05, 0.95])
    middle = 1.4826 * float(np.median(np.abs(numbers - np.median(numbers))))
    return max(middle, float(high - low) / 3.29)


def _read(column: pd.Series) -> tuple[Sequence[str], NDArray[np.float64] | None]:
    """Return a column's texts, and its numbers, NaN for the rest; None if it holds no numbers."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
        numbers[~np.isfinite(numbers)] = np.nan
        return _Written(numbers), numbers
    texts = [text.strip() for text in texts_of(column)]
    numbers = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(
        dtype=np.float64, copy=True
    )
    filled = sum(text != "" for text in texts)
    numbers[~np.isfinite(numbers)] = np.nan
    return texts, numbers if filled and np.isfinite(numbers).sum() >= 0.9 * filled else None


class _Written(Sequence[str]):
    """Numbers as texts, written when they are asked for: a long column is not written whole."""

    def __init__(self, numbers: NDArray[np.float64]) -> None:
        self._numbers = numbers

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [f"{number:g}" for number in self._numbers[place]]
        return f"{self._numbers[place]:g}"

    def __len__(self) -> int:
        return len(self._numbers)


def _condition(
    name: str, texts: Sequence[str], numbers: NDArray[np.float64] | None, view: _View
) -> list[Finding]:
    """Return the finding where a condition varies within materials, and the values with it."""
    if numbers is None:
        lower = pd.Series([text.lower() for text in texts])
        level = pd.factorize(lower.where(lower != ""))[0].astype(np.float64)
        level[level < 0] = np.nan
        varies = view.ranges(level) > 0
    else:
        level = numbers / (float(np.nanmax(np.abs(numbers))) or 1.0)
        largest = view.by_material(np.abs(level)).max().to_numpy(dtype=np.float64)
        varies = view.ranges(level) > _ALIKE * largest
    several = int((view.size > 1).sum())
    count = int(varies.sum())
    if not count or (count < 2 and several > 10):
        return []
    apart = float(np.median(view.ranges(view.scaled)[varies]))
    middle = abs(float(np.median(view.scaled)))
    if apart <= max(TRIVIAL * view.between, 1e-9 * middle):
        return []
    if not _matters(name, level, numbers, view):
        return []
    rows = np.flatnonzero(varies[view.codes] & np.isfinite(level))
    text = (
        f"{len(rows):,} rows of {count:,} materials were joined though they differ in "
        f"'{shown(name)}': {_example(texts, level, varies, view)}."
    )
    key = f'"{shown(name)}"'
    common = texts[_common(name, level, rows, numbers)]
    which = (
        f"at = {{ {key} = {common} }}"
        if numbers is not None
        else f'where = {{ {key} = "{common}" }}'
    )
    return [
        Finding(
            "conditions_merged",
            text,
            column=name,
            rows=view.numbers_of(rows),
            count=len(rows),
            remedy=f"Choose rows, for instance by {which}, or write '{shown(name)}' into the "
            "material, which makes one of each row.",
        )
    ]


def _common(
    name: str,
    level: NDArray[np.float64],
    rows: NDArray[np.intp],
    numbers: NDArray[np.float64] | None,
) -> int:
    """Return a row of the most frequent condition; of several, that nearest to room temperature."""
    modes = pd.Series(level[rows]).mode().to_numpy(dtype=np.float64)
    some = np.array([int(np.argmax(level == mode)) for mode in modes])
    if numbers is None or TEMPERATURES.isdisjoint(words_of(name)):
        return int(some[len(some) // 2])
    room = 298.15 if np.nanmedian(numbers) > 200 else 25.0
    return int(some[np.argmin(np.abs(numbers[some] - room))])


def _matters(
    name: str, level: NDArray[np.float64], numbers: NDArray[np.float64] | None, view: _View
) -> bool:
    """Return whether values differ because of a column, by its name or by what it explains."""
    numeric = numbers is not None
    if not names_condition(name):
        known = level[np.isfinite(level)]
        levels = len(np.unique(known))
        if levels > max(12, len(known) // 5) or levels > len(known) // 4:
            return False
        share, chance = _explained(level, numeric, view)
        return share > _EXPLAINED and chance < _CHANCE
    if numbers is None or TEMPERATURES.isdisjoint(words_of(name)):
        return True
    spans = view.ranges(numbers)
    if np.median(spans[spans > 0]) > _NARROW:
        return True
    # All measured at room temperature, more or less: replicates, unless it shows.
    return _explained(level, numeric, view)[1] < 0.01


def _explained(level: NDArray[np.float64], numeric: bool, view: _View) -> tuple[float, float]:
    """Return the share of the variance within materials that a column explains.

    And the likelihood of such a share by chance; NaN for both where rows are too few to tell.
    """
    varies = view.ranges(level) > 0
    rows = varies[view.codes] & np.isfinite(level)
    count, levels = int(rows.sum()), len(np.unique(level[rows]))
    if count < _FEWEST:
        return math.nan, math.nan
    codes = view.codes[rows]
    value, x = (pd.Series(one[rows]) for one in (view.scaled, level))
    centred = value - value.groupby(codes).transform("mean")
    total = float((centred**2).sum())
    left = count - len(np.unique(codes))
    if numeric:
        moved = x - x.groupby(codes).transform("mean")
        power = float((moved**2).sum())
        part, terms = (float((moved * centred).sum()) ** 2 / power if power else 0.0), 1
    else:
        part, terms = float((centred.groupby(x).transform("mean") ** 2).sum()), levels - 1
    if left <= terms or not total > 0:
        return math.nan, math.nan
    from scipy.stats import f

    share = min(part / total, 1.0)
    ratio = share / terms / max((1 - share) / (left - terms), 1e-300)
    return share, float(f.sf(ratio, terms, left - terms))


def _example(
    texts: Sequence[str], level: NDArray[np.float64], varies: NDArray[np.bool_], view: _View
) -> str:
    """Return a material at two of its conditions, with their values."""
    apart = np.where(varies, view.ranges(view.scaled), -np.inf)
    material = int(np.argmax(apart))
    rows = np.flatnonzero((view.codes == material) & np.isfinite(level))
    low, high = (int(rows[pick(view.values[rows])]) for pick in (np.argmin, np.argmax))
    first, second = sorted((low, high))
    return (
        f"{shown(view.keys[material].partition(APART)[0])} has {view.values[first]:.4g} at "
        f"'{shown(texts[first])}' and "
        f"{view.values[second]:.4g} at '{shown(texts[second])}'"
    )


def _tags(name: str, texts: Sequence[str]) -> Finding | None:
    """Return the finding where a column tells measured rows from computed ones."""
    counts = pd.Series([text for text in texts if text], dtype=object).value_counts()
    if not 2 <= len(counts) <= 20:
        return None
    sorts = {str(tag): sort_of_tag(str(tag)) for tag in counts.index}
    of = {sort: int(sum(counts[tag] for tag in sorts if sorts[tag] == sort)) for sort in (0, 1)}
    known = of[0] + of[1]
    if known < 0.9 * counts.sum() or min(of.values()) < max(2, 0.02 * known):
        return None
    tags = [shown(next(tag for tag in sorts if sorts[tag] == sort)) for sort in (0, 1)]
    return Finding(
        "conditions_merged",
        f"Column '{shown(name)}' says that {of[0]:,} rows are measured ('{tags[0]}') and "
        f"{of[1]:,} computed ('{tags[1]}'); all of them are used as one table.",
        column=name,
        count=known,
        remedy=f'Choose rows by where = {{ "{shown(name)}" = "{tags[0]}" }} or "{tags[1]}".',
    )


def sort_of_tag(tag: str) -> int | None:
    """Return 0 for a word that says measured, 1 for one that says computed, else None."""
    words = set(re.findall(r"[a-z0-9]+", tag.lower()))
    measured, computed = bool(words & _MEASURED), bool(words & _COMPUTED)
    return None if measured == computed else int(computed)


def _mixtures(name: str, numbers: NDArray[np.float64], view: _View) -> list[Finding]:
    """Return the finding where shares of a component lie between nothing and all."""
    filled = numbers[np.isfinite(numbers)]
    if not len(filled) or filled.min() < 0 or filled.max() > 100:
        return []
    whole = 1.0 if filled.max() <= 1 else 100.0
    between = (numbers > 1e-3 * whole) & (numbers < 0.999 * whole)
    if between.sum() < max(1, 0.02 * len(filled)):
        return []
    return [
        Finding(
            "mixture_rows",
            f"{int(between.sum()):,} of {len(numbers):,} rows are mixtures by column "
            f"'{shown(name)}', with shares from {numbers[between].min():g} to "
            f"{numbers[between].max():g}; one column alone says what the material is.",
            column=name,
            rows=view.numbers_of(np.flatnonzero(between)),
            count=int(between.sum()),
        )
    ]


def _seconds(name: str, texts: Sequence[str]) -> list[Finding]:
    """Return the finding where rows name a second component."""
    filled = [text for text in texts if text.lower() not in _NOTHING]
    if len(filled) < max(1, 0.02 * len(texts)):
        return []
    return [
        Finding(
            "mixture_rows",
            f"{len(filled):,} of {len(texts):,} rows name a second component in column "
            f"'{shown(name)}', such as '{shown(filled[0])}'; one column alone says what the "
            "material is.",
            column=name,
            count=len(filled),
        )
    ]


def _spread(view: _View) -> list[Finding]:
    """Return the finding where rows of one material differ by more than materials do."""
    several = np.flatnonzero(view.size > 1)
    if len(several) < 5 or len(several) < 0.05 * len(view.size):
        return []
    variances = view.by_material(view.scaled).var(ddof=1).to_numpy(dtype=np.float64)[several]
    # Without the largest tenth, which slips and outliers make.
    within = float(np.sqrt(np.sort(variances)[: max(1, int(0.9 * len(several)))].mean()))
    # The medians of materials differ by what is scattered within them too: pi/2 of a mean's.
    noise = within**2 * float(np.mean(np.minimum(1.0, np.pi / 2 / view.size)))
    between = math.sqrt(max(0.0, view.between**2 - noise))
    if within <= between:
        return []
    rows = int(view.size[several].sum())
    return [
        Finding(
            "spread_exceeds_gain",
            f"The {rows:,} rows of {len(several):,} materials with several differ by more within "
            f"a material (standard deviation {_written(within, view)}) than materials differ from "
            f"one another ({_written(between, view)}).",
            count=rows,
        )
    ]


def _written(spread: float, view: _View) -> str:
    return f"{spread:.3g} decades" if view.logs else f"{spread * view.unit:.3g}"
