"""What guards the main branch: its parts, its exit status, and what it compares with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CLOSING = "== 12 passed, 1 skipped in 3.21s =="
MAKE = f"""#!/usr/bin/env bash
case "$*" in
  *test-slow)
    echo "since=$SIMLAW_TESTED_SINCE data=${{SIMLAW_DATA_DIR:-}}"
    echo "= 1 skipped in 0.52s ="
    ;;
  *test) echo "{CLOSING}" ;;
esac
case "$*" in *"${{BROKEN:-nothing}}") exit 3 ;; esac
"""


class Clone:
    """A repository with the guard in it, whose parts do nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        (self.folder / ".ci").mkdir(parents=True)
        shutil.copy(ROOT / ".ci/run", self.folder / ".ci/run")
        (folder / "bin").mkdir()
        (folder / "bin/make").write_text(MAKE, encoding="utf-8")
        (folder / "bin/make").chmod(0o755)
        self.path = f"{folder / 'bin'}:{os.environ['PATH']}"
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def git(self, *words: str) -> str:
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(
            ["git", *name, *words], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self) -> str:
        self.git("add", ".")
        self.git("commit", "--quiet", "--allow-empty", "-m", "a step")
        return self.git("rev-parse", "HEAD")

    def run(self, *words: str, **more: str) -> tuple[int, list[str]]:
        place = {name: value for name, value in os.environ.items() if "SIMLAW" not in name}
        done = subprocess.run(
            ["bash", ".ci/run", *words],
            cwd=self.folder,
            env={**place, "PATH": self.path, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.splitlines()

    def since(self, *words: str, **more: str) -> str:
        line = next(line for line in self.run(*words, **more)[1] if line.startswith("since="))
        return line.split()[0].removeprefix("since=")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_all_parts_are_told_with_minutes_and_the_tests_close(clone: Clone) -> None:
    status, lines = clone.run()
    assert status == 0
    table = lines[lines.index("minutes  part") + 1 :]
    assert [line.split()[1] for line in table[:6]] == [
        "environment",
        "lint",
        "types",
        "docs",
        "installing",
        "tests",
    ]
    assert all(line.split()[2] == "ok" for line in table[:6])
    assert table[6].split()[1:] == ["in", "all"]
    assert lines[-1] == CLOSING


@pytest.mark.parametrize("part", ["install-dev", "lint", "types", "docs", "test-slow", "test"])
def test_a_part_that_fails_is_told_and_the_others_run(clone: Clone, part: str) -> None:
    status, lines = clone.run(BROKEN=f" {part}")
    assert status == 1
    assert sum("FAILED (3)" in line for line in lines) == 1
    assert sum(" ok" in line for line in lines) == 5
    assert lines[-1] == CLOSING
    assert not (clone.folder / ".git/simlaw-passed").exists()


def test_a_branch_is_compared_with_where_it_leaves_main(clone: Clone) -> None:
    assert clone.since(BROKEN=" lint") == "", "main itself has nothing to be compared with"
    main = clone.git("rev-parse", "HEAD")
    clone.git("checkout", "--quiet", "-b", "branch")
    clone.commit()
    assert clone.since(BROKEN=" lint") == main


def test_what_passed_is_what_the_next_run_compares_with(clone: Clone) -> None:
    assert clone.run()[0] == 0
    passed = clone.git("rev-parse", "HEAD")
    after = clone.commit()
    assert clone.since(BROKEN=" lint") == passed
    assert clone.since() == passed
    assert clone.since() == after
    assert clone.since("--all") == ""
    assert clone.since(SIMLAW_TESTED_SINCE="abc") == "abc"


def test_a_tree_with_changes_does_not_count_as_passed(clone: Clone) -> None:
    (clone.folder / "new.py").write_text("", encoding="utf-8")
    assert clone.run()[0] == 0
    assert not (clone.folder / ".git/simlaw-passed").exists()


def test_data_beside_the_checkout_are_found(clone: Clone) -> None:
    beside = re.search(r"-d (\.\./\S+) ", (ROOT / ".ci/run").read_text(encoding="utf-8"))
    assert beside is not None
    data = (clone.folder / beside[1]).resolve()
    data.mkdir(parents=True)
    assert any(line.endswith(f"data={data}") for line in clone.run()[1])
    other = clone.run(SIMLAW_DATA_DIR="elsewhere")[1]
    assert any(line.endswith("data=elsewhere") for line in other)
