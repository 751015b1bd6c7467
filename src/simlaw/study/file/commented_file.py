"""A study file as text, with every key of the schema in it, explained."""

from __future__ import annotations

import textwrap
from typing import Any

import tomlkit

from simlaw.errors import InputError
from simlaw.materials.refusal import shown
from simlaw.study.file.key_explanations import KEYS, SECTIONS
from simlaw.study.file.propose import Guess, Starter
from simlaw.study.file.schema import StudySpec, section_of
from simlaw.transfer import TrainingRecipe

WIDTH = 96


def render(starter: Starter, *, command: str) -> str:
    """Return the text of the study file; ``command`` runs it.

    Every key of the schema appears, either set or commented out at its default.
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
    defaults = _defaults()
    for key, standard in defaults.items():
        if "." not in key:
            lines += _entry(key, key, starter.settings.get(key), standard)
    for section, purpose in SECTIONS.items():
        lines += ["", "# " + "-" * (WIDTH - 2), *_comment(purpose), f"[{section}]"]
        for remark in starter.remarks.get(section, ()):
            lines += _comment(f"Found: {remark}")
        for key, standard in defaults.items():
            if key.startswith(f"{section}."):
                lines += _entry(key, key.partition(".")[2], starter.settings.get(key), standard)
    text = "\n".join(lines) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            "A path or column name is not valid Unicode and cannot stand in a study file. "
            "Rename it."
        ) from None
    return text


def _entry(dotted: str, key: str, guess: Guess | None, standard: Any) -> list[str]:
    said: list[str] = []
    if not dotted.startswith("target."):
        first, *choices = KEYS.get(dotted, "").split("\n")
        said = _comment(first)
        for choice in choices:
            said += _comment(choice, indent="  ")
    if guess is None:
        return [*said, f"# {key} = {_toml(standard)}", *([""] if said else [])]
    if guess.because:
        said += _comment(f"Guessed: {guess.because}.")
    return [*said, f"{key} = {_toml(guess.value)}", *([""] if said else [])]


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
    return str(tomlkit.item(value).as_string())


_EXAMPLES: dict[str, Any] = {
    "title": "Refractive index: computed to measured",
    "dataset": "refractive-index-d4",
    "path": "table.csv",
    "kind": "molecule",
    "material": "smiles",
    "value": "value",
    "unit": "1",
    "property": "refractive index",
    "name": "my table",
    "n": [50, 200, 1000],
    "largest": 10_000,
    "m": 100,
}
"""Shown for keys that have no default of their own."""


def _defaults() -> dict[str, Any]:
    """Return the default or an example of every key of the schema, by its dotted name."""
    recipe = TrainingRecipe().to_dict()
    found: dict[str, Any] = {}
    for name, section in StudySpec.model_fields.items():
        kind = section_of(section.annotation)
        if kind is None:
            found[name] = _EXAMPLES.get(name, section.default)
            continue
        for key, setting in kind.model_fields.items():
            standard = setting.get_default()
            if name == "training":
                standard = recipe[key]
            elif standard is None or setting.is_required():
                standard = _EXAMPLES.get(key, [])
            found[f"{name}.{key}"] = list(standard) if isinstance(standard, tuple) else standard
    return found
