"""The store: an entry is found whole and sound, or made again, and what workers map is watched."""

import errno
import os
import shutil
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.disk import notes_to_user
from simlaw.disk.checksums import SEAL, forget
from simlaw.disk.places import kind_folder
from simlaw.disk.store import DamagedError, drop, find, making, watch
from simlaw.errors import InputError


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_to_user, "_said", set())
    forget()


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return made(kind_folder(tmp_path, "descriptors") / "abc")


def made(entry: Path, text: str = "content") -> Path:
    with making(entry) as folder:
        (folder / "values").write_text(text)
        (folder / "rows").write_text("1")
    return entry


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_entry_is_there_once_it_is_made(entry: Path, capsys) -> None:
    assert find(entry)
    assert names(entry) == [SEAL, "rows", "values"]
    assert names(entry.parent) == ["abc"]
    assert not find(entry.with_name("other"))
    assert capsys.readouterr().err == ""


def test_finding_notes_the_last_use(entry: Path) -> None:
    os.utime(entry / SEAL, (1, 1))
    assert find(entry)
    assert (entry / SEAL).stat().st_mtime > 1


@pytest.mark.parametrize("name", ["values", "rows", SEAL])
@pytest.mark.parametrize("how", ["cut", "flip", "gone"])
def test_a_damaged_entry_is_dropped_with_a_note_and_made_again(
    entry: Path, capsys: pytest.CaptureFixture[str], name: str, how: str
) -> None:
    path = entry / name
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"" if how == "cut" else bytes([content[0] ^ 1]) + content[1:])
    assert not find(entry)
    said = capsys.readouterr().err
    assert said.startswith(f"note: {entry}: damaged ({name} ")
    assert said.count("\n") == 1
    assert not entry.exists()
    assert not find(entry)
    assert find(made(entry))
    assert capsys.readouterr().err == ""


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(st.sampled_from("abcd"), st.binary(), min_size=1))
def test_whatever_is_put_in_is_found(files: dict[str, bytes]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        entry = kind_folder(Path(place), "tables") / "x"
        with making(entry) as folder:
            for name, content in files.items():
                (folder / name).write_bytes(content)
        forget()
        assert find(entry)
        assert {name: (entry / name).read_bytes() for name in files} == files


def test_a_sound_entry_is_left_and_a_damaged_one_is_not(entry: Path) -> None:
    made(entry, "the same, made twice")
    assert (entry / "values").read_text() == "content"
    (entry / "values").write_text("damaged")
    made(entry, "made again")
    assert (entry / "values").read_text() == "made again"


def test_several_makers_do_not_disturb_each_other(tmp_path: Path) -> None:
    entry, failures = kind_folder(tmp_path, "inputs") / "abc", []
    start = threading.Barrier(6)

    def make() -> None:
        try:
            start.wait()
            made(entry)
            assert find(entry)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert names(entry.parent) == ["abc"]


def test_a_full_disk_leaves_no_entry_and_says_what_to_do(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    entry = kind_folder(tmp_path, "inputs") / "abc"
    with full_disk(3), pytest.raises(InputError, match=r"disk is full.*SIMLAW_CACHE_DIR"):
        made(entry)
    assert names(entry.parent) == []


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        (OSError(errno.ENOENT, "no such program"), OSError),
        (OSError(errno.EIO, "Input/output error"), InputError),
        (ValueError("not a number"), ValueError),
    ],
)
def test_what_goes_wrong_while_computing_is_not_blamed_on_the_disk(
    tmp_path: Path, raised: Exception, seen: type[Exception]
) -> None:
    entry = kind_folder(tmp_path, "inputs") / "abc"
    with pytest.raises(seen) as found, making(entry):
        raise raised
    assert isinstance(found.value, InputError) == (seen is InputError)
    assert names(entry.parent) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(InputError, match="choose another place"):
        made(kind_folder(tmp_path, "inputs") / "abc")


def test_what_cannot_be_removed_is_said(
    entry: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "rename", refuse)
    drop(entry, "bad")
    assert "damaged (bad), and cannot be removed (Permission denied)" in capsys.readouterr().err


class TestWatching:
    def test_an_entry_that_stays_is_watched_in_silence(self, entry: Path) -> None:
        watched = watch(entry, ["values"])
        watched.check()
        if os.name == "posix":
            # Removed is not changed: what is mapped stays as it was.
            shutil.rmtree(entry)
            watched.check()

    @pytest.mark.parametrize("how", ["cut", "write", "touch"])
    def test_a_change_is_noticed_at_the_next_look(self, entry: Path, how: str) -> None:
        watched, path = watch(entry, ["values"]), entry / "values"
        if how == "cut":
            os.truncate(path, 3)
        elif how == "write":
            with path.open("r+b") as file:
                file.write(b"C")
        else:
            os.utime(path, (1, 1))
        with pytest.raises(DamagedError, match=r"values: damaged: it was changed or cut while"):
            watched.check()

    def test_damage_before_is_refused_and_left_for_the_run(self, entry: Path) -> None:
        (entry / "rows").write_text("22")
        with pytest.raises(DamagedError, match=r"abc: damaged: rows has 2 bytes in place of 1"):
            watch(entry, ["values"])
        assert entry.exists()
        (entry / "values").unlink()
        with pytest.raises(DamagedError, match="cannot be read"):
            watch(entry, ["values"])
