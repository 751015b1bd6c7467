"""Workers calculate on one thread, also in libraries that were loaded before."""

from threadpoolctl import threadpool_info

from simlaw.study.run.runner import process_pool


def threads(_: int) -> list[int]:
    import numpy.linalg
    import scipy.linalg

    assert numpy.linalg.det([[2.0]]) == scipy.linalg.det([[2.0]])
    return [int(library["num_threads"]) for library in threadpool_info()]


def test_workers_of_the_pool_have_one_thread_for_linear_algebra() -> None:
    with process_pool(1) as pool:
        found = list(pool.map(threads, range(2)))
    for counts in found:
        assert counts
        assert set(counts) == {1}
