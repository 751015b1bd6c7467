"""Where a study comes from: its file, what runs it again, and the tables that no file holds."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from simlaw.disk.whole_files import whole_file
from simlaw.study.resolved_file import resolved_toml
from simlaw.study.settings import StudySettings
from simlaw.study.sources.apart import Source, tables_of
from simlaw.tables import PropertyTable
from simlaw.tables.aggregates import APART
from simlaw.tables.settings import TableSettings


@dataclass(frozen=True)
class Origin:
    """Where a study comes from, for its run folder and report.

    Attributes
    ----------
    spec_toml
        Text of the study file.
    command
        What runs it again.
    tables
        By the name of a file in the run folder that the study file names, what writes it.
    """

    spec_toml: str = ""
    command: str = ""
    tables: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)


def origin_of(
    source: Source, target: PropertyTable, settings: StudySettings, folder: Path
) -> Origin:
    """Return the origin of a study that was made in Python.

    A table that was read from a file, or is a dataset, is named as that; any other is kept as
    Parquet in the run folder.

    Parameters
    ----------
    source, target
        Its tables; of sources that are kept apart, all.
    settings
        Its settings.
    folder
        The run folder.
    """
    named: list[tuple[TableSettings, ...]] = []
    kept: dict[str, Callable[[Path], None]] = {}
    joined = None
    sources = tables_of(source)
    roles = ["source", *(f"source-{number}" for number in range(2, len(sources) + 1)), "target"]
    for role, table in zip(roles, (*sources, target), strict=True):
        read = table.read_as
        if not read or (len(read) > 1 and (role == "target" or len(sources) > 1)):
            name = f"{role}.parquet"
            kept[name] = partial(write_table, table)
            read = (_kept_as(table, name),)
        elif len(read) > 1 and table.joined is not None:
            joined = table.joined.join
        named.append(read)
    if len(sources) > 1:
        joined = APART
    of_source = tuple(chain(*named[:-1]))
    first = of_source[0] if len(of_source) == 1 else of_source
    file = settings.in_file(first, named[-1][0], join=joined)
    command = ["simlaw", "run", str(folder / "study.toml"), "--output", str(folder)]
    return Origin(resolved_toml(file, folder, kept), shlex.join(command), kept)


def _kept_as(table: PropertyTable, path: str) -> TableSettings:
    return TableSettings(
        path=path,
        kind=table.kind,
        material="material",
        value="value",
        unit=table.unit,
        property=table.property or None,
        name=table.name or None,
        columns=[name for name in table.columns if name not in table.conditions],
        conditions=table.conditions,
    )


def write_table(table: PropertyTable, path: Path) -> None:
    """Write a table's materials, values and further columns as Parquet."""
    with whole_file(path) as file:
        table.frame[["material", "value", *table.columns]].to_parquet(file, index=False)
