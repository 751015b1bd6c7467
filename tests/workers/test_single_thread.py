"""Workers calculate on one thread, also in libraries that were loaded before."""

import os

import pytest
from threadpoolctl import threadpool_info

from simlaw.workers import Processes, Task


def threads() -> list[int]:
    import numpy.linalg
    import scipy.linalg

    assert numpy.linalg.det([[2.0]]) == scipy.linalg.det([[2.0]])
    return [int(library["num_threads"]) for library in threadpool_info()]


def test_worker_processes_have_one_thread_for_linear_algebra() -> None:
    with Processes(1) as workers:
        counts = workers.start(Task(threads)).result()
    assert counts
    assert set(counts) == {1}


def platforms() -> tuple[str, str]:
    import jax

    return os.environ["JAX_PLATFORMS"], str(jax.config.jax_platforms)


@pytest.mark.parametrize(("named", "expected"), [(None, "cpu"), ("cpu,cuda", "cpu,cuda")])
def test_workers_leave_a_graphics_processor_alone_unless_told(
    monkeypatch: pytest.MonkeyPatch, named: str | None, expected: str
) -> None:
    monkeypatch.delenv("JAX_PLATFORMS", raising=False)
    if named is not None:
        monkeypatch.setenv("JAX_PLATFORMS", named)
    with Processes(1) as workers:
        assert workers.start(Task(platforms)).result() == (expected, expected)
