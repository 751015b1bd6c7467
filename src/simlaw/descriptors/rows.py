"""Computing descriptor rows one material at a time, on one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, DescriptorFailure, Progress
from simlaw.materials import RefusedMaterial
from simlaw.workers.processes import Processes
from simlaw.workers.task_loop import in_order
from simlaw.workers.tasks import Task

CHUNK = 250
"""Rows a worker takes at a time."""

WORTH_WORKERS = 2_000
"""Rows from which on starting processes pays."""

Row = Callable[[str], NDArray[np.float64]]


def compute_rows(
    row: Row,
    names: Sequence[str],
    keys: Sequence[str],
    *,
    workers: int = 1,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    worth_workers: int = WORTH_WORKERS,
) -> Block:
    """Return the rows of a descriptor.

    Parameters
    ----------
    row
        From a key to its values, shape (width,); raises `DescriptorFailure` or
        `simlaw.materials.RefusedMaterial`. A module-level function, so that worker processes can
        import it.
    names
        Of the values. A row with a value that is not finite in float32 is refused, naming it.
    keys
        Materials.
    workers
        Processes.
    progress
        Called after every chunk.
    chunk
        Rows a worker takes at a time.
    worth_workers
        Rows from which on starting processes pays.

    Raises
    ------
    WorkerLostError
        If a worker process dies.
    """
    width = len(names)
    values = np.empty((len(keys), width), dtype=np.float32)
    reasons: list[str | None] = []
    chunks = [list(keys[start : start + chunk]) for start in range(0, len(keys), chunk)]
    work = partial(_chunk, row, tuple(names))
    for part, why in _parts(work, chunks, workers if len(keys) >= worth_workers else 1):
        values[len(reasons) : len(reasons) + len(why)] = part
        reasons.extend(why)
        if progress is not None:
            progress(len(reasons), len(keys))
    return Block(values, tuple(names), reasons)


Part = tuple[NDArray[np.float32], list[str | None]]


def _parts(
    work: Callable[[list[str]], Part], chunks: list[list[str]], workers: int
) -> Iterator[Part]:
    if workers <= 1:
        yield from map(work, chunks)
        return
    tasks = [Task(work, (chunk,)) for chunk in chunks]
    processes = Processes(min(workers, len(tasks)))
    yield from in_order(tasks, processes, doing="computing descriptors")


def _chunk(row: Row, names: tuple[str, ...], keys: list[str]) -> Part:
    values = np.full((len(keys), len(names)), np.nan, dtype=np.float32)
    reasons: list[str | None] = []
    for place, key in enumerate(keys):
        try:
            with np.errstate(over="ignore"):
                found = row(key).astype(np.float32)
            _check_finite(found, names)
            values[place] = found
            reasons.append(None)
        except (DescriptorFailure, RefusedMaterial) as failure:
            reasons.append(failure.reason)
    return values, reasons


def _check_finite(values: NDArray[np.float32], names: tuple[str, ...]) -> None:
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        shown = ", ".join(names[place] for place in bad[:3])
        more = f" and {len(bad) - 3} more" if len(bad) > 3 else ""
        raise DescriptorFailure(f"no finite value for {shown}{more}")
