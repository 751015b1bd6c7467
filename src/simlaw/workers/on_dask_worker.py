"""What runs on a worker of a cluster: it makes sure of itself before its first trial.

Nothing heavy is imported with this module: a scheduler has to read it too.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlaw.disk.places import cache_folder
from simlaw.study.run.compiled_programs import check_programs, keep_programs
from simlaw.workers.single_thread import XLA_FLAG, settle_maths

if TYPE_CHECKING:
    from simlaw.study.run.inputs import StudyInputs
    from simlaw.study.run.trial import Bench, Finished

PACKAGES = ("simlaw", "numpy", "jax", "jaxlib")
"""Libraries whose versions must agree: they shape the numbers."""

UNSEEN = "unseen"
"""The worker does not see the folder of the inputs."""

UNFIT = "unfit"
"""The worker may not take part."""


@dataclass(frozen=True)
class Refusal:
    """Why a worker did not run a trial: `UNSEEN` or `UNFIT`, and a sentence for the user."""

    kind: str
    text: str


@cache
def versions() -> str:
    """Return the versions of `PACKAGES` here, as ``simlaw 0.1.0, numpy 2.4.6, ...``."""
    return ", ".join(f"{name} {_version(name)}" for name in PACKAGES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


_lock = threading.Lock()
_settled = False
_held: tuple[str, Bench] | None = None


def make_ready(wanted: str) -> Refusal | None:
    """Settle this worker's maths, once; say why it may not take part, if so."""
    global _settled
    if versions() != wanted:
        return Refusal(UNFIT, f"has {versions()} where this run has {wanted}")
    with _lock:
        if _settled:
            return None
        if _calculated() and XLA_FLAG not in os.environ.get("XLA_FLAGS", ""):
            return Refusal(UNFIT, "has used jax before, with more threads than one; restart it")
        settle_maths()
        check_programs(cache_folder())
        keep_programs(cache_folder())
        _settled = True
    return None


def _calculated() -> bool:
    bridge: Any = sys.modules.get("jax._src.xla_bridge")
    return bool(bridge is not None and bridge.backends_are_initialized())


def call(wanted: str, function: Callable[..., Any], *args: Any) -> Any:
    """Call any function on a worker that is ready; a `Refusal` where it is not."""
    return make_ready(wanted) or function(*args)


def sees(folder: str) -> bool:
    """Whether inputs lie in a folder, seen from here; its name holds their fingerprint."""
    return (Path(folder) / "inputs.json").exists()


def run_shared(wanted: str, folder: str, replicate: int, n: int) -> Finished | Refusal:
    """Run a trial of the study whose inputs lie in a folder that this worker sees."""
    refused = make_ready(wanted)
    if refused:
        return refused
    if not sees(folder):
        return Refusal(UNSEEN, f"does not see {folder}")
    from simlaw.study.design.design import Trial
    from simlaw.study.run.inputs import StudyInputs

    return _bench(folder, lambda: StudyInputs.load(Path(folder))).run(Trial(replicate, n))


def run_given(
    wanted: str, inputs: StudyInputs, folder: str, replicate: int, n: int
) -> Finished | Refusal:
    """Run a trial of the study whose inputs this worker was sent; the folder names them."""
    refused = make_ready(wanted)
    if refused:
        return refused
    from simlaw.study.design.design import Trial

    return _bench(folder, lambda: inputs).run(Trial(replicate, n))


def _bench(name: str, load: Callable[[], StudyInputs]) -> Bench:
    """Return the bench of the study at hand, made once per process though threads may ask."""
    global _held
    from simlaw.study.run.trial import Bench

    with _lock:
        if _held is None or _held[0] != name:
            _held = None  # before the next is made: two may not fit
            _held = (name, Bench(load()))
        return _held[1]


def executing(dask_worker: Any) -> list[str]:
    """Return the keys of the tasks that this Dask worker has begun."""
    return [task.key for task in dask_worker.state.executing]
