"""From a study file to a study: tables found or read, settings applied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simlaw.disk.places import TABLES, cache_folder, kind_folder
from simlaw.errors import InputError
from simlaw.materials.reading import FIRST, LATEST
from simlaw.settings import to_mapping
from simlaw.study.settings import StudyFileSettings
from simlaw.study.study import Study
from simlaw.tables import PropertyTable, catalog, join_tables
from simlaw.tables.aggregates import APART
from simlaw.tables.cached_tables import kept
from simlaw.tables.files.read_rows import checksum
from simlaw.tables.read import read_tables
from simlaw.tables.settings import TableSettings

LARGEST = 2**30
"""Bytes of a file beyond which its table is not kept: to know it again is a reading by itself."""


def load_table(settings: TableSettings, base: Path, *, reading: int = LATEST) -> PropertyTable:
    """Return the table of one section; relative paths start at ``base``.

    ``reading`` numbers the rules, see `simlaw.materials.reading`. A file that was read before, and
    has not changed, is not read again; see `simlaw.tables.cached_tables`.
    """
    if settings.dataset is not None:
        found = catalog.dataset(settings.dataset)
        files = catalog.find_files(found.name) if found.is_table else ()
    else:
        files = (base / settings.needed("path"),)
    if not all(file.is_file() and file.stat().st_size <= LARGEST for file in files):
        return _read(settings, base, reading)
    read_as = {
        **to_mapping(settings),
        "files": [(str(file), checksum(file)) for file in files],
        "rules": reading,
    }
    table = kept(
        kind_folder(cache_folder(), TABLES), read_as, lambda: _read(settings, base, reading)
    )
    return table if table.read_as else replace(table, read_as=_again(settings, base))


def _again(settings: TableSettings, base: Path) -> tuple[TableSettings, ...]:
    """Return what reads a kept table again, as its first reading tells."""
    if settings.dataset is not None:
        return (TableSettings(dataset=settings.dataset),)
    path = Path(settings.needed("path"))
    return (
        replace(
            settings,
            path=str((base / path).resolve()),
            name=settings.name or path.stem,
            unit=settings.unit or "1",
        ),
    )


def _read(settings: TableSettings, base: Path, reading: int) -> PropertyTable:
    if settings.dataset is not None:
        return catalog.load(settings.dataset, reading=reading)
    path = Path(settings.needed("path"))
    named = replace(settings, name=settings.name or path.stem)
    return read_tables([base / path], named, reading=reading)


def load_study(settings: StudyFileSettings, base: Path) -> Study:
    """Return the study that a checked study file describes.

    Parameters
    ----------
    settings
        Those of the file.
    base
        The folder that relative paths of tables start from: the study file's own.
    """
    if settings.reading > FIRST:
        _check_units(settings)
    sources = [load_table(one, base, reading=settings.reading) for one in settings.sources]
    target = load_table(settings.target, base, reading=settings.reading)
    source = sources[0]
    if len(sources) > 1 and settings.design.join == APART:
        return Study(source, target, beside=sources[1:], **settings.keywords())
    if len(sources) > 1:
        source = join_tables(sources, join=settings.design.join, unit=target.unit)
    return Study(source, target, **settings.keywords())


def _check_units(settings: StudyFileSettings) -> None:
    """Refuse a table whose unit is not named: a number without one says so.

    Raises
    ------
    InputError
        With the key that is missing.
    """
    for section, one in (
        *(("source", one) for one in settings.sources),
        ("target", settings.target),
    ):
        if one.dataset is None and one.unit is None:
            raise InputError(
                f"[{section}] has no unit for the column '{one.value}'. Write one, such as "
                'unit = "g/cm^3"; unit = "1" stands for a number without a unit.'
            )
