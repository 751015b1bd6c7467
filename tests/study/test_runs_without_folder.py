"""Runs without a folder of their own: found again, listed, removed by name alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simlaw import Study
from simlaw.disk.places import run_homes
from simlaw.errors import InputError
from simlaw.study.run.record import Journal
from simlaw.study.runs_without_folder import folder_of, remove_run, unnamed_runs


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return where new runs go, and where those of earlier versions lie, as without variables."""
    places = tmp_path / "data" / "runs", tmp_path / "cache" / "runs"
    for module in ("simlaw.study.runs_without_folder.run_homes", "simlaw.disk.places.run_homes"):
        monkeypatch.setattr(module, lambda _=None: places)
    return places


def run(home: Path, name: str, study: str = "mine") -> Path:
    with Journal(home / name / "trials.jsonl", name):
        pass
    (home / name / "result.json").write_text(f'{{"name": "{study}"}}')
    return home / name


def test_a_run_is_where_it_was_and_a_new_one_in_the_new_place(apart: tuple[Path, Path]) -> None:
    new, old = apart
    assert folder_of("a" * 32) == new / ("a" * 32)
    run(old, "a" * 32)
    assert folder_of("a" * 32) == old / ("a" * 32)
    run(new, "a" * 32)
    assert folder_of("a" * 32) == new / ("a" * 32)


def test_both_places_are_listed(apart: tuple[Path, Path]) -> None:
    new, old = apart
    assert unnamed_runs() == []
    run(new, "a" * 32, "first")
    path = run(old, "b" * 32, "second")
    (path / "result.json").write_text("damaged")
    found = {one.name[0]: one for one in unnamed_runs()}
    assert {name: one.study for name, one in found.items()} == {"a": "first", "b": ""}
    assert found["b"].path == path
    assert found["a"].bytes == sum(p.stat().st_size for p in found["a"].path.iterdir())


def test_a_run_goes_by_its_name_or_its_beginning_alone(apart: tuple[Path, Path]) -> None:
    new, old = apart
    kept = run(new, "abcdef" + "0" * 26)
    gone = run(old, "abcdef" + "1" * 26)
    for name in ("abcde", "zzzzzzzz", "", "../" + new.name):
        with pytest.raises(InputError, match="There is no run"):
            remove_run(name)
    with pytest.raises(InputError, match="2 runs have names that begin with 'abcdef'"):
        remove_run("abcdef")
    assert remove_run("abcdef1").path == gone
    assert not gone.exists()
    assert kept.exists()


def test_a_run_that_is_being_written_is_left(apart: tuple[Path, Path]) -> None:
    path = run(apart[0], "a" * 32)
    with (
        Journal(path / "trials.jsonl", "a" * 32),
        pytest.raises(InputError, match="a run is writing to this folder"),
    ):
        remove_run("a" * 32)
    assert (path / "trials.jsonl").exists()
    remove_run("a" * 32)
    assert list(apart[0].iterdir()) == []


def test_a_study_without_a_folder_lies_in_its_home(small: Callable[..., Study]) -> None:
    study = small()
    study.run(workers=1, progress=False)
    (home,) = run_homes()
    (found,) = unnamed_runs()
    assert found.path == home / study.prepare().inputs.digest()
    assert found.study == "small"
