"""The rules of the house are kept, and the check of them finds what breaks one."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import simlaw

ROOT = Path(__file__).parents[1]
PACKAGES = ["simlaw"] + [
    found.name for found in pkgutil.walk_packages(simlaw.__path__, "simlaw.") if found.ispkg
]


def loaded() -> ModuleType:
    """Return the check, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("house", ROOT / ".ci/house.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house"] = module
    spec.loader.exec_module(module)
    return module


house = loaded()
Write = Callable[[str, str], None]


def test_no_rule_is_broken() -> None:
    assert [str(breach) for breach in house.breaches(ROOT)] == []


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes a file of a repository that breaks no rule so far."""

    def made(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    made(".ci/house.toml", "")
    made("src/simlaw/__init__.py", "")
    made("src/simlaw/good.py", "def f(a, b, c, d, e, g, *, h):\n    pass\n")
    made("tests/test_good.py", "")
    return made


def told(root: Path) -> list[str]:
    return [str(breach) for breach in house.breaches(root)]


def test_a_good_repository_has_no_breach(write: Write, tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(a, b, c, d, e, g, h, i): ...", "f takes 8"),
        ("def f(a, b, /, c, d, *args, e, g, **more): ...", "f takes 8"),
        ("async def f(a, b, c, d, e, g, h, i): ...", "f takes 8"),
        ("class A:\n    def f(self, a, b, c, d, e, g, h, i): ...", "A.f takes 8"),
        ("class A:\n    def f(self, a, b, c, d, e, g, h): ...", None),
        ("def o():\n    def f(a, b, c, d, e, g, h, i): ...", "o.f takes 8"),
        ("@click.command()\ndef f(a, b, c, d, e, g, h, i): ...", None),
        ("@simlaw.group\ndef f(a, b, c, d, e, g, h, i): ...", None),
        ("@cache\ndef f(a, b, c, d, e, g, h, i): ...", "f takes 8"),
    ],
)
def test_signatures_are_counted(write: Write, tmp_path: Path, code: str, found: str | None) -> None:
    write("src/simlaw/good.py", f"\n{code}\n")
    breaches = told(tmp_path)
    assert len(breaches) == (found is not None)
    if found:
        line = 2 + code[: code.index("def f")].count("\n")
        assert breaches[0].startswith(f"src/simlaw/good.py:{line}: {found} arguments")


@pytest.mark.parametrize("table", ["arguments", "arguments_for_now"])
def test_an_exception_is_allowed_while_it_is_needed(
    write: Write, tmp_path: Path, table: str
) -> None:
    write(".ci/house.toml", f'[{table}]\n"src/simlaw/good.py:f" = "a reason"\n')
    assert told(tmp_path) == [
        f".ci/house.toml: [{table}] src/simlaw/good.py:f is no longer needed: remove it"
    ]
    write("src/simlaw/good.py", "def f(a, b, c, d, e, g, h, i): ...\n")
    assert told(tmp_path) == []


def test_an_unknown_table_of_exceptions_is_refused(write: Write, tmp_path: Path) -> None:
    write(".ci/house.toml", "[argments]\n")
    with pytest.raises(SystemExit, match="unknown tables: argments"):
        told(tmp_path)


def test_long_files_and_full_folders(write: Write, tmp_path: Path) -> None:
    write("src/simlaw/good.py", "x = 1\n" * 450)
    for count in range(16):
        write(f"src/simlaw/part/a{count}.csv", "")
    for count in range(17):
        write(f"src/simlaw/part/wing/a{count}.csv", "")
    write("src/simlaw/part/__pycache__/a.pyc", "")
    write("src/simlaw/part/__init__.py", "")
    write("src/simlaw/part/py.typed", "")
    assert told(tmp_path) == []
    write("src/simlaw/good.py", "x = 1\n" * 451)
    write("src/simlaw/part/one.csv", "")
    assert told(tmp_path) == [
        "src/simlaw/good.py: 451 lines, at most 450 are allowed: split it by subject",
        "src/simlaw/part: 19 files, at most 18 are allowed: give it wings",
    ]
    write(".ci/house.toml", '[lines]\n"src/simlaw/good.py" = ""\n[files]\n"src/simlaw/part" = ""\n')
    assert told(tmp_path) == []


def test_names_that_say_nothing(write: Write, tmp_path: Path) -> None:
    write("src/simlaw/utils.py", "")
    write("tests/test_utils.py", "")
    assert told(tmp_path) == ["src/simlaw/utils.py: 'utils' says nothing: name it"]


def test_modules_without_tests(write: Write, tmp_path: Path) -> None:
    write("src/simlaw/part/__init__.py", "")
    write("src/simlaw/part/new.py", "")
    assert told(tmp_path) == ["src/simlaw/part/new.py: no tests: write tests/part/test_new.py"]
    write(".ci/house.toml", '[tested_in]\n"part/new.py" = "part/test_all.py"\n')
    assert told(tmp_path) == [
        ".ci/house.toml: [tested_in] part/new.py: there is no tests/part/test_all.py"
    ]
    write("tests/part/test_all.py", "")
    assert told(tmp_path) == []
    write("tests/part/test_new.py", "")
    assert told(tmp_path) == [
        ".ci/house.toml: [tested_in] part/new.py is no longer needed: remove it"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n\n", ": does not end with one newline"),
        ("a", ": does not end with one newline"),
        ("a \nb\n", ":1: ends in blanks"),
        ("a\r\nb\n", ": holds carriage returns"),
        ("<" * 7 + " HEAD\n", ":1: is left from a merge"),
        ("", None),
    ],
)
def test_untidy_text(write: Write, tmp_path: Path, text: str, said: str | None) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_bytes(text.encode())
    found = [line for line in told(tmp_path) if "page.md" in line]
    assert (f"docs/page.md{said}" in found) if said else found == []


@pytest.mark.parametrize("name", PACKAGES)
def test_public_names_are_there_and_explained(name: str) -> None:
    package = importlib.import_module(name)
    assert package.__doc__
    public = getattr(package, "__all__", [])
    assert len(public) == len(set(public))
    for word in public:
        assert not word.startswith("_")
        offered = getattr(package, word)
        if inspect.isclass(offered) or inspect.isroutine(offered):
            text = inspect.getdoc(offered) or ""
            # What dataclasses write themselves is a signature.
            assert text, f"{name}.{word} has no docstring"
            assert not text.startswith(f"{word}("), f"{name}.{word} has no docstring"


def test_make_says_what_there_is_to_make() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))
    phony = set(text.partition(".PHONY:")[2].partition("\n\n")[0].replace("\\", "").split())
    assert phony == targets
    told = set(re.findall(r'@echo "make ([a-z-]+) ', text))
    assert told <= targets
    # What is a step of another one, or undoes it, is for those who read the file.
    assert targets - told == {"help", "install-dev", "lint", "types", "docs", "clean"}


SETTINGS = sorted(
    [
        *ROOT.glob(".github/**/*.yml"),
        ROOT / ".pre-commit-config.yaml",
        ROOT / "CITATION.cff",
    ]
)


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: str(path.relative_to(ROOT)))
def test_settings_of_services_can_be_read(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def workflow() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_workflow_runs_what_guards_the_branch_here() -> None:
    jobs = workflow()["jobs"]
    run = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    assert any("bash .ci/run" in line for line in run)
    matrix = jobs["tests"]["strategy"]["matrix"]
    assert set(matrix["os"]) == {"ubuntu-latest", "macos-latest"}
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]


def test_what_people_are_asked_for_is_asked_in_a_form() -> None:
    forms = [path for path in SETTINGS if path.parent.name == "ISSUE_TEMPLATE"]
    assert {path.stem for path in forms} == {"bug", "config", "feature", "wrong-result"}
    for path in forms:
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.stem == "config":
            continue
        assert {"name", "description", "body"} <= set(form)
        asked = [part["id"] for part in form["body"] if part["type"] != "markdown"]
        assert len(asked) == len(set(asked)) > 1


def test_hooks_run_here_and_fetch_nothing() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {"ruff", "ruff-format", "house"} <= {hook["id"] for hook in hooks}
    assert {hook["language"] for hook in hooks} == {"system"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Short subject\n\nwhy\n", ""),
        ("x" * 71, ""),
        ("x" * 72, "has 72 characters"),
        ("", "says nothing"),
        ("# a remark of git\n", "says nothing"),
        ("Subject\nmore\n", "second line has to be blank"),
    ],
)
def test_subjects_of_commits_are_short(tmp_path: Path, message: str, said: str) -> None:
    path = tmp_path / "message"
    path.write_text(message, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / ".ci/subject.py", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == bool(said)
    assert said in done.stdout
