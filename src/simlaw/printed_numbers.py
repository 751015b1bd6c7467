"""Numbers as a reader wants them: few digits, one rounding everywhere, printed units.

Sentences and pages print by these rules.
"""

from __future__ import annotations

import math
import re

__all__ = [
    "about",
    "chance",
    "count",
    "decimals",
    "level_text",
    "money",
    "percent",
    "pretty_unit",
    "rough",
    "round_steps",
    "size_span",
    "span",
    "target",
    "value",
    "with_unit",
]

MISSING = "–"
INFINITE = "∞"
MINUS = "−"

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NO_UNIT = frozenset({"", "1", "dimensionless", "none"})


def pretty_unit(unit: str) -> str:
    """Return a unit as it is printed; an empty string for a dimensionless one.

    Examples
    --------
    >>> pretty_unit("g/cm^3"), pretty_unit("J/(kg*K)"), pretty_unit("1")
    ('g/cm³', 'J/(kg·K)', '')
    """
    text = unit.strip()
    if text.lower() in _NO_UNIT:
        return ""
    text = re.sub(r"\s*(?:\*\*|\^)\s*(-?\d+)", lambda m: m[1].translate(_SUPERSCRIPT), text)
    return re.sub(r"\s*\*\s*", "·", text)


def decimals(x: float, digits: int = 3) -> int:
    """Return how many decimals show `x` with `digits` significant digits.

    Examples
    --------
    >>> decimals(0.0190), decimals(221.4), decimals(0.0)
    (4, 0, 2)
    """
    if not math.isfinite(x) or x == 0:
        return digits - 1
    rounded = float(f"{abs(x):.{digits - 1}e}")
    return max(0, digits - 1 - math.floor(math.log10(rounded)))


def value(x: float | None, digits: int = 3, *, like: float | None = None) -> str:
    """Return `x` with `digits` significant digits, zeros at the end kept.

    Parameters
    ----------
    x
        The number; None and NaN give a dash.
    digits
        Significant digits.
    like
        Where given, the number of decimals is the one that fits this number: the two ends of an
        interval are rounded as its estimate is.

    Examples
    --------
    >>> value(0.019), value(1234.5), value(0.0000123), value(float("nan"))
    ('0.0190', '1,234', '1.23×10⁻⁵', '–')
    >>> value(0.00213, like=0.0190)
    '0.0021'
    """
    if x is None or math.isnan(x):
        return MISSING
    if math.isinf(x):
        return INFINITE if x > 0 else MINUS + INFINITE
    scale = x if like is None or not math.isfinite(like) or like == 0 else like
    if x == 0:
        return "0"
    if not 1e-4 <= abs(scale) < 1e9:
        return _scientific(x, digits)
    return f"{x:,.{decimals(scale, digits)}f}".replace("-", MINUS)


def span(low: float | None, high: float | None, digits: int = 3, *, like: float) -> str:
    """Return an interval, both ends rounded as `like` is, its estimate.

    An estimate far below the upper end lends it no more decimals than a tenth of that end would.

    Examples
    --------
    >>> span(0.0184, 0.01971, like=0.019)
    '0.0184 to 0.0197'
    >>> span(0.001, 0.3793, like=0.001)
    '0.0010 to 0.3793'
    """
    if high is not None and math.isfinite(high):
        like = max(abs(like), abs(high) / 10)
    return f"{value(low, digits, like=like)} to {value(high, digits, like=like)}"


def with_unit(text: str, unit: str) -> str:
    """Append a printed unit, with a no-break space, where there is one."""
    printed = pretty_unit(unit)
    return f"{text}\u00a0{printed}" if printed else text


def count(n: float) -> str:
    """Return a whole number with thousands separated.

    Examples
    --------
    >>> count(24000)
    '24,000'
    """
    return f"{round(n):,}"


