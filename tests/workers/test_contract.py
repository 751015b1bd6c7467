"""The contract of all workers, over those that ship; the stacked engine's is in tests/study/run."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.dask_machines import Machines

from simlaw.testing.workers import WORKERS_CHECKS, Asked
from simlaw.workers import AnyExecutor, PatientProcesses, Processes, Threads

Check = Callable[[Asked, Path], None]


@pytest.fixture(scope="module")
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    pytest.importorskip("distributed", reason="needs the extra: dask")
    begun = Machines(tmp_path_factory.mktemp("machines"))
    yield begun
    begun.end()


@pytest.fixture(params=["processes", "threads", "an executor", "patient", "dask"])
def asked(request: pytest.FixtureRequest) -> Asked:
    if request.param == "processes":
        return Asked(lambda: Processes(2), death="again", replaced=True, prepares="first")
    if request.param == "threads":
        return Asked(lambda: Threads(2))
    if request.param == "an executor":
        pool = request.getfixturevalue("executor")
        return Asked(lambda: AnyExecutor(pool, 2))
    if request.param == "patient":
        return Asked(lambda: PatientProcesses(2, time_limit=60.0), death="error")
    machines = request.getfixturevalue("machines").revived(2)
    return Asked(lambda: machines.connect(say=None), death="again", prepares="elsewhere")


@pytest.mark.parametrize("check", WORKERS_CHECKS, ids=lambda check: check.__name__)
def test_workers_do_what_all_must(asked: Asked, check: Check, tmp_path: Path) -> None:
    check(asked, tmp_path)
