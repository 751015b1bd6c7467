"""Compiled programs kept between runs: fewer compilations, the same numbers, no harm."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simlaw import Study
from simlaw.disk import notes_to_user
from simlaw.disk.checksums import forget, read_seal
from simlaw.disk.places import PROGRAMS, kind_folder
from simlaw.study.run.compiled_programs import (
    UNUSED,
    check_programs,
    fingerprint,
    keep_programs,
    processor,
    programs_folder,
    seal_programs,
    tidy,
)
from simlaw.study.run.runner import trial_preparation
from simlaw.workers import Processes, Task

Make = Callable[..., Study]


def counted(folder: str) -> dict[str, Any]:
    """Run two trials in a worker; their rows, and what the library's cache did."""
    import jax

    from simlaw.study.run.trial import InputsFolder, run_trial

    events: Counter[str] = Counter()
    jax.monitoring.register_event_listener(lambda event, **_: events.update([event]))
    bench = InputsFolder(folder).open()
    rows = [run_trial(bench, 0, n).rows for n in (60, 0)]
    names = {"asked": "compile_requests_use_cache", "hits": "cache_hits"}
    found = {name: events[f"/jax/compilation_cache/{event}"] for name, event in names.items()}
    return {"rows": rows, **found}


def in_worker(inputs: Path, home: Path, *, programs: bool = True) -> dict[str, Any]:
    """Do as `simlaw.study.run.runner.run_trials` does, and count compilations."""
    if programs:
        check_programs(home)
    with Processes(1, trial_preparation(home if programs else None)) as workers:
        found = workers.start(Task(counted, (str(inputs),))).result()
    if programs:
        seal_programs(programs_folder(home))
    return found


@pytest.fixture
def inputs(small: Make, tmp_path: Path) -> Path:
    return small().prepare().inputs.save(tmp_path / "inputs")


def programs_of(home: Path) -> list[Path]:
    return sorted((kind_folder(home, PROGRAMS) / fingerprint()).glob("*-cache"))


def test_the_second_run_compiles_nothing_and_no_digit_changes(
    inputs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    without = in_worker(inputs, home, programs=False)
    assert not home.exists()
    first, second = in_worker(inputs, home), in_worker(inputs, home)
    assert first["hits"] == 0
    assert second["hits"] == second["asked"] > 0
    assert without["rows"] == first["rows"] == second["rows"]
    assert (programs_of(home)[0].parent.stat().st_mode & 0o777) == 0o700
    for path in programs_of(home):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    hurt = in_worker(inputs, home)
    assert hurt["hits"] == 0
    assert hurt["rows"] == without["rows"]
    said = capfd.readouterr().err
    assert f"{len(programs_of(home))} compiled programs damaged" in said
    assert said.count("\n") == 1
    assert in_worker(inputs, home)["hits"] == second["hits"]
    assert capfd.readouterr().err == ""


def test_a_worker_starts_without_what_it_does_not_need() -> None:
    code = "import sys, simlaw.study.run.trial, simlaw.workers.on_dask_worker; print(*sys.modules)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    unneeded = {"pandas", "scipy.optimize", "scipy.stats", "pint", "rdkit", "pydantic", "jax"}
    assert not unneeded & set(asked.stdout.split())


def test_settings_of_the_library_come_first(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(own))
    monkeypatch.setenv("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    in_worker(inputs, tmp_path / "home")
    assert list(own.glob("*-cache"))
    assert not programs_of(tmp_path / "home")
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR")
    monkeypatch.setenv("JAX_ENABLE_COMPILATION_CACHE", "false")
    in_worker(inputs, tmp_path / "home")
    assert not programs_of(tmp_path / "home")


def test_a_folder_that_cannot_be_used_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    assert keep_programs(taken) is None
    open_to_all = kind_folder(tmp_path, PROGRAMS) / fingerprint()
    open_to_all.mkdir(parents=True)
    open_to_all.chmod(0o777)
    assert keep_programs(tmp_path) is None


def test_processors_are_told_apart() -> None:
    assert processor()
    assert processor() == processor()
    assert len(fingerprint()) == 20


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_to_user, "_said", set())


def old(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_tidying_keeps_what_is_whole_and_new_within_a_size(tmp_path: Path) -> None:
    import zlib

    folder, other = tmp_path / "this", tmp_path / "other"
    for place in (folder, other):
        place.mkdir()
    whole = zlib.compress(os.urandom(1000))
    paths = {name: folder / f"{name}-cache" for name in ("a", "b", "torn", "empty", "young")}
    for name, path in paths.items():
        path.write_bytes(whole[:500] if name in ("torn", "young") else whole)
    paths["empty"].write_bytes(b"")
    for age, name in ((3000, "a"), (2000, "b"), (1000, "torn"), (900, "empty")):
        old(paths[name], age)
    old_stamp = other / ".tidied"
    old_stamp.touch()
    old(old_stamp, UNUSED + 100)
    tidy(folder, most_bytes=2 * len(whole))
    assert {p.name[:-6] for p in folder.glob("*-cache")} == {"a", "b", "young"} - {"a"}
    assert not other.exists()
    old(paths["b"], 5000)
    tidy(folder, most_bytes=0)
    assert paths["b"].exists(), "not looked through again within the hour"
    tidy(folder, most_bytes=0, every=0)
    assert not list(folder.glob("*-cache"))


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of three programs, two of them sealed."""
    folder = programs_folder(tmp_path)
    folder.mkdir(parents=True, mode=0o700)
    for name in "ab":
        (folder / f"{name}-cache").write_bytes(zlib_of(os.urandom(1000)))
    seal_programs(folder)
    (folder / "c-cache").write_bytes(zlib_of(os.urandom(1000)))
    return folder


@pytest.mark.parametrize("how", ["flip", "cut", "gone"])
def test_a_damaged_program_is_dropped_and_said(
    programs: Path, tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check_programs(tmp_path)
    assert capsys.readouterr().err == ""
    path = programs / "a-cache"
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:400] if how == "cut" else content[:-1] + b"x")
    forget()
    check_programs(tmp_path)
    assert f"{programs}: 1 compiled program damaged or missing" in capsys.readouterr().err
    assert sorted(p.name for p in programs.glob("*-cache")) == ["b-cache", "c-cache"]
    # Compiled again, it is another program of the same name.
    path.write_bytes(zlib_of(b"again"))
    seal_programs(programs)
    check_programs(tmp_path)
    assert capsys.readouterr().err == ""
    assert len(read_seal(programs) or {}) == 3


def zlib_of(content: bytes) -> bytes:
    import zlib

    return zlib.compress(content)


def test_programs_that_were_never_sealed_are_dropped_if_they_are_torn(
    programs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torn = programs / "c-cache"
    torn.write_bytes(torn.read_bytes()[:300])
    check_programs(tmp_path)
    assert torn.exists(), "it may be in the writing"
    old(torn, 600)
    check_programs(tmp_path)
    assert not torn.exists()
    assert "1 compiled program damaged" in capsys.readouterr().err


def test_tidying_is_no_damage(
    programs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tidy(programs, most_bytes=0)
    check_programs(tmp_path)
    assert capsys.readouterr().err == ""
    assert (read_seal(programs) or {}) == {}
