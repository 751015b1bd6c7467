"""The study file of a run, with every default written out and paths made absolute."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from simlaw.settings import to_mapping
from simlaw.study.settings import StudyFileSettings


def resolved_toml(settings: StudyFileSettings, base: Path, beside: Collection[str] = ()) -> str:
    """Return the text of a study file that holds all settings.

    Parameters
    ----------
    settings
        Of the file.
    base
        Where relative paths in it start; they are made absolute.
    beside
        Paths that stay as they are, for files that will lie beside it.
    """
    content = to_mapping(settings)
    several = isinstance(content["source"], list)
    content["source"] = (
        [_resolved(table, base, beside) for table in content["source"]]
        if several
        else _resolved(content["source"], base, beside)
    )
    content["target"] = _resolved(content["target"], base, beside)
    if not several:
        content["design"].pop("join")
    if settings.design.n is not None:
        # Sizes that are listed need no rule, and the file could not be read again with both.
        for key in ("sizes", "smallest", "largest"):
            content["design"].pop(key, None)
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Every setting of this run, defaults included."))
    document.add(tomlkit.comment("Run it again with: simlaw run study.toml --output FOLDER"))
    for key, value in content.items():
        document.add(key, tomlkit.item(value))
    return tomlkit.dumps(document)


def _resolved(table: dict[str, Any], base: Path, beside: Collection[str]) -> dict[str, Any]:
    if table.get("path") in beside:
        return table
    if "path" in table:
        return {**table, "path": str((base / table["path"]).resolve())}
    # The other keys are the catalogue's to settle, and not allowed beside a dataset.
    return {"dataset": table["dataset"]}
