"""The rules of the house that ruff, mypy and import-linter do not know; no library is needed.

``python .ci/house.py`` prints each breach with its file and line, and exits with status 1 if there
is one. What is allowed beyond a rule stands in ``house.toml`` beside this file, with its reason; an
entry there that is no longer needed is a breach itself.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_ARGUMENTS = 7
MOST_FILES = 18
MOST_LINES = 450

CALLED = ("src", "benchmarks", "examples", "docs", ".ci")
"""Folders whose functions are counted: pytest hands its own whatever they ask for by name."""

COUNTED = ("src", "tests", "benchmarks", "examples", ".ci")
"""Folders that no file and no folder may outgrow."""

WRITTEN = (".py", ".js", ".css", ".j2", ".toml")
"""What is written by hand, and so is counted in lines."""

SAY_NOTHING = frozenset({"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"})
"""Names that do not say what a module holds."""


@dataclass(frozen=True)
class Breach:
    """One place where a rule is broken.

    Attributes
    ----------
    path
        The file or folder, from the root of the repository.
    line
        From 1; 0 where the whole file or folder is meant.
    text
        What is wrong, and what to do.
    """

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.text}"


@dataclass(frozen=True)
class Allowed:
    """What ``house.toml`` allows: each a mapping of places to reasons."""

    arguments: dict[str, str]
    arguments_for_now: dict[str, str]
    files: dict[str, str]
    lines: dict[str, str]
    tested_in: dict[str, str]
    untested_for_now: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Allowed:
        """Read the file; a table that is not there allows nothing."""
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = set(given) - set(cls.__dataclass_fields__)
        if unknown:
            raise SystemExit(f"{path}: unknown tables: {', '.join(sorted(unknown))}")
        return cls(**{name: given.get(name, {}) for name in cls.__dataclass_fields__})


def breaches(root: Path) -> list[Breach]:
    """Return every breach of every rule below a repository's root."""
    allowed = Allowed.read(root / ".ci/house.toml")
    found = [
        *long_signatures(root, allowed),
        *long_files(root, allowed),
        *full_folders(root, allowed),
        *names_that_say_nothing(root),
        *untested_modules(root, allowed),
        *untidy_text(root),
    ]
    return sorted(found, key=lambda breach: (breach.path, breach.line))


def long_signatures(root: Path, allowed: Allowed) -> Iterator[Breach]:
    """Yield functions that take too many arguments, commands apart."""
    listed = {
        **dict.fromkeys(allowed.arguments, "arguments"),
        **dict.fromkeys(allowed.arguments_for_now, "arguments_for_now"),
    }
    needed = set()
    for path in _files(root, CALLED, (".py",)):
        name = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function, qualified in _functions(tree):
            count = arguments_of(function)
            if count <= MOST_ARGUMENTS or is_command(function):
                continue
            place = f"{name}:{qualified}"
            needed.add(place)
            if place not in listed:
                yield Breach(
                    name,
                    function.lineno,
                    f"{qualified} takes {count} arguments, at most {MOST_ARGUMENTS} are allowed: "
                    "put what belongs together into a frozen dataclass",
                )
    yield from _not_needed(listed, needed)


