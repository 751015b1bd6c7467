"""From a study file to a study: tables found or read, settings applied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit

from simlaw.disk.places import TABLES, cache_folder, kind_folder
from simlaw.errors import InputError
from simlaw.study.file.schema import StudySpec, TableSpec
from simlaw.study.study import Study
from simlaw.tables import PropertyTable, catalog, join_tables, read_table
from simlaw.tables.cached_tables import kept
from simlaw.tables.files import checksum
from simlaw.transfer import TrainingRecipe

LARGEST = 2**30
"""Bytes of a file beyond which its table is not kept: to know it again is a reading by itself."""


def load_table(spec: TableSpec, base: Path) -> PropertyTable:
    """Return the table of one section; relative paths start at ``base``.

    A file that was read before, and has not changed, is not read again; see
    `simlaw.tables.cached_tables`.
    """
    if spec.dataset is not None:
        found = catalog.dataset(spec.dataset)
        files = catalog.find_files(found.name) if found.is_table else ()
    else:
        assert spec.path is not None
        files = (base / spec.path,)
    if not all(file.is_file() and file.stat().st_size <= LARGEST for file in files):
        return _read(spec, base)
    settings = {
        **spec.model_dump(mode="json"),
        "files": [(str(file), checksum(file)) for file in files],
    }
    return kept(kind_folder(cache_folder(), TABLES), settings, lambda: _read(spec, base))


def _read(spec: TableSpec, base: Path) -> PropertyTable:
    if spec.dataset is not None:
        return catalog.load(spec.dataset)
    assert spec.path is not None
    assert spec.kind is not None
    assert spec.material is not None
    assert spec.value is not None
    return read_table(
        base / spec.path,
        kind=spec.kind,
        material=spec.material,
        value=spec.value,
        unit=spec.unit or "1",
        name=spec.name or Path(spec.path).stem,
        property=spec.property,
        aggregate=spec.aggregate,
        columns=spec.columns,
        max_refused=spec.max_refused,
    )


def load_study(spec: StudySpec, base: Path) -> Study:
    """Return the study that a checked study file describes.

    Parameters
    ----------
    spec
        The settings.
    base
        The folder that relative paths of tables start from: the study file's own.
    """
    changes: dict[str, Any] = spec.training.model_dump(exclude_none=True)
    recipe = TrainingRecipe(**changes)
    if recipe.least_steps > recipe.most_steps:
        raise InputError(
            "training: least_steps <= most_steps must hold, but got "
            f"{recipe.least_steps} and {recipe.most_steps}."
        )
    sources = [load_table(one, base) for one in spec.sources]
    design, target = spec.design, load_table(spec.target, base)
    return Study(
        source=sources[0]
        if len(sources) == 1
        else join_tables(sources, join=design.join, unit=target.unit),
        target=target,
        descriptor=spec.descriptor.names,
        leave_out=spec.descriptor.leave_out,
        m=design.m,
        n=design.n,
        sizes=design.sizes,
        smallest=design.smallest,
        largest=design.largest,
        replicates=design.replicates,
        test_fraction=design.test_fraction,
        overlap=design.overlap,
        split=design.split,
        test=design.test,
        order=design.order,
        draws=design.draws,
        scale=design.scale,
        methods=design.methods,
        seed=spec.seed,
        recipe=recipe,
        metric=spec.law.metric,
        form=spec.law.form,
        level=spec.law.level,
        headline_m=spec.law.m,
        method=spec.law.method,
        name=spec.name,
        title=spec.title,
    )


def resolved_toml(spec: StudySpec, study: Study, base: Path) -> str:
    """Return the study file with every default written out, and paths made absolute."""
    content = spec.model_dump(mode="json", exclude_none=True)
    content["source"], content["target"] = (
        [_resolved(table, base) for table in content["source"]]
        if isinstance(spec.source, tuple)
        else _resolved(content["source"], base),
        _resolved(content["target"], base),
    )
    if not isinstance(spec.source, tuple):
        content["design"].pop("join")
    if spec.design.n is not None:
        # Sizes that are listed need no rule, and the file could not be read again with both.
        for key in ("sizes", "smallest", "largest"):
            content["design"].pop(key, None)
    content["training"] = study.recipe.to_dict()
    document = tomlkit.document()
    document.add(tomlkit.comment("Every setting of this run, defaults included."))
    document.add(tomlkit.comment("Run it again with: simlaw run study.toml --output FOLDER"))
    for key, value in content.items():
        document.add(key, tomlkit.item(value))
    return tomlkit.dumps(document)


def _resolved(table: dict[str, Any], base: Path) -> dict[str, Any]:
    if "path" in table:
        return {**table, "path": str((base / table["path"]).resolve())}
    # The other keys are the catalogue's to settle, and not allowed beside a dataset.
    return {"dataset": table["dataset"]}
