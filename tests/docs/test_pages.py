"""What the documentation shows is true: commands exist, examples run, names are real."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from simlaw.cli import COMMANDS, simlaw
from simlaw.testing.methods import SmallStudy
from simlaw.testing.networks import check_network

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def blocks(page: Path, *languages: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [body for language, body in found if language in languages]


def commands(page: Path) -> list[list[str]]:
    """Return every ``simlaw ...`` that a page shows to type, as words."""
    lines = []
    for block in blocks(page, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["simlaw"]:
                lines.append(words[1:])
    inline = re.findall(r"`simlaw ([a-z][^`\n]*)`", page.read_text(encoding="utf-8"))
    return [*lines, *(shlex.split(text) for text in inline)]


@named
def test_commands_are_those_there_are(page: Path) -> None:
    for words in commands(page):
        command: click.Command = simlaw
        rest = list(words)
        while isinstance(command, click.Group) and rest:
            assert rest[0] in command.list_commands(click.Context(command)), words
            found = command.get_command(click.Context(command), rest.pop(0))
            assert found is not None
            command = found
        known = {option for parameter in command.params for option in parameter.opts}
        given = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
        assert given <= known | {"--help"}, words


@named
def test_make_targets_are_those_there_are(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = [
        line for block in blocks(page, "sh") for line in block.replace("\\\n", " ").splitlines()
    ]
    shown += re.findall(r"`(make [a-z -]+)`", page.read_text(encoding="utf-8"))
    for line in shown:
        words = shlex.split(line, comments=True)
        if words[:1] == ["make"]:
            assert {word for word in words[1:] if "=" not in word} <= targets, line


@named
def test_python_can_be_parsed(page: Path) -> None:
    for block in blocks(page, "python"):
        ast.parse(block)


@named
def test_files_that_are_named_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:src|tests|docs|benchmarks)/[\w./-]+)`", text):
        if "NAME" not in name:
            assert (ROOT / name).exists(), name
    for name in re.findall(r"python (benchmarks/[\w./-]+\.py)", text.replace("\n", " ")):
        assert (ROOT / name).exists(), name


def test_every_command_has_its_help_in_the_reference() -> None:
    text = (ROOT / "docs/reference/command-line.md").read_text(encoding="utf-8")
    shown = {words.split()[0] for words in re.findall(r"<!-- help: ([\w -]+) -->", text)}
    assert shown == set(COMMANDS)


def test_the_registries_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| `(\w+)` in `([\w/]+\.py)` \|", text)
    assert len(rows) == 7
    for name, path in rows:
        assert re.search(
            rf"^{name}\b", (ROOT / "src/simlaw" / path).read_text(encoding="utf-8"), re.MULTILINE
        )


@pytest.mark.heavy
def test_the_python_page_runs_as_one_script(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    page = blocks(ROOT / "docs/how-to/python.md", "python")
    script.write_text("\n".join(page), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=tmp_path,
        env={**os.environ, "SIMLAW_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "LearningCurve" in done.stdout
    assert (tmp_path / "runs/mine/report.html").exists()


def test_the_fit_page_runs() -> None:
    page = ROOT / "docs/how-to/fit-a-curve.md"
    space: dict[str, Any] = {}
    exec("\n".join(blocks(page, "python")), space)
    points = blocks(page, "text")[0].split()
    assert points[1:] == [
        f"{n},{error:.3f}" for n, error in zip(space["n"], space["error"], strict=True)
    ]


def test_the_examples_of_extensions_work(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rdkit")

    descriptor, method, suite, network, form, simulator, *_ = blocks(
        ROOT / "docs/how-to/extend.md", "python"
    )
    # Worker processes import by name; with few rows none are started, so a namespace will do.
    space: dict[str, Any] = {"__name__": "example"}
    exec(descriptor, space)
    block = space["CARBON_COUNT"].compute(["CCO", "C1CCCCC1"])
    assert block.values.tolist() == [[2.0], [6.0]]
    assert block.reasons == [None, None]

    exec(method, space)
    exec(suite.replace('METHODS["residual"]', "SHIFT"), space)
    attempt = SmallStudy.of().attempt(space["SHIFT"])
    off = space["SHIFT"].predict(attempt)[attempt.rows] - attempt.target_values
    assert off.mean() == pytest.approx(0, abs=1e-12)

    module = ModuleType("example")
    monkeypatch.setitem(sys.modules, "example", module)
    exec(network, module.__dict__)
    check_network(module.SINES)

    exec(compile(form, "form", "exec", dont_inherit=True), space)  # checked on the page itself
    assert space["SquareRoot"]().parameters == ("D", "C")

    exec(simulator, space)
    made = space["MOLAR_MASS"]
    assert made.compute("O")["molar_mass"] == pytest.approx(18.015, abs=0.001)
    assert set(made.compute("CCO")) == set(made.units)


@pytest.mark.heavy
def test_the_example_of_workers_does_what_all_must() -> None:
    [example] = [b for b in blocks(ROOT / "docs/how-to/extend.md", "python") if "class Pair" in b]
    space: dict[str, Any] = {"__name__": "example"}
    exec(example, space)
    space["check_workers"](space["Asked"](space["Pair"]))


def test_every_key_of_the_study_file_stands_on_its_page() -> None:
    from simlaw.study.file.changed_keys import known_keys

    place = spec_from_file_location("hooks", ROOT / "docs/hooks.py")
    assert place is not None
    assert place.loader is not None
    hooks = module_from_spec(place)
    place.loader.exec_module(hooks)
    page = (ROOT / "docs/study-file.md").read_text(encoding="utf-8")
    tables = hooks.on_page_markdown("<!-- keys -->")
    assert "<!-- keys -->" in page
    section = ""
    shown = []
    for line in tables.splitlines():
        if line.startswith("### "):
            section = line.removeprefix("### ").strip("`[]")
        elif found := re.match(r"\| `(\w+)` \|", line):
            shown.append(found[1] if section == "Above all sections" else f"{section}.{found[1]}")
    assert shown == [key for key in known_keys() if not key.startswith("target.")]
