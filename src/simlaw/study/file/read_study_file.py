"""A study file read and checked: TOML into settings, every mistake named by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from simlaw.code_places import allowed_place
from simlaw.errors import InputError
from simlaw.materials.reading import FIRST
from simlaw.settings import from_mapping, to_mapping
from simlaw.study.file.changed_keys import with_changes
from simlaw.study.settings import StudyFileSettings
from simlaw.transfer.training_recipe import UNCHANGED


@dataclass(frozen=True)
class StudyFile:
    """A study file as it was read.

    Attributes
    ----------
    path
        The file.
    content
        What stands in it.
    settings
        The same checked, with every default.
    allow_code
        Whether names in it may be places of code, ``module:attribute``.
    """

    path: Path
    content: Mapping[str, Any]
    settings: StudyFileSettings
    allow_code: bool = False

    @property
    def folder(self) -> Path:
        """The folder that relative paths of tables start from."""
        return self.path.parent

    def given(self) -> dict[str, Any]:
        """Return what stands in the file, in the order of the settings."""
        return to_mapping(self.settings, self.content)

    def changed(self, changes: Mapping[str, Any]) -> StudyFile:
        """Return the file with some keys changed, such as ``{"design.m": [25, 50]}``.

        Raises
        ------
        InputError
            An unknown key, or a value that is not allowed.
        """
        if not changes:
            return self
        return self.rewritten(with_changes(self.content, changes), self.path)

    def by_rules_of(self, folder: Path) -> StudyFile:
        """Return the file with what a run folder was made with, where it names none of its own.

        That is the rules by which tables are read, the recipe, the methods and the headline method.
        """
        kept = kept_in(folder)
        return self.changed({key: value for key, value in kept.items() if not self.names(key)})

    def kept_otherwise(self, kept: StudyFile) -> tuple[str, ...]:
        """Return in words what another reading of the file, by a run folder, has otherwise.

        The rules by which tables are read apart.
        """
        before, after = to_mapping(self.settings), to_mapping(kept.settings)
        return tuple(
            f"{section}.{key} = {_shown(value)} (today {_shown(before[section].get(key))})"
            for section in ("training", "design", "law")
            for key, value in after[section].items()
            if before[section].get(key) != value
        )

    def names(self, key: str) -> bool:
        """Whether a key such as ``"design.m"`` stands in the file."""
        section, _, name = key.rpartition(".")
        held = self.content.get(section, {}) if section else self.content
        return name in held if isinstance(held, Mapping) else False

    def rewritten(self, content: Mapping[str, Any], path: Path) -> StudyFile:
        """Return a file of other content, checked as this one was."""
        return _checked(path, content, self.allow_code)


def read_study_file(path: Path, *, allow_code: bool = False) -> StudyFile:
    """Read a study file.

    Parameters
    ----------
    path
        The file.
    allow_code
        Whether names in it may be places of code, ``module:attribute``, to be imported and run.

    Raises
    ------
    InputError
        Missing or unreadable file, broken TOML, an unknown key (the nearest known one is
        suggested), or a value that is not allowed; the message names file and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such study file. Write one with: simlaw init"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}.") from None
    return _checked(path, content, allow_code).by_rules_of(path.parent)


def kept_in(folder: Path) -> dict[str, Any]:
    """Return the keys that a run folder keeps as it was made, with their values there.

    Defaults may have changed since: what was made with others goes on with them. What a folder
    says nothing of was made before there was such a setting.
    """
    if not (folder / "trials.jsonl").exists():
        return {}
    try:
        content = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"reading": FIRST}
    rules = content.get("reading", FIRST)
    kept: dict[str, Any] = {"reading": rules if isinstance(rules, int) else FIRST}
    if isinstance(training := content.get("training"), Mapping):
        kept |= {f"training.{key}": value for key, value in {**UNCHANGED, **training}.items()}
    for section, key in (("design", "methods"), ("law", "method")):
        held = content.get(section)
        if isinstance(held, Mapping) and key in held:
            kept[f"{section}.{key}"] = held[key]
    return kept


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _checked(path: Path, content: Mapping[str, Any], allow_code: bool) -> StudyFile:
    place = partial(allowed_place, allow_code=allow_code, folder=path.parent)
    settings = from_mapping(StudyFileSettings, content, where=str(path), place=place)
    return StudyFile(path, content, settings, allow_code)
