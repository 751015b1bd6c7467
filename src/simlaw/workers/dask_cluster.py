"""Workers of a Dask cluster, on as many machines as it has."""

from __future__ import annotations

import asyncio
import logging
import sys
import uuid
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from simlaw.errors import InputError, SimlawError, require
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.runner import RESTARTS, WorkerLostError
from simlaw.study.run.trial import Finished
from simlaw.workers import on_dask_worker as remote
from simlaw.workers.protocol import Cluster, Crew, Flying, ending_together

Share = Literal["auto", "path", "scatter"]

PATIENCE = 10.0
"""Seconds to wait for the scheduler when connecting."""

ANSWER = 60.0
"""Seconds to wait for an answer of all workers."""

LOOK_EVERY = 1.0
"""Seconds between two counts of the workers."""

EXPECTED = 4
"""Slots assumed while there is no worker: clusters that grow on demand need a demand."""

START_ONE = "Start workers with: dask worker ADDRESS --nthreads 1"


HOW = (
    "Start one with `dask scheduler`; it prints its address, such as tcp://HOST:8786, which "
    "--scheduler takes, as it takes the file of `dask scheduler --scheduler-file scheduler.json`."
)


class SchedulerLostError(SimlawError):
    """The scheduler of the cluster is gone; what is finished is kept."""


