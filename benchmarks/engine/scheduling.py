"""How many trials a second the runner can hand out, take back and record on a Dask cluster.

A cluster of this machine runs trials that calculate nothing, through the same runner, scheduler,
workers and journal as real ones. Printed per trial: processor time of the runner, the scheduler and
the workers (each of the first two is one thread, so its inverse is the rate it can reach with a
core to itself), bytes over the network, bytes and seconds of the journal.

    python benchmarks/engine/scheduling.py --trials 3000 --slots 2 64 512 --folder /path/to/measure
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simlaw.study.design.design import Trial
from simlaw.study.run import runner
from simlaw.study.run.record import Journal
from simlaw.study.run.trial import Finished, Row
from simlaw.workers.dask_cluster import DaskWorkers
from simlaw.workers.place import Place
from simlaw.workers.tasks import SharedFolder

METHODS = ("fine-tune", "direct", "zero-shot", "head-only")
TICK = os.sysconf("SC_CLK_TCK")


def finished(replicate: int, n: int) -> Finished:
    """Return what a trial of 4 methods leaves, with errors as long as real ones."""
    rows = tuple(Row(100, name, 1 / (3 + n + i), 1 / (2 + n + i)) for i, name in enumerate(METHODS))
    return Finished(Trial(replicate, n), rows, 12.3456)


def instant(inputs: None, replicate: int, n: int) -> Finished:
    """Stand in for `simlaw.study.run.trial.run_trial`: no training."""
    return finished(replicate, n)


@dataclass(frozen=True)
class NoInputs(SharedFolder):
    """Stands for a study's inputs: looked for, and not opened."""

    COMPLETE = "inputs.json"
    folder: str

    def open(self) -> None:
        return None

    def pack(self) -> None:
        return None

    def unpack(self, packed: None) -> None:
        return None


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def loopback_bytes() -> int:
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == "lo":
            return int(numbers.split()[0])
    raise SystemExit("no loopback device")


@contextmanager
def measured(processes: dict[str, list[int]]) -> Iterator[dict[str, float]]:
    """Fill a dictionary with what a block cost."""

    def now() -> dict[str, float]:
        used = {name: sum(map(processor_seconds, pids)) for name, pids in processes.items()}
        return {"wall": time.perf_counter(), "bytes": loopback_bytes(), **used}

    cost: dict[str, float] = {}
    before = now()
    yield cost
    cost.update({name: value - before[name] for name, value in now().items()})


@contextmanager
def cluster(slots: int, folder: Path) -> Iterator[tuple[Path, dict[str, list[int]]]]:
    """Start a scheduler and two workers with so many slots together, each a process."""
    file = folder / f"scheduler-{slots}.json"
    begun: list[subprocess.Popen[bytes]] = []

    def start(what: str, *options: str) -> int:
        always = ("--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(file))
        command = [sys.executable, "-m", "dask", what, *always, *options]
        # Workers import this module, to find the trial that calculates nothing.
        place = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
        begun.append(subprocess.Popen(command, cwd=folder, env=place, stderr=subprocess.DEVNULL))
        return begun[-1].pid

    try:
        scheduler = start("scheduler", "--port", "0")
        while not file.exists():
            time.sleep(0.1)
        options = ("--no-nanny", "--nthreads", str(max(1, slots // 2)))
        workers = [start("worker", *options) for _ in range(min(2, slots))]
        yield file, {"runner": [os.getpid()], "scheduler": [scheduler], "workers": workers}
    finally:
        for process in begun:
            process.terminate()
            process.wait()


def scheduling(trials: int, slots: int, folder: Path) -> None:
    """Run trials that calculate nothing on two worker processes with so many slots together."""
    inputs = folder / "inputs"
    inputs.mkdir(exist_ok=True)
    (inputs / "inputs.json").write_text("{}")
    path = folder / f"trials-{slots}" / "trials.jsonl"
    todo = [Trial(number, 50) for number in range(trials)]
    first, rest = todo[: trials // 4], todo[trials // 4 :]
    with cluster(slots, folder) as (file, processes), DaskWorkers(str(file), say=None) as crew:
        while crew.slots() < slots or len(crew._threads) < min(2, slots):
            time.sleep(0.1)
        with Journal(path, "0" * 32) as journal:
            place = Place(1, executor=crew)
            runner.run_trials(first, journal, inputs, place)
            with measured(processes) as cost:
                runner.run_trials(rest, journal, inputs, place)
    each = {name: 1e3 * cost[name] / len(rest) for name in processes}
    print(
        f"{slots} slots: {len(rest) / cost['wall']:.0f} trials/s here; processor ms per trial: "
        + ", ".join(f"{name} {spent:.2f}" for name, spent in each.items())
        + f"; {cost['bytes'] / len(rest):.0f} bytes over loopback, "
        f"{path.stat().st_size / (trials + 1):.0f} bytes of journal a unit",
        flush=True,
    )


def journal_seconds(folder: Path, lines: int = 300) -> None:
    """Time the journal alone, a sync per trial and a sync per 32 trials."""
    for batch in (1, 32):
        with Journal(folder / f"journal-{batch}" / "trials.jsonl", "0" * 32) as journal:
            began = time.perf_counter()
            for start in range(0, lines, batch):
                journal.add_all([finished(i, 50) for i in range(start, start + batch)])
            spent = (time.perf_counter() - began) / lines
        print(f"journal, {batch} trials a sync: {1e3 * spent:.3f} ms a unit", flush=True)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--slots", type=int, nargs="+", default=[2, 64, 512])
    parser.add_argument("--folder", type=Path, help="Where to write; a new temporary folder.")
    chosen = parser.parse_args()
    runner.run_trial = instant
    runner.InputsFolder = NoInputs
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        journal_seconds(Path(name))
        for slots in chosen.slots:
            scheduling(chosen.trials, slots, Path(name))


if __name__ == "__main__":
    # Under its own name, so that workers find the same module.
    import scheduling as own

    own.main()
