"""Workers calculate on one thread, also in libraries that were loaded before."""

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