def about(n: float | None, digits: int = 3) -> str:
    """Return an estimated sample size: `digits` significant digits, ``∞`` where it is infinite.

    From a thousand million on it is a guess, and two digits are enough.

    Examples
    --------
    >>> about(12345.6), about(98.2), about(3.2e12), about(float("inf"))
    ('12,300', '98', '3.2×10¹²', '∞')
    """
    if n is None or math.isnan(n):
        return MISSING
    if math.isinf(n):
        return INFINITE
    if n >= 1e9:
        return _scientific(n, 2)
    return f"{int(float(f'{n:.{digits - 1}e}')):,}" if n >= 10**digits else f"{round(n):,}"


def percent(share: float) -> str:
    """Return a share in percent; never 0 or 100 where it is not.

    Examples
    --------
    >>> percent(0.234), percent(0.001), percent(0.0), percent(0.9995)
    ('23 %', 'under 1 %', '0 %', 'over 99 %')
    """
    if math.isnan(share):
        return MISSING
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{round(100 * share)} %"


def chance(share: float) -> str:
    """Return a share of draws in percent: they are too few to say 0 or 100.

    Examples
    --------
    >>> chance(0.0), chance(0.5), chance(1.0)
    ('under 1 %', '50 %', 'over 99 %')
    """
    return percent(min(max(share, 1e-4), 1 - 1e-4))


def level_text(level: float) -> str:
    """Return the level of an interval.

    Examples
    --------
    >>> level_text(0.9), level_text(0.995)
    ('90 %', '99.5 %')
    """
    return f"{100 * level:.6g} %"


def rough(x: float) -> str:
    """Return a rough number, such as a rate of exchange or a factor, to two figures.

    Examples
    --------
    >>> rough(2.34), rough(563.0), rough(50_062_895.0)
    ('2.3', '560', '50,000,000')
    """
    return value(x, 2) if x < 9.95 else about(x, 2)


def size_span(low: float, high: float, fewest: float = 1.0) -> str:
    """Return an interval of n; below `fewest`, the smallest n studied, nothing is known.

    Examples
    --------
    >>> size_span(1.0, 1220.0, 50.0), size_span(474.0, float("inf"))
    ('under 50 to 1,220', '474 to no limit')
    """
    if high < fewest:
        return f"under {about(fewest)}"
    start = f"under {about(fewest)}" if low < fewest else about(low)
    return f"{start} to {'no limit' if math.isinf(high) else about(high)}"


def target(error: float) -> str:
    """Return a wanted error: three digits where they are all it has, else every one.

    Examples
    --------
    >>> target(0.07), target(176.45), target(1500.0), target(1e-06)
    ('0.0700', '176.45', '1,500', '1.00×10⁻⁶')
    """
    if float(f"{error:.2e}") == error:
        return value(error)
    return f"{error:,.12g}"


def money(amount: float) -> str:
    """Return an amount of money without its unit, which only the user knows.

    Examples
    --------
    >>> money(10000.0), money(12.5), money(0.375), money(3e20)
    ('10,000', '12.50', '0.38', '3.00×10²⁰')
    """
    if amount >= 1e15:
        return _scientific(amount, 3)
    if amount == round(amount) or amount >= 10_000:
        return count(amount)
    return f"{amount:,.2f}" if amount >= 0.01 else value(amount, 2)


def _scientific(x: float, digits: int) -> str:
    mantissa, _, exponent = f"{x:.{digits - 1}e}".partition("e")
    return f"{mantissa.replace('-', MINUS)}×10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` multiples of a round step between two numbers.

    The step is 1, 2 or 5 times a power of ten, and the values are the floats that their shortest
    decimal text stands for.

    Examples
    --------
    >>> round_steps(0.0, 1.0, 6)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    if not high > low:
        return [low]
    exponent = math.floor(math.log10((high - low) / most))
    for power in range(exponent, exponent + 3):
        for factor in (1, 2, 5):
            step = float(f"{factor}e{power}")
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            if last - first + 1 <= most:
                return [_exact(k * factor, power) for k in range(first, last + 1)]
    return [low, high]


def _exact(mantissa: int, power: int) -> float:
    return float(f"{mantissa}e{power}")
