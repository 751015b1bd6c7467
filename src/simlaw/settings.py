"""One home for a setting: a field that says its name, type, default, limits and purpose.

A settings class is a frozen dataclass that inherits `Settings`; it lives in the package that uses
it. From its fields are made what files and keywords are checked by, the words that explain a key
wherever it is shown, and the values that a file holds. A new setting is one field::

    @dataclass(frozen=True)
    class OvenSettings(Settings):
        heat: float = setting(180.0, "Temperature in degrees Celsius.", above=0, most=300)

Types are ``int``, ``float``, ``str``, several of one (``Sequence[int]``; ``int | Sequence[int]``
where one may stand alone), ``None`` beside them, and other settings classes.
"""

from __future__ import annotations

import inspect
import math
import operator
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from numbers import Real
from re import fullmatch
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from simlaw.errors import InputError, nearest
from simlaw.registry import Registry

T = TypeVar("T")
S = TypeVar("S", bound="Settings")

Words: TypeAlias = Mapping[str, object] | Callable[[], Mapping[str, object]]
"""Allowed words: what each stands for, a sentence or an object that has one; or what gives them."""

SHOWN = 5
"""Mistakes that one message lists."""

_ABOUT = "setting"


@dataclass(frozen=True)
class About:
    """What is known of a setting besides its name, type and default.

    Attributes
    ----------
    says
        The sentence, or two, that explain it.
    key
        Its name in a file, where that is not the field's.
    words
        What it may be, where that is a choice. Of a `simlaw.registry.Registry`, an object that
        fits is allowed in Python in place of a name.
    listed
        Whether the words are listed under the explanation; else it names them itself.
    example
        Shown for a setting that has no default.
    needed
        Whether a file must hold it, though in Python it has a default.
    least, above, most, below
        Limits of a number, or of each of several: two that may be reached, two that may not.
    fewest, greatest
        How many there may be of several.
    pattern
        Regular expression that a text matches as a whole.
    """

    says: str
    key: str = ""
    words: Words | None = None
    listed: bool = True
    example: object = None
    needed: bool = False
    least: float | None = None
    above: float | None = None
    most: float | None = None
    below: float | None = None
    fewest: int = 0
    greatest: int | None = None
    pattern: str = ""

    def allowed(self) -> Mapping[str, object]:
        """Return the allowed words; empty where it is no choice."""
        words = self.words
        return {} if words is None else words if isinstance(words, Mapping) else words()

    def lines(self) -> list[str]:
        """Return the explanation: what it is, then each word that is listed with its meaning."""
        listed = self.allowed().items() if self.listed else ()
        return [self.says, *(f'"{word}": {meaning(one)}' for word, one in listed)]


def meaning(one: object) -> str:
    """Return what a word stands for: a sentence, an object's title, or what its class says it is.

    Examples
    --------
    >>> meaning("values as they are")
    'values as they are'
    """
    if isinstance(one, str):
        return one
    title = getattr(one, "title", None)
    return title if isinstance(title, str) else (type(one).__doc__ or "").partition("\n")[0]


def about(says: str, **more: Any) -> Mapping[str, About]:
    """Return the ``metadata`` of a dataclass field that is a setting; ``more`` is as in `About`."""
    return MappingProxyType({_ABOUT: About(says, **more)})


def setting(default: T, says: str, **more: Any) -> T:
    """Declare a setting with a default; ``more`` is as in `About`."""
    declared: T = field(default=default, metadata=about(says, **more))
    return declared


def plain(value: Any) -> Any:
    """Return a value as a file holds it: lists for several, names for objects."""
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value.name)


@dataclass(frozen=True)
class Declared:
    """A setting of a class, with all that is known of it.

    Attributes
    ----------
    name, key
        The field, and its name in a file.
    about
        What it is, and what it may be.
    default
        Its default; `dataclasses.MISSING` where it has none.
    of
        ``int``, ``float``, ``str``, or another settings class.
    several, single, optional
        Whether several may be given, one alone, or None.
    """

    name: str
    key: str
    about: About
    default: Any
    of: type
    several: bool
    single: bool
    optional: bool

    @property
    def section(self) -> type[Settings] | None:
        """The settings class that it holds, if it does."""
        return self.of if issubclass(self.of, Settings) else None

    @property
    def shown(self) -> Any:
        """Its default as a file holds it, or an example where it has none."""
        if self.default is MISSING or self.default is None:
            return [] if self.about.example is None else plain(self.about.example)
        return plain(self.default)


def declared(of: type[Settings]) -> Mapping[str, Declared]:
    """Return the settings of a class by the name of their field, in order."""
    return _declared(cast(Any, of))


@cache
def _declared(of: Any) -> Mapping[str, Declared]:
    hints = get_type_hints(of)
    found = {}
    for one in fields(of):
        if isinstance(said := one.metadata.get(_ABOUT), About):
            default = one.default if one.default_factory is MISSING else one.default_factory()
            kind = _kind(hints[one.name])
            found[one.name] = Declared(one.name, said.key or one.name, said, default, *kind)
    return MappingProxyType(found)


def _kind(hint: Any) -> tuple[type, bool, bool, bool]:
    """Return what an annotation holds; whether it may be several, one alone, or None."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    many = [part for part in parts if get_origin(part) in (Sequence, tuple)]
    alone = [part for part in parts if part not in (*many, NoneType)]
    # What else may stand there is an object in place of a name.
    of = next(
        one
        for one in (*alone, *(_kind(get_args(part)[0])[0] for part in many))
        if one in (int, float, str) or (isinstance(one, type) and issubclass(one, Settings))
    )
    return of, bool(many), bool(alone), NoneType in parts


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
        self.problems = tuple(problems)


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


def checked(value: Any, one: Declared) -> tuple[Any, list[Problem]]:
    """Return a value as it is kept, and what is wrong with it."""
    if value is None and one.optional:
        return None, []
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


def _too_few_or_many(count: int, about: About) -> str:
    if count < about.fewest:
        return f"found {count} of them; input should have at least {about.fewest}."
    if about.greatest is not None and count > about.greatest:
        return f"found {count} of them; input should have at most {about.greatest}."
    return ""


def _checked_one(value: Any, one: Declared) -> tuple[Any, str]:
    """Return one value as it is kept, and what is wrong with it, if so."""
    kept, wrong = value, ""
    if isinstance(value, str) and one.of is str:
        if one.about.pattern and not fullmatch(one.about.pattern, value):
            wrong = f"input should match the pattern '{one.about.pattern}'"
    elif one.of is str and isinstance(one.about.allowed(), Registry):
        pass  # an object in place of a name
    elif one.of is str:
        wrong = "input should be a text"
    elif one.of is int:
        kept, wrong = _whole(value)
    elif one.of is float:
        kept, wrong = _number(value)
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
    if isinstance(words, Registry) and (not isinstance(value, str) or ":" in value):
        try:
            words.find(value)
        except InputError as error:
            return str(error)
        return ""
    close = nearest(value, words)
    return f"found {value!r}; allowed are {', '.join(words)}.{close}"


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
            lines += [one.name, *_wrapped(first), *(p for w in words for p in _wrapped(w, "- "))]
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
