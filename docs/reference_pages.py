"""The pages of the reference, made from the package: what is public first, what is inside apart.

For each package a page holds the names that it offers, those of ``__all__``, with a table of them
at the top. Every other module stands on a page marked private, one page for each folder, so that no
page is longer than a folder. A new package or module has its place by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import griffe

SOURCE = Path(__file__).parents[1] / "src"
TOP = "simlaw"
ORDER = (
    "errors",
    "code_places",
    "registry",
    "metrics",
    "settings",
    "disk",
    "workers",
    "materials",
    "tables",
    "descriptors",
    "simulate",
    "transfer",
    "law",
    "decide",
    "charts",
    "predict",
    "study",
    "report",
    "surveys",
    "grow",
    "testing",
)
"""Packages in the order in which data flow; others follow. Commands have a page of their own."""

APART = frozenset({"cli"})
PRIVATE = (
    '!!! note "Private"\n'
    "    What stands here may change in any version, without a word. What users import stands under "
    "[{where}]({page}).\n"
)


@dataclass(frozen=True)
class Page:
    """One page: its path below the documentation, its title in the navigation, and its text."""

    path: str
    title: str
    text: str


@cache
def package() -> griffe.Module:
    """Return the package as it stands in the source, nothing of it imported."""
    found = griffe.load(TOP, search_paths=[SOURCE])
    assert isinstance(found, griffe.Module)
    return found


@cache
def offered() -> dict[str, list[str]]:
    """Return where each public name is defined, with the packages that offer it."""
    found: dict[str, list[str]] = {}
    for one in packages():
        for name in one.exports or ():
            home = one.members[str(name)]
            path = home.final_target.path if home.is_alias else home.path
            if home.is_module:  # a function in a module of its name
                path = f"{path}.{name}"
            found.setdefault(path, []).append(one.path)
    return found


def packages(of: griffe.Module | None = None) -> Iterator[griffe.Module]:
    """Yield a package and the packages below it."""
    top = of or package()
    yield top
    for one in top.modules.values():
        if not one.is_alias and one.is_init_module:
            yield from packages(one)


def rooms() -> list[str]:
    """Return the packages and modules that stand directly in simlaw, in the order of the house."""
    names = [name for name in package().modules if not name.startswith("_") and name not in APART]
    return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))


def public_pages() -> list[Page]:
    """Return a page for simlaw itself and for each package that offers names."""
    pages = [_front()]
    for name in rooms():
        own = [path for path in offered() if path.split(".")[1] == name]
        if own:
            pages.append(_public(name, own))
    return pages


def inside_pages() -> list[Page]:
    """Return a page for each folder of modules that hold more than what is public."""
    pages = []
    for one in packages():
        if one.path.split(".")[1:2] in [[room] for room in APART]:
            continue
        parts = [text for module in _modules(one) if (text := _inside(module))]
        if parts:
            pages.append(_folder(one, parts))
    return sorted(pages, key=lambda page: _place(page.title))


def modules_shown() -> dict[str, list[str]]:
    """Return the modules of each page inside, as its text names them."""
    return {
        page.path: [line[4:] for line in page.text.splitlines() if line.startswith("::: ")]
        for page in inside_pages()
    }


def _place(title: str) -> tuple[int, str]:
    room = title.partition(".")[2].partition(".")[0]
    return (ORDER.index(room) if room in ORDER else -1 if not room else 99, title)


def _front() -> Page:
    own = [path for path, by in offered().items() if TOP in by]
    lines = [
        f"# {TOP}",
        "What most users import, as `simlaw.NAME`. Each package below has a page of its own for "
        "what it offers; what is private stands under *Inside*.",
        _table(own, TOP),
    ]
    return Page("reference/simlaw.md", TOP, "\n\n".join(lines))


def _public(room: str, own: Sequence[str]) -> Page:
    title = f"{TOP}.{room}"
    head = _directive(title, members=False, show_root_heading=False)
    entries = [_directive(path, show_root_full_path=False) for path in own]
    text = "\n\n".join([f"# {title}", head, _table(own, title), *entries])
    return Page(f"reference/{room}.md", title, text)


def _folder(one: griffe.Module, parts: Sequence[str]) -> Page:
    name = one.path.removeprefix(TOP).lstrip(".")
    room = name.partition(".")[0]
    known = {page.title for page in public_pages()}
    where = f"{TOP}.{room}" if f"{TOP}.{room}" in known else TOP
    page = f"../{where.removeprefix(f'{TOP}.')}.md"
    head = [f"# Inside {one.path}", PRIVATE.format(where=where, page=page)]
    if "." in name or where == TOP:  # its docstring is nowhere else
        head.append(_directive(one.path, members=False, show_root_heading=False))
    return Page(f"reference/inside/{name or TOP}.md", one.path, "\n\n".join([*head, *parts]))


def _modules(one: griffe.Module) -> list[griffe.Module]:
    found = [module for module in one.modules.values() if not module.is_alias]
    return [
        module
        for module in sorted(found, key=lambda module: module.name)
        if not module.is_init_module and not module.name.startswith("_")
    ]


def _inside(module: griffe.Module) -> str:
    """Return what a page shows of a module: all that is not shown on a public page."""
    own = [
        name
        for name, member in module.members.items()
        if not member.is_alias and not name.startswith("_") and member.has_docstring
    ]
    left = [name for name in own if f"{module.path}.{name}" not in offered()]
    if own and not left:
        return ""
    return _directive(module.path, members=left or False)


def _table(paths: Sequence[str], where: str) -> str:
    """Return the names of a page, linked, with the first sentence of each docstring."""
    lines = ["| Name | What it is |", "|---|---|"]
    for path in sorted(paths, key=lambda path: path.rpartition(".")[2].lower()):
        name = path.rpartition(".")[2]
        found: Any = package()[path.removeprefix(f"{TOP}.")]
        text = found.docstring.value.split("\n\n")[0] if found.docstring else ""
        first = " ".join(text.split()).replace("|", "\\|")
        lines.append(f"| [`{name}`][{path}] | {first} |")
    return "\n".join(lines)


def _directive(path: str, **options: Any) -> str:
    lines = [f"::: {path}", "    options:"]
    for name, value in options.items():
        shown = str(value).lower() if isinstance(value, bool) else value
        lines.append(f"      {name}: {shown}")
    return "\n".join(lines if options else lines[:1])


def on_config(config: Any) -> Any:
    """Put the pages into the navigation; mkdocs calls this."""
    for section in config.nav:
        if "Reference" in section:
            shown = [{page.title: page.path} for page in public_pages()]
            section["Reference"] = [*shown, *section["Reference"]]
        if "Inside" in section:
            section["Inside"] += [{page.title: page.path} for page in inside_pages()]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those that are written by hand; mkdocs calls this."""
    from mkdocs.structure.files import File

    for page in (*public_pages(), *inside_pages()):
        files.append(File.generated(config, page.path, content=page.text))
    return files
