"""The reference holds every public name once, on its first pages, and the rest apart."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType, SimpleNamespace

import simlaw

ROOT = Path(__file__).parents[2]


def loaded() -> ModuleType:
    """Return the hook, which mkdocs reads as a file."""
    spec = importlib.util.spec_from_file_location("pages", ROOT / "docs/reference_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["pages"] = module
    spec.loader.exec_module(module)
    return module


pages = loaded()
SHOWN = re.compile(r"^::: ([\w.]+)$", re.MULTILINE)


def packages() -> list[ModuleType]:
    found = pkgutil.walk_packages(simlaw.__path__, "simlaw.")
    names = [one.name for one in found if one.ispkg and not one.name.startswith("simlaw.cli")]
    return [simlaw, *(importlib.import_module(name) for name in names)]


def test_every_public_name_has_one_entry_on_a_public_page() -> None:
    entries = Counter(path for page in pages.public_pages() for path in SHOWN.findall(page.text))
    assert max(entries.values()) == 1
    for package in packages():
        for name in getattr(package, "__all__", []):
            offered = getattr(package, name)
            ends = [path for path in entries if path.endswith(f".{name}")]
            assert ends, f"{package.__name__}.{name}"
            own = getattr(offered, "__module__", "").startswith("simlaw.")
            if own and (inspect.isclass(offered) or inspect.isfunction(offered)):
                assert f"{offered.__module__}.{offered.__name__}" in ends


def test_the_names_of_simlaw_itself_stand_at_the_front() -> None:
    front = pages.public_pages()[0]
    for name in simlaw.__all__:
        assert f"| [`{name}`][simlaw." in front.text


def test_every_module_is_shown_in_one_place_and_no_page_is_longer_than_a_folder() -> None:
    inside = [name for shown in pages.modules_shown().values() for name in shown]
    assert len(inside) == len(set(inside))
    assert all(len(shown) <= 18 for shown in pages.modules_shown().values())
    homes = {path.rpartition(".")[0] for path in pages.offered()}
    for path in (ROOT / "src/simlaw").rglob("*.py"):
        parts = ("simlaw", *path.relative_to(ROOT / "src/simlaw").with_suffix("").parts)
        name = ".".join(parts)
        if "__init__" in parts or "cli" in parts or parts[-1].startswith("_"):
            assert name not in inside
        else:
            assert name in inside or name in homes, name


def test_what_is_inside_is_said_to_be_private_and_shows_no_public_name() -> None:
    public = set(pages.offered())
    for page in pages.inside_pages():
        assert '!!! note "Private"' in page.text
        for module, listed in re.findall(r"^::: ([\w.]+)\n.*\n      members: \[(.*)\]", page.text, re.M):
            names = [name.strip(" '") for name in listed.split(",")]
            assert names
            assert not {f"{module}.{name}" for name in names} & public


def test_pages_come_in_the_order_of_the_house() -> None:
    hand = [{"Start": []}, {"Reference": [{"The command line": "c.md"}]}, {"Inside": [{"House": "h.md"}]}]
    config = SimpleNamespace(nav=hand)
    nav = pages.on_config(config).nav
    reference = [title for entry in nav[1]["Reference"] for title in entry]
    assert reference[0] == "simlaw"
    assert reference[-1] == "The command line"
    rooms = [title.removeprefix("simlaw.") for title in reference[1:-1]]
    assert rooms == sorted(rooms, key=pages.ORDER.index)
    inside = [title for entry in nav[2]["Inside"] for title in entry]
    assert inside[:2] == ["House", "simlaw"]
    assert "simlaw.study.design" in inside


def test_no_page_is_written_by_hand_that_is_made() -> None:
    made = {page.path for page in (*pages.public_pages(), *pages.inside_pages())}
    by_hand = {path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert not made & by_hand
    assert {path for path in by_hand if path.startswith("reference/")} == {
        "reference/command-line.md"
    }


def test_the_order_of_the_house_is_that_of_its_page_and_of_the_check_of_imports() -> None:
    page = (ROOT / "docs/house.md").read_text(encoding="utf-8")
    table = page.partition("## The order")[2].partition("What would reach")[0]
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    there = [
        name
        for layer in reversed(layers)
        if not (name := layer.strip("()")).startswith("_")
        and ((ROOT / "src/simlaw" / name).is_dir() or (ROOT / f"src/simlaw/{name}.py").exists())
    ]
    assert told == there
