"""What pages take from the package itself when the site is built, and so is never out of date.

A line ``<!-- help: run -->`` becomes the help of that command, ``<!-- study file -->`` the
commented file of ``simlaw init``, ``<!-- keys -->`` the tables of all its keys, ``<!-- datasets -->``
the catalogue, ``<!-- statuses -->`` what a law's status says, and within a line
``<!-- inline: descriptors -->`` the names of a registry. The pages of the reference are made by
``reference_pages.py``.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING
from importlib import import_module
from typing import Any

_MARK = re.compile(r"^<!-- (\w[\w ]*?)(?:: ([\w. -]+))? -->$", re.MULTILINE)
_INLINE = re.compile(r"<!-- inline: (\w+) -->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill the marks of a page; mkdocs calls this."""
    filled = _MARK.sub(lambda mark: _WRITERS[mark[1]](mark[2] or ""), markdown)
    return _INLINE.sub(lambda mark: f"{_registry(mark[1])}.", filled)


def _help(words: str) -> str:
    import click

    from simlaw.cli import simlaw

    command: click.Command = simlaw
    context = click.Context(simlaw, info_name="simlaw", max_content_width=96)
    for word in words.split():
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found is not None, f"there is no command '{words}'"
        command, context = found, click.Context(found, info_name=word, parent=context)
    return f"```text\n{command.get_help(context)}\n```"


def _study_file(_: str) -> str:
    from simlaw.study.file.commented_file import render
    from simlaw.study.file.propose_study import shipped

    return f"```toml\n{render(shipped('refractive-index', 'my'), command='simlaw run my.toml')}```"


def _keys(_: str) -> str:
    """Write a table for each section of the study file, from where its settings are declared."""
    from simlaw.settings import declared
    from simlaw.study.settings import StudyFileSettings

    parts = declared(StudyFileSettings).values()
    tables = [_table_of("Above all sections", "", [one for one in parts if one.section is None])]
    for one in parts:
        # The keys of the target are those of the source.
        keys = [] if one.key == "target" or one.section is None else declared(one.section).values()
        if one.section is not None:
            tables.append(_table_of(f"`[{one.key}]`", one.about.says, keys))
    return "\n".join(tables)


def _table_of(heading: str, purpose: str, keys: Iterable[Any]) -> str:
    lines = [f"### {heading}", "", *([_cell(purpose), ""] if purpose else [])]
    rows = [
        f"| `{one.key}` | {_default_of(one)} | {'<br>'.join(map(_cell, one.about.lines()))} |"
        for one in keys
    ]
    if rows:
        lines += ["| Key | Default | What it is |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _default_of(one: Any) -> str:
    if one.about.needed or one.default is MISSING:
        return "has to be given"
    return "" if one.default in (None, ()) else f"`{json.dumps(one.shown)}`"


def _cell(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|").replace("*", "\\*")


def _datasets(_: str) -> str:
    from simlaw.tables.datasets import DATASETS

    lines = ["| Name | Kind | What | Unit | Licence |", "|---|---|---|---|---|"]
    lines += [
        f"| `{d.name}` | {d.kind or '-'} | {d.title} | {d.unit} | {d.licence} |"
        for d in DATASETS.values()
    ]
    return "\n".join(lines)


def _statuses(_: str) -> str:
    from simlaw.law.diagnose import STATUSES
    from simlaw.report.words.sentences import STATUS

    return "\n".join(
        ["| Status | What it says |", "|---|---|"]
        + [f"| `{status}` | {STATUS[status]} |" for status in STATUSES]
    )


_REGISTRIES = {
    "descriptors": ("simlaw.descriptors", "DESCRIPTORS"),
    "methods": ("simlaw.transfer", "METHODS"),
    "networks": ("simlaw.transfer", "NETWORKS"),
    "forms": ("simlaw.law", "FORMS"),
    "simulators": ("simlaw.simulate", "SIMULATORS"),
    "kinds": ("simlaw.materials", "KINDS"),
}


def _registry(name: str) -> str:
    module, attribute = _REGISTRIES[name]
    return ", ".join(f"`{key}`" for key in getattr(import_module(module), attribute))


_WRITERS: dict[str, Callable[[str], str]] = {
    "help": _help,
    "study file": _study_file,
    "keys": _keys,
    "datasets": _datasets,
    "statuses": _statuses,
}
