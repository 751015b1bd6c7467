"""What the catalogue knows of one dataset."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simlaw.tables.table import PropertyTable


@dataclass(frozen=True)
class DataFile:
    """One file of a dataset.

    Parameters
    ----------
    path
        Relative path, with ``/``, below ``$SIMLAW_DATA_DIR`` or the cache.
    address
        Where it is fetched from.
    sha256
        Of its bytes, hexadecimal.
    """

    path: str
    address: str
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """One dataset: a table of one property, or files of another form.

    Parameters
    ----------
    name
        By which it is asked for.
    title
        What it is, in one line.
    files
        In the order in which they make one table; none for what comes with simlaw.
    licence, citation
        Of the data.
    kind, property, unit
        As in `PropertyTable`; an empty kind marks files that are no property table.
    material, value, joined
        Columns of the files, as `simlaw.tables.read_table` takes them.
    convert_to
        Unit that the values are converted to; empty where they stay as they are.
    protocol
        How the values came about: how they were computed, or ``measured``.
    load
        Returns the table of a dataset that needs no file to be fetched, such as one that lies in
        the package that offers it; None for files.
    """

    name: str
    title: str
    files: tuple[DataFile, ...]
    licence: str
    citation: str
    kind: str = ""
    property: str = ""
    unit: str = "1"
    material: str = ""
    value: str = ""
    protocol: str = ""
    load: Callable[[], PropertyTable] | None = None
    joined: Mapping[str, str] | None = None
    convert_to: str = ""

    @builtins.property  # the field of that name hides it
    def is_table(self) -> bool:
        """Whether `simlaw.tables.catalog.load` can make a `PropertyTable` of it."""
        return bool(self.kind)


def github(repository: str, commit: str, path: str, here: str, sha256: str) -> DataFile:
    """Return a file of a public repository, as it is at one commit."""
    address = f"https://raw.githubusercontent.com/{repository}/{commit}/{path}"
    return DataFile(path=here, address=address, sha256=sha256)
