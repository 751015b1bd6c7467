"""What may be wrong with a setting, and how it is said."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from re import fullmatch
from typing import Any

from simlaw.errors import InputError, nearest
from simlaw.settings.declaration import About, Declared, Mapped
from simlaw.settings.inline_table import InlineTable

SHOWN = 5
"""Mistakes that one message lists."""


@dataclass(frozen=True)
class Problem:
    """One mistake in settings.

    Attributes
    ----------
    place
        Keys from the outermost section to the setting; of a mistake in what stands together, to
        the section; empty for the whole.
    said
        What was found, and what is allowed.
    form
        ``"value"``, ``"unknown"`` or ``"missing"`` key.
    """

    place: tuple[str, ...]
    said: str
    form: str = "value"

    def __str__(self) -> str:
        key = ".".join(self.place)
        if self.form == "missing":
            return f"the key '{key}' is missing."
        if self.form == "unknown":
            return f"unknown key '{self.place[-1]}' in {_header(self.place[:-1])}.{self.said}"
        return f"{key}: {self.said}" if key else self.said

    def within(self, *place: str) -> Problem:
        """Return the same mistake as seen from outside."""
        return Problem((*place, *self.place), self.said, self.form)


def _header(place: tuple[str, ...]) -> str:
    if not place:
        return "the top level"
    name, _, which = place[0].partition(" ")
    return f"section [[{name}]] {which}" if which else f"section [{'.'.join(place)}]"


class SettingsError(InputError):
    """Settings that cannot be used, with every mistake."""

    def __init__(self, problems: Sequence[Problem], where: str = "") -> None:
        lines = [str(problem) for problem in problems]
        more = f"\n  (and {len(lines) - SHOWN} more)" if len(lines) > SHOWN else ""
        super().__init__((f"{where}: " if where else "") + "\n  ".join(lines[:SHOWN]) + more)
        self.problems, self.where = tuple(problems), where

    def __reduce__(self) -> tuple[type[SettingsError], tuple[object, ...]]:
        # A worker may raise it, and it must arrive as it is.
        return type(self), (self.problems, self.where)


def checked(value: Any, one: Declared) -> tuple[Any, list[Problem]]:
    """Return a value as it is kept, and what is wrong with it."""
    if value is None and one.optional:
        return None, []
    if one.mapped is not None and (one.of is dict or isinstance(value, Mapping)):
        return _checked_mapping(value, one.mapped)
    section = one.section
    if section is not None and isinstance(value, section):
        return value, []
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    if not one.several or (one.single and not several):
        kept, said = _checked_one(value, one)
        return ((kept,) if one.several else kept), ([Problem((), said)] if said else [])
    if not several:
        return value, [Problem((), f"found {value!r}; input should be a list.")]
    items = [_checked_one(item, one) for item in value]
    problems = [Problem((str(i),), said) for i, (_, said) in enumerate(items) if said]
    if said := _too_few_or_many(len(items), one.about):
        problems.append(Problem((), said))
    return tuple(kept for kept, _ in items), problems


def _checked_mapping(value: Any, mapped: Mapped) -> tuple[Any, list[Problem]]:
    """Return a mapping as it is kept, and what is wrong with its values."""
    if not isinstance(value, Mapping):
        return value, [Problem((), f"found {value!r}; input should be a table of keys.")]
    kinds = " or ".join(
        name
        for of, name in ((float, "a number"), (int, "a whole number"), (str, "a text"))
        if of in mapped.of
    )
    allowed = f"{kinds}, or a list of them" if mapped.several else kinds
    if not mapped.alone:
        allowed = f"a list of {kinds.removeprefix('a ')}s"
    problems = []
    for key, each in value.items():
        several = mapped.several and isinstance(each, list | tuple)
        if (
            (several and not each)
            or not all(_may_stand(one, mapped) for one in (each if several else [each]))
            or not (several or mapped.alone)
        ):
            said = f"found {each!r}; input should be {allowed}."
            problems.append(Problem((str(key),), said))
    return (value if problems else InlineTable(value)), problems


def _may_stand(value: Any, mapped: Mapped) -> bool:
    if isinstance(value, str):
        return str in mapped.of
    if int in mapped.of:
        return not _whole(value)[1]
    return float in mapped.of and not _number(value)[1]


def _too_few_or_many(count: int, about: About) -> str:
    if count < about.fewest:
        return f"found {count} of them; input should have at least {about.fewest}."
    if about.greatest is not None and count > about.greatest:
        return f"found {count} of them; input should have at most {about.greatest}."
    return ""


def _checked_one(value: Any, one: Declared) -> tuple[Any, str]:
    """Return one value as it is kept, and what is wrong with it, if so."""
    kept, wrong = value, ""
    registry = one.about.registry
    if registry is not None and not (isinstance(value, str) and ":" not in value):
        # An object, or the place of one: known by its name from here on.
        try:
            return registry.adopt(value), ""
        except InputError as error:
            return value, str(error)
    if isinstance(value, str) and one.of is str:
        if one.about.pattern and not fullmatch(one.about.pattern, value):
            wrong = f"input should match the pattern '{one.about.pattern}'"
    elif one.of is str:
        wrong = "input should be a text"
    elif one.of is int:
        kept, wrong = _whole(value)
    elif one.of is float:
        kept, wrong = _number(value)
    elif one.of is bool:
        wrong = "" if isinstance(value, bool) else "input should be true or false"
    elif not isinstance(value, one.of):
        wrong = f"input should be settings, such as {one.of.__name__}()"
    if wrong:
        return value, f"found {value!r}; {wrong}."
    if one.of in (int, float) and (limit := _beyond(kept, one.about)):
        return value, f"found {value!r}; input should be {limit}."
    return kept, _no_such_word(value, one.about)


def _whole(value: Any) -> tuple[Any, str]:
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value), ""
    except TypeError:
        return value, "input should be a valid integer"


def _number(value: Any) -> tuple[Any, str]:
    if isinstance(value, bool) or not isinstance(value, Real):
        return value, "input should be a valid number"
    if not math.isfinite(value):
        return value, "input should be a finite number"
    return value if isinstance(value, int | float) else float(value), ""


def _beyond(value: float, about: About) -> str:
    """Return the limit that a number does not keep, empty where it keeps all."""
    if about.least is not None and value < about.least:
        return f"greater than or equal to {about.least}"
    if about.above is not None and value <= about.above:
        return f"greater than {about.above}"
    if about.most is not None and value > about.most:
        return f"less than or equal to {about.most}"
    if about.below is not None and value >= about.below:
        return f"less than {about.below}"
    return ""


def _no_such_word(value: Any, about: About) -> str:
    """Say that a value is none of the allowed words, empty where it is one."""
    words = about.allowed()
    if not words or (isinstance(value, str) and value in words):
        return ""
    close = nearest(value, words)
    return f"found {value!r}; allowed are {', '.join(words)}.{close}"
