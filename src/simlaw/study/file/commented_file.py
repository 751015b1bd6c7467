"""A study file as text: every key in it, with the comment that explains it.

The comments are what each setting says of itself where it is declared, see `simlaw.settings`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import tomlkit

from simlaw.errors import InputError
from simlaw.materials.refusal import shown
from simlaw.settings import Declared, declared
from simlaw.study.file.propose_study import Guess, Starter
from simlaw.study.settings import StudyFileSettings

WIDTH = 96


def render(starter: Starter, *, command: str) -> str:
    """Return the text of the study file; ``command`` runs it.

    Every key appears, either set or commented out at its default.
    """
    lines = [
        *_comment("A study for simlaw. Run it with:"),
        f"#     {shown(command, 400)}",
        "#",
        *_comment(
            "Every setting is here. Those behind a '#' stand at their default: remove the '#' to "
            "change one. 'Guessed' marks what was read off your tables: please check it."
        ),
        "",
    ]
    sections = []
    for one in declared(StudyFileSettings).values():
        if one.section is None:
            lines += _entry(one, starter.settings.get(one.key))
        else:
            sections.append((one, declared(one.section).values()))
    for section, keys in sections:
        lines += ["", "# " + "-" * (WIDTH - 2), *_comment(section.about.says), f"[{section.key}]"]
        for remark in starter.remarks.get(section.key, ()):
            lines += _comment(f"Found: {remark}")
        for one in keys:
            # The two tables have the same keys, which are explained once.
            guess = starter.settings.get(f"{section.key}.{one.key}")
            lines += _entry(one, guess, explained=section.key != "target")
    text = "\n".join(lines) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            "A path or column name is not valid Unicode and cannot stand in a study file. "
            "Rename it."
        ) from None
    return text


def _entry(one: Declared, guess: Guess | None, *, explained: bool = True) -> list[str]:
    said: list[str] = []
    if explained:
        first, *choices = one.about.lines()
        said = _comment(first)
        for choice in choices:
            said += _comment(choice, indent="  ")
    if guess is None:
        return [*said, f"# {one.key} = {_toml(one.shown)}", *([""] if said else [])]
    if guess.because:
        said += _comment(f"Guessed: {guess.because}.")
    return [*said, f"{one.key} = {_toml(guess.value)}", *([""] if said else [])]


def _comment(text: str, indent: str = "") -> list[str]:
    """Return comment lines; a control character could end a comment, so none is let through."""
    safe = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
    return textwrap.wrap(
        safe,
        WIDTH,
        initial_indent=f"# {indent}",
        subsequent_indent=f"# {indent * 2}",
        break_on_hyphens=False,
    )


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(value)
        return str(table.as_string())
    return str(tomlkit.item(value).as_string())
