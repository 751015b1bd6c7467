"""Executors by name: which there are, what they ask for, and how they are made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from simlaw.errors import InputError
from simlaw.registry import Registry
from simlaw.workers.any_executor import AnyExecutor
from simlaw.workers.place import Place
from simlaw.workers.progress import SILENT
from simlaw.workers.protocol import Workers

PROCESSES = "processes"
"""Who works where nobody else is named."""


@dataclass(frozen=True)
class ExecutorKind:
    """A sort of workers that can be asked for by name.

    Attributes
    ----------
    name
        As users write it.
    make
        Returns the workers of a place, with options by keyword. What it needs is imported there.
    options
        Keywords that it takes.
    """

    name: str
    make: Callable[..., Workers]
    options: tuple[str, ...] = ()


def _processes(place: Place) -> Workers:
    from simlaw.workers.processes import Processes

    return Processes(place.workers)


def _threads(place: Place) -> Workers:
    from simlaw.workers.threads import Threads

    return Threads(place.workers)


def _dask(place: Place, scheduler: str | None = None, **options: Any) -> Workers:
    from simlaw.workers.dask_cluster import DaskWorkers

    if place.watcher is SILENT:
        options["say"] = None
    return DaskWorkers(scheduler, **options)


KINDS = (
    ExecutorKind(PROCESSES, _processes),
    ExecutorKind("threads", _threads),
    ExecutorKind("dask", _dask, ("scheduler", "share")),
)

EXECUTORS: Registry[ExecutorKind] = Registry("executor", KINDS, needs=("name", "make", "options"))
"""Those that can do any task; a study has more, see `simlaw.study.run.executors`."""


def workers_of(place: Place, known: Registry[ExecutorKind] = EXECUTORS, **options: Any) -> Workers:
    """Return the workers of a place: those given, or those of a name, or processes.

    Parameters
    ----------
    place
        Its `executor` says who works.
    known
        Executors by name.
    **options
        For one that is named, see `ExecutorKind.options`.

    Raises
    ------
    InputError
        If there is no executor of that name, or what was given is none.
    """
    given = PROCESSES if place.executor is None else place.executor
    if isinstance(given, Workers):
        return given
    if isinstance(given, str):
        return known.find(given, where="executor").make(place, **options)
    if isinstance(given, Executor) or callable(getattr(given, "submit", None)):
        return AnyExecutor(given, place.workers)
    raise InputError(
        f"executor: {type(given).__name__} is none. Give a name ({', '.join(known)}), anything "
        "with the `submit` of concurrent.futures.Executor, or simlaw.workers.Workers."
    )
