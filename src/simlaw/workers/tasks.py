"""What a worker is given: a function with its arguments, and a folder that many tasks read.

Nothing heavy is imported with this module: workers, and a scheduler elsewhere, have to read it.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

R = TypeVar("R")

Parcel: TypeAlias = "tuple[Callable[..., Any], tuple[Any, ...], SharedFolder | None]"
"""What of a task travels to a worker, as `perform` takes it."""


class SharedFolder(ABC):
    """A folder that many tasks read, opened once in each worker.

    A subclass is a frozen dataclass, so that a worker knows two of one folder for the same. It
    travels to workers and so holds little more than the path.

    Attributes
    ----------
    folder
        Its absolute path.
    COMPLETE
        A file in it that is there only when the folder is complete; its name and the folder's
        must not be reused for other contents.
    NAME
        What it is, at the start of a sentence.
    """

    COMPLETE: ClassVar[str]
    NAME: ClassVar[str] = "Inputs"
    folder: str

    @property
    def mark(self) -> str:
        """Path of the file that is there when the folder is."""
        return str(Path(self.folder) / self.COMPLETE)

    @abstractmethod
    def open(self) -> Any:
        """Return what tasks are given as their first argument, where the folder is seen."""

    def is_unchanged(self, given: Any) -> bool:
        """Whether what `open` or `unpack` returned may be used on; else it is opened anew."""
        return True

    @abstractmethod
    def pack(self) -> Any:
        """Return all of the folder in memory, to be sent to workers that do not see it.

        What is returned has an attribute ``nbytes`` with its size.
        """

    @abstractmethod
    def unpack(self, packed: Any) -> Any:
        """Return what tasks are given, from what `pack` returned."""


@dataclass(frozen=True, eq=False)
class Task(Generic[R]):
    """A piece of work; two tasks are two, also where they are alike.

    Attributes
    ----------
    function
        What is called. Of a module that workers can import.
    arguments
        What it is called with.
    label
        What it is for; stays with the caller.
    shared
        A folder; what its `SharedFolder.open` returns comes before the arguments.
    size
        How long it takes beside other tasks, in any unit.
    what
        What such tasks are called in messages.
    """

    function: Callable[..., R]
    arguments: tuple[Any, ...] = ()
    label: Hashable = None
    shared: SharedFolder | None = None
    size: float = 0.0
    what: str = "task"

    def parcel(self) -> Parcel:
        """Return what a worker needs of it."""
        return self.function, self.arguments, self.shared

    def do(self) -> R:
        """Do it here, and return its result.

        Examples
        --------
        >>> Task(divmod, (7, 2)).do()
        (3, 1)
        """
        result: R = perform(*self.parcel())
        return result


def perform(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    shared: SharedFolder | None = None,
    packed: Any = None,
) -> Any:
    """Do a task; what an executor is given, and what `opened` takes where a folder was sent."""
    if shared is None:
        return function(*arguments)
    return function(opened(shared, packed), *arguments)


_lock = threading.Lock()
_held: tuple[SharedFolder, Any] | None = None


def opened(shared: SharedFolder, packed: Any = None) -> Any:
    """Return what tasks are given of a folder, opened once per process though threads may ask.

    Parameters
    ----------
    shared
        The folder; the one before it is let go of.
    packed
        What `SharedFolder.pack` returned elsewhere, where this process was sent it.
    """
    global _held
    with _lock:
        if _held is None or _held[0] != shared or not shared.is_unchanged(_held[1]):
            _held = None  # before the next is opened: two may not fit
            _held = (shared, shared.open() if packed is None else shared.unpack(packed))
        return _held[1]
