"""Runs that were given no folder of their own: found by their study, listed, removed by name alone.

They are results and no cache: nothing removes them but their name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simlaw.disk.journal import only_writer
from simlaw.disk.places import run_homes
from simlaw.disk.whole_files import LEFT_BEHIND, remove_whole
from simlaw.errors import InputError, cannot_write, nearest

SHORTEST = 6
"""Letters of a name that may stand for all of it."""

BY_HAND = "remove it by hand"


@dataclass(frozen=True)
class UnnamedRun:
    """A run without a folder of its own.

    Attributes
    ----------
    name
        Of its folder: the fingerprint of its study.
    path
        The folder.
    study
        What the study is called; empty where that cannot be read.
    bytes
        Of all files in it.
    changed
        Time of the last change, seconds since 1970.
    """

    name: str
    path: Path
    study: str
    bytes: int
    changed: float


def folder_of(digest: str, cache: Path | None = None, *, older: Sequence[str] = ()) -> Path:
    """Return the folder of the run of a study: where one lies already, else where a new one goes.

    Parameters
    ----------
    digest
        Fingerprint of the study.
    cache
        See `simlaw.disk.places.run_homes`.
    older
        Fingerprints that earlier versions gave the same study.
    """
    homes = run_homes(cache)
    known = [home / name for name in (digest, *older) for home in homes]
    there = [folder for folder in known if folder.is_dir()]
    return (there or [homes[0] / digest])[0]


def unnamed_runs(cache: Path | None = None) -> list[UnnamedRun]:
    """Return all runs without a folder of their own, those changed last first."""
    found = []
    for home in run_homes(cache):
        inside = home.iterdir() if home.is_dir() else ()
        for path in inside:
            if path.is_dir() and not path.name.startswith(LEFT_BEHIND):
                about = [one.stat() for one in path.rglob("*") if one.is_file()]
                changed = max((one.st_mtime for one in about), default=path.stat().st_mtime)
                size = sum(one.st_size for one in about)
                found.append(UnnamedRun(path.name, path, _study(path), size, changed))
    return sorted(found, key=lambda run: -run.changed)


def remove_run(name: str, cache: Path | None = None) -> UnnamedRun:
    """Remove a run by its name, or the first letters of it.

    Raises
    ------
    InputError
        If there is no such run, or several, or it is being written, or cannot be removed.
    """
    runs = unnamed_runs(cache)
    chosen = [run for run in runs if run.name == name] or [
        run for run in runs if len(name) >= SHORTEST and run.name.startswith(name)
    ]
    if not chosen:
        raise InputError(
            f"There is no run '{name}' without a folder of its own."
            f"{nearest(name, (run.name for run in runs))} See them with: simlaw cache"
        )
    if len(chosen) > 1:
        raise InputError(f"{len(chosen)} runs have names that begin with '{name}'; give more.")
    (run,) = chosen
    busy = f"{run.path}: a run is writing to this folder. Stop it first, or wait for its end."
    lock = run.path / ".trials.jsonl.lock"
    with only_writer(lock, busy=busy, otherwise=BY_HAND):
        pass
    try:
        remove_whole(run.path)
    except OSError as error:
        raise cannot_write(run.path, error, otherwise=BY_HAND) from None
    return run


def _study(path: Path) -> str:
    try:
        plan = json.loads((path / "result.json").read_bytes())
        return str(plan.get("name", ""))
    except (OSError, ValueError, AttributeError):
        return ""
