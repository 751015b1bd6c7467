"""Settings from a mapping of plain values, as a file holds them, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING
from functools import partial
from typing import Any, TypeAlias, TypeVar

from simlaw.code_places import allowed_place
from simlaw.errors import InputError, nearest
from simlaw.settings.base import Settings
from simlaw.settings.check import Problem, SettingsError, checked
from simlaw.settings.declaration import Declared, declared, plain

S = TypeVar("S", bound=Settings)

Place: TypeAlias = Callable[[str], object]

NO_CODE: Place = partial(allowed_place, allow_code=False)


def from_mapping(
    of: type[S], content: Mapping[str, Any], *, where: str = "", place: Place = NO_CODE
) -> S:
    """Return settings that came as a mapping by key; sections are mappings in it.

    Parameters
    ----------
    of
        The settings class.
    content
        Lists stand for several; where any number may be, whole ones are taken too.
    where
        Start of the message, such as the name of the file.
    place
        Called for each ``module:attribute`` that stands for a name; raises InputError where such
        code may not be imported. By default it may not.

    Raises
    ------
    SettingsError
        With every mistake: an unknown key (the nearest known one is suggested), one that is
        missing, a value that is not allowed, keys that do not go together.
    """
    found, problems = _read(of, content, place)
    if found is None:
        raise SettingsError(
            [one if one.place else one.within("the file") for one in problems], where
        )
    return found


def _read(of: type[S], content: Any, place: Place) -> tuple[S | None, list[Problem]]:
    """Return the settings of a mapping, or None and what is wrong."""
    if not isinstance(content, Mapping):
        return None, [Problem((), f"found {content!r}; input should be a table of keys.")]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for one in declared(of).values():
        if one.key in content:
            values[one.name], found = _read_value(content[one.key], one, place)
            problems += found
        elif one.about.needed or one.default is MISSING:
            problems.append(Problem((one.key,), "", "missing"))
    keys = [one.key for one in declared(of).values()]
    for key in content:
        if key not in keys:
            said = f"{nearest(key, keys)} Allowed: {', '.join(keys)}."
            problems.append(Problem((key,), said, "unknown"))
    if problems:
        return None, problems
    try:
        read = of(**values)
        for each in reversed(of.__mro__):
            if (agree := vars(each).get("_agree_in_file")) is not None:
                agree(read, content.keys())
    except InputError as error:
        return None, [Problem((), str(error))]
    return read, []


def _read_value(value: Any, one: Declared, place: Place) -> tuple[Any, list[Problem]]:
    """Return the value of a key, and what is wrong with it."""
    section, several = one.section, one.several and isinstance(value, list | tuple)
    if section is not None and several and value:
        # Which of several tables it is belongs to the key.
        parts = [_read(section, part, place) for part in value]
        return tuple(read for read, _ in parts), [
            problem.within(f"{one.key} (table {number})")
            for number, (_, wrong) in enumerate(parts, start=1)
            for problem in wrong
        ]
    if section is not None:
        read, wrong = _read(section, value, place)
        return read, [problem.within(one.key) for problem in wrong]
    if one.of is float:
        value = [_as_float(each) for each in value] if several else _as_float(value)
    # Before the value is looked up, which would import it.
    wrong = list(_barred(value if several else [value], one, place))
    if not wrong:
        value, wrong = checked(value, one)
    return value, [problem.within(one.key) for problem in wrong]


def _as_float(value: Any) -> Any:
    return float(value) if type(value) is int else value


def _barred(values: list[Any], one: Declared, place: Place) -> Iterator[Problem]:
    """Tell of code that is named where it may not be imported."""
    for value in values:
        if one.about.registry is not None and isinstance(value, str) and ":" in value:
            try:
                place(value)
            except InputError as error:
                yield Problem((), str(error))


def to_mapping(settings: Settings, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return settings as a mapping that `from_mapping` reads, in order; what is None is left out.

    Parameters
    ----------
    settings
        What to write.
    given
        The mapping that they were read from, for no more than the keys that stand in it.
    """
    found: dict[str, Any] = {}
    for one in declared(type(settings)).values():
        value = getattr(settings, one.name)
        if value is None or (given is not None and one.key not in given):
            continue
        inner = None if given is None else given[one.key]
        if isinstance(value, Settings):
            found[one.key] = to_mapping(value, inner)
        elif one.section is not None:
            inners = [None] * len(value) if inner is None else inner
            found[one.key] = [to_mapping(v, i) for v, i in zip(value, inners, strict=True)]
        else:
            found[one.key] = _written(plain(value), one)
    return found


def _written(value: Any, one: Declared) -> Any:
    """Return a plain value as a file holds it: what code at a place is called, by its place."""
    registry = one.about.registry
    if registry is None or value is None:
        return value
    return [registry.written(each) for each in value] if one.several else registry.written(value)
