"""Whole files and folders: all of one or nothing, whatever comes in between."""

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from simlaw.disk.whole_files import (
    OLD,
    remove_left_behind,
    remove_whole,
    whole_file,
    whole_folder,
    write_bytes,
    write_text,
)
from simlaw.errors import InputError

posix = pytest.mark.skipif(os.name != "posix", reason="links and masks as POSIX has them")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    for one in (path, *(path.rglob("*") if path.is_dir() else ())):
        os.utime(one, (then, then))
    return path


def test_a_text_is_written_with_plain_line_ends_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "t.csv"
    write_text(path, "α\nβ\r\n")
    assert path.read_bytes() == "α\nβ\r\n".encode()
    write_bytes(path, b"\x00")
    assert path.read_bytes() == b"\x00"
    assert names(path.parent) == ["t.csv"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_what_ends_badly_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "t"
    write_text(path, "before")

    def fill(folder: Path) -> None:
        (folder / "x").write_text("half")
        raise error

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise error

    with pytest.raises(error), whole_file(path) as file:
        write(file)
    with pytest.raises(error), whole_folder(tmp_path / "folder") as folder:
        fill(folder)
    assert names(tmp_path) == ["t"]
    assert path.read_text() == "before"


@pytest.mark.parametrize("room", [0, 5])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]], room: int
) -> None:
    path = tmp_path / "t"
    write_text(path, "before")
    with full_disk(room), pytest.raises(InputError, match=r"t: .*disk is full.*or take another"):
        write_text(path, "0123456789", otherwise="take another")
    assert names(tmp_path) == ["t"]
    assert path.read_text() == "before"


def test_a_reader_never_sees_half_of_a_file(tmp_path: Path) -> None:
    path, size, seen = tmp_path / "t", 200_000, set()
    write_text(path, "0" * size)
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            text = path.read_text()
            seen.add((len(text), len(set(text))))

    reader = threading.Thread(target=read)
    reader.start()
    for digit in "123456789" * 3:
        write_text(path, digit * size)
    done.set()
    reader.join()
    assert seen == {(size, 1)}


@posix
def test_modes_are_those_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "t", "x")
        with whole_folder(tmp_path / "f") as folder:
            (folder / "x").touch()
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("t", "f", "f/x")]
    assert modes == [0o640, 0o750, 0o640]


@posix
def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "there" / "t")
    write_text(link, "one")
    write_text(link, "two")
    assert link.is_symlink()
    assert (tmp_path / "there" / "t").read_text() == "two"


@posix
def test_what_is_no_file_is_written_to_as_it_is() -> None:
    code = (
        "from pathlib import Path; from simlaw.disk.whole_files import write_text; "
        "write_text(Path('/dev/stdout'), 'page')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "page"


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_text(tmp_path, "x")


def test_a_folder_that_is_there_already_is_left(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with whole_folder(tmp_path / "f") as folder:
            (folder / "x").write_text(text)
    assert (tmp_path / "f" / "x").read_text() == "first"
    assert names(tmp_path) == ["f"]


def test_what_a_killed_process_left_is_removed_by_the_next_once_it_is_old(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; "
        "from simlaw.disk.whole_files import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "t"
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    (left,) = tmp_path.iterdir()
    assert left.read_bytes() == b"half"
    write_text(path, "x")
    assert left.exists(), "somebody may still be writing it"
    aged(left, OLD + 10)
    other = tmp_path / ".unfinished-u.1"
    other.write_text("of another file")
    aged(other, OLD + 10)
    write_text(path, "y")
    assert names(tmp_path) == sorted(["t", other.name])


def test_leftovers_of_all_versions_are_removed_when_old(tmp_path: Path) -> None:
    for name in (".inputs-abc", ".unfinished-def", ".unfinished-busy.1", "entry"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "values.npy").write_bytes(b"123")
        aged(tmp_path / name, OLD + 10)
    (tmp_path / ".unfinished-new").mkdir()
    growing = tmp_path / ".unfinished-growing"
    growing.mkdir()
    aged(growing, OLD + 10)
    # Something in it was written just now: its writer lives.
    (growing / "values.npy").touch()
    assert remove_left_behind(tmp_path, keep={".unfinished-busy.1"}) >= 6
    assert names(tmp_path) == [
        ".unfinished-busy.1",
        ".unfinished-growing",
        ".unfinished-new",
        "entry",
    ]
    assert remove_left_behind(tmp_path / "none") == 0


def test_whole_things_are_removed_and_said_to_have_been_there(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "x").touch()
    (tmp_path / "t").touch()
    assert remove_whole(tmp_path / "f")
    assert remove_whole(tmp_path / "t")
    assert not remove_whole(tmp_path / "t")
    assert names(tmp_path) == []
