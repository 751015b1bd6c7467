"""Points from strangers' files: whatever the form, the same numbers, or a question."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tables.files.test_whole_tables import write_xlsx

from simlaw.cli.law.curve_file import CurveFileOptions, read_curve_file
from simlaw.errors import InputError
from simlaw.law import PointTable
from simlaw.law.points_from_file import PointOptions

N = [100, 200, 400, 800, 1600]
ERROR = [0.25, 0.1914, 0.15, 0.1207, 0.1]


def read(path: Path, **options: object) -> PointTable:
    return read_curve_file(path, CurveFileOptions(**options))  # type: ignore[arg-type]


def lines(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, name: str = "c.csv", encoding: str = "utf-8") -> Path:
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path / name

    return write


@st.composite
def curves(draw: st.DrawFn) -> tuple[list[int], list[float]]:
    count = draw(st.integers(3, 12))
    steps = draw(st.lists(st.floats(1.001, 4.0), min_size=count, max_size=count))
    error = draw(st.floats(1e-4, 1e4)) / np.cumprod(steps)
    return [10 * 2**place for place in range(count)], [float(one) for one in error]


@settings(max_examples=40, deadline=None)
@given(
    curves(),
    st.sampled_from([(sep, mark) for sep in ",;\t" for mark in ".," if mark != sep]),
    st.booleans(),
    st.sampled_from(["n{}error", "N{}Error", " N {} ERROR "]),
)
def test_any_form_gives_the_same_numbers(
    curve: tuple[list[int], list[float]], marks: tuple[str, str], bom: bool, header: str
) -> None:
    n, error = curve
    separator, decimal = marks
    rows = [(size, repr(one).replace(".", decimal)) for size, one in zip(n, error, strict=True)]
    text = header.format(separator) + "\n" + lines(rows, separator)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        path.write_text(text, encoding="utf-8-sig" if bom else "utf-8")
        # Errors such as 1,234 alone tell no decimal mark.
        told = "" if any(len(repr(one).partition(".")[2]) != 3 for one in error) else decimal
        table = read(path, decimal=told, points=PointOptions(values="error"))
    assert table.frame["n"].tolist() == n
    assert table.frame["error"].tolist() == error


@pytest.mark.parametrize(
    ("header", "separator", "encoding", "said"),
    [
        ("N;Error", ";", "utf-16", "semicolons between its columns, as text in utf-16"),
        ("n\terror", "\t", "utf-8-sig", "tabs between its columns"),
        ("größe,n,error", ",", "latin-1", "as text in cp1252"),
        ("# my curve\nn,error", ",", "utf-8", "from line 2 on"),
    ],
)
def test_what_was_guessed_of_the_form_is_said(
    written: Callable[..., Path], header: str, separator: str, encoding: str, said: str
) -> None:
    first = ["x"] if "größe" in header else []
    rows = [[*first, n, error] for n, error in zip(N, ERROR, strict=True)]
    table = read(written(f"{header}\n{lines(rows, separator)}", encoding=encoding))
    assert table.frame["error"].tolist() == ERROR
    (note,) = table.notes
    assert note.code == "file_form"
    assert said in note.text
    assert note in table.fit().notes


def test_a_plain_file_has_nothing_to_be_said(written: Callable[..., Path]) -> None:
    path = written("n,error\n" + lines(list(zip(N, ERROR, strict=True))))
    assert read(path).notes == ()
    assert read(path.rename(path.with_name("c"))).notes == ()  # a name that tells no form


def test_a_sheet_of_a_spreadsheet(tmp_path: Path) -> None:
    rows = [["n", "error"], *([float(n), error] for n, error in zip(N, ERROR, strict=True))]
    path = write_xlsx(tmp_path / "c.xlsx", {"first": rows, "second": rows})
    with pytest.raises(InputError, match=r"'first', 'second'\. Name one by --sheet"):
        read(path)
    table = read(path, sheet="second")
    assert table.frame["error"].tolist() == ERROR
    assert "from the sheet 'second'" in table.notes[0].text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "n,error\n" + lines(list(zip(N, ERROR, strict=True)))
    writer = threading.Thread(target=pipe.write_text, args=(text,))
    writer.start()
    table = read(pipe)
    writer.join()
    assert table.frame["n"].tolist() == N


def test_the_curve_of_a_run_is_for_metric_and_no_other_file(written: Callable[..., Path]) -> None:
    rows = [(0, n, 30, "fine-tune", error, 2 * error) for n, error in zip(N, ERROR, strict=True)]
    path = written("replicate,n,m,method,mae,rmse\n" + lines(rows))
    assert read(path).frame["error"].tolist() == ERROR
    assert read(path, metric="rmse").frame["error"].tolist() == [2 * one for one in ERROR]
    named = read(path, points=PointOptions({"error": "rmse"}))
    assert named.frame["error"].tolist() == [2 * one for one in ERROR]
    plain = written("n,rmse\n" + lines(list(zip(N, ERROR, strict=True))), "plain.csv")
    with pytest.raises(InputError, match="--columns error=rmse"):
        read(plain, metric="rmse")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("n,error\n", "has no rows"),
        ("100,0.3\n200,0.2\n", "These are numbers: write the names n,error"),
        ("n,error\n100,0,25\n200,0,2\n", "not of one form"),
    ],
)
def test_what_is_no_table_of_points(written: Callable[..., Path], text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(written(text))


def test_a_missing_file_and_its_neighbour(written: Callable[..., Path]) -> None:
    path = written("n,error\n", "curve.csv")
    with pytest.raises(InputError, match=r"no file .* Did you mean 'curve.csv'"):
        read(path.with_name("curve.cvs"))
    with pytest.raises(InputError, match="folder"):
        read(path.parent)


def test_parquet_and_json(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": N, "error": ERROR})
    frame.to_json(tmp_path / "c.json", orient="records")
    frame.to_parquet(tmp_path / "c.parquet")
    for name in ("c.json", "c.parquet"):
        assert read(tmp_path / name).frame["error"].tolist() == ERROR