def arguments_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many arguments a function takes, ``self`` and ``cls`` apart."""
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    names += [one.arg for one in (given.vararg, given.kwarg) if one is not None]
    return len([name for name in names if name not in ("self", "cls")])


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a function is a command of click: its arguments are what a user may type."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in ("command", "group"):
            return True
    return False


def long_files(root: Path, allowed: Allowed) -> Iterator[Breach]:
    """Yield files with too many lines."""
    needed = set()
    for path in _files(root, COUNTED, WRITTEN):
        name = path.relative_to(root).as_posix()
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > MOST_LINES:
            needed.add(name)
            if name not in allowed.lines:
                yield Breach(
                    name, 0, f"{count} lines, at most {MOST_LINES} are allowed: split it by subject"
                )
    yield from _not_needed(dict.fromkeys(allowed.lines, "lines"), needed)


def full_folders(root: Path, allowed: Allowed) -> Iterator[Breach]:
    """Yield folders that hold too many files, those in folders below not counted."""
    held: dict[str, int] = {}
    for path in _files(root, COUNTED, None):
        folder = path.parent.relative_to(root).as_posix()
        held[folder] = held.get(folder, 0) + 1
    full = {folder for folder, count in held.items() if count > MOST_FILES}
    for folder in sorted(full - set(allowed.files)):
        yield Breach(
            folder, 0, f"{held[folder]} files, at most {MOST_FILES} are allowed: give it wings"
        )
    yield from _not_needed(dict.fromkeys(allowed.files, "files"), full)


def names_that_say_nothing(root: Path) -> Iterator[Breach]:
    """Yield modules and packages that are named after nothing."""
    for path in _files(root, ("src",), (".py",)):
        parts = path.relative_to(root).with_suffix("").parts
        for part in SAY_NOTHING.intersection(parts):
            yield Breach(path.relative_to(root).as_posix(), 0, f"'{part}' says nothing: name it")


def untested_modules(root: Path, allowed: Allowed) -> Iterator[Breach]:
    """Yield modules without a file of tests: ``tests`` mirrors ``src/simlaw``."""
    package, tests = root / "src/simlaw", root / "tests"
    listed = {
        **dict.fromkeys(allowed.tested_in, "tested_in"),
        **dict.fromkeys(allowed.untested_for_now, "untested_for_now"),
    }
    needed = set()
    for path in _files(root, ("src/simlaw",), (".py",)):
        module = path.relative_to(package)
        mirror = tests / module.parent / f"test_{module.name}"
        if module.name == "__init__.py" or mirror.exists():
            continue
        place = module.as_posix()
        needed.add(place)
        if place not in listed:
            yield Breach(
                path.relative_to(root).as_posix(),
                0,
                f"no tests: write {mirror.relative_to(root).as_posix()}",
            )
    for place, where in allowed.tested_in.items():
        if not (tests / where).exists():
            yield Breach(".ci/house.toml", 0, f"[tested_in] {place}: there is no tests/{where}")
    yield from _not_needed(listed, needed)


def untidy_text(root: Path) -> Iterator[Breach]:
    """Yield lines that end in blanks, files without a last newline, and marks of a merge."""
    folders = (*COUNTED, "docs", "studies", ".github")
    suffixes = (*WRITTEN, ".md", ".yml", ".yaml", ".json")
    tops = [path for path in root.iterdir() if path.suffix in suffixes]
    for path in [*_files(root, folders, suffixes), *sorted(tops)]:
        name = path.relative_to(root).as_posix()
        raw = path.read_bytes()
        if raw and (not raw.endswith(b"\n") or raw.endswith(b"\n\n")):
            yield Breach(name, 0, "does not end with one newline")
        if b"\r" in raw:
            yield Breach(name, 0, "holds carriage returns")
        for number, line in enumerate(raw.splitlines(), start=1):
            if line != line.rstrip():
                yield Breach(name, number, "ends in blanks")
            if line[:8] in (b"<" * 7 + b" ", b">" * 7 + b" "):
                yield Breach(name, number, "is left from a merge")


def _not_needed(listed: dict[str, str], needed: set[str]) -> Iterator[Breach]:
    for place, table in listed.items():
        if place not in needed:
            yield Breach(".ci/house.toml", 0, f"[{table}] {place} is no longer needed: remove it")


def _functions(
    tree: ast.Module,
) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Yield the functions of a file, with their names inside classes and functions."""
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, above = stack.pop()
        for child in ast.iter_child_nodes(node):
            name = above
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{above}.{child.name}" if above else child.name
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield child, name
            stack.append((child, name))


def _files(root: Path, folders: Iterable[str], suffixes: tuple[str, ...] | None) -> Iterator[Path]:
    """Yield the files below folders of the repository, those that tools leave behind apart."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root / folder).parts
            left = any(part == "__pycache__" or part.startswith(".") for part in inside)
            if path.is_file() and not left and (suffixes is None or path.suffix in suffixes):
                yield path


if __name__ == "__main__":
    found = breaches(Path(__file__).resolve().parents[1])
    for breach in found:
        print(breach)
    sys.exit(1 if found else 0)
