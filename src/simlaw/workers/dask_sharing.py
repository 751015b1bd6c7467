"""How a folder that many tasks read reaches Dask workers: by path, or sent to each once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from simlaw.errors import InputError
from simlaw.workers import on_dask_worker as remote
from simlaw.workers.tasks import SharedFolder

Share: TypeAlias = Literal["auto", "path", "scatter"]

Ask: TypeAlias = Callable[..., Any]
"""Asks the cluster and returns its answer; gives up after ``wait`` seconds unless that is None."""


class Sharing:
    """One folder, and how the workers of a cluster get what is in it.

    Parameters
    ----------
    shared
        The folder, seen from here.
    share
        ``"path"``, ``"scatter"`` or ``"auto"``, see `simlaw.workers.DaskWorkers`.
    client, ask, say
        The connection to the cluster, how to ask it, and who is told.
    """

    def __init__(
        self,
        shared: SharedFolder,
        share: Share,
        client: Any,
        ask: Ask,
        say: Callable[[str], None],
    ) -> None:
        self.shared = shared
        self.packed: Any = None
        self._share: Share = share
        self._client = client
        self._say = say
        self._sending = asyncio.Lock()
        if share == "scatter" or not self._all_see(ask):
            ask(self.send, wait=None)
        else:
            say(f"{shared.NAME}: workers read the shared path {shared.folder}")

    @property
    def may_send(self) -> bool:
        """Whether contents are sent where a worker turns out not to see the folder."""
        return self._share == "auto"

    def _all_see(self, ask: Ask) -> bool:
        answers = ask(self._client.run, remote.sees, self.shared.mark, on_error="ignore")
        blind = [address for address, seen in answers.items() if seen is False]
        if blind and self._share == "path":
            raise InputError(
                f"{self.shared.folder}: {len(blind)} of {len(answers)} workers do not see this "
                f"folder ({blind[0]} among them). Put the cache on a shared path with the "
                "environment variable SIMLAW_CACHE_DIR, or use --share scatter."
            )
        return not blind

    async def send(self) -> None:
        """Send every worker the contents, once; those who come later fetch them from others."""
        async with self._sending:
            if self.packed is not None:
                return
            packed = self.shared.pack()
            size = packed.nbytes / 1e6
            self._say(f"{self.shared.NAME}: sent to each worker once, {size:.3g} MB")
            await self._client.wait_for_workers(1)
            self.packed = await self._client.scatter(packed, broadcast=True, hash=False)

    async def send_again(self) -> None:
        """Send the contents anew if all workers that held them are gone."""
        if self.packed is not None and self.packed.status != "finished":
            self.packed = None
            await self.send()
