"""The marks by which tests are chosen say what there is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.chosen_tests import HEAVY, TESTS, changed_since, is_heavy, touched

ROOT = TESTS.parent


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_called_heavy_is_there(name: str) -> None:
    assert (TESTS / name).exists()


def test_folders_and_files_are_heavy_and_their_neighbours_are_not() -> None:
    assert is_heavy(TESTS / "cli/test_run.py")
    assert is_heavy(TESTS / "study/test_study.py")
    assert not is_heavy(TESTS / "study/test_result.py")
    assert not is_heavy(TESTS / "client/test_run.py")
    assert not is_heavy(ROOT / "src/simlaw/cli/__init__.py")


@pytest.mark.parametrize(
    ("changed", "paths", "due"),
    [
        (["a/b.py"], ["a"], True),
        (["a/b.py"], ["a/"], True),
        (["a/b.py"], ["a/b.py"], True),
        (["a/bc.py"], ["a/b"], False),
        (["b.py", "c/d.py"], ["a", "c/d.py"], True),
        ([], ["a"], False),
    ],
)
def test_paths_are_compared_by_whole_names(changed: list[str], paths: list[str], due: bool) -> None:
    assert touched(changed, paths) is due


def test_changes_are_those_of_commits_of_the_tree_and_new_files(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(
            ["git", *name, *words], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet")
    for name in ("kept.py", "gone.py", "edited é.py", ".gitignore"):
        (tmp_path / name).write_text("ignored.py\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    first = git("rev-parse", "HEAD")
    assert changed_since(first, tmp_path) == frozenset()
    git("mv", "gone.py", "moved.py")
    git("commit", "--quiet", "-m", "second")
    (tmp_path / "edited é.py").write_text("x\n", encoding="utf-8")
    (tmp_path / "new.py").write_text("x\n", encoding="utf-8")
    (tmp_path / "ignored.py").write_text("x\n", encoding="utf-8")
    assert changed_since(first, tmp_path) == {"gone.py", "moved.py", "edited é.py", "new.py"}
    assert changed_since("HEAD", tmp_path) == {"edited é.py", "new.py"}
    assert changed_since("0" * 40, tmp_path) is None


def test_without_git_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert changed_since("HEAD", tmp_path) is None
