"""Workers of a Dask cluster, on as many machines as it has."""

from __future__ import annotations

import asyncio
import logging
import sys
import uuid
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from simlaw.errors import InputError, SimlawError, require
from simlaw.workers import on_dask_worker as remote
from simlaw.workers.dask_sharing import Share, Sharing
from simlaw.workers.protocol import Preparation, WorkerLostError, Workers
from simlaw.workers.task_loop import RESTARTS
from simlaw.workers.tasks import R, SharedFolder, Task

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


class DaskWorkers(Workers):
    """The workers of a Dask cluster; use it as a context manager, and as a study's `executor`.

    They come and go, and are counted every second; a task whose worker died is handed out again.

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
        self._terms = (remote.versions(), b"")
        self._address, self._patience = address, patience
        self._open, self._lonely = False, False
        self._connect()

    def __enter__(self) -> Self:
        if not self._open:
            self._connect()
        return super().__enter__()

    def slots(self) -> int:
        """Return how many tasks the workers can do at once, now."""
        slots = sum(self._threads.values())
        if (slots == 0) != self._lonely:
            self._lonely = slots == 0
            self._say(
                f"Dask at {self._where}: no worker; waiting for one. {START_ONE}"
                if self._lonely
                else f"Dask at {self._where}: {len(self._threads)} workers, {slots} slots"
            )
        return slots or EXPECTED

    def prepare(self, preparation: Preparation) -> None:
        """Hear what each worker does before its first task, and which versions it must have."""
        task = preparation.elsewhere
        self._terms = (
            remote.versions(tuple(dict.fromkeys((*remote.PACKAGES, *preparation.packages)))),
            b"" if task is None else self._packed(task),
        )

    def start(self, task: Task[R]) -> Future[R]:
        """Hand out a task."""
        self._recalled = False
        sharing = None if task.shared is None else self._shared(task.shared)
        parcel, terms = self._packed(task), self._terms
        keys: list[str] = []

        def send(key: str) -> Any:
            given = () if sharing is None or sharing.packed is None else (sharing.packed,)
            keys.append(key)
            work = (remote.do_task, *terms, parcel, *given)
            return self._client.submit(*work, key=key, pure=False)

        future: Future[R] = self._begin(self._bring(send, task.what, sharing))
        self._keys[future] = keys
        future.add_done_callback(lambda done: self._keys.pop(done, None))
        return future

    def recall(self, flying: Collection[Future[Any]]) -> list[Future[Any]]:
        """Take back what no worker has begun; the first time, for then nothing else is left."""
        if self._recalled:
            return []
        self._recalled = True
        try:
            answers = self._ask(self._client.run, remote.executing, on_error="ignore")
        except SchedulerLostError:
            return []  # said by the tasks themselves
        begun = {key for keys in answers.values() for key in keys}
        last = {future: self._keys.get(future, [])[-1:] for future in flying}
        return [f for f in flying if begun.isdisjoint(last[f]) and f.cancel()]

    def close(self, *, at_once: bool = False) -> None:
        """Leave the cluster; it goes on for others."""
        if self._open:
            self._open = False
            self._counting.cancel()
            self._leave()

    def _connect(self) -> None:
        # Dask's own account of a lost scheduler is a traceback; here it is an error in words.
        self._quiet = logging.getLogger("distributed.client")
        self._level = self._quiet.level
        self._quiet.setLevel(logging.CRITICAL)
        try:
            self._client = _connected(self._distributed, self._address, self._patience)
        except BaseException:
            self._quiet.setLevel(self._level)
            raise
        self._where = self._client.scheduler.address
        self._loop = self._client.loop.asyncio_loop
        try:
            self._check_versions()
            self._threads: dict[str, int] = self._ask(self._client.nthreads)
        except BaseException:
            self._leave()
            raise
        self._open = True
        self._lonely, self._recalled = False, False
        self._sharing: Sharing | None = None
        self._keys: dict[Future[Any], list[str]] = {}
        self._counting = self._begin(self._count())
        slots = sum(self._threads.values())
        self._say(f"Dask at {self._where}: {len(self._threads)} workers, {slots} slots")

    def _leave(self) -> None:
        # A scheduler that is gone does not answer the goodbye.
        with suppress(OSError, TimeoutError, CancelledError):
            self._client.close()
        self._quiet.setLevel(self._level)

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

    def _shared(self, shared: SharedFolder) -> Sharing:
        # A study that runs in rounds comes again: its inputs are not sent again.
        if self._sharing is None or self._sharing.shared != shared:
            self._sharing = Sharing(shared, self.share, self._client, self._ask, self._say)
        return self._sharing

    def _packed(self, task: Task[Any]) -> bytes:
        packed: bytes = self._distributed.protocol.pickle.dumps(task.parcel())
        return packed

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

    async def _bring(self, send: Callable[[str], Any], what: str, sharing: Sharing | None) -> Any:
        """Have one task done, again and again where workers die; its answer."""
        for _ in range(RESTARTS + 1):
            sent = send(f"simlaw-{uuid.uuid4().hex}")
            try:
                answer = await sent
            except asyncio.CancelledError:
                sent.release()  # taken back: a worker must not begin it
                raise
            except self._distributed.client.FutureCancelledError as error:
                if error.reason == "scheduler-connection-lost" or self._is_gone():
                    raise self._lost() from None
                if sharing is not None:
                    await sharing.send_again()
                continue
            except self._distributed.KilledWorker:
                continue
            except Exception as error:
                raise self._translated(error) from None
            if not isinstance(answer, remote.Refusal):
                return answer
            if answer.kind == remote.UNSEEN and sharing is not None and sharing.may_send:
                await sharing.send()
                continue
            raise InputError(
                f"Dask at {self._where}: a worker {answer.text}. What is finished is kept: take "
                "this worker out of the cluster or put it right, and run the same command again."
            )
        raise WorkerLostError(
            f"Workers died again and again with the same {what}; most often a machine ran out of "
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


def _connected(distributed: Any, address: str | None, patience: float) -> Any:
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
