"""Entries in use: held while their process lives, free the moment it is gone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from simlaw.disk.entries_in_use import IN_USE, LONG, in_use, note_use, store_of, using
from simlaw.disk.places import kind_folder

HOLDS = """
import sys, time
from pathlib import Path
from simlaw.disk.entries_in_use import note_use, using
with using():
    note_use(Path(sys.argv[1]))
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return kind_folder(tmp_path, "inputs") / "abc"


def left(store: Path) -> list[str]:
    return [path.name for path in (store / IN_USE).glob("*")]


def test_an_entry_is_in_use_while_it_is_used(entry: Path) -> None:
    store = store_of(entry)
    assert store == entry.parent.parent
    note_use(entry)
    assert in_use(store) == {}
    with using():
        note_use(entry)
        with using():
            note_use(entry.with_name("other"))
        held = in_use(store)
        assert set(held) == {"inputs/abc", "inputs/other"}
        assert held["inputs/abc"] == f"process {os.getpid()} on {socket.gethostname()}"
    assert in_use(store) == {}
    assert left(store) == []


def test_a_folder_outside_any_store_is_nobodys(tmp_path: Path) -> None:
    with using():
        note_use(tmp_path / "folder")
    assert store_of(tmp_path / "folder") is None
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_used_as_a_decorator_and_ends_with_an_error(entry: Path) -> None:
    @using()
    def work() -> None:
        note_use(entry)
        raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            work()
    assert in_use(entry.parent.parent) == {}


@pytest.mark.skipif(os.name != "posix", reason="kill -9 as POSIX has it")
def test_another_process_holds_until_it_dies(entry: Path) -> None:
    store = entry.parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(entry)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        for _ in range(2):
            assert in_use(store) == {"inputs/abc": f"process {process.pid} on {_host()}"}
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert in_use(store) == {}
        assert left(store) == []


def _host() -> str:
    return socket.gethostname()


def written(store: Path, host: str, pid: int, age: float = 0.0) -> Path:
    path = store / IN_USE / f"{host}-{pid}"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [{"host": host, "pid": pid}, {"entry": "tables/x"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"entry": "tab')
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def test_a_list_of_another_host_counts_until_it_is_long_ago(tmp_path: Path) -> None:
    path = written(tmp_path, "elsewhere", 7, LONG - 100)
    assert in_use(tmp_path) == {"tables/x": "process 7 on elsewhere"}
    written(tmp_path, "elsewhere", 7, LONG + 100)
    assert in_use(tmp_path) == {}
    assert not path.exists()


@pytest.mark.parametrize("alive", [True, False])
def test_where_locks_are_not_known_the_process_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alive: bool
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    def refuse(self: FileLock, *_: object, **__: object) -> None:
        raise NotImplementedError("no locks here")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    written(tmp_path, _host(), os.getpid() if alive else ended.pid)
    assert bool(in_use(tmp_path)) == alive


def test_what_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no folder")
    with using():
        note_use(kind_folder(tmp_path, "inputs") / "abc")
    assert in_use(tmp_path / "store") == {}


def test_a_list_without_content_is_no_error(tmp_path: Path) -> None:
    for name, content in (("a", b""), ("b", b"[]\n1\n"), ("c", b"\xff\n")):
        (tmp_path / IN_USE).mkdir(exist_ok=True)
        (tmp_path / IN_USE / name).write_bytes(content)
    assert in_use(tmp_path) == {}
