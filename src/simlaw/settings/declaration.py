"""How a setting is declared: a dataclass field with all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache, reduce
from operator import or_
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from simlaw.registry import Registry

T = TypeVar("T")

Words: TypeAlias = Mapping[str, object] | Callable[[], Mapping[str, object]]
"""Allowed words: what each stands for, a sentence or an object that has one; or what gives them."""

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
    also
        Words beside those of a registry.
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
    also: Mapping[str, object] | None = None
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
        if words is None:
            return self.also or {}
        found = words if isinstance(words, Mapping) else words()
        return {**self.also, **found} if self.also else found

    @property
    def registry(self) -> Registry[Any] | None:
        """The registry that an object, or the place of one, may stand for a name of."""
        return self.words if isinstance(self.words, Registry) else None

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
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value.name)


@dataclass(frozen=True)
class Mapped:
    """What the values of a setting that is a mapping may be.

    Attributes
    ----------
    of
        ``float``, ``str``, or both; or ``int``.
    several
        Whether a value may be a list of them.
    alone
        Whether it may be one that is no list.
    """

    of: frozenset[type]
    several: bool
    alone: bool = True


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
        ``int``, ``float``, ``str``, ``bool``, or another settings class.
    several, single, optional
        Whether several may be given, one alone, or None.
    mapped
        Of what may be a mapping, what its values may be; `of` is ``dict`` where it can be nothing
        else.
    """

    name: str
    key: str
    about: About
    default: Any
    of: type
    several: bool
    single: bool
    optional: bool
    mapped: Mapped | None = None

    @property
    def section(self) -> type[Any] | None:
        """The settings class that it holds, if it does."""
        return self.of if is_dataclass(self.of) else None

    @property
    def shown(self) -> Any:
        """Its default as a file holds it, or an example where it has none."""
        if self.default is MISSING or self.default is None:
            return [] if self.about.example is None else plain(self.about.example)
        return plain(self.default)


def declared(of: type[Any]) -> Mapping[str, Declared]:
    """Return the settings of a settings class by the name of their field, in order."""
    return _declared(cast(Any, of))


@cache
def _declared(of: Any) -> Mapping[str, Declared]:
    hints = get_type_hints(of)
    found = {}
    for one in fields(of):
        if isinstance(said := one.metadata.get(_ABOUT), About):
            default = one.default if one.default_factory is MISSING else one.default_factory()
            mapped = _mapped(hints[one.name])
            hint = _without_mapping(hints[one.name])
            kind = _kind(hint) if hint is not None else (dict, False, True, True)
            found[one.name] = Declared(
                one.name, said.key or one.name, said, default, *kind, mapped=mapped
            )
    return MappingProxyType(found)


def _parts(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _without_mapping(hint: Any) -> Any:
    """Return what else than a mapping a setting may be; None where it is nothing else."""
    parts = _parts(hint)
    left = [part for part in parts if get_origin(part) is not Mapping]
    if len(left) == len(parts):
        return hint
    return reduce(or_, left) if any(part is not NoneType for part in left) else None


def _mapped(hint: Any) -> Mapped | None:
    """Return what the values of a mapping may be; None for what is no mapping."""
    for part in _parts(hint):
        if get_origin(part) is Mapping:
            values = _parts(get_args(part)[1])
            lists = [one for one in values if get_origin(one) is Sequence]
            held = [one for one in values if one not in lists]
            # Of lists alone, what they hold.
            held = held or [of for one in lists for of in get_args(one)]
            return Mapped(frozenset(held), bool(lists), alone=len(held) != 0 and held[0] in values)
    return None


def _kind(hint: Any) -> tuple[type, bool, bool, bool]:
    """Return what an annotation holds; whether it may be several, one alone, or None."""
    parts = _parts(hint)
    many = [part for part in parts if get_origin(part) in (Sequence, tuple)]
    alone = [part for part in parts if part not in (*many, NoneType)]
    held = [*alone, *(_kind(get_args(part)[0])[0] for part in many)]
    # What stands beside a text is an object in place of a name.
    plain_types = [one for one in held if one in (int, float, str, bool)]
    of = plain_types[0] if plain_types else next(one for one in held if is_dataclass(one))
    return cast(type, of), bool(many), bool(alone), NoneType in parts
