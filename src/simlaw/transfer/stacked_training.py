"""Trainings of several trials done as one: what a graphics processor needs to be kept busy.

Every trial runs in a thread of its own, through the same code as elsewhere, and its calls of
training meet here. When all trials that are under way wait for one, those of equal shape and length
are stacked and trained in one calculation over replicates.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from simlaw.transfer.networks.protocol import Applied, Parameters
from simlaw.transfer.training_job import Training
from simlaw.transfer.training_loop import Inputs, training


@dataclass(eq=False)
class _Wanted:
    """One training that a trial waits for."""

    job: Training
    key: Hashable
    trained: Parameters | None = None
    seconds: float = 0.0
    failure: BaseException | None = None


@dataclass
class Together:
    """Where the trainings of trials meet; made once for the trials of one process.

    Attributes
    ----------
    most
        The largest number of trials that run at a time.
    """

    most: int
    _under_way: int = 0
    _launching: bool = False
    _wanted: list[_Wanted] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _mine: threading.local = field(default_factory=threading.local)

    def begin(self) -> None:
        """Count a trial that was handed to a thread, or will be when one is free."""
        with self._changed:
            self._under_way += 1

    def end(self) -> None:
        """Count a trial as over, finished or not."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def clock(self) -> float:
        """Return seconds of this thread: its part of trainings done together, and no waiting."""
        return time.perf_counter() - float(getattr(self._mine, "not_counted", 0.0))

    def train(self, job: Training) -> Parameters:
        """Train as `simlaw.transfer.training_loop.train` does, together with what else is waiting.

        To be called by a thread that runs a trial. Where trainings are stacked, sums may be made in
        another order than alone: results agree to rounding, not to the last digit.
        """
        wanted = _Wanted(job, _key(job))
        began = time.perf_counter()
        with self._changed:
            self._wanted.append(wanted)
            self._changed.notify_all()
            while wanted.trained is None and wanted.failure is None:
                if self._launching or len(self._wanted) < min(self.most, self._under_way):
                    self._changed.wait()
                    continue
                with self._launch() as group:
                    _train_all(group)
        waited = time.perf_counter() - began - wanted.seconds
        self._mine.not_counted = getattr(self._mine, "not_counted", 0.0) + waited
        if wanted.failure is not None:
            raise wanted.failure
        assert wanted.trained is not None
        return wanted.trained

    @contextmanager
    def _launch(self) -> Iterator[list[_Wanted]]:
        """Take the largest group of like trainings out of those waiting; others may come in."""
        alike: dict[Hashable, list[_Wanted]] = {}
        for one in self._wanted:
            alike.setdefault(one.key, []).append(one)
        group = max(alike.values(), key=len)
        self._wanted = [one for one in self._wanted if one not in group]
        self._launching = True
        self._changed.release()
        try:
            yield group
        except BaseException as failure:
            for one in group:
                one.failure = failure
        finally:
            self._changed.acquire()
            self._launching = False
            self._changed.notify_all()


def _own_table(job: Training) -> bool:
    """Whether the table is a trial's own, in memory; one on the device is shared by all."""
    return isinstance(job.table, np.ndarray)


def _key(job: Training) -> Hashable:
    """Return what trainings that can be done in one calculation have in common."""
    from jax.tree_util import tree_flatten

    weights, tree = tree_flatten(job.start)
    return (
        job.knobs.network,
        tree,
        tuple(weight.shape for weight in weights),
        job.table.shape if _own_table(job) else id(job.table),
        job.values.shape,
        job.order.shape,
        job.knobs.steps,
        job.knobs.batch,
    )


def _train_all(group: Sequence[_Wanted]) -> None:
    """Train a group in one calculation, and give each its result and its share of the time."""
    import jax
    from jax.tree_util import tree_map

    began = time.perf_counter()
    count = len(group)
    # Every number of trials is a program of its own to compile: some are done twice instead.
    padded = [*group, *[group[-1]] * (_next_power_of_two(count) - count)]
    first = group[0]
    # What all share goes in once, outside the stack.
    shared = {"steps": np.int32(first.job.knobs.steps)}
    if not _own_table(first.job):
        shared["table"] = first.job.table
    own = [Inputs.of(one.job)._replace(**dict.fromkeys(shared)) for one in padded]
    stacked = tree_map(lambda *parts: np.stack(parts), *own)._replace(**shared)
    knobs = first.job.knobs
    trained = _stacked_training(knobs.network, knobs.batch, tuple(shared))(stacked)
    trained = jax.device_get(trained)
    seconds = (time.perf_counter() - began) / count
    for place, one in enumerate(group):
        one.trained = tree_map(lambda stack, at=place: stack[at], trained)
        one.seconds = seconds


def _next_power_of_two(count: int) -> int:
    """Return the smallest power of two that is not below a count of one or more.

    Examples
    --------
    >>> [_next_power_of_two(count) for count in (1, 2, 3, 8, 9)]
    [1, 2, 4, 8, 16]
    """
    return 1 << (count - 1).bit_length()


@cache
def _stacked_training(
    network: Applied, batch: int, shared: tuple[str, ...]
) -> Callable[[Inputs], Parameters]:
    """Compile a training over the first axis of all inputs but those that are shared."""
    import jax

    axes = Inputs(*[None if name in shared else 0 for name in Inputs._fields])
    stacked: Callable[[Inputs], Parameters] = jax.vmap(training(network, batch), in_axes=(axes,))
    return jax.jit(stacked)
