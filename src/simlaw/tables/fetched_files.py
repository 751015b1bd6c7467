"""Files that were fetched: what there is, of which dataset, and how one is removed, by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simlaw.disk.places import data_homes
from simlaw.disk.whole_files import LEFT_BEHIND, remove_whole
from simlaw.errors import InputError, cannot_write, nearest
from simlaw.tables.datasets import DATASETS


@dataclass(frozen=True)
class Fetched:
    """Fetched files that belong together.

    Attributes
    ----------
    name
        Of the dataset; of the file, from the folder of all fetched data on, where no dataset of
        the catalogue has it.
    paths
        The files.
    bytes
        Of all of them.
    listed
        Whether the catalogue knows them.
    """

    name: str
    paths: tuple[Path, ...]
    bytes: int
    listed: bool


def fetched_files() -> list[Fetched]:
    """Return all that was fetched, by name."""
    owners = {file.path: entry.name for entry in DATASETS.values() for file in entry.files}
    files: dict[str, list[Path]] = {}
    for home in data_homes():
        for path in sorted(home.rglob("*")) if home.is_dir() else ():
            if path.is_file() and not path.name.startswith(LEFT_BEHIND):
                place = path.relative_to(home).as_posix()
                files.setdefault(owners.get(place, place), []).append(path)
    return [
        Fetched(name, tuple(paths), sum(path.stat().st_size for path in paths), name in DATASETS)
        for name, paths in sorted(files.items())
    ]


def remove_fetched(name: str) -> Fetched:
    """Remove what was fetched of a dataset; it can be fetched again.

    Raises
    ------
    InputError
        If nothing of this name was fetched, or it cannot be removed.
    """
    known = {one.name: one for one in fetched_files()}
    if name not in known:
        raise InputError(
            f"Nothing was fetched under the name '{name}'.{nearest(name, known)} "
            "See what was with: simlaw cache"
        )
    for path in known[name].paths:
        try:
            remove_whole(path)
        except OSError as error:
            raise cannot_write(path, error, otherwise="remove it by hand") from None
    return known[name]
