"""What runs on a worker of a Dask cluster: it makes sure of itself before its first task.

Nothing heavy is imported with this module: a scheduler has to read it too. For the same reason a
task comes as bytes, which are opened when the worker has found itself fit.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from simlaw.workers.single_thread import XLA_FLAG, settle_maths

if TYPE_CHECKING:
    from simlaw.workers.tasks import Parcel

PACKAGES = ("simlaw", "numpy", "jax", "jaxlib")
"""Libraries whose versions must agree: they shape the numbers."""

UNSEEN = "unseen"
"""The worker does not see the shared folder."""

UNFIT = "unfit"
"""The worker may not take part."""


@dataclass(frozen=True)
class Refusal:
    """Why a worker did not do a task: `UNSEEN` or `UNFIT`, and a sentence for the user."""

    kind: str
    text: str


Versions: TypeAlias = tuple[tuple[str, str], ...]
"""Installed distributions with their versions."""


@cache
def versions(names: tuple[str, ...] = PACKAGES) -> Versions:
    """Return the versions of distributions here."""
    return tuple((name, _version(name)) for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _told(found: Versions) -> str:
    """Return versions as ``simlaw 0.1.0, numpy 2.4.6, ...``."""
    return ", ".join(f"{name} {number}" for name, number in found)


_lock = threading.Lock()
_settled = False
_prepared: set[bytes] = set()


def make_ready(wanted: Versions, preparation: bytes = b"") -> Refusal | None:
    """Settle this worker's maths, and prepare it, once; say why it may not take part, if so.

    Parameters
    ----------
    wanted
        The versions it must have.
    preparation
        A pickled `simlaw.workers.tasks.Parcel` to be done once; empty for none.
    """
    global _settled
    here = versions(tuple(name for name, _ in wanted))
    if here != wanted:
        return Refusal(UNFIT, f"has {_told(here)} where this run has {_told(wanted)}")
    with _lock:
        if not _settled:
            if _calculated() and XLA_FLAG not in os.environ.get("XLA_FLAGS", ""):
                text = "has used jax before, with more threads than one; restart it"
                return Refusal(UNFIT, text)
            settle_maths()
            _settled = True
        if preparation and preparation not in _prepared:
            from simlaw.workers.tasks import perform

            perform(*pickle.loads(preparation))
            _prepared.add(preparation)
    return None


def _calculated() -> bool:
    bridge: Any = sys.modules.get("jax._src.xla_bridge")
    return bool(bridge is not None and bridge.backends_are_initialized())


def sees(path: str) -> bool:
    """Whether a file is there, seen from here."""
    return Path(path).exists()


def do_task(wanted: Versions, preparation: bytes, parcel: bytes, packed: Any = None) -> Any:
    """Do a task on a worker that is ready; a `Refusal` where it is not.

    Parameters
    ----------
    wanted, preparation
        As `make_ready` takes them.
    parcel
        A pickled `simlaw.workers.tasks.Parcel`.
    packed
        Contents of the shared folder, where this worker was sent them.
    """
    refused = make_ready(wanted, preparation)
    if refused:
        return refused
    from simlaw.workers.tasks import perform

    opened_parcel: Parcel = pickle.loads(parcel)
    function, arguments, shared = opened_parcel
    if shared is not None and packed is None and not sees(shared.mark):
        return Refusal(UNSEEN, f"does not see {shared.folder}")
    return perform(function, arguments, shared, packed)


def executing(dask_worker: Any) -> list[str]:
    """Return the keys of the tasks that this Dask worker has begun."""
    return [task.key for task in dask_worker.state.executing]
