"""What share of a study's time is not trials: scheduling, journalling, waiting, and the end.

    taskset -c 0,1 python benchmarks/engine/overhead.py --replicates 16

Runs a real study with two workers as ``simlaw run`` does, and notes when each worker began and
ended each trial. Counted is the time from the first trial's start to the last trial's end, times
the workers; what is not inside a trial is overhead. Then the same trials are dealt out on paper to
more workers, in several orders. Adds ``overhead_share`` and ``overhead`` to
``benchmarks/results/engine.json``.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results" / "engine.json"
LOG = "SIMLAW_BENCH_LOG"
CROWDS = (2, 4, 16, 64)


def logged(bench: Any, replicate: int, n: int) -> Any:
    """Stand in for `simlaw.study.run.trial.run_trial`: and a line about when and where."""
    from simlaw.study.run.trial import run_trial

    began = time.monotonic()
    finished = run_trial(bench, replicate, n)
    line = {"worker": os.getpid(), "began": began, "ended": time.monotonic(), "n": n}
    line |= {"replicate": replicate, "trial": finished.seconds}
    path = Path(os.environ[LOG]) / f"{os.getpid()}.jsonl"
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
    return finished


def run_study(name: str, replicates: int, workers: int, folder: Path) -> dict[str, Any]:
    """Run a study and return what the runner spent, and a line for each trial."""
    from simlaw.study.file.load_study import load_study
    from simlaw.study.file.read_study_file import read_study_file
    from simlaw.study.file.shipped_studies import find_study
    from simlaw.study.run import runner
    from simlaw.study.run.record import Journal

    os.environ[LOG] = str(folder)
    runner.run_trial = logged
    spent = {"journal": 0.0, "syncs": 0}
    add_all = Journal.add_all

    def timed(self: Journal, several: Iterable[Any]) -> None:
        began, lines = time.monotonic(), list(several)
        add_all(self, lines)
        if lines:
            spent["journal"] += time.monotonic() - began
            spent["syncs"] += 1

    Journal.add_all = timed
    path = find_study(name)
    study = replace(load_study(read_study_file(path).settings, path.parent), replicates=replicates)
    processor = time.process_time()
    study.run(folder / "run", workers=workers)
    spent["runner_processor"] = time.process_time() - processor
    lines = [json.loads(x) for file in folder.glob("*.jsonl") for x in file.open()]
    return {**spent, "lines": sorted(lines, key=lambda line: line["began"])}


def account(lines: Sequence[dict[str, Any]], workers: int) -> dict[str, float]:
    """Return where the seconds of all workers went; they add up to the whole."""
    first, last = min(x["began"] for x in lines), max(x["ended"] for x in lines)
    by_worker: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        by_worker[line["worker"]].append(line)
    whole = (last - first) * workers
    between = sum(
        later["began"] - earlier["ended"]
        for own in by_worker.values()
        for earlier, later in pairwise(own)
    )
    return {
        "whole": whole,
        "trials": sum(x["trial"] for x in lines),
        "inputs opened": sum(x["ended"] - x["began"] - x["trial"] for x in lines),
        "before a worker's first trial": sum(own[0]["began"] - first for own in by_worker.values()),
        "between trials": between,
        "at the end": sum(last - own[-1]["ended"] for own in by_worker.values()),
    }


def makespan(seconds: Sequence[float], workers: int) -> float:
    """Return when the last of several trials ends, each taken by the next free worker."""
    free = [0.0] * workers
    for one in seconds:
        heapq.heapreplace(free, free[0] + one)
    return max(free)


def on_paper(lines: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the share of idle workers for more workers and other orders of the same trials."""
    from simlaw.study.design.design import Trial
    from simlaw.workers.protocol import ending_together
    from simlaw.workers.tasks import Task

    lasting = {Trial(x["replicate"], x["n"]): x["trial"] for x in lines}
    given = sorted(lasting, key=lambda trial: (trial.replicate, -trial.n))
    found: dict[str, dict[str, float]] = {}
    for crowd in CROWDS:
        ways = {
            "replicate by replicate": given,
            "as simlaw does": [
                task.label
                for task in ending_together([Task(print, (), t, size=t.n) for t in given], crowd)
            ],
            "longest first": sorted(given, key=lambda trial: -trial.n),
        }
        found[str(crowd)] = {}
        for way, order in ways.items():
            seconds = [lasting[trial] for trial in order]
            share = 1 - sum(seconds) / (crowd * makespan(seconds, crowd))
            found[str(crowd)][way] = round(share, 3)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--study", default="refractive-index")
    parser.add_argument("--replicates", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="Where to work; a new temporary folder.")
    asked = parser.parse_args()
    # Workers import this module, to find the function that notes when it ran.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        found = run_study(asked.study, asked.replicates, asked.workers, Path(name))
    lines = found.pop("lines")
    parts = account(lines, asked.workers)
    share = 1 - parts["trials"] / parts["whole"]
    print(f"{len(lines)} trials; overhead {100 * share:.2f} % of the workers' time")
    for what, seconds in parts.items():
        print(f"  {what}: {seconds:.2f} s, {100 * seconds / parts['whole']:.2f} %")
    print("  runner:", {what: round(spent, 3) for what, spent in found.items()})
    paper = on_paper(lines)
    for crowd, ways in paper.items():
        print(f"  {crowd} workers, idle:", {way: f"{100 * x:.1f} %" for way, x in ways.items()})
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known["overhead_share"] = round(share, 4)
    known["overhead"] = {
        "study": asked.study,
        "replicates": asked.replicates,
        "trials": len(lines),
        "workers": asked.workers,
        "seconds": {what: round(seconds, 3) for what, seconds in parts.items()},
        "runner": {what: round(spent, 3) for what, spent in found.items()},
        "idle_on_paper": paper,
    }
    RESULTS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    # Under its own name, so that workers find the same module.
    import overhead as own

    own.main()
