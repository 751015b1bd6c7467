"""Numbers as people write them in the cells of tables, with marks, uncertainties and bounds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Status = Literal["number", "missing", "censored", "comma", "point", "other"]

MISSING = frozenset(
    {
        "", "na", "n/a", "#n/a", "<na>", "n.a.", "n.a", "nan", "#nan", "none", "null", "nil", "nd",
        "n.d.", "n.d", "n/d", "nr", "n.r.", "n/r", "not available", "not determined", "no data",
        "not measured", "not reported", "not given", "not detected", "not applicable", "unknown",
        "missing", "undefined", "tbd", "-", "--", "---", "–", "—", "?", "??", ".", "..", "...", "…",
        "inf", "-inf", "+inf", "infinity", "-infinity", "∞", "#value!", "#ref!",
        "#div/0!", "#num!", "#name?", "#null!", "(null)", "(none)", "empty", "blank",
    }
)  # fmt: skip
"""What stands in a cell without a value, in small letters."""

_DIGITS = r"(?:\d[\d.,' \u00a0\u2009\u202f]*\d|\d)[.,]?|[.,]\d+"
_POWER = r"(?:[eEdD][-+]?\d+)?"
_NUMBER = rf"[-+]?(?:{_DIGITS}){_POWER}"
_PLAIN = re.compile(rf"(?P<sign>[-+]?)\s?(?P<digits>{_DIGITS})(?P<power>{_POWER})")
_PLUS_MINUS = r"(?:±|\+/-|\+-|\+\\-|\\pm|&plusmn;|\u2213)"
_UNCERTAIN = re.compile(rf"(?P<value>{_NUMBER})\s*{_PLUS_MINUS}\s*(?P<spread>{_NUMBER})")
_COMMON_POWER = re.compile(
    rf"\(\s*(?P<value>{_NUMBER})\s*{_PLUS_MINUS}\s*(?P<spread>{_NUMBER})\s*\)(?P<power>[eE][-+]?\d+)"
)
_CONCISE = re.compile(
    rf"(?P<value>[-+]?(?:{_DIGITS}))\s?\(\s*(?P<mark>±)?\s*(?P<spread>\d+(?:[.,]\d+)?)\s*\)"
    rf"(?P<power>{_POWER})"
)
_BOUND = re.compile(
    r"(?:[<>≤≥≲≳~≈∼]|<=|>=|=<|=>|ca\.?|c\.|approx\.?|about|around|circa|below|above|"
    r"less than|more than|greater than|up to|at least|over|under|max\.?|min\.?)"
    rf"\s*=?\s*{_NUMBER}",
    re.IGNORECASE,
)
_BOUND_BEHIND = re.compile(rf"{_NUMBER}\s*(?:\+|<|>|or more|or less|and above|and below)")
_RANGE = re.compile(
    rf"{_NUMBER}\s*(?:-|–|—|~|…|\.\.\.?|\bto\b|\band\b|/)\s*{_NUMBER}", re.IGNORECASE
)
_TIMES_TEN = re.compile(r"\s*[×✕x*·⋅]\s*10\s*(?:\^|\*\*)?\s*\{?\(?\s*([-+]?\d+)\s*\)?\}?\Z")
_TIMES_TEN_RAISED = re.compile(r"\s*[×✕x*·⋅]\s*10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\Z")
_LOWERED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
_MINUS = str.maketrans({"−": "-", "﹣": "-", "－": "-", "‐": "-", "‑": "-"})
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[,.' \u00a0\u2009\u202f])\d{3}(?:(?P=mark)\d{3})*\Z")


@dataclass(frozen=True)
class NumberText:
    """What a cell says.

    Attributes
    ----------
    status
        ``"number"``; ``"missing"``; ``"censored"``: a bound, a range or about a number;
        ``"comma"``: it depends on the decimal mark, which is not known; ``"point"``: it has a
        point where the decimal mark is a comma; ``"other"``.
    number
        Its number, NaN where there is none.
    spread
        The uncertainty that stands with it, NaN where none does.
    """

    status: Status
    number: float = math.nan
    spread: float = math.nan


def read_number(text: str, decimal: str = "") -> NumberText:
    """Return what a cell says.

    Parameters
    ----------
    text
        The cell.
    decimal
        Decimal mark of the column, ``"."`` or ``","``; empty where it is not known: then a comma
        is read only where it cannot be a decimal mark.

    Examples
    --------
    >>> read_number("1.23 ± 0.05").spread, read_number("1.23(5)").spread
    (0.05, 0.05)
    >>> read_number("1,234.5").number, read_number("0,865").status, read_number("0,865", ",").number
    (1234.5, 'comma', 0.865)
    >>> read_number("< 0.1").status, read_number("n.d.").status, read_number("1.2×10^-3").number
    ('censored', 'missing', 0.0012)
    """
    text = text.strip().translate(_MINUS)
    if text.lower() in MISSING:
        return NumberText("missing")
    text = _with_power(text)
    if _PLAIN.fullmatch(text):
        return _plain(text, decimal)
    if (found := _COMMON_POWER.fullmatch(text)) is not None:
        value = _plain(found["value"] + found["power"], decimal)
        return _with_spread(value, _plain(found["spread"] + found["power"], decimal))
    if (found := _UNCERTAIN.fullmatch(text)) is not None:
        return _with_spread(_plain(found["value"], decimal), _plain(found["spread"], decimal))
    if (found := _CONCISE.fullmatch(text)) is not None:
        value = _plain(found["value"] + found["power"], decimal)
        return _with_spread(value, _concise(found, decimal))
    if any(form.fullmatch(text) for form in (_BOUND, _BOUND_BEHIND, _RANGE)):
        return NumberText("censored")
    return NumberText("other")


def _with_power(text: str) -> str:
    """Return a text whose power of ten is written with an e."""
    if (found := _TIMES_TEN.search(text)) is not None:
        return f"{text[: found.start()]}e{found[1]}"
    if (found := _TIMES_TEN_RAISED.search(text)) is not None:
        return f"{text[: found.start()]}e{found[1].translate(_LOWERED)}"
    return text


def _with_spread(value: NumberText, spread: NumberText) -> NumberText:
    if value.status != "number":
        return value
    return NumberText("number", value.number, abs(spread.number))


def _concise(found: re.Match[str], decimal: str) -> NumberText:
    """Return the uncertainty of a text such as ``1.23(5)``: in units of the last digit."""
    spread = found["spread"]
    if found["mark"] or "." in spread or "," in spread:
        return _plain(spread + found["power"], decimal)
    if re.search(r"\s\(", found[0]):  # a count or a reference as likely
        return NumberText("other")
    pieces = re.split(r"[.,]", found["value"])
    behind = len(pieces[-1]) if len(pieces) > 1 else 0
    return _plain(f"{spread}e{-behind + int(found['power'][1:] or 0)}", decimal)


def _plain(text: str, decimal: str) -> NumberText:
    """Return a number of digits, marks and a power of ten."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return NumberText("other")
    digits = found["digits"]
    status, whole = _ungrouped(digits, decimal)
    if status != "number":
        return NumberText(status)
    power = found["power"].lower().replace("d", "e")
    return NumberText("number", float(f"{found['sign']}{whole}{power}"))


