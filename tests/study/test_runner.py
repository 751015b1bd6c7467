"""The runner against real processes: killed workers, killed runs, an impatient user."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simlaw import Study
from simlaw.study.journal import read_journal

Make = Callable[..., Study]

KILLS = int(os.environ.get("SIMLAW_TEST_KILLS", "6"))

SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from conftest import SHORT, table
from simlaw import Study
from simlaw.study.runner import StoppedError

if __name__ == "__main__":
    study = Study(
        table(240, 0, 1, measured=False), table(80, 200, 2, measured=True), "columns",
        m=[10, 20], n=[20, 60, 180], replicates={replicates}, recipe=SHORT, name="small",
    )
    try:
        study.result(Path(sys.argv[1]), workers=2)
    except StoppedError as error:
        print(error)
        sys.exit(130)
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    begun: list[subprocess.Popen] = []

    def begin(folder: Path, replicates: int = 6) -> subprocess.Popen:
        script = tmp_path / f"run{replicates}.py"
        script.write_text(SCRIPT.format(tests=str(Path(__file__).parent), replicates=replicates))
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder)],
            env={**os.environ, "SIMLAW_CACHE_DIR": str(tmp_path / "cache")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def lines(folder: Path) -> int:
    path = folder / "trials.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


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
                b"".join((hurt / "trials.jsonl").read_bytes().splitlines(keepends=True)[:3])
            )
    assert start(hurt).wait(180) == 0
    assert (hurt / "curve.csv").read_bytes() == (whole / "curve.csv").read_bytes()
    finished = read_journal(hurt / "trials.jsonl").finished
    assert len({f.unit for f in finished}) == len(finished) == 6 * 4


@needs_proc
def test_a_killed_worker_costs_only_its_unit(start: Callable, tmp_path: Path) -> None:
    whole, hurt = tmp_path / "whole", tmp_path / "hurt"
    process = start(hurt, replicates=12)
    wait_for(lambda: lines(hurt) > 2)
    victim = next(
        pid for pid in children(process.pid)
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )  # fmt: skip
    os.kill(victim, signal.SIGKILL)
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


def test_two_runs_in_one_folder(small: Make, start: Callable, tmp_path: Path) -> None:
    from simlaw.errors import InputError

    folder = tmp_path / "run"
    process = start(folder, replicates=40)
    try:
        wait_for(lambda: lines(folder) > 1)
        with pytest.raises(InputError, match="another run is writing to this folder"):
            small(replicates=40).result(folder)
        assert process.poll() is None
    finally:
        process.kill()
