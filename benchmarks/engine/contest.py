"""Contenders in processes of their own, who take turns: only one of them calculates at a time."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from statistics import median
from types import TracebackType
from typing import Any

import numpy as np

Turn = Callable[[Any], Any]
"""What a contender does when it is its turn: answers what it was asked."""

Turns = list[dict[str, float]]


class Contender:
    """One way to do the job, ready in a process of its own.

    Parameters
    ----------
    make
        Called once in the new process; returns what is done each turn.
    cores
        The cores the process is bound to; all there are by default.
    """

    def __init__(self, make: Callable[[], Turn], cores: set[int] | None = None) -> None:
        # Never forked: libraries that calculate keep threads. No daemon: it may have workers.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, make, cores))
        self._process.start()
        theirs.close()

    def turn(self, asked: Any) -> Any:
        """Let it work; returns its answer, or raises what it raised."""
        self._pipe.send((asked,))
        try:
            answer = self._pipe.recv()
        except EOFError:
            raise RuntimeError("a contender's process ended before its turn was over") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def __enter__(self) -> Contender:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.join(timeout=20)
        if self._process.is_alive():
            self._process.kill()


def _serve(pipe: Any, make: Callable[[], Turn], cores: set[int] | None) -> None:
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)
    turn: Turn | None = None
    while True:
        try:
            (asked,) = pipe.recv()
        except EOFError:
            # Processes of this kind leave without it, and pools of workers count on it.
            atexit._run_exitfuncs()
            return
        try:
            turn = turn or make()
            pipe.send(turn(asked))
        except Exception as error:
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def alternate(contenders: Mapping[str, Contender], rounds: int) -> dict[str, Turns]:
    """Let all take turns, round after round, after a round that warms up and is not counted.

    Round i asks everyone for seed i. The order of turns is reversed from one round to the next, so
    that a machine that slows down favours nobody.
    """
    for contender in contenders.values():
        contender.turn(0)
    found: dict[str, Turns] = {name: [] for name in contenders}
    for number in range(rounds):
        names = list(contenders) if number % 2 == 0 else list(reversed(contenders))
        for name in names:
            found[name].append(contenders[name].turn(number))
    return found


def middle(turns: Sequence[Mapping[str, float]], key: str = "seconds") -> float:
    """Return the median over the rounds."""
    return float(median(turn[key] for turn in turns))


@dataclass(frozen=True)
class Ratio:
    """A ratio of means over paired rounds, with its standard error."""

    value: float
    stderr: float


def ratio_of_errors(theirs: Sequence[float], ours: Sequence[float]) -> Ratio:
    """Return mean(theirs) / mean(ours), rounds paired; standard error by the delta method.

    >>> ratio_of_errors([2.0, 2.2], [1.0, 1.1])
    Ratio(value=2.0, stderr=0.0)
    """
    a, b = np.asarray(theirs, dtype=float), np.asarray(ours, dtype=float)
    value = a.mean() / b.mean()
    rest = (a - value * b) / b.mean()
    error = float(np.sqrt((rest**2).sum() / (len(a) - 1) / len(a)))
    return Ratio(float(value), round(error, 12))


def bound(make: Callable[..., Turn], *arguments: Any) -> Callable[[], Turn]:
    """Return `make` with its arguments, fit to be sent to a new process."""
    return partial(make, *arguments)
