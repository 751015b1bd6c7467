"""The runner against real processes: killed workers, killed runs, an impatient user."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pandas as pd
import pytest
from tests.live_processes import alive, children, needs_proc, wait_for, workers_of

from simlaw import Study, load_result
from simlaw.study.design.design import Trial
from simlaw.study.run.record import Journal, read_journal
from simlaw.study.run.runner import run_trials
from simlaw.study.run.trial import Finished
from simlaw.workers.place import Place
from simlaw.workers.protocol import WorkerLostError, Workers
from simlaw.workers.task_loop import RESTARTS
from simlaw.workers.tasks import Task

Make = Callable[..., Study]

KILLS = int(os.environ.get("SIMLAW_TEST_KILLS", "6"))

SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from tests.small_study import SHORT, table
from simlaw import Study
from simlaw.workers import StoppedError, task_loop

if __name__ == "__main__":
    task_loop.RESTARTS = {restarts}
    study = Study(
        table(240, 0, 1, measured=False), table(80, 200, 2, measured=True), "columns",
        m=[10, 20], n=[20, 60, 180], replicates={replicates}, recipe=SHORT, name="small",
    )
    try:
        study.run(Path(sys.argv[1]), workers=2, progress=False)
    except StoppedError as error:
        print(error)
        sys.exit(130)
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    begun: list[subprocess.Popen] = []

    def begin(
        folder: Path, replicates: int = 6, restarts: int = RESTARTS, **environment: str
    ) -> subprocess.Popen:
        script = tmp_path / f"run{replicates}.py"
        tests = str(Path(__file__).parents[3])
        script.write_text(SCRIPT.format(tests=tests, replicates=replicates, restarts=restarts))
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder)],
            env={**os.environ, "SIMLAW_CACHE_DIR": str(tmp_path / "cache"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def lines(folder: Path) -> int:
    path = folder / "trials.jsonl"
    return path.read_bytes().count(b'\n{"replicate"') if path.exists() else 0


@needs_proc
def test_kills_at_random_moments_lose_and_double_nothing(start: Callable, tmp_path: Path) -> None:
    whole, hurt = tmp_path / "whole", tmp_path / "hurt"
    assert start(whole).wait(180) == 0
    total = lines(whole)
    rng = random.Random(7)
    kills = 0
    while kills < KILLS:
        before = lines(hurt)
        process = start(hurt)
        # Most kills come between the first and the last trial; some before any trial starts.
        if kills % 4:
            wait_for(lambda p=process, b=before: lines(hurt) > b or p.poll() is not None)
        time.sleep(rng.uniform(0, 0.15))
        workers = children(process.pid)
        process.kill()
        process.wait(30)
        kills += 1
        wait_for(lambda w=workers: not any(alive(pid) for pid in w), 15)
        if lines(hurt) >= total:
            (hurt / "trials.jsonl").write_bytes(
                b"".join((hurt / "trials.jsonl").read_bytes().splitlines(keepends=True)[:6])
            )
    assert start(hurt).wait(180) == 0
    assert (hurt / "curve.csv").read_bytes() == (whole / "curve.csv").read_bytes()
    finished = read_journal(hurt / "trials.jsonl").finished
    assert len({f.trial for f in finished}) == len(finished) == 6 * 4
    materials = [load_result(folder).curve.materials for folder in (hurt, whole)]
    assert materials[0] is not None
    pd.testing.assert_frame_equal(materials[0].frame(), materials[1].frame(), check_exact=True)


@needs_proc
def test_a_killed_worker_costs_only_its_unit(start: Callable, tmp_path: Path) -> None:
    whole, hurt = tmp_path / "whole", tmp_path / "hurt"
    process = start(hurt, replicates=12)
    wait_for(lambda: lines(hurt) > 2)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    assert process.wait(180) == 0, process.stderr.read()
    assert start(whole, replicates=12).wait(180) == 0
    assert (hurt / "curve.csv").read_bytes() == (whole / "curve.csv").read_bytes()


@needs_proc
def test_ctrl_c_keeps_what_is_finished(start: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = start(folder, replicates=40)
    wait_for(lambda: lines(folder) > 3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same command to go on" in out
    assert "Traceback" not in err
    finished = read_journal(folder / "trials.jsonl").finished
    assert 3 <= len(finished) < 160


@needs_proc
@pytest.mark.parametrize("to_all", [False, True])
def test_a_request_to_end_is_as_ctrl_c(start: Callable, tmp_path: Path, to_all: bool) -> None:
    folder = tmp_path / "run"
    process = start(folder, replicates=40)
    wait_for(lambda: lines(folder) > 3)
    workers = children(process.pid)
    if to_all:
        os.killpg(process.pid, signal.SIGTERM)
    else:
        process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "run the same command to go on" in out
    assert "Traceback" not in err
    assert 3 <= len(read_journal(folder / "trials.jsonl").finished) < 160
    wait_for(lambda: not any(alive(pid) for pid in workers), 15)


@needs_proc
def test_a_long_run_may_lose_more_workers_than_a_stuck_one(start: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    # Many more trials than are waited for: those of seconds in which nobody looked are to spare.
    process = start(folder, replicates=60, restarts=1)
    done = 0
    for _ in range(3):
        # Counted from the last kill, so that trials were finished in between on a busy machine too.
        wait_for(lambda d=done: lines(folder) > d + 24 or process.poll() is not None)
        assert process.poll() is None, process.stderr.read()
        victims: list[int] = []
        wait_for(lambda v=victims: v.extend(workers_of(process)) or bool(v))
        os.kill(victims[0], signal.SIGKILL)
        done = lines(folder)
    assert process.wait(180) == 0, process.stderr.read()
    finished = read_journal(folder / "trials.jsonl").finished
    assert len({f.trial for f in finished}) == len(finished) == 60 * 4


class Doomed(Workers):
    """Stands for workers that die with every trial: real ones would have to be poisoned."""

    begun = 1

    def slots(self) -> int:
        return 1

    def start(self, task: Task) -> Future:
        future: Future = Future()
        future.set_exception(BrokenProcessPool("a worker died"))
        return future

    def restart(self) -> bool:
        self.begun += 1
        return True


def test_a_run_whose_workers_always_die_ends(tmp_path: Path) -> None:
    doomed = Doomed()
    with (
        Journal(tmp_path / "trials.jsonl", "0" * 32) as journal,
        pytest.raises(WorkerLostError, match=r"died 6 times, and no trial was.*--workers"),
    ):
        run_trials([Trial(0, 20)], journal, tmp_path, Place(1, executor=doomed))
    assert doomed.begun == RESTARTS + 1


CLOCK = """
import time

