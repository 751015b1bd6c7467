"""Many lines read together: what reading them one by one gives, and nothing where one is odd."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run import record as journal
from simlaw.study.run import record_in_bulk as recorded
from simlaw.study.run.record import Journal, read_journal, rows_of
from simlaw.study.run.record_in_bulk import WORTH, read_together, table_of
from simlaw.study.run.trial import Finished, Row

errors = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
draws = st.lists(st.tuples(errors, errors), max_size=2).map(tuple)
rows = st.builds(
    Row, st.integers(0, 10**6), st.sampled_from(["fine-tune", "direct"]), errors, errors, draws
)
trials = st.builds(Trial, st.integers(0, 500), st.integers(0, 10**7))
seconds = st.floats(0, 1e4).map(lambda s: round(s, 4))
finished = st.builds(
    Finished, trials, st.lists(rows, max_size=3).map(tuple), seconds, st.none() | seconds
)
several = st.lists(finished, min_size=1, max_size=6, unique_by=lambda f: f.trial)

LINE = json.dumps(
    {
        "replicate": 0,
        "n": 50,
        "seconds": 1.5,
        "rows": [{"m": 10, "method": "fine-tune", "mae": 0.1, "rmse": 0.2}],
    }
)


def below_the_head(path: Path, content: list[Finished]) -> bytes:
    path.unlink(missing_ok=True)
    with Journal(path, "0" * 32) as opened:
        opened.add_all(content)
    return path.read_bytes().partition(b"\n")[2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=several)
def test_together_is_as_one_by_one(tmp_path: Path, content: list[Finished]) -> None:
    assert read_together(below_the_head(tmp_path / "trials.jsonl", content)) == content


@pytest.mark.parametrize(
    "odd",
    [
        LINE + "\n" + LINE,
        LINE + "\n\n",
        LINE + LINE.replace("50", "51"),
        LINE.replace("0.1", "NaN"),
        LINE.replace("0.1", "null"),
        LINE.replace("0.1", '"0.1"'),
        LINE.replace(', "rmse": 0.2', ""),
        LINE.replace('"n": 50, ', ""),
        LINE.replace('"seconds"', '"more": 1, "seconds"'),
        LINE.replace('"rmse": 0.2', '"rmse": 0.2, "draws": [[0.1]]'),
        LINE.replace('"rmse": 0.2', '"rmse": 0.2, "draws": [[0.1, null]]'),
        LINE[:-1],
        "[]",
        "",
    ],
)
def test_an_odd_line_is_left_to_the_reading_that_names_it(odd: str) -> None:
    assert read_together(f"{odd}\n".encode()) is None


def long(path: Path) -> list[Finished]:
    content = [
        Finished(Trial(number // 3, number % 3), (Row(10, "fine-tune", 0.1, 0.2),), 1.5)
        for number in range(WORTH)
    ]
    below_the_head(path, content)
    return content


def test_no_line_of_a_long_journal_is_read_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trials.jsonl"
    content = long(path)
    monkeypatch.delattr(journal, "read_line")
    with path.open("ab") as file:
        file.write(b'{"replicate"')
    record = read_journal(path)
    assert record.finished == tuple(content)
    assert record.torn == 12


def test_a_broken_line_of_a_long_journal_is_named(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    long(path)
    lines = path.read_text().splitlines(keepends=True)
    lines[1200] = lines[1200].replace("0.1", "x")
    path.write_text("".join(lines))
    with pytest.raises(InputError, match="line 1201: cannot be read as a finished trial"):
        read_journal(path)


@settings(deadline=None)
@given(st.lists(finished, max_size=6, unique_by=lambda f: f.trial))
def test_the_table_is_that_of_the_sorted_rows(content: list[Finished]) -> None:
    expected = pd.DataFrame(
        rows_of(content), columns=["replicate", "n", "m", "method", "mae", "rmse"]
    )
    found = table_of(content)
    if len(expected):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert list(found.columns) == list(expected.columns)
    assert len(found) == len(expected)


def test_a_line_longer_than_a_block_is_left_to_the_other_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recorded, "_BLOCK", 16)
    assert read_together(f"{LINE}\n".encode()) is None