class DaskWorkers(Cluster):
    """The workers of a Dask cluster; use it as a context manager, and as a study's `executor`.

    Parameters
    ----------
    address
        Address of the scheduler (``"tcp://host:8786"``), the path of its scheduler file
        (``"scheduler.json"``), or None for what Dask's own settings say
        (``DASK_SCHEDULER_ADDRESS``).
    share
        How inputs reach workers: ``"path"``, each reads the folder of the inputs, which all
        machines see; ``"scatter"``, each is sent them once; ``"auto"``, by path unless a worker
        does not see it.
    say
        Called with what the user should know; None for silence.
    patience
        Seconds to wait for the scheduler when connecting.

    Raises
    ------
    InputError
        No scheduler at the address, or workers with other versions of simlaw, numpy or jax.
    MissingExtraError
        If Dask is not installed.

    Examples
    --------
    ::

        with DaskWorkers("tcp://login1:8786") as workers:
            curve = study.run("runs/mine", executor=workers)
    """

    def __init__(
        self,
        address: str | None,
        *,
        share: Share = "auto",
        say: Callable[[str], None] | None = lambda text: print(text, file=sys.stderr),
        patience: float = PATIENCE,
    ) -> None:
        self._distributed = require("distributed", extra="dask", purpose="Runs on a Dask cluster")
        self.share: Share = share
        self._say = say or (lambda text: None)
        self._wanted = remote.versions()
        # Dask's own account of a lost scheduler is a traceback; here it is an error in words.
        self._quiet = logging.getLogger("distributed.client")
        self._level = self._quiet.level
        self._quiet.setLevel(logging.CRITICAL)
        try:
            self._client = _connect(self._distributed, address, patience)
        except BaseException:
            self._quiet.setLevel(self._level)
            raise
        self._where = self._client.scheduler.address
        self._loop = self._client.loop.asyncio_loop
        try:
            self._check_versions()
            self._threads: dict[str, int] = self._ask(self._client.nthreads)
        except BaseException:
            self._close()
            raise
        self._lonely = False
        self._crew: _DaskCrew | None = None
        self._counting = self._begin(self._count())
        slots = sum(self._threads.values())
        self._say(f"Dask at {self._where}: {len(self._threads)} workers, {slots} slots")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; it goes on for others."""
        self._counting.cancel()
        self._close()

    def _close(self) -> None:
        # A scheduler that is gone does not answer the goodbye.
        with suppress(OSError, TimeoutError, CancelledError):
            self._client.close()
        self._quiet.setLevel(self._level)

    def submit(self, function: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        """Run any function on a worker whose maths is settled as for trials."""
        if more:
            raise TypeError("keyword arguments are not passed on")
        return self._begin(self._bring(lambda key: self._send(key, remote.call, function, *args)))

    @contextmanager
    def crew(self, inputs: Path) -> Iterator[Crew]:
        """Let workers know the inputs of a study, which lie in a folder of this machine."""
        folder = str(inputs.absolute())
        # A study that runs in rounds comes again: its inputs are not sent again.
        if self._crew is None or self._crew.folder != folder:
            self._crew = _DaskCrew(self, folder)
        self._crew.recalled = False
        yield self._crew

    def arranged(self, trials: Iterable[Trial]) -> list[Trial]:
        """Return trials in an order in which the workers of now would end together."""
        return ending_together(trials, self.slots())

    def slots(self) -> int:
        """Return how many trials the workers can run at once, now."""
        slots = sum(self._threads.values())
        if (slots == 0) != self._lonely:
            self._lonely = slots == 0
            self._say(
                f"Dask at {self._where}: no worker; waiting for one. {START_ONE}"
                if self._lonely
                else f"Dask at {self._where}: {len(self._threads)} workers, {slots} slots"
            )
        return slots or EXPECTED

    def _check_versions(self) -> None:
        found = self._ask(self._client.get_versions, packages=list(remote.PACKAGES))
        mine = found["client"]["packages"]
        scheduler = {"the scheduler": (found["scheduler"], ("simlaw",))}
        workers = {f"worker {a}": (v, remote.PACKAGES) for a, v in found["workers"].items()}
        for who, (theirs, names) in {**scheduler, **workers}.items():
            for name in names:
                version = theirs["packages"].get(name)
                if version != mine[name]:
                    raise InputError(
                        f"Dask at {self._where}: {who} has {name} {version or 'missing'}, this "
                        f"machine has {mine[name]}. Numbers would differ: install the same "
                        "versions everywhere, for instance from one environment on a shared path "
                        "or one container image, and start the cluster again."
                    )

    async def _count(self) -> None:
        while True:
            with suppress(OSError):
                self._threads = await self._client.nthreads()
            await asyncio.sleep(LOOK_EVERY)

    def _ask(
        self, question: Callable[..., Any], *args: Any, wait: float | None = ANSWER, **more: Any
    ) -> Any:
        """Ask the cluster and return its answer."""

        async def answer() -> Any:
            return await question(*args, **more)

        asked = self._begin(answer())
        try:
            return asked.result(wait)
        except (OSError, TimeoutError, CancelledError):
            asked.cancel()
            raise self._lost() from None

    def _lost(self) -> SchedulerLostError:
        return SchedulerLostError(
            f"Dask at {self._where}: the scheduler is gone or does not answer. What is finished is "
            "kept: start the cluster again and run the same command to go on."
        )

    def _begin(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _send(self, key: str, function: Callable[..., Any], *args: Any) -> Any:
        return self._client.submit(function, self._wanted, *args, key=key, pure=False)

    async def _bring(
        self,
        send: Callable[[str], Any],
        *,
        note: Callable[[str], None] = lambda key: None,
        unseen: Callable[[], Coroutine[Any, Any, None]] | None = None,
        lost: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Any:
        """Have one task done, again and again where workers die; its answer."""
        for _ in range(RESTARTS + 1):
            key = f"simlaw-{uuid.uuid4().hex}"
            note(key)
            try:
                answer = await send(key)
            except self._distributed.client.FutureCancelledError as error:
                if error.reason == "scheduler-connection-lost" or self._is_gone():
                    raise self._lost() from None
                if lost is not None:
                    await lost()
                continue
            except self._distributed.KilledWorker:
                continue
            except Exception as error:
                raise self._translated(error) from None
            if not isinstance(answer, remote.Refusal):
                return answer
            if answer.kind == remote.UNSEEN and unseen is not None:
                await unseen()
                continue
            raise InputError(
                f"Dask at {self._where}: a worker {answer.text}. What is finished is kept: take "
                "this worker out of the cluster or put it right, and run the same command again."
            )
        raise WorkerLostError(
            "Workers died again and again with the same trial; most often a machine ran out of "
            "memory. What is finished is kept: run again with fewer workers on each machine, or "
            "with more memory for each."
        )

    def _is_gone(self) -> bool:
        return bool(self._client.status != "running")

    def _translated(self, error: Exception) -> Exception:
        """Return an error in the user's words where the cluster is to blame for it."""
        if isinstance(error, SimlawError):
            return error
        if self._is_gone() or isinstance(error, self._distributed.comm.CommClosedError):
            return self._lost()
        text = f"{error} {error.__cause__ or ''}"
        if "simlaw" in text and ("deserializ" in text or isinstance(error, ImportError)):
            return InputError(
                f"Dask at {self._where}: a task could not be read there ({error}): another "
                "version of simlaw, or none. Install the same version everywhere."
            )
        return error


