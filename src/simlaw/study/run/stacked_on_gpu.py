"""Running many trials at once on a graphics processor, their trainings stacked over replicates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench, Finished
from simlaw.transfer.stacked_training import Together
from simlaw.workers.protocol import Cluster, Crew, Flying

TOGETHER = 32
"""How many trials run at a time unless said otherwise."""


class GraphicsProcessor(Cluster):
    """An executor that trains the networks of many trials in one calculation, on this machine.

    Parameters
    ----------
    together
        How many trials run at a time. Each holds a network, its optimiser's state and its order of
        samples on the device; the tables are there once.
    platform
        What the training library calls the device; ``"cpu"`` is of use for tests alone.

    Raises
    ------
    InputError
        Where the training library finds no such device.
    """

    def __init__(self, together: int = TOGETHER, *, platform: str = "gpu") -> None:
        import jax

        try:
            self.device = jax.devices(platform)[0]
        except RuntimeError:
            raise InputError(
                f"--executor gpu: the training library finds no GPU, only: {jax.default_backend()}."
                " On a machine with one, install its support, for NVIDIA: "
                "pip install 'jax[cuda12]'. Without --executor gpu, trials run on the processor."
            ) from None
        self.together = together

    def arranged(self, trials: Iterable[Trial]) -> list[Trial]:
        """Return trials so that those at the same n, whose trainings are alike, come together."""
        return sorted(trials, key=lambda trial: (trial.replicate // self.together, -trial.n))

    @contextmanager
    def crew(self, inputs: Path) -> Iterator[Crew]:
        """Let threads of this process run trials of the study whose inputs lie in a folder."""
        import jax

        meeting = Together(self.together)
        bench = Bench(
            StudyInputs.load(inputs),
            train=meeting.train,
            clock=meeting.clock,
            draws_kept=2 * self.together,
        )
        threads = ThreadPoolExecutor(self.together, thread_name_prefix="trial")
        try:
            with jax.default_device(self.device):
                yield _Threads(threads, bench, meeting, self.device)
        finally:
            threads.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class _Threads:
    """Threads that run trials, and meet to train."""

    threads: ThreadPoolExecutor
    bench: Bench
    meeting: Together
    device: Any

    def slots(self) -> int:
        """Return how many trials run at a time."""
        return self.meeting.most

    def start(self, trial: Trial) -> Future[Finished]:
        """Hand out a trial."""
        self.meeting.begin()
        future = self.threads.submit(self._run, trial)
        future.add_done_callback(lambda _: self.meeting.end())
        return future

    def recall(self, flying: Flying) -> list[Future[Finished]]:
        """Take back what no thread has begun."""
        return [future for future in flying if future.cancel()]

    def _run(self, trial: Trial) -> Finished:
        import jax

        with jax.default_device(self.device):
            return self.bench.run(trial)
