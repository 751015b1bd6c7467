"""Who works: a fixed pool of any executor, or workers elsewhere that come and go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished, run_trial

Flying: TypeAlias = Mapping[Future[Finished], Trial]
"""Units that were handed out and are not back."""


LAST = 5
"""Units for each worker, at the end of a study, that are started in order of length."""


def ending_together(trials: Iterable[Trial], workers: int) -> list[Trial]:
    """Return trials in the order to start them, so that workers run out of work together.

    As given, that is replicate by replicate, so that a run that is stopped has whole replicates;
    but the last `LAST` for each worker are started longest first: a long one that is started last
    would have all other workers wait for it.

    Examples
    --------
    >>> [trial.n for trial in ending_together([Trial(0, n) for n in (9, 1, 0) * 3], 1)]
    [9, 1, 0, 9, 9, 1, 1, 0, 0]
    """
    given = list(trials)
    whole = max(0, len(given) - LAST * workers)
    return given[:whole] + sorted(given[whole:], key=lambda trial: -trial.n)


class Crew(Protocol):
    """Workers who know the inputs of one study."""

    def slots(self) -> int:
        """Return how many trials they can run at once, now."""
        ...

    def start(self, trial: Trial) -> Future[Finished]:
        """Hand out a trial."""
        ...

    def recall(self, flying: Flying) -> list[Future[Finished]]:
        """Take back what no worker has begun; return what was taken back."""
        ...


class Cluster(Executor, ABC):
    """An executor whose workers come and go and may not see this machine's disk."""

    def arranged(self, trials: Iterable[Trial]) -> list[Trial]:
        """Return trials in the order to start them, as given unless another suits its workers."""
        return list(trials)

    @abstractmethod
    def crew(self, inputs: Path) -> AbstractContextManager[Crew]:
        """Let workers know the inputs of a study, which lie in a folder of this machine."""


@dataclass(frozen=True)
class Pool:
    """A fixed number of workers of any executor, who all see the folder of the inputs."""

    executor: Executor
    inputs: Path
    workers: int

    def slots(self) -> int:
        """Return the number of workers."""
        return self.workers

    def start(self, trial: Trial) -> Future[Finished]:
        """Hand out a trial."""
        return self.executor.submit(run_trial, str(self.inputs), trial.replicate, trial.n)

    def recall(self, flying: Flying) -> list[Future[Finished]]:
        """Take back what no worker has begun."""
        return [future for future in flying if future.cancel()]
