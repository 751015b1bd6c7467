"""Tasks, and folders that many of them share."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from simlaw.workers.tasks import SharedFolder, Task, opened, perform


@dataclass(frozen=True)
class Letters(SharedFolder):
    """A folder whose opening is counted, and takes a while."""

    COMPLETE = "letters"
    count: ClassVar[list[str]] = []
    folder: str

    def open(self) -> str:
        threading.Event().wait(0.05)
        self.count.append(self.folder)
        return Path(self.mark).read_text()

    def pack(self) -> str:
        return self.open()

    def unpack(self, packed: str) -> str:
        return f"sent {packed}"


def folder(path: Path, text: str) -> Letters:
    path.mkdir()
    (path / "letters").write_text(text)
    return Letters(str(path))


def join(first: str, second: str) -> str:
    return first + second


def test_threads_share_what_was_opened(tmp_path: Path) -> None:
    shared = folder(tmp_path / "a", "x")
    Letters.count.clear()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda at: Task(join, (str(at),), shared=shared).do(), range(8)))
    assert found == [f"x{at}" for at in range(8)]
    assert Letters.count == [str(tmp_path / "a")]


def test_one_folder_is_held_at_a_time(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "a", "x"), folder(tmp_path / "b", "y")
    Letters.count.clear()
    assert [opened(one) for one in (first, first, second, Letters(second.folder), first)] == [
        *"xxyyx"
    ]
    assert Letters.count == [first.folder, second.folder, first.folder]


def test_what_was_sent_is_unpacked_and_not_opened(tmp_path: Path) -> None:
    shared = Letters(str(tmp_path / "elsewhere"))
    assert opened(shared, "words") == "sent words"
    assert perform(join, ("!",), shared) == "sent words!"


def test_a_folder_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    shared = Letters(str(tmp_path / "late"))
    with pytest.raises(FileNotFoundError):
        opened(shared)
    folder(tmp_path / "late", "z")
    assert opened(shared) == "z"


def test_a_parcel_holds_what_a_worker_needs_and_no_label(tmp_path: Path) -> None:
    task = Task(join, ("!",), label=lambda: "cannot travel", shared=Letters(str(tmp_path)))
    assert pickle.loads(pickle.dumps(task.parcel())) == task.parcel()


@dataclass(frozen=True)
class Watched(Letters):
    """Letters that are opened again once they are others."""

    def is_unchanged(self, given: str) -> bool:
        return Path(self.mark).read_text() == given


def test_a_folder_that_changed_is_opened_again(tmp_path: Path) -> None:
    folder(tmp_path / "a", "x")
    shared = Watched(str(tmp_path / "a"))
    assert perform(join, ("1",), shared) == perform(join, ("1",), shared) == "x1"
    Path(shared.mark).write_text("y")
    Letters.count.clear()
    assert perform(join, ("1",), shared) == perform(join, ("1",), shared) == "y1"
    assert len(Letters.count) == 1


def test_what_was_sent_takes_the_place_of_the_folder(tmp_path: Path) -> None:
    assert perform(join, ("1",), Letters(str(tmp_path / "none")), "it") == "sent it1"
