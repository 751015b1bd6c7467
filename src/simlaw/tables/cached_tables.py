"""Tables kept on disk as they were read, so that unchanged files are not read and checked again.

Most of the reading is making canonical keys. An entry of the store (`simlaw.disk.store`) holds one
Parquet file and is named by a hash of all that decides what is read: the file's bytes, the
settings, the code of reading and keys, and the versions of the libraries they rest on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from simlaw.disk.store import drop, find, making
from simlaw.errors import InputError
from simlaw.tables.account import Origin, Refusal
from simlaw.tables.files.reading import FileReading
from simlaw.tables.finding import Finding
from simlaw.tables.table import PropertyTable

MOST_NUMBERS = 10_000_000
"""Tables with more numbers are not kept: the copy would be as large as the file."""

LIBRARIES = (
    "numpy",
    "pandas",
    "pyarrow",
    "python-calamine",
    "pint",
    "rdkit",
    "chemicals",
    "simlaw",
)

TABLE = "table.parquet"

_ABOUT = b"simlaw"


def kept(
    folder: Path, settings: Mapping[str, Any], read: Callable[[], PropertyTable]
) -> PropertyTable:
    """Return a table from an earlier reading, or read it and keep it where that can be done.

    Parameters
    ----------
    folder
        Of all kept tables; made if it is missing. One that cannot be written is passed over.
    settings
        All that decides what is read besides the code: plain data for JSON, and a checksum of
        each file.
    read
        Reads the table. What it raises is raised; only tables are kept.
    """
    name = blake2b(json.dumps([settings, _readers()]).encode(), digest_size=16).hexdigest()
    entry = folder / name
    if (found := _load(entry)) is not None:
        return found
    table = read()
    if table.frame.size <= MOST_NUMBERS and table.joined is None:
        # Next time it is read again, which is all that is lost.
        with suppress(OSError, InputError):
            _save(table, entry)
    return table


@cache
def _readers() -> list[str]:
    """Return versions of libraries, and a fingerprint of the code that reads tables."""
    here = Path(__file__).parent
    code = blake2b(digest_size=16)
    for place in (here, here.parent / "materials"):
        for file in sorted(place.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                code.update(f"{file.name}:".encode() + file.read_bytes())
    return [code.hexdigest(), *(f"{name} {_version(name)}" for name in LIBRARIES)]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _save(table: PropertyTable, entry: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    about = {
        name: getattr(table, name)
        for name in (
            *("name", "kind", "property", "unit", "rows_read", "aggregate"),
            *("missing", "not_chosen", "conditions"),
        )
    }
    about["origin"] = asdict(table.origin)
    about["refusals"] = [asdict(refusal) for refusal in table.refusals]
    about["findings"] = [asdict(finding) for finding in table.findings]
    about["file"] = asdict(table.file)
    content = pyarrow.Table.from_pandas(table.frame, preserve_index=False)
    known = content.schema.metadata or {}
    content = content.replace_schema_metadata({**known, _ABOUT: json.dumps(about).encode()})
    with making(entry) as aside:
        pyarrow.parquet.write_table(content, aside / TABLE)


def _load(entry: Path) -> PropertyTable | None:
    """Return the table of an entry; None if there is none, or it was damaged."""
    if not find(entry):
        return None
    import pyarrow
    import pyarrow.parquet

    try:
        content = pyarrow.parquet.read_table(entry / TABLE)
        about: dict[str, Any] = json.loads(content.schema.metadata[_ABOUT])
        frame: pd.DataFrame = content.to_pandas()
        origin = Origin(**about.pop("origin"))
        refusals = tuple(Refusal(**each) for each in about.pop("refusals"))
        findings = tuple(
            Finding(**{**each, "rows": tuple(each["rows"])}) for each in about.pop("findings")
        )
        file = FileReading(**about.pop("file"))
        conditions = tuple(about.pop("conditions"))
        return PropertyTable(
            **about,
            frame=frame,
            origin=origin,
            refusals=refusals,
            findings=findings,
            file=file,
            conditions=conditions,
        )
    except (OSError, ValueError, KeyError, TypeError, pyarrow.ArrowException) as error:
        drop(entry, str(error))
        return None
