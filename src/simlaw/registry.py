"""Names and objects: the one mechanism for all that can be plugged in.

A `Registry` holds what comes with simlaw and finds what other installed distributions offer under
an entry-point group. Wherever a name is taken, an object of the same protocol may be given instead,
and in Python also the place of one, ``"module:attribute"``; from a file such a place is imported
only where the user allowed code, see `simlaw.code_places`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import EntryPoint, distributions, entry_points, packages_distributions
from typing import Any, Generic, TypeVar, cast

from simlaw.code_places import import_place
from simlaw.errors import InputError, nearest

T = TypeVar("T")

_NAME = re.compile(r"[a-z][a-z0-9+-]{0,39}")

SHIPPED = "simlaw"
"""The distribution whose parts need no naming: its version is recorded anyway."""


@dataclass(frozen=True)
class Provenance:
    """Where something that was plugged in comes from.

    Attributes
    ----------
    place
        ``module:attribute``, or ``module:Class`` of an object.
    distribution, version
        The installed distribution that holds it; empty where none does, as for a script.
    """

    place: str
    distribution: str = ""
    version: str = ""

    def __str__(self) -> str:
        whose = f"{self.distribution} {self.version}".strip() or "no installed distribution"
        return f"{self.place} ({whose})"


class Registry(Mapping[str, T], Generic[T]):
    """Everything of one sort by its name: what simlaw ships, then what is installed beside it.

    Parameters
    ----------
    what
        What an entry is, for messages: ``"descriptor"``.
    shipped
        By name, the object or the place ``"module:attribute"`` that it is imported from when it is
        asked for.
    group
        The entry-point group through which other distributions add to it; None where they cannot.
    needs
        Attributes that an object must have to be one of these.
    """

    def __init__(
        self,
        what: str,
        shipped: Mapping[str, T | str] | Iterable[T],
        *,
        group: str | None = None,
        needs: Iterable[str] = ("name",),
    ) -> None:
        self.what = what
        self.group = group
        self.needs = tuple(needs)
        if not isinstance(shipped, Mapping):
            shipped = {str(cast(Any, one).name): one for one in shipped}
        self._shipped: dict[str, T | str] = dict(shipped)
        self._paths = {name: one for name, one in shipped.items() if isinstance(one, str)}
        self._plugged: dict[str, T] = {}
        self._given: dict[str, T] = {}
        self._places: dict[str, str] = {}

    def __getitem__(self, name: str) -> T:
        if name in self._shipped:
            found = self._shipped[name]
            if isinstance(found, str):
                found = cast(T, import_place(found))
                self._shipped[name] = found
            return found
        if name in self._given:
            return self._given[name]
        if name not in self._plugged:
            point = self._points().get(name)
            if point is None:
                raise KeyError(name)
            self._plugged[name] = self._loaded(point)
        return self._plugged[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._shipped
        plugged = dict.fromkeys([*self._points(), *self._given])
        yield from (name for name in plugged if name not in self._shipped)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._shipped or name in self._given or name in self._points()

    def find(self, wanted: str | T, *, where: str = "") -> T:
        """Return the entry of a name, the object at a place, or the object given.

        Parameters
        ----------
        wanted
            A name; ``"module:attribute"``; or an object of this sort.
        where
            Start of a message, such as the key of a setting.

        Raises
        ------
        InputError
            An unknown name, or an object that lacks what one of this sort must have.
        """
        head = f"{where}: " if where else ""
        if not isinstance(wanted, str):
            return self.checked(wanted, where=where)
        if wanted in self:
            return self[wanted]
        if ":" in wanted:
            return self.checked(cast(T, import_place(wanted)), where=where)
        raise InputError(
            f"{head}there is no {self.what} '{wanted}'.{nearest(wanted, self)} Allowed: "
            f"{', '.join(self)}."
        )

    def adopt(self, given: str | T, *, where: str = "") -> str:
        """Make an object known by its name in this process, and return the name.

        Parameters
        ----------
        given
            An object of this sort; a name or a place is found as by `find`.
        where
            Start of a message.

        Raises
        ------
        InputError
            If it is none of this sort, or its name is not fit to be one or belongs to another.
        """
        if isinstance(given, str) and given in self:
            return given
        found = self.find(given, where=where)
        name, head = str(cast(Any, found).name), f"{where}: " if where else ""
        if not _NAME.fullmatch(name):
            raise InputError(
                f"{head}'{name}' is no name for a {self.what}: small letters, digits, '+' and '-' "
                "are allowed, a letter first, 40 in all."
            )
        if name in self and name not in self._given:
            if self[name] is not found and self[name] != found:
                raise InputError(
                    f"{head}there is a {self.what} '{name}' already; give this one another name."
                )
            return name
        self._given[name] = found
        if isinstance(given, str):
            self._places[name] = given
        return name

    def written(self, name: str) -> str:
        """Return how a file names an entry: the place it was imported from, else its name."""
        return self._places.get(name, name)

    def place(self, wanted: str | T) -> str:
        """Return where another process can import an entry from, as ``module:attribute``.

        Raises
        ------
        InputError
            If there is no such entry, or an object that no module holds.
        """
        name = wanted if isinstance(wanted, str) and ":" not in wanted else self.adopt(wanted)
        if name in self._places:
            return self._places[name]
        if name not in self._given and (point := self._points().get(name)) is not None:
            return point.value
        found = self.find(name)
        if isinstance(shipped := self._paths.get(name), str):
            return shipped
        for module in list(sys.modules.values()):
            for attribute, value in list(getattr(module, "__dict__", {}).items()):
                if value is found and module.__name__ != "__main__":
                    return f"{module.__name__}:{attribute}"
        raise InputError(
            f"The {self.what} '{name}' stands in no module that another process could import. Put "
            "it into a file of its own, as a variable of that module."
        )

    def given(self, names: Iterable[str]) -> tuple[T, ...]:
        """Return those of some entries that were given as objects, which no other process knows."""
        return tuple(self._given[name] for name in dict.fromkeys(names) if name in self._given)

    def checked(self, given: T, *, where: str = "") -> T:
        """Return an object if it has what one of this sort must have.

        Raises
        ------
        InputError
            With what it lacks.
        """
        head = f"{where}: " if where else ""
        if isinstance(given, type):
            raise InputError(
                f"{head}{given.__name__} is a class where a {self.what} is needed: give an object "
                f"of it, such as {given.__name__}()."
            )
        lacking = [name for name in self.needs if not hasattr(given, name)]
        if lacking:
            raise InputError(
                f"{head}{type(given).__name__} is no {self.what}: it has no "
                f"{', '.join(f'`{name}`' for name in lacking)}. A {self.what} needs "
                f"{', '.join(f'`{name}`' for name in self.needs)}."
            )
        return given

    def provenance(self, wanted: str | T) -> Provenance | None:
        """Return where an entry or object comes from; None for what comes with simlaw."""
        if isinstance(wanted, str):
            if wanted in self._shipped:
                return None
            if wanted in self._given:
                return self.provenance(self._given[wanted])
            if (point := self._points().get(wanted)) is not None:
                owner = point.dist
                named = ("", "") if owner is None else (owner.name, owner.version)
                return Provenance(point.value, *named)
            return _foreign(wanted)
        if any(wanted is one for one in self._shipped.values()):
            return None
        for name, one in self._plugged.items():
            if one is wanted:
                return self.provenance(name)
        # What simlaw's own class was made of may be somebody else's function.
        origin: Any = getattr(wanted, "made_of", None)
        if not hasattr(origin, "__qualname__"):
            origin = type(wanted)
        return _foreign(f"{origin.__module__}:{origin.__qualname__}")

    def _points(self) -> dict[str, EntryPoint]:
        return {} if self.group is None else _installed(self.group)

    def _loaded(self, point: EntryPoint) -> T:
        try:
            found = point.load()
        except Exception as error:  # somebody else's code may fail in any way
            raise InputError(
                f"The {self.what} '{point.name}' of {point.value} cannot be imported: "
                f"{type(error).__name__}: {error}"
            ) from error
        return self.checked(cast(T, found), where=f"{point.value}")


def fingerprint_of(one: Any, known: Provenance | None) -> str:
    """Return what tells a plugged-in part from another version of it, on every machine alike.

    Its name, and the version of the distribution it comes from. An object of no distribution is
    known by its own ``version``, its plain fields, and the source of its class and functions.
    """
    parts = [str(one.name), str(getattr(one, "version", ""))]
    if known is not None and known.distribution:
        return " ".join([*parts, known.distribution, known.version])
    digest = blake2b(digest_size=8)
    for name, value in sorted(getattr(one, "__dict__", {}).items()):
        if isinstance(value, str | int | float | bool | tuple | frozenset) or value is None:
            digest.update(f"{name}={value!r};".encode())
        elif callable(value):
            digest.update(_source(value))
    digest.update(_source(type(one)))
    return " ".join([*parts, digest.hexdigest()])


def _source(code: Any) -> bytes:
    with suppress(OSError, TypeError):
        return inspect.getsource(code).encode()
    return getattr(code, "__qualname__", type(code).__qualname__).encode()


@cache
def _installed(group: str) -> dict[str, EntryPoint]:
    """Return the entry points of a group by name; of two with one name the first by distribution.

    Those of simlaw itself do not count: what it ships is listed where it is defined.
    """
    found = sorted(
        entry_points(group=group), key=lambda point: point.dist.name if point.dist else ""
    )
    return {point.name: point for point in reversed(found)}


def _foreign(place: str) -> Provenance | None:
    """Return where something at a place comes from; None for what comes with simlaw."""
    top = place.partition(":")[0].partition(".")[0]
    if top == SHIPPED:
        return None
    owners = _owners().get(top, [])
    if not owners:
        return Provenance(place)
    versions = {one.metadata["Name"]: one.version for one in distributions(name=owners[0])}
    return Provenance(place, owners[0], next(iter(versions.values()), ""))


@cache
def _owners() -> Mapping[str, list[str]]:
    """Return the distributions that hold each top-level package."""
    return packages_distributions()