def _ungrouped(digits: str, decimal: str) -> tuple[Status, str]:
    """Return digits with a point as the decimal mark, and none between groups."""
    marks = re.sub(r"\d", "", digits)
    if not marks or marks == ".":
        if marks and decimal == ",":
            whole, _, rest = digits.partition(".")
            if _GROUPED.fullmatch(digits) and not whole.startswith("0"):
                return "number", whole + rest
            return "point", digits
        return "number", digits
    last = marks[-1]
    grouped = marks[:-1] if last in ".," and marks.count(last) == 1 else marks
    if len(set(grouped)) > 1 or (grouped and last in grouped and grouped != marks):
        return "other", digits
    if grouped == marks:  # groups alone
        if not _GROUPED.fullmatch(digits) or digits.startswith("0"):
            return "other", digits
        mark = marks[0]
        if mark == "," and decimal == ",":
            return "other", digits
        if mark == "." and decimal != ",":
            return "other", digits
        return "number", digits.replace(mark, "")
    whole, _, rest = digits.rpartition(last)
    if grouped and not _GROUPED.fullmatch(whole):
        return "other", digits
    if grouped:  # both marks, which settles what each means
        if decimal and last != decimal:
            return ("point" if decimal == "," else "comma"), digits
        return "number", f"{whole.replace(grouped[0], '')}.{rest}"
    # One comma.
    if decimal == ",":
        return "number", f"{whole}.{rest}"
    if decimal == "." and _GROUPED.fullmatch(digits) and not whole.startswith("0"):
        return "number", whole + rest
    return "comma", digits