true, looks = time.time, 0


def jumping():
    global looks
    looks += 1
    return true() + (36_000 if looks % 2 else -36_000)


time.time = jumping
"""


def test_a_clock_that_jumps_changes_no_number(start: Callable, tmp_path: Path) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK)
    path = os.pathsep.join([str(tmp_path / "clock"), os.environ.get("PYTHONPATH", "")])
    assert start(tmp_path / "jumps", replicates=3, PYTHONPATH=path).wait(120) == 0
    assert start(tmp_path / "runs", replicates=3).wait(120) == 0
    curves = [(tmp_path / name / "curve.csv").read_bytes() for name in ("jumps", "runs")]
    assert curves[0] == curves[1]
    finished: tuple[Finished, ...] = read_journal(tmp_path / "jumps" / "trials.jsonl").finished
    assert all(0 <= done.seconds < 600 for done in finished)


@needs_proc
def test_a_folder_removed_in_mid_run_ends_it(start: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = start(folder, replicates=40)
    wait_for(lambda: lines(folder) > 3)
    shutil.rmtree(folder)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "was removed or replaced while this run was writing it" in err
    assert not folder.exists()


def test_two_runs_in_one_folder(small: Make, start: Callable, tmp_path: Path) -> None:
    from simlaw.errors import InputError

    folder = tmp_path / "run"
    process = start(folder, replicates=40)
    try:
        wait_for(lambda: lines(folder) > 1)
        with pytest.raises(InputError, match="another run is writing to this folder"):
            small(replicates=40).run(folder, progress=False)
        assert process.poll() is None
    finally:
        process.kill()
