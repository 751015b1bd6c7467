"""Where work is done: by whom, with which cache, and who is told."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from simlaw.disk.places import cache_folder
from simlaw.workers.cores import usable_cores
from simlaw.workers.progress import SILENT, Watcher
from simlaw.workers.protocol import Workers

Hands: TypeAlias = Workers | Executor | str
"""Who works: workers, an executor of the user's, or a name in a registry of executors."""


@dataclass(frozen=True)
class Place:
    """Where work is done; handed on from call to call.

    Attributes
    ----------
    workers
        Number of processes, or of what else takes their place; all usable cores by default.
        Workers that count themselves do not ask.
    cache
        Where descriptors, inputs and compiled programs are kept, see
        `simlaw.disk.places.cache_folder`.
    executor
        Who works, in place of processes; None for these.
    watcher
        Is told of progress.
    """

    workers: int = field(default_factory=usable_cores)
    cache: Path | None = None
    executor: Hands | None = None
    watcher: Watcher = SILENT

    @property
    def home(self) -> Path:
        """The cache folder."""
        return cache_folder(self.cache)