class _DaskCrew:
    """Workers of a Dask cluster who know the inputs of one study."""

    def __init__(self, workers: DaskWorkers, folder: str) -> None:
        self.folder = folder
        self.recalled = False
        self._workers = workers
        self._given: Any = None
        self._giving = asyncio.Lock()
        self._keys: dict[Trial, str] = {}
        if workers.share == "scatter" or not self._all_see():
            workers._ask(self._give, wait=None)
        else:
            workers._say(f"Inputs: workers read the shared path {self.folder}")

    def slots(self) -> int:
        """Return how many trials the workers can run at once, now."""
        return self._workers.slots()

    def start(self, trial: Trial) -> Future[Finished]:
        """Hand out a trial."""
        future = self._workers._begin(
            self._workers._bring(
                lambda key: self._send(key, trial),
                note=lambda key: self._keys.update({trial: key}),
                unseen=self._give if self._workers.share == "auto" else None,
                lost=self._give_again,
            )
        )
        future.add_done_callback(lambda _: self._keys.pop(trial, None))
        return future

    def recall(self, flying: Flying) -> list[Future[Finished]]:
        """Take back what no worker has begun; the first time, for then nothing else is left."""
        if self.recalled:
            return []
        self.recalled = True
        client = self._workers._client
        try:
            answers = self._workers._ask(client.run, remote.executing, on_error="ignore")
        except SchedulerLostError:
            return []  # said by the trials themselves
        begun = {key for keys in answers.values() for key in keys}
        return [
            f for f, trial in flying.items() if self._keys.get(trial) not in begun and f.cancel()
        ]

    def _send(self, key: str, trial: Trial) -> Any:
        where = (self.folder, trial.replicate, trial.n)
        if self._given is None:
            return self._workers._send(key, remote.run_shared, *where)
        return self._workers._send(key, remote.run_given, self._given, *where)

    def _all_see(self) -> bool:
        client = self._workers._client
        answers = self._workers._ask(client.run, remote.sees, self.folder, on_error="ignore")
        blind = [address for address, seen in answers.items() if seen is False]
        if blind and self._workers.share == "path":
            raise InputError(
                f"{self.folder}: {len(blind)} of {len(answers)} workers do not see this folder "
                f"({blind[0]} among them). Put the cache on a shared path with the environment "
                "variable SIMLAW_CACHE_DIR, or use --share scatter."
            )
        return not blind

    async def _give(self) -> None:
        """Send every worker the inputs, once; those who come later fetch them from others."""
        async with self._giving:
            if self._given is not None:
                return
            inputs = StudyInputs.load(Path(self.folder))
            # Arrays in memory in place of mapped files, which the workers have not got.
            arrays: dict[str, Any] = {
                name: np.array(getattr(inputs, name)) for name in inputs.matrices()
            }
            size = sum(array.nbytes for array in arrays.values()) / 1e6
            self._workers._say(f"Inputs: sent to each worker once, {size:.3g} MB")
            client = self._workers._client
            await client.wait_for_workers(1)
            given = replace(inputs, files=None, **arrays)
            self._given = await client.scatter(given, broadcast=True, hash=False)

    async def _give_again(self) -> None:
        """Send the inputs anew if all workers that held them are gone."""
        if self._given is not None and self._given.status != "finished":
            self._given = None
            await self._give()


def _connect(distributed: Any, address: str | None, patience: float) -> Any:
    """Return a client, or say what is wrong with the address."""
    place: dict[str, Any] = {"address": address}
    if address is not None and address.endswith(".json"):
        if not Path(address).exists():
            raise InputError(f"{address}: there is no such scheduler file. {HOW}")
        place = {"scheduler_file": address}
    elif address is None:
        import dask

        if not dask.config.get("scheduler-address", None):
            raise InputError(f"A Dask cluster needs the address of its scheduler. {HOW}")
    try:
        return distributed.Client(**place, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"{address or 'Dask'}: no Dask scheduler could be reached there ({reason}). {HOW}"
        ) from None
