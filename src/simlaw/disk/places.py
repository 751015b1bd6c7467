"""Where things are kept between runs.

Three homes: the cache, of which anything may be removed at any time; runs that were given no
folder of their own; and fetched data. The last two are no cache and lie apart, in the user's data
folder. ``$SIMLAW_CACHE_DIR`` moves all three.
"""

from __future__ import annotations

import os
from pathlib import Path

CACHE_DIR = "SIMLAW_CACHE_DIR"
"""Environment variable: the folder of all that is kept, instead of the user's own."""

ELSEWHERE = f"choose another place with the environment variable {CACHE_DIR}"
"""What to do where the cache cannot be written, as the end of a sentence."""


STORE = "store"
"""The folder of all entries of the store, below the cache."""

TABLES, DESCRIPTORS, INPUTS, PROGRAMS = "tables", "descriptors", "inputs", "programs"

KINDS = (TABLES, DESCRIPTORS, INPUTS, PROGRAMS)
"""What is kept in the store, each kind in a folder of its own."""


def cache_folder(chosen: Path | None = None) -> Path:
    """Return where tables, descriptors, inputs and compiled programs are kept.

    The argument, else ``$SIMLAW_CACHE_DIR``, else the user's cache folder of the platform.
    """
    if (named := _named(chosen)) is not None:
        return named
    import platformdirs

    return Path(platformdirs.user_cache_dir("simlaw"))


def kind_folder(cache: Path, kind: str) -> Path:
    """Return the folder of all entries of a kind, below a cache folder; it need not exist."""
    return cache / STORE / kind


def run_homes(chosen: Path | None = None) -> tuple[Path, ...]:
    """Return where runs without a folder of their own lie: new ones in the first place.

    Those of earlier versions lie in the second, where that is another.
    """
    return _homes("runs", chosen)


def data_homes() -> tuple[Path, ...]:
    """Return where fetched data lie: what is fetched goes to the first place.

    What earlier versions fetched lies in the second, where that is another.
    """
    return _homes("data", None)


def _homes(name: str, chosen: Path | None) -> tuple[Path, ...]:
    if (named := _named(chosen)) is not None:
        return (named / name,)
    import platformdirs

    return (
        Path(platformdirs.user_data_dir("simlaw")) / name,
        cache_folder() / name,
    )


def _named(chosen: Path | None) -> Path | None:
    if chosen is not None:
        return chosen
    named = os.environ.get(CACHE_DIR)
    return Path(named) if named else None
