"""The class that settings inherit, and the docstring that lists them."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Collection
from typing import TypeVar, cast

from simlaw.settings.check import Problem, SettingsError, checked
from simlaw.settings.declaration import declared

S = TypeVar("S", bound="Settings")


class Settings:
    """Base of settings classes: checks what it is made of, however it is made.

    Texts and numbers stay as they were given; several become a tuple.

    Raises
    ------
    SettingsError
        With every value that is not allowed: what was found, and what is.
    InputError
        For values that do not go together.
    """

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        for name, one in declared(type(self)).items():
            value, found = checked(getattr(self, name), one)
            problems += [problem.within(name) for problem in found]
            object.__setattr__(self, name, value)
        if problems:
            raise SettingsError(problems)
        for of in reversed(type(self).__mro__):
            if (agree := vars(of).get("_agree")) is not None:
                agree(self)

    def _agree(self) -> None:
        """Raise InputError for values that do not go together; each class has its own."""

    def _agree_in_file(self, given: Collection[str]) -> None:
        """Raise InputError for keys that cannot stand together in a file, of those given."""


def with_keywords(of: type[S]) -> type[S]:
    """Add its settings to the docstring of a class, as numpydoc parameters; a decorator."""
    of.__doc__ = cast(str, _KeywordsDoc(of, inspect.cleandoc(of.__doc__ or "")))
    return of


class _KeywordsDoc:
    """A docstring made when it is asked for: the words of a registry may take long to import."""

    def __init__(self, of: type[Settings], start: str) -> None:
        self.of, self.start = of, start

    def __get__(self, instance: object, owner: type | None = None) -> str:
        lines: list[str] = []
        for one in declared(self.of).values():
            first, *words = one.about.lines()
            lines += [one.name, *_wrapped(first), *([""] if words else [])]
            lines += [part for word in words for part in _wrapped(word, "- ")]
        return "\n".join([self.start, *lines])


def _wrapped(text: str, mark: str = "") -> list[str]:
    indent = " " * 4
    return textwrap.wrap(
        text,
        96,
        initial_indent=indent + mark,
        subsequent_indent=indent + " " * len(mark),
        break_on_hyphens=False,
    )
