"""The study file that tuning writes: the study as it was, with the settings that were found."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

import tomlkit

from simlaw.study.design.design import FIXED
from simlaw.study.file.read_study_file import StudyFile
from simlaw.study.tune.space import joined
from simlaw.study.tune.tune import Tuning

_LONGEST_NAME = 100


def tuned_content(file: StudyFile, tuning: Tuning, *, output: Path) -> dict[str, Any]:
    """Return the content of the tuned study file.

    Parameters
    ----------
    file
        The study file that was tuned.
    tuning
        What was found.
    output
        The file to write: paths of tables are made to start there.
    """
    content = file.given()
    content["name"] = f"{file.settings.name[: _LONGEST_NAME - 6]}-tuned"
    if file.settings.title:
        content["title"] = f"{file.settings.title} (tuned)"
    for role in ("source", "target"):
        tables = content[role] if isinstance(content[role], list) else [content[role]]
        for table in tables:
            if "path" in table:
                table["path"] = _from(output.parent, file.folder / table["path"])
    content.setdefault("design", {})["test"] = FIXED
    if tuning.taken:
        content["descriptor"] = {
            **content["descriptor"],
            "names": list(tuning.study.descriptors),
            "leave_out": list(tuning.study.leave_out),
        }
        own, found = content.get("training", {}), tuning.study.recipe.to_dict()
        standard = type(tuning.study.recipe)().to_dict()
        content["training"] = {
            key: value for key, value in found.items() if key in own or value != standard[key]
        }
    return content


def tuned_toml(file: StudyFile, tuning: Tuning, *, output: Path, study: str, run: str) -> str:
    """Return the text of the tuned study file; ``study`` names what was tuned, ``run`` runs it.

    Raises
    ------
    InputError
        If the content is no study file, which a changed schema would cause.
    """
    content = tuned_content(file, tuning, output=output)
    file.rewritten(content, output)
    document = tomlkit.document()
    lines = [
        f"{study}, tuned. Run it with: {run}",
        *tuning.sentences(),
        "Searched were hidden layers, and lengths, learning rates and decays of pretraining and "
        f"fine-tuning{_among(tuning)}. Settings of direct learning were not.",
        "The test materials, fixed by seed, test_fraction and split, took no part: keep these.",
    ]
    for line in lines:
        for part in _wrapped(line):
            document.add(tomlkit.comment(part))
    for key, value in content.items():
        document.add(key, tomlkit.item(value))
    return tomlkit.dumps(document)


def _among(tuning: Tuning) -> str:
    """Return which descriptors there were to choose from, or nothing."""
    if len(tuning.descriptors) == 1:
        return ""
    return f"; and descriptors: {', '.join(map(joined, tuning.descriptors))}"


def _from(folder: Path, path: Path) -> str:
    """Return a path as seen from a folder; absolute where there is no way."""
    try:
        return os.path.relpath(path.resolve(), folder.resolve())
    except ValueError:
        return str(path.resolve())


def _wrapped(text: str) -> list[str]:
    """Return lines of at most 96 characters, none of which can end a comment."""
    safe = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
    return textwrap.wrap(safe, 96, break_on_hyphens=False)
