"""The journal of lines: nothing lost, nothing doubled, whatever byte a crash comes at."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simlaw.disk.journal import (
    Content,
    LineJournal,
    Wording,
    cut_torn_line,
    only_writer,
    parsed,
    read_content,
)
from simlaw.errors import InputError

HEAD, MARK = b'{"format": "kind", "of": "us"}', b'{"format": "kind"'
WORDING = Wording("somebody writes it.", "was taken away.", "go elsewhere")

lines_of_any = st.lists(
    st.binary(min_size=1, max_size=40).map(lambda b: b.replace(b"\n", b" ")), max_size=6
)


def refuse(content: Content) -> None:
    if content.head != HEAD:
        raise InputError("of another kind")


def opened(path: Path, **options: float | bool) -> LineJournal:
    return LineJournal(path, HEAD, MARK, check=refuse, wording=WORDING, **options)


def lines(path: Path) -> list[bytes]:
    content = read_content(path)
    assert content.head == HEAD
    assert content.torn == 0
    return content.body.split(b"\n")[:-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(batches=st.lists(lines_of_any, max_size=4), seconds=st.sampled_from([0.0, 1e9]))
def test_what_is_appended_is_read(
    tmp_path: Path, batches: list[list[bytes]], seconds: float
) -> None:
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    for batch in batches:
        with opened(path, sync_seconds=seconds) as journal:
            journal.append(batch)
    if batches:
        assert lines(path) == [line for batch in batches for line in batch]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(entries=lines_of_any)
def test_torn_at_every_byte_only_the_torn_line_is_lost(
    tmp_path: Path, entries: list[bytes]
) -> None:
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    with opened(path) as journal:
        journal.append(entries)
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        kept = max(whole[:cut].count(b"\n") - 1, 0)
        with opened(path, sync_seconds=1e9) as journal:
            journal.append(entries[kept:])
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "content", [b"some notes", b"other head\nline\n", b'{"format": "x"', b"\n"]
)
def test_what_is_no_journal_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with pytest.raises(InputError, match="another kind"), opened(path):
        pass
    assert path.read_bytes() == content


def test_a_head_that_is_longer_than_any_block_is_no_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    head = MARK + b', "long": "' + b"x" * 10_000 + b'"}'
    path.write_bytes(head + b"\none\n")
    with LineJournal(path, head, MARK, check=lambda _: None, wording=WORDING) as journal:
        journal.append([b"two"])
    assert path.read_bytes() == head + b"\none\ntwo\n"


@pytest.mark.parametrize("error", [ValueError, KeyError, TypeError])
def test_a_broken_line_is_told_by_its_number(error: type[Exception]) -> None:
    def parse(line: bytes) -> int:
        if line == b"x":
            raise error
        return int(line)

    def broken(number: int, line: bytes) -> InputError:
        return InputError(f"line {number}: {line!r}")

    assert list(parsed(b"1\n2\n", parse, broken)) == [(2, 1), (3, 2)]
    with pytest.raises(InputError, match="line 4: b'x'"):
        list(parsed(b"1\n2\nx\n4\n", parse, broken))


@pytest.mark.parametrize("seconds", [0.0, 1e9])
@pytest.mark.parametrize("room", [0, 1, 7])
def test_a_full_disk_drops_the_batch_it_cut_and_the_journal_goes_on(
    tmp_path: Path,
    full_disk: Callable[[int], AbstractContextManager[None]],
    room: int,
    seconds: float,
) -> None:
    path = tmp_path / "journal"
    with opened(path, sync_seconds=seconds) as journal:
        journal.append([b"one"])
        with (
            full_disk(path.stat().st_size + room),
            pytest.raises(InputError, match=r"the disk is full.*or go elsewhere"),
        ):
            journal.append([b"two", b"three"])
        assert lines(path) == [b"one"]
        journal.append([b"four"])
    assert lines(path) == [b"one", b"four"]


def test_a_lost_sync_drops_all_since_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal"
    with opened(path, sync_seconds=0.05) as journal:
        journal.append([b"one"])
        time.sleep(0.06)
        journal.append([b"two"])
        with monkeypatch.context() as broken:

            def fail(_: int) -> None:
                raise OSError(5, "Input/output error")

            journal.append([b"three"])
            broken.setattr(os, "fsync", fail)
            time.sleep(0.06)
            with pytest.raises(InputError, match="the disk failed"):
                journal.append([b"four"])
        assert lines(path) == [b"one", b"two"]


def test_the_last_sync_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(tmp_path / "journal", sync_seconds=1e9)
    journal.__enter__()
    journal.append([b"one"])

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match="the disk failed"):
        journal.__exit__(None, None, None)
    monkeypatch.undo()
    with opened(tmp_path / "journal"):
        pass


def test_a_second_writer_is_refused_and_the_lock_file_stays_where_wanted(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    for stays in (True, False):
        with (
            opened(path, lock_stays=stays),
            pytest.raises(InputError, match="somebody writes it"),
            opened(path),
        ):
            pass
        assert (tmp_path / ".journal.lock").exists() == stays
    with (
        only_writer(tmp_path / "l" / "lock", busy="busy.", otherwise="", stays=False),
        pytest.raises(InputError, match=r"^busy\.$"),
        only_writer(tmp_path / "l" / "lock", busy="busy.", otherwise=""),
    ):
        pass


@pytest.mark.skipif(os.name != "posix", reason="open files can be removed on POSIX systems alone")
def test_a_file_that_was_removed_or_replaced_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with opened(path, sync_seconds=1e9) as journal:
        path.unlink()
        with pytest.raises(InputError, match=r"journal: was taken away"):
            journal.append([b"one"])
        path.write_bytes(b"other")
        with pytest.raises(InputError, match=r"journal: was taken away"):
            journal.append([b"one"])
    assert path.read_bytes() == b"other"


@pytest.mark.skipif(os.name != "posix", reason="kill -9 as POSIX has it")
def test_a_killed_writer_loses_nothing_it_appended_and_frees_its_lock(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from tests.disk.test_journal import opened\n"
        "with opened(Path(sys.argv[1]), sync_seconds=1e9) as journal:\n"
        "    journal.append([b'one', b'two']); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "journal"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(path) as journal:
        journal.append([b"three"])
    assert lines(path) == [b"one", b"two", b"three"]


def test_a_journal_that_is_not_open_takes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not open"):
        opened(tmp_path / "journal").append([b"one"])


def test_a_torn_last_line_of_any_file_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "t"
    cut_torn_line(path)
    for content, left in ((b"a\nb", b"a\n"), (b"a\n", b"a\n"), (b"ab", b""), (b"", b"")):
        path.write_bytes(content)
        cut_torn_line(path)
        assert path.read_bytes() == left
