"""How a folder reaches Dask workers: by path, sent, sent again; without a cluster."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simlaw.errors import InputError
from simlaw.workers.dask_sharing import Share, Sharing
from simlaw.workers.tasks import SharedFolder


class Sent:
    """Stands for what a cluster holds."""

    def __init__(self) -> None:
        self.status = "finished"


class Client:
    """Stands for a connection, and counts what is sent over it."""

    def __init__(self, *seen: bool) -> None:
        self.answers = {f"tcp://worker{at}": one for at, one in enumerate(seen)}
        self.sent: list[Sent] = []

    async def run(self, function: Any, path: str, *, on_error: str) -> dict[str, bool]:
        return self.answers

    async def wait_for_workers(self, count: int) -> None:
        assert count == 1

    async def scatter(self, packed: Any, *, broadcast: bool, hash: bool) -> Sent:
        self.sent.append(Sent())
        return self.sent[-1]


@dataclass(frozen=True)
class Words(SharedFolder):
    COMPLETE = "words"
    NAME = "Words"
    folder: str

    def open(self) -> bytes:
        return b"words"

    def pack(self) -> memoryview:
        return memoryview(bytes(2_000_000))

    def unpack(self, packed: bytes) -> bytes:
        return packed


def ask(question: Any, *args: Any, wait: float | None = 60.0, **more: Any) -> Any:
    async def answered() -> Any:
        return await question(*args, **more)

    return asyncio.run(answered())


def sharing(client: Client, share: Share, said: list[str], path: Path) -> Sharing:
    return Sharing(Words(str(path)), share, client, ask, said.append)


def test_by_path_where_all_see_it(tmp_path: Path) -> None:
    client, said = Client(True, True), []
    assert sharing(client, "auto", said, tmp_path).packed is None
    assert said == [f"Words: workers read the shared path {tmp_path}"]
    assert not client.sent


@pytest.mark.parametrize("share", ["auto", "scatter"])
def test_sent_once_where_one_does_not_or_always(share: Share, tmp_path: Path) -> None:
    client, said = Client(True, False), []
    shared = sharing(client, share, said, tmp_path)
    asyncio.run(shared.send())
    assert len(client.sent) == 1
    assert said == ["Words: sent to each worker once, 2 MB"]
    asyncio.run(shared.send_again())
    assert len(client.sent) == 1, "it is still held"
    client.sent[0].status = "lost"
    asyncio.run(shared.send_again())
    assert shared.packed is client.sent[1]


def test_by_path_alone_says_who_does_not_see_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"1 of 2 workers do not see.*worker1.*--share scatter"):
        sharing(Client(True, False), "path", [], tmp_path)
    assert not sharing(Client(True), "path", [], tmp_path).may_send
    assert sharing(Client(True), "auto", [], tmp_path).may_send
