"""Which datasets of the catalogue are at hand, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from simlaw.tables.catalog import DATA_DIR, data_dir, fetched_file
from simlaw.tables.catalogue.entry import DataFile, Dataset
from simlaw.tables.datasets import DATASETS
from simlaw.tables.files.peek import peek

Place: TypeAlias = Literal["built-in", "data-dir", "cache", "absent"]

PLACES: dict[Place, str] = {
    "built-in": "comes with simlaw",
    "data-dir": f"in ${DATA_DIR}",
    "cache": "fetched",
    "absent": "to be fetched",
}
"""Each place in words."""


@dataclass(frozen=True)
class Holding:
    """A dataset, and where it is.

    Attributes
    ----------
    dataset
        What is known of it.
    place
        ``"built-in"``, ``"data-dir"`` (below ``$SIMLAW_DATA_DIR``), ``"cache"`` (fetched) or
        ``"absent"``: not all of its files are here. Checksums are not looked at; reading a dataset
        does that.
    paths
        Its files, where they are here.
    """

    dataset: Dataset
    place: Place
    paths: tuple[Path, ...]

    def rows(self) -> int | None:
        """Return the number of rows of the files here; None where none is."""
        if not self.paths:
            return None
        return sum(peek(path, 1)[1] for path in self.paths)


def holding(entry: Dataset) -> Holding:
    """Return where a dataset is.

    Raises
    ------
    InputError
        If ``$SIMLAW_DATA_DIR`` names no folder.
    """
    if not entry.files:
        return Holding(entry, "built-in", ())
    found = [_found(file) for file in entry.files]
    here = [(place, path) for place, path in found if path is not None]
    if len(here) < len(found):
        return Holding(entry, "absent", ())
    place: Place = "cache" if any(place == "cache" for place, _ in here) else "data-dir"
    return Holding(entry, place, tuple(path for _, path in here))


def holdings() -> list[Holding]:
    """Return where every dataset of the catalogue is, in its order."""
    return [holding(entry) for entry in DATASETS.values()]


def _found(file: DataFile) -> tuple[Place, Path | None]:
    own = data_dir()
    if own is not None and (own / file.path).is_file():
        return "data-dir", own / file.path
    fetched = fetched_file(file)
    return ("cache", fetched) if fetched.is_file() else ("absent", None)
