"""A setting that is a small table of its own, such as ``{ type = "exp", temperature = 298 }``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class InlineTable(Mapping[str, Any]):
    """A mapping that stays as it is and has a hash, as settings have.

    Parameters
    ----------
    content
        Texts, numbers and lists of them by key; lists become tuples.

    Examples
    --------
    >>> table = InlineTable({"type": "exp", "temperature": [290, 310]})
    >>> table["temperature"], hash(table) == hash(InlineTable(table)), table == dict(table)
    ((290, 310), True, True)
    """

    __slots__ = ("_items",)

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._items = tuple(
            (key, tuple(value) if isinstance(value, list | tuple) else value)
            for key, value in content.items()
        )

    def __getitem__(self, key: str) -> Any:
        for name, value in self._items:
            if name == key:
                return value
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items))

    def __repr__(self) -> str:
        return repr(dict(self._items))
