"""Studies on a real Dask cluster of processes: killed workers, killed schedulers, strangers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cli.command_line import in_a_process, write_tiny
from tests.dask_machines import Machines
from tests.live_processes import wait_for

from simlaw import Study
from simlaw.errors import InputError, MissingExtraError
from simlaw.study.run.record import read_journal
from simlaw.workers.dask_cluster import DaskWorkers, SchedulerLostError
from simlaw.workers.tasks import Task

pytest.importorskip("distributed", reason="needs the extra: dask")

Make = Callable[..., Study]

SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from tests.small_study import SHORT, table
from simlaw import Study
from simlaw.workers.dask_cluster import DaskWorkers
from simlaw.workers import StoppedError

study = Study(
    table(240, 0, 1, measured=False), table(80, 200, 2, measured=True), "columns",
    m=[10, 20], n=[20, 60, 180], replicates=400, recipe=SHORT, name="small",
)
try:
    with DaskWorkers(sys.argv[2]) as workers:
        study.run(Path(sys.argv[1]), executor=workers, progress=False)
except StoppedError as error:
    print(error)
    sys.exit(130)
"""


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    (tmp_path / "machines").mkdir()
    begun = Machines(tmp_path / "machines")
    yield begun
    begun.end()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Return a scheduler and two workers, for tests that leave them as they are."""
    begun = Machines(tmp_path_factory.mktemp("machines")).add(2)
    yield begun
    begun.end()


def lines(folder: Path) -> int:
    path = folder / "trials.jsonl"
    return path.read_bytes().count(b'\n{"replicate"') if path.exists() else 0


def curve(folder: Path) -> bytes:
    return (folder / "curve.csv").read_bytes()


def here(study: Study, folder: Path) -> bytes:
    with ThreadPoolExecutor(1) as executor:
        study.run(folder, executor=executor, workers=1, progress=False)
    return curve(folder)


def each_once(folder: Path, count: int) -> bool:
    finished = read_journal(folder / "trials.jsonl").finished
    return len({f.trial for f in finished}) == len(finished) == count


def in_background(study: Study, folder: Path, workers: DaskWorkers) -> Callable[[], None]:
    """Start a study in a thread; return a call that waits for its end and raises its error."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(study.run, folder, executor=workers, progress=False)
    pool.shutdown(wait=False)
    return lambda: future.result(90) and None


def test_numbers_are_those_of_the_process_pool(pair: Machines, small: Make, tmp_path: Path) -> None:
    small(replicates=3).run(tmp_path / "pool", workers=1, progress=False)
    for share, words in (("auto", "shared path"), ("scatter", "sent to each worker once")):
        said: list[str] = []
        with pair.connect(share=share, say=said.append) as workers:
            small(replicates=2).run(tmp_path / share, executor=workers, progress=False)
            small(replicates=3).run(tmp_path / share, executor=workers, progress=False)
        assert curve(tmp_path / share) == curve(tmp_path / "pool")
        assert any("2 workers, 2 slots" in text for text in said)
        assert sum(words in text for text in said) == 1


