"""The journal: nothing lost, nothing doubled, whatever byte a crash comes at."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.record import Journal, read_journal, rows_of
from simlaw.study.run.trial import Finished, Row

DIGEST = "0" * 32
errors = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
draws = st.lists(st.tuples(errors, errors), max_size=2).map(tuple)
rows = st.builds(
    Row, st.integers(0, 10**6), st.sampled_from(["fine-tune", "direct"]), errors, errors, draws
)
trials = st.builds(Trial, st.integers(0, 500), st.integers(0, 10**7))
seconds = st.floats(0, 1e4).map(lambda s: round(s, 4))
finished = st.builds(Finished, trials, st.tuples(rows, rows), seconds, st.none() | seconds)
many = st.lists(finished, max_size=6, unique_by=lambda f: f.trial)


def write(path: Path, content: list[Finished]) -> None:
    path.unlink(missing_ok=True)
    with Journal(path, DIGEST) as journal:
        for item in content:
            journal.add(item)


def one(replicate: int = 0, n: int = 50) -> Finished:
    return Finished(Trial(replicate, n), (Row(10, "fine-tune", 0.1, 0.2),), 1.5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=many)
def test_what_is_written_is_read(tmp_path: Path, content: list[Finished]) -> None:
    path = tmp_path / "trials.jsonl"
    write(path, content)
    record = read_journal(path)
    assert record.finished == tuple(content)
    assert record.digest == DIGEST
    assert record.torn == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=many, data=st.data())
def test_a_crash_at_any_byte_loses_at_most_the_line_it_hit(
    tmp_path: Path, content: list[Finished], data: st.DataObject
) -> None:
    path = tmp_path / "trials.jsonl"
    write(path, content)
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    kept = max(whole[:cut].count(b"\n") - 1, 0)
    with Journal(path, DIGEST) as journal:
        assert journal.record.finished == tuple(content[:kept])
        for item in content[kept:]:
            journal.add(item)
    assert path.read_bytes() == whole


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    write(path, [one(0), one(1), one(2)])
    lines = path.read_text().splitlines()
    lines[2] = lines[2][:30]
    path.write_text("\n".join(lines) + "\n")
    before = path.read_bytes()
    with (
        pytest.raises(InputError, match=r"trials.jsonl, line 3: cannot be read"),
        Journal(path, DIGEST),
    ):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize("value", ["NaN", "Infinity", '"x"', "null"])
def test_a_line_without_numbers_is_refused(tmp_path: Path, value: str) -> None:
    path = tmp_path / "trials.jsonl"
    write(path, [one()])
    path.write_text(path.read_text().replace('"mae": 0.1', f'"mae": {value}'))
    with pytest.raises(InputError, match="line 2"):
        read_journal(path)


def test_a_unit_recorded_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    write(path, [one(), one(1)])
    text = path.read_text()
    path.write_text(text + text.splitlines()[1] + "\n")
    with pytest.raises(InputError, match=r"line 4: replicate 0, n = 50 is recorded again.*line 2"):
        read_journal(path)


def test_another_study_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    write(path, [one()])
    before = path.read_bytes()
    with pytest.raises(InputError, match="run of another study"), Journal(path, "1" * 32):
        pass
    assert path.read_bytes() == before


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    path.write_text(json.dumps({"format": "simlaw-trials", "version": 3, "study": DIGEST}) + "\n")
    with pytest.raises(InputError, match="version 3 is newer"):
        read_journal(path)


def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    for content in ("n,error\n1,2\n", "some notes without an end of line"):
        path.write_text(content)
        with pytest.raises(InputError, match="not a journal of trials"), Journal(path, DIGEST):
            pass
        assert path.read_text() == content


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    with Journal(path, DIGEST), pytest.raises(InputError, match="another run is writing"):
        Journal(path, DIGEST).__enter__()
    with Journal(path, DIGEST):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        Journal(tmp_path / "file" / "run" / "trials.jsonl", DIGEST).__enter__()


@pytest.mark.parametrize("room", [0, 1, 100, 200])
def test_a_disk_that_takes_half_a_line_leaves_none(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]], room: int
) -> None:
    path = tmp_path / "trials.jsonl"
    with Journal(path, DIGEST) as journal:
        journal.add_all(one(i) for i in range(3))
        with (
            full_disk(path.stat().st_size + room),
            pytest.raises(InputError, match=r"trials.jsonl: .*the disk is full.*make room there"),
        ):
            journal.add_all(one(i) for i in range(3, 6))
    # There was room again before the journal was closed: nothing came late.
    assert read_journal(path).finished == (one(0), one(1), one(2))
    assert read_journal(path).torn == 0


def test_a_journal_goes_on_after_a_full_disk(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    path = tmp_path / "trials.jsonl"
    with Journal(path, DIGEST) as journal:
        with full_disk(path.stat().st_size + 100), pytest.raises(InputError):
            journal.add_all([one(0), one(1)])
        journal.add(one(2))
    assert read_journal(path).finished == (one(2),)


def test_a_disk_full_from_the_start_leaves_a_folder_that_can_be_used(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    path = tmp_path / "trials.jsonl"
    with full_disk(10), pytest.raises(InputError, match="the disk is full"), Journal(path, DIGEST):
        pass
    write(path, [one()])
    assert read_journal(path).finished == (one(),)


@pytest.mark.skipif(os.name != "posix", reason="open files can be removed on POSIX systems alone")
def test_a_journal_that_was_removed_or_replaced_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "run" / "trials.jsonl"
    with Journal(path, DIGEST) as journal:
        journal.add(one(0))
        shutil.rmtree(path.parent)
        with pytest.raises(InputError, match="was removed or replaced while this run"):
            journal.add(one(1))
        assert not path.parent.exists()
        with Journal(path, DIGEST) as another:
            another.add(one(2))
            with pytest.raises(InputError, match="was removed or replaced"):
                journal.add(one(1))
    assert read_journal(path).finished == (one(2),)


def test_journals_of_the_first_version_load(tmp_path: Path) -> None:
    # A journal of a released format must load for ever.
    record = read_journal(Path(__file__).parent / "journals" / "version-1.jsonl")
    assert len(record.finished) == 3
    assert record.finished[0].trial == Trial(0, 200)
    assert record.finished[0].rows[0] == Row(20, "fine-tune", 0.25, 0.5)


def test_rows_are_tidy_and_sorted() -> None:
    tidy = rows_of([one(1, 60), one(0, 60), one(0, 50)])
    assert [(row["n"], row["replicate"]) for row in tidy] == [(50, 0), (60, 0), (60, 1)]
    assert set(tidy[0]) == {"replicate", "n", "m", "method", "mae", "rmse"}
