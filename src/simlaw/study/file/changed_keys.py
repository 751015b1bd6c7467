"""Keys of a study file changed from outside, as ``--set design.m=[25,50]`` asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from simlaw.errors import InputError, nearest
from simlaw.settings import declared
from simlaw.study.settings import StudyFileSettings


def known_keys() -> tuple[str, ...]:
    """Return every key of a study file with its section, such as ``design.m``."""
    found: list[str] = []
    for one in declared(StudyFileSettings).values():
        section = one.section
        inner = (
            [] if section is None else [f"{one.key}.{i.key}" for i in declared(section).values()]
        )
        found += inner or [one.key]
    return tuple(found)


def read_changes(assignments: Sequence[str]) -> dict[str, Any]:
    """Return the values of texts such as ``"design.m=[25,50]"``, by key.

    Values are written as in TOML; a text may do without its quotes.

    Raises
    ------
    InputError
        A text that is no assignment, or whose value cannot be read.

    Examples
    --------
    >>> read_changes(["design.m=[25, 50]", "seed = 3", "law.metric=rmse"])
    {'design.m': [25, 50], 'seed': 3, 'law.metric': 'rmse'}
    """
    found: dict[str, Any] = {}
    for text in assignments:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not (key and equals and value):
            raise InputError(f"--set {text}: give it as KEY=VALUE, such as design.m=[25,50].")
        found[key] = _value(text, value)
    return found


def _value(text: str, value: str) -> Any:
    try:
        read = tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError as error:
        if value[0] not in "\"'[{" and value.isprintable():
            return value
        raise InputError(f"--set {text}: the value is not valid TOML: {error}.") from None
    if len(read) > 1:
        raise InputError(f"--set {text}: give one key at a time.")
    return read["value"]


def with_changes(content: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a study file with some keys set to other values.

    Parameters
    ----------
    content
        As TOML holds it; it stays as it is.
    changes
        Values by key with section, such as ``{"design.m": [25, 50]}``.

    Raises
    ------
    InputError
        An unknown key, or one of several source tables.
    """
    found = dict(content)
    for dotted, value in changes.items():
        if dotted not in known_keys():
            raise InputError(
                f"There is no key '{dotted}' in a study file.{nearest(dotted, known_keys())} "
                "All keys stand, explained, in what this writes: simlaw init"
            )
        section, _, key = dotted.rpartition(".")
        if not section:
            found[key] = value
            continue
        before = found.get(section, {})
        if not isinstance(before, Mapping):
            raise InputError(
                f"'{dotted}' cannot be set from outside: the file has several sections "
                f"[[{section}]]. Change the one you mean in the file."
            )
        found[section] = {**before, key: value}
    return found
