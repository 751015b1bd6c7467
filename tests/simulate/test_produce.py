import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from simlaw.errors import InputError
from simlaw.simulate import produce

ALCOHOLS = ["C" * n + "O" for n in range(1, 17)]


def test_a_table_has_a_row_per_molecule_asked_for(tmp_path: Path) -> None:
    output = tmp_path / "sub" / "table.parquet"
    steps: list[tuple[int, int]] = []
    asked = ["CCO", "[Na+].[Cl-]", "CCO", "OCC"]
    made = produce("refractive-index", asked, output, progress=lambda *step: steps.append(step))
    frame = pd.read_parquet(output)
    assert frame["smiles"].tolist() == asked
    assert frame["refractive_index"].isna().tolist() == [False, True, False, False]
    assert frame["reason"].isna().tolist() == [True, False, True, True]
    # Spellings are different texts of the same molecule, and give the same numbers.
    assert frame["refractive_index"][0] == frame["refractive_index"][3]
    assert (made.requested, made.computed, made.reused) == (4, 3, 0)
    assert made.failures == (("[Na+].[Cl-]", "it has 2 separate parts; one molecule is computed"),)
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [path.name for path in output.parent.iterdir()] == ["table.parquet"]


def test_a_finished_table_is_added_to_and_nothing_is_computed_twice(tmp_path: Path, odd) -> None:
    output = tmp_path / "t.parquet"
    produce(odd, ["a", "refuse"], output)
    made = produce(odd, ["refuse", "a", "bb"], output, workers=2)
    assert (made.reused, made.computed) == (2, 1)
    frame = pd.read_parquet(output)
    assert frame["smiles"].tolist() == ["refuse", "a", "bb"]
    assert frame["length"].tolist()[1:] == [1.0, 2.0]
    assert frame["reason"][0] == "it is refused"


def test_a_finished_table_is_never_made_smaller(tmp_path: Path, odd) -> None:
    output = tmp_path / "t.parquet"
    produce(odd, ["a", "bb"], output)
    with pytest.raises(InputError, match="holds 1 molecules that are not asked for"):
        produce(odd, ["a"], output)
    assert len(pd.read_parquet(output)) == 2


def test_a_killed_run_goes_on_and_gives_the_same_table(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    produce("refractive-index", ALCOHOLS, whole, workers=2)
    output = tmp_path / "killed.parquet"
    journal = tmp_path / "killed.parquet.journal.jsonl"
    script = (
        "import sys; from simlaw.simulate import produce; "
        f"produce('refractive-index', {ALCOHOLS!r}, sys.argv[1], workers=2)"
    )
    kept = 0
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", script, str(output)])
        wanted = kept + 3
        while process.poll() is None:
            if journal.exists() and len(journal.read_bytes().splitlines()) > wanted:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.002)
        assert process.wait() == -signal.SIGKILL
        assert not output.exists()
        kept = journal.read_bytes().count(b"\n") - 1
        assert kept >= 3
    made = produce("refractive-index", ALCOHOLS, output, workers=2)
    assert made.reused == kept
    assert made.computed == len(ALCOHOLS) - kept
    assert not journal.exists()
    pd.testing.assert_frame_equal(pd.read_parquet(output), pd.read_parquet(whole))


def test_two_runs_do_not_write_one_table(tmp_path: Path, odd) -> None:
    output = tmp_path / "t.parquet"
    with FileLock(tmp_path / "t.parquet.lock"), pytest.raises(InputError, match="another run"):
        produce(odd, ["a"], output)
    assert not output.exists()


def test_a_file_of_something_else_is_not_overwritten(tmp_path: Path, odd) -> None:
    output = tmp_path / "t.parquet"
    pd.DataFrame({"x": [1]}).to_parquet(output)
    with pytest.raises(InputError, match="no table of this simulator"):
        produce(odd, ["a"], output)
    assert pd.read_parquet(output)["x"].tolist() == [1]


def test_a_table_of_other_versions_is_not_added_to(tmp_path: Path, odd) -> None:
    output = tmp_path / "t.parquet"
    produce("refractive-index", ["C"], output)
    with pytest.raises(InputError, match=r"computed with .*refractive-index.* not with .*odd"):
        produce(odd, ["a"], output)


def test_a_journal_of_other_versions_is_not_gone_on_with(tmp_path: Path, odd) -> None:
    header = {"format": 1, "simulator": "odd", "version": 1, "libraries": {"numpy": "0.1"}}
    journal = tmp_path / "t.parquet.journal.jsonl"
    journal.write_text(json.dumps(header) + "\n")
    with pytest.raises(InputError, match=r'"numpy": "0.1"'):
        produce(odd, ["a"], tmp_path / "t.parquet")
    assert not (tmp_path / "t.parquet").exists()


@pytest.mark.parametrize(
    ("molecules", "name", "options", "message"),
    [
        ([], "t.parquet", {}, "no molecules"),
        (["a"], "t.csv", {}, r"ending in '\.parquet'"),
        (["a"], "t.parquet", {"workers": 0}, "workers must be 1 or more"),
        (["a"], "t.parquet", {"time_limit": 0.0}, "time limit above 0 s"),
        (["a"], "file/t.parquet", {}, "cannot be written"),
    ],
)
def test_bad_requests_are_refused(tmp_path, odd, molecules, name, options, message) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError, match=message):
        produce(odd, molecules, tmp_path / name, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, odd) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(InputError, match="a folder you may write to"):
        produce(odd, ["a"], tmp_path / "t.parquet")
