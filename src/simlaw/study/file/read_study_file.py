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
        """Return the file read by the rules of a run folder, where it names none of its own."""
        if "reading" in self.content or (rules := rules_of(folder)) is None:
            return self
        return self.changed({"reading": rules})

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


def rules_of(folder: Path) -> int | None:
    """Return the rules that a run folder was made by; None where there is no run.

    A folder that says nothing was made before rules were numbered.
    """
    if not (folder / "trials.jsonl").exists():
        return None
    try:
        content = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return FIRST
    rules = content.get("reading", FIRST)
    return rules if isinstance(rules, int) else FIRST


def _checked(path: Path, content: Mapping[str, Any], allow_code: bool) -> StudyFile:
    place = partial(allowed_place, allow_code=allow_code, folder=path.parent)
    settings = from_mapping(StudyFileSettings, content, where=str(path), place=place)
    return StudyFile(path, content, settings, allow_code)
