"""Workers calculate on one thread each, of the processor: the same numbers, and no crowding."""

from __future__ import annotations

import os
import sys

XLA_FLAG = "--xla_cpu_multi_thread_eigen=false"
"""Keeps the training library from spreading one product of matrices over threads."""


def settle_maths() -> None:
    """Set this process to one thread of the processor; to be called before it first calculates.

    The training library reads its settings when it first calculates. Linear algebra libraries read
    theirs when they are loaded, and those that are loaded already have to be told: two threads on
    a worker's one core would wait for each other, and take several times as long as one.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    # Where a process is not bound to one core, the training library would start a thread for each.
    os.environ["PJRT_NPROC"] = "1"
    flags = os.environ.get("XLA_FLAGS", "")
    if XLA_FLAG not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} {XLA_FLAG}".strip()
    # Each worker would otherwise take most of the memory of a graphics processor, and crawl on it.
    platforms = os.environ.setdefault("JAX_PLATFORMS", "cpu")
    if "jax" in sys.modules:  # it read the variable when it was imported
        sys.modules["jax"].config.update("jax_platforms", platforms)
