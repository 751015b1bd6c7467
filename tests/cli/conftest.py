"""A caller of the command line, and a tiny study before and after its run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.command_line import Outcome, in_a_process, write_tiny
from tests.cli.several import write_several

from simlaw.cli import main


@pytest.fixture
def simlaw(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Return a caller of the command line in this process; worker processes are real."""

    def call(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["simlaw", *map(str, words)])
        capfd.readouterr()
        status = 0
        try:
            main()
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = capfd.readouterr()
        return Outcome(status, out, err)

    return call


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a tiny study that has not been run, made the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / ".cache"))
    write_tiny(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def finished_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """Run the tiny study once; the folder it lies in, and what was printed."""
    folder = tmp_path_factory.mktemp("finished")
    write_tiny(folder)
    outcome = in_a_process(
        "run", "tiny.toml", "-w", "1", cwd=folder, SIMLAW_CACHE_DIR=str(folder / ".cache")
    )
    assert outcome.status == 0, outcome
    return folder, outcome


@pytest.fixture
def finished(
    finished_once: tuple[Path, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return a copy of the folder of the finished study, made the current one."""
    folder = tmp_path / "copy"
    shutil.copytree(finished_once[0], folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(folder / ".cache"))
    return folder


@pytest.fixture
def several(finished: Path) -> Path:
    """Return a run folder with a known joint law over four n and four m, made from the tiny one."""
    return write_several(finished / "runs/tiny", finished / "runs/several")
