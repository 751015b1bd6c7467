from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.command_line import Outcome

from simlaw.disk.places import KINDS, kind_folder
from simlaw.disk.store import making

Call = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache with an entry of each kind, one of an earlier version, a run and data."""
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("SIMLAW_CACHE_SIZE", raising=False)
    for kind in KINDS:
        with making(kind_folder(tmp_path, kind) / f"{kind}-entry") as folder:
            (folder / "values").write_bytes(bytes(1_000_000))
    (tmp_path / "inputs" / "earlier").mkdir(parents=True)
    (tmp_path / "inputs" / "earlier" / "twin.npy").write_bytes(bytes(2000))
    run = tmp_path / "runs" / "0123456789abcdef"
    run.mkdir(parents=True)
    (run / "result.json").write_text('{"name": "mine"}')
    (tmp_path / "data" / "ours").mkdir(parents=True)
    (tmp_path / "data" / "ours" / "t.csv").write_bytes(b"a,b\n")
    return tmp_path


def test_it_shows_what_lies_where_and_how_large(simlaw: Call, home: Path) -> None:
    shown = simlaw("cache")
    assert shown.status == 0
    lines = shown.out.splitlines()
    assert lines[0] == f"Cache: {home}, 4 MB of at most 20 GB"
    rows = {line.split("  ")[1].strip(): line.split()[-3:] for line in lines[2:7]}
    assert set(rows) == {*KINDS, "inputs of earlier versions"}
    assert rows["descriptors"] == ["1", "1", "MB"]
    assert rows["inputs of earlier versions"] == ["1", "2", "kB"]
    assert "mine, 16 B, last changed" in shown.out
    assert str(home / "runs" / "0123456789abcdef") in shown.out
    assert "  ours/t.csv, 4 B" in shown.out


def test_an_empty_one_says_so(simlaw: Call, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", "500MB")
    shown = simlaw("cache").out
    assert f"Cache: {tmp_path / 'none'}, 0 B of at most 500 MB" in shown
    assert shown.count("  none") == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_clearing_leaves_runs_and_data(simlaw: Call, home: Path, kind: str | None) -> None:
    said = simlaw("cache", "--clear", *([kind] if kind else []))
    gone = KINDS if kind is None else (kind,)
    assert said.status == 0
    for one in KINDS:
        assert (kind_folder(home, one) / f"{one}-entry").exists() == (one not in gone)
    assert (home / "inputs" / "earlier").exists() == ("inputs" not in gone)
    assert (home / "runs" / "0123456789abcdef" / "result.json").exists()
    assert (home / "data" / "ours" / "t.csv").exists()
    assert f"removed {len(gone) + ('inputs' in gone)} entries, {len(gone)}" in said.out


@pytest.fixture
def user(home: Path) -> Iterator[int]:
    """Another process that uses the inputs."""
    code = (
        "import sys; from pathlib import Path; from simlaw.disk.store import find, using\n"
        "with using():\n"
        "    assert find(Path(sys.argv[1])); print('using', flush=True); sys.stdin.read()\n"
    )
    entry = kind_folder(home, "inputs") / "inputs-entry"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(entry)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "using\n"
        yield process.pid
        process.kill()


def test_what_a_running_study_uses_is_left_and_said(simlaw: Call, home: Path, user: int) -> None:
    assert simlaw("cache").out.splitlines()[4].split() == ["inputs", "1", "1", "MB", "1"]
    said = simlaw("cache", "--clear").out
    assert f"Left: inputs/inputs-entry (in use by process {user} on" in said
    left = [path for kind in KINDS for path in kind_folder(home, kind).iterdir()]
    assert left == [kind_folder(home, "inputs") / "inputs-entry"]


def test_runs_and_data_go_by_name_alone(simlaw: Call, home: Path) -> None:
    assert "There is no run 'mine'" in simlaw("cache", "--remove-run", "mine").refusal()
    assert "Nothing was fetched" in simlaw("cache", "--remove-data", "ours").refusal()
    said = simlaw("cache", "--remove-run", "012345", "--remove-data", "ours/t.csv").out
    assert said == ("Removed the run 0123456789abcdef (mine).\nRemoved ours/t.csv.\n")
    assert list((home / "runs").iterdir()) == []
    assert not (home / "data" / "ours" / "t.csv").exists()
    assert len([path for kind in KINDS for path in kind_folder(home, kind).iterdir()]) == len(KINDS)


def test_json_holds_it_all(simlaw: Call, home: Path) -> None:
    told = json.loads(simlaw("cache", "--json").out)
    assert told["cache"] == str(home)
    assert told["bound"] == 20 * 10**9
    assert told["bytes"] == sum(one["bytes"] for one in told["kinds"])
    kinds = [(one["kind"], one["earlier_layout"], one["entries"]) for one in told["kinds"]]
    assert kinds == [*((kind, False, 1) for kind in KINDS), ("inputs", True, 1)]
    assert told["runs"][0]["study"] == "mine"
    assert told["data"] == [
        {"name": "ours/t.csv", "paths": [str(home / "data" / "ours" / "t.csv")], "bytes": 4}
    ]
    assert told["removed"] == {"entries": [], "bytes": 0, "runs": [], "data": []}
    cleared = json.loads(simlaw("cache", "--clear", "inputs", "--json").out)
    assert len(cleared["removed"]["entries"]) == 2
    assert cleared["left"] == []


def test_bad_words_are_refused(simlaw: Call, home: Path, monkeypatch) -> None:
    assert "'runs'" in simlaw("cache", "--clear", "runs").refusal()
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", "lots")
    assert "SIMLAW_CACHE_SIZE is 'lots'" in simlaw("cache").refusal()


def test_a_run_keeps_the_cache_within_its_size(
    simlaw: Call, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = kind_folder(tiny / ".cache", "tables") / "stale"
    with making(stale) as folder:
        (folder / "table.parquet").write_bytes(bytes(200_000))
    then = time.time() - 1000
    os.utime(stale / "checksums.json", (then, then))
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", "100kB")
    done = simlaw("run", "tiny.toml", "-w", "1", "--quiet")
    assert done.status == 0
    assert "to stay within 100 kB (SIMLAW_CACHE_SIZE)" in done.err
    assert not stale.exists()