def test_workers_calculate_on_one_thread(pair: Machines) -> None:
    with pair.connect(say=None) as workers:
        names = ("XLA_FLAGS", "OMP_NUM_THREADS", "PJRT_NPROC")
        found = [workers.start(Task(os.getenv, (name,))).result(30) for name in names]
        assert "multi_thread_eigen=false" in found[0]
        assert found[1:] == ["1", "1"]


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
def test_inputs_are_sent_where_a_worker_does_not_see_them(
    pair: Machines, small: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = here(small(), tmp_path / "here")
    # A path that leads elsewhere in every process: what another machine's disk is to this one.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIMLAW_CACHE_DIR", "/proc/self/cwd/cache")
    said: list[str] = []
    with pair.connect(say=said.append) as workers:
        small().run(tmp_path / "sent", executor=workers, progress=False)
    assert curve(tmp_path / "sent") == expected
    assert any("sent to each worker once" in text for text in said)
    with (
        pair.connect(share="path", say=None) as workers,
        pytest.raises(InputError, match=r"2 of 2 workers do not see this folder.*--share scatter"),
    ):
        small().run(tmp_path / "refused", executor=workers, progress=False)


def test_killed_workers_cost_only_their_units(
    machines: Machines, small: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simlaw.workers.dask_cluster.LOOK_EVERY", 0.1)
    study, folder = small(replicates=50), tmp_path / "hurt"
    machines.add(2)
    with machines.connect(share="scatter", say=None) as workers:
        end = in_background(study, folder, workers)
        wait_for(lambda: lines(folder) > 20)
        machines.workers[0].kill()
        wait_for(lambda: workers.slots() == 1)
        before = lines(folder)
        wait_for(lambda: lines(folder) > before + 5)
        # All that hold the inputs die; those who come later are sent them anew.
        machines.workers[1].kill()
        wait_for(lambda: not workers._threads)
        assert lines(folder) < 50 * 4 + 1
        machines.add(1)
        wait_for(lambda: len(workers._threads) == 1)
        end()
    assert each_once(folder, 50 * 4)
    assert curve(folder) == here(study, tmp_path / "whole")


def test_without_its_scheduler_a_run_stops_and_resumes(
    machines: Machines, small: Make, tmp_path: Path
) -> None:
    study, folder = small(replicates=100), tmp_path / "run"
    machines.add(1)
    with machines.connect(say=None) as workers:
        end = in_background(study, folder, workers)
        wait_for(lambda: lines(folder) > 10)
        machines.scheduler.kill()
        with pytest.raises(SchedulerLostError, match="What is finished is kept"):
            end()
    kept = (folder / "trials.jsonl").read_bytes()
    assert 10 < kept.count(b"\n") < 400
    here(study, folder)
    assert (folder / "trials.jsonl").read_bytes().startswith(kept)
    assert each_once(folder, 400)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")
def test_a_scheduler_that_is_silent_for_a_while_is_waited_for(
    machines: Machines, small: Make, tmp_path: Path
) -> None:
    study, folder = small(replicates=60), tmp_path / "run"
    machines.add(1)
    with machines.connect(say=None) as workers:
        end = in_background(study, folder, workers)
        wait_for(lambda: lines(folder) > 10)
        machines.scheduler.send_signal(signal.SIGSTOP)
        time.sleep(4)
        stood = lines(folder)
        machines.scheduler.send_signal(signal.SIGCONT)
        end()
    assert stood < 241
    assert each_once(folder, 240)


def test_a_worker_with_another_version_is_refused(
    machines: Machines, small: Make, tmp_path: Path
) -> None:
    fake = tmp_path / "other" / "simlaw-9.9.9.dist-info"
    fake.mkdir(parents=True)
    (fake / "METADATA").write_text("Metadata-Version: 2.1\nName: simlaw\nVersion: 9.9.9\n")
    with machines.connect(say=None) as workers:
        end = in_background(small(), tmp_path / "run", workers)
        path = os.pathsep.join([str(fake.parent), os.environ.get("PYTHONPATH", "")])
        machines.add(1, PYTHONPATH=path)
        with pytest.raises(InputError, match=r"a worker has simlaw 9\.9\.9.*where this run has"):
            end()
    with pytest.raises(InputError, match=r"worker tcp://\S+ has simlaw 9\.9\.9, this machine has"):
        DaskWorkers(str(machines.file), say=None)


def test_ctrl_c_keeps_what_is_finished(pair: Machines, tmp_path: Path) -> None:
    script, folder = tmp_path / "run.py", tmp_path / "run"
    script.write_text(SCRIPT.format(tests=str(Path(__file__).parents[2])))
    process = subprocess.Popen(
        [sys.executable, "-W", "error", str(script), str(folder), str(pair.file)],
        env={**os.environ, "SIMLAW_CACHE_DIR": str(tmp_path / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: lines(folder) > 5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert "run the same command to go on" in out
    assert "Traceback" not in err
    finished = read_journal(folder / "trials.jsonl").finished
    assert each_once(folder, len(finished))
    assert 5 <= len(finished) < 1600


def test_the_command_line_runs_on_a_cluster(pair: Machines, tmp_path: Path) -> None:
    write_tiny(tmp_path)
    done = in_a_process(
        "run",
        "tiny.toml",
        "--executor",
        "dask",
        "--scheduler",
        pair.file,
        "--share",
        "path",
        cwd=tmp_path,
        SIMLAW_CACHE_DIR=str(tmp_path / ".cache"),
    )
    assert done.status == 0, done
    assert "2 workers, 2 slots" in done.err
    assert (tmp_path / "runs/tiny/report.html").exists()


def test_a_wrong_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
    for address, words in (
        ("tcp://127.0.0.1:9", "no Dask scheduler could be reached there.*dask scheduler"),
        ("nonsense://somewhere", "no Dask scheduler could be reached there"),
        ("127.0.0.1", "no Dask scheduler could be reached there"),
        (str(tmp_path / "missing.json"), "there is no such scheduler file"),
        (None, "needs the address of its scheduler"),
    ):
        with pytest.raises(InputError, match=words):
            DaskWorkers(address, patience=0.5)


def test_a_wrong_call_of_the_command_line_ends_with_status_2(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    missing = ("run", "tiny.toml", "--executor", "dask", "--scheduler", "missing.json")
    assert "no such scheduler file" in in_a_process(*missing, cwd=tmp_path).refusal()
    alone = in_a_process("run", "tiny.toml", "--scheduler", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert "--executor dask" in alone.refusal()
    assert not (tmp_path / "runs").exists()


def test_without_the_extra_its_install_line_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'simlaw\[dask\]'"):
        DaskWorkers("tcp://127.0.0.1:9")
