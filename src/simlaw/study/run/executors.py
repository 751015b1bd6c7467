"""Who can run the trials of a study: workers for any task, and a graphics processor."""

from __future__ import annotations

from typing import Any

from simlaw.registry import Registry
from simlaw.workers.executors import KINDS, ExecutorKind
from simlaw.workers.place import Place
from simlaw.workers.protocol import Workers

GPU = "gpu"


def _gpu(place: Place, **options: Any) -> Workers:
    from simlaw.study.run.stacked_on_gpu import GraphicsProcessor

    return GraphicsProcessor(**options)


EXECUTORS: Registry[ExecutorKind] = Registry(
    "executor",
    (*KINDS, ExecutorKind(GPU, _gpu, ("together",))),
    needs=("name", "make", "options"),
)
"""Every executor by its name. A new one is one file and one line."""
