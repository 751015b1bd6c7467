"""Public datasets by name: found on disk or fetched, checked, and read.

A file is looked for below ``$SIMLAW_DATA_DIR`` first, then where fetched data lie (``data`` below
``$SIMLAW_CACHE_DIR``, or below the user's data folder), and is fetched to there if it is in
neither. Its sha256 must be the one listed in `DATASETS`, wherever it came from.
"""

from __future__ import annotations

import os
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from simlaw._version import __version__
from simlaw.disk.places import data_homes
from simlaw.disk.whole_files import whole_file
from simlaw.errors import InputError, nearest
from simlaw.materials.reading import LATEST
from simlaw.tables import measured
from simlaw.tables.account import Origin
from simlaw.tables.catalogue.entry import DataFile, Dataset
from simlaw.tables.datasets import DATASETS
from simlaw.tables.files.read_rows import checksum
from simlaw.tables.read import read_tables
from simlaw.tables.settings import TableSettings
from simlaw.tables.table import PropertyTable

DATA_DIR = "SIMLAW_DATA_DIR"
"""Environment variable: a folder that already holds the files, at the paths of the catalogue."""

TIMEOUT = 30.0
"""Seconds without an answer after which fetching is given up."""

_EMBEDDED = {
    "refractive-index-d4": "refractive_index_d4.parquet",
    "refractive-index-contributions": "refractive_index_contributions.parquet",
}


def dataset(name: str | Dataset) -> Dataset:
    """Return what is known of a dataset, by its name or given as it is.

    Raises
    ------
    InputError
        If there is none of this name; the message lists those there are.
    """
    if not isinstance(name, str):
        return DATASETS[DATASETS.adopt(name)]
    if name not in DATASETS:
        raise InputError(
            f"Unknown dataset '{name}'.{nearest(name, DATASETS)} Known are: {', '.join(DATASETS)}."
        )
    return DATASETS[name]


def load(name: str | Dataset, *, workers: int = 1, reading: int = LATEST) -> PropertyTable:
    """Return the property table of a dataset, fetched first if need be.

    Parameters
    ----------
    name
        Of the dataset, or a dataset itself.
    workers
        Processes that work out the canonical keys.
    reading
        Rules that materials are read by, see `simlaw.materials.reading`.

    Raises
    ------
    InputError
        If there is no such dataset, it is not a table of one property, or a file of it cannot be
        had or has another checksum than it should.
    """
    entry = dataset(name)
    if not entry.is_table:
        raise InputError(
            f"The dataset '{entry.name}' ({entry.title}) is not a table of one property by "
            f"material. Its files can be fetched with: simlaw data fetch {entry.name}"
        )
    named = () if DATASETS.given([entry.name]) else (TableSettings(dataset=entry.name),)
    return replace(_table_of(entry, workers, reading), read_as=named)


def _table_of(entry: Dataset, workers: int, reading: int) -> PropertyTable:
    if entry.load is not None:
        return entry.load()
    if entry.name == measured.NAME:
        return measured.refractive_index()
    if not entry.files:
        return _embedded(entry, workers)
    origin = Origin(
        address=" ".join(file.address for file in entry.files),
        licence=entry.licence,
        citation=entry.citation,
        sha256=" ".join(file.sha256 for file in entry.files),
    )
    return read_tables(
        find_files(entry.name), _settings(entry), origin=origin, workers=workers, reading=reading
    )


def _settings(entry: Dataset) -> TableSettings:
    return TableSettings(
        kind=entry.kind,
        material=entry.material,
        value=entry.value,
        unit=entry.unit,
        name=entry.name,
        property=entry.property,
        joined=entry.joined,
        convert_to=entry.convert_to or None,
    )


def find(name: str) -> Path:
    """Return the path of a dataset's only file, fetched first if need be.

    Raises
    ------
    InputError
        As for `find_files`; and if the dataset has several files, or none.
    """
    entry = dataset(name)
    if len(entry.files) != 1:
        what = f"{len(entry.files)} files" if entry.files else "no file to fetch"
        raise InputError(f"The dataset '{name}' has {what}, so there is no one path to return.")
    return find_file(entry.files[0])


def find_files(name: str) -> tuple[Path, ...]:
    """Return the paths of a dataset's files, fetched first if need be.

    Returns
    -------
    tuple of pathlib.Path
        In the order in which they make one table; empty for what comes with simlaw.

    Raises
    ------
    InputError
        If there is no such dataset, or a file cannot be had or has another checksum.
    """
    return tuple(find_file(file) for file in dataset(name).files)


def find_file(file: DataFile) -> Path:
    """Return the path of one file with the right checksum, fetched first if need be.

    Raises
    ------
    InputError
        If the file cannot be fetched, or its checksum is not the one listed.
    """
    own = data_dir()
    if own is not None and (own / file.path).is_file():
        return _checked(own / file.path, file)
    fetched = fetched_file(file)
    if not fetched.is_file():
        _fetch(file, fetched)
    return _checked(fetched, file)


def fetched_file(file: DataFile) -> Path:
    """Return where a file lies that was fetched, or where it would go if it was not."""
    places = [home / file.path for home in data_homes()]
    return next((path for path in places if path.is_file()), places[0])


def data_dir() -> Path | None:
    """Return the folder that ``$SIMLAW_DATA_DIR`` names, or None where it is not set.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    named = os.environ.get(DATA_DIR)
    if not named:
        return None
    if not Path(named).is_dir():
        raise InputError(
            f"{DATA_DIR} names '{named}', and there is no such folder. "
            "Correct the variable, or unset it to fetch the data."
        )
    return Path(named)


def _checked(path: Path, file: DataFile) -> Path:
    try:
        found = checksum(path)
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror}).") from None
    if found != file.sha256:
        raise InputError(
            f"{path}: the file is not the one the catalogue names.\n"
            f"  expected sha256 {file.sha256}\n  got             {found}\n"
            f"Delete it, and it is fetched again from {file.address}"
        )
    return path


def _fetch(file: DataFile, path: Path) -> None:
    import pooch

    by_hand = (
        f"Fetch it by hand from\n  {file.address}\nand save it as\n  {path}\n"
        f"or as {file.path} in a folder that the environment variable {DATA_DIR} names."
    )
    try:
        with whole_file(path) as unfinished:
            pooch.HTTPDownloader(timeout=TIMEOUT)(file.address, unfinished, None)
            unfinished.flush()
            found = checksum(Path(unfinished.name))
            if found != file.sha256:
                raise _WrongFile(found)
    except _WrongFile as wrong:
        raise InputError(
            f"The file fetched from {file.address} is not the one the catalogue names, and was "
            f"not kept.\n  expected sha256 {file.sha256}\n  got             {wrong}"
        ) from None
    except OSError as error:  # of the disk, and, through requests, of the network
        raise InputError(f"{file.path} could not be fetched: {_why(error)}.\n{by_hand}") from None


class _WrongFile(Exception):
    """What came from the network has another checksum, which the text is."""


def _why(error: OSError) -> str:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers with status {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return f"the server does not answer within {TIMEOUT:g} s"
    if isinstance(error, requests.ConnectionError):
        return "there is no connection to the server"
    return error.strerror or str(error)


def _embedded(entry: Dataset, workers: int) -> PropertyTable:
    with as_file(files("simlaw.tables") / "embedded" / _EMBEDDED[entry.name]) as path:
        found = read_tables([path], _settings(entry), workers=workers)
    return replace(
        found,
        origin=Origin(
            address=f"simlaw {__version__}",
            licence=entry.licence,
            citation=entry.citation,
            sha256=found.origin.sha256,
        ),
    )
