"""Running many trials at once on a graphics processor, their trainings stacked over replicates."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench, InputsFolder
from simlaw.transfer.stacked_training import Together
from simlaw.workers.protocol import Workers
from simlaw.workers.tasks import R, SharedFolder, Task, opened

TOGETHER = 32
"""How many trials run at a time unless said otherwise."""


class GraphicsProcessor(Workers):
    """Trains the networks of many trials in one calculation, on this machine.

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
        self._threads: ThreadPoolExecutor | None = None
        self._meeting = Together(together)
        self._bench: tuple[InputsFolder, Bench] | None = None

    def slots(self) -> int:
        """Return how many trials run at a time."""
        return self.together

    def arranged(self, tasks: Iterable[Task[R]]) -> list[Task[R]]:
        """Return trials so that those at the same n, whose trainings are alike, come together."""

        def group(task: Task[R]) -> tuple[int, float]:
            replicate = task.label.replicate if isinstance(task.label, Trial) else 0
            return replicate // self.together, -task.size

        return sorted(tasks, key=group)

    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task; a trial meets others to train."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.together, thread_name_prefix="trial")
            self._meeting = Together(self.together)
        given = () if task.shared is None else (self._opened(task.shared),)
        self._meeting.begin()
        future = self._threads.submit(self._run, task, given)
        future.add_done_callback(lambda _: self._meeting.end())
        return future

    def close(self, *, at_once: bool = False) -> None:
        """End the threads, and free the device."""
        threads, self._threads, self._bench = self._threads, None, None
        if threads is not None:
            threads.shutdown(wait=True, cancel_futures=True)

    def _opened(self, shared: SharedFolder) -> Any:
        """Return what tasks are given of a folder: of a study a bench whose trainings meet."""
        if not isinstance(shared, InputsFolder):
            return opened(shared)
        if self._bench is None or self._bench[0] != shared:
            self._bench = None  # before the next is made: two may not fit
            bench = Bench(
                StudyInputs.load(Path(shared.folder)),
                train=self._meeting.train,
                clock=self._meeting.clock,
                draws_kept=2 * self.together,
            )
            self._bench = (shared, bench)
        return self._bench[1]

    def _run(self, task: Task[Any], given: tuple[Any, ...]) -> Any:
        import jax

        with jax.default_device(self.device):
            return task.function(*given, *task.arguments)
