"""How long commands take to start, and a study to its first finished trial, step by step.

    taskset -c 0,1 python benchmarks/engine/startup.py
    taskset -c 0,1 python benchmarks/engine/startup.py --studies refractive-index --times 5

The second of the studies needs public data, which is fetched or found in ``SIMLAW_DATA_DIR``.

A study is run twice in a cache of its own, which has descriptors from the start: the first time
nothing else is kept (cold), the second time all is (warm). Given is the quickest of several, for
whatever else the machine does only adds to a start. Figures of the first study go to
``benchmarks/results/engine.json``. Leave the machine alone meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results" / "engine.json"
BEGAN = "SIMLAW_BENCH_BEGAN"
FIRST = "first trial finished"
SHORT = """
name = "short"
[source]
dataset = "refractive-index-d4"
[target]
dataset = "refractive-index-crc"
[descriptor]
names = ["rdkit2d"]
leave_out = ["MolMR", "SMR_VSA*", "BCUT2D_MR*"]
[design]
m = [100]
n = [50, 200, 1000]
replicates = 2
"""
"""The embedded study with 8 short trials."""


FIRST_SECONDS: list[float] = []
"""Seconds of trials as they are recorded, the first of them first."""


class Clock:
    """A study's watcher that writes down when each step was reached."""

    def __init__(self) -> None:
        self.first = True
        self.mark("command understood")

    def mark(self, text: str, **more: Any) -> None:
        seconds = time.time() - float(os.environ[BEGAN])
        more["processor"] = time.process_time()
        print(json.dumps({"mark": text, "seconds": seconds, **more}), flush=True)

    @contextmanager
    def stage(self, text: str) -> Iterator[Callable[[int, int], None]]:
        yield lambda _done, _total: None
        self.mark(text.partition(" of ")[0] if "source" in text else text)

    @contextmanager
    def tasks(self, work: Any) -> Iterator[Callable[[Any], None]]:
        self.mark("study settled")

        def tell(trial: Any) -> None:
            if self.first:
                self.mark(FIRST, own=FIRST_SECONDS[0])
            self.first = False

        yield tell
        self.mark("trials finished")

    def goal(self, text: str, shares: Any) -> None:
        pass


def inside(arguments: Sequence[str]) -> None:
    """Run the command line in this process, with steps printed."""
    from simlaw import cli
    from simlaw.study.run.record import Journal
    from simlaw.workers import progress

    progress.Console = Clock
    add_all = Journal.add_all

    def noted(self: Journal, several: Iterable[Any]) -> None:
        done = list(several)
        FIRST_SECONDS.extend(finished.seconds for finished in done)
        add_all(self, done)

    Journal.add_all = noted
    cli.simlaw(list(arguments), standalone_mode=False)


def steps(arguments: Sequence[str], cache: Path, *, whole: bool) -> dict[str, float]:
    """Return the second at which each step was reached; stops at the first trial unless whole."""
    began = time.time()
    process = subprocess.Popen(
        [sys.executable, __file__, "--inside", *arguments],
        env={**os.environ, "SIMLAW_CACHE_DIR": str(cache), BEGAN: str(began)},
        stdout=subprocess.PIPE,
        stderr=None if whole else subprocess.DEVNULL,
        text=True,
    )
    reached: dict[str, float] = {}
    assert process.stdout is not None
    for line in process.stdout:
        if not line.startswith('{"mark"'):
            continue
        mark = json.loads(line)
        reached[mark["mark"]] = mark["seconds"]
        if mark["mark"] == FIRST:
            reached["of which that trial"] = mark["own"]
            reached["processor time of the command until then"] = mark["processor"]
            if not whole:
                process.kill()
                break
    if process.wait() and whole:
        raise SystemExit(f"failed: simlaw {' '.join(arguments)}")
    reached["end"] = time.time() - began
    return reached


def quickest(several: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the steps of the run that came first to its first trial, or to its end."""
    best = min(several, key=lambda reached: reached.get(FIRST, reached["end"]))
    return {name: round(seconds, 2) for name, seconds in best.items()}


def show(title: str, reached: dict[str, float]) -> None:
    text = ", ".join(f"{name} {seconds:.2f}" for name, seconds in reached.items())
    print(f"{title}: {text}", flush=True)


def seconds_of(arguments: Sequence[str], times: int, cache: Path) -> float:
    """Seconds of a command, the quickest of several."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(
            [Path(sys.executable).with_name("simlaw"), *arguments],
            env={**os.environ, "SIMLAW_CACHE_DIR": str(cache)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        found.append(time.perf_counter() - began)
    return round(min(found), 3)


def new_cache(folder: Path, name: str) -> Path:
    """Return a cache that holds the descriptors of the user's own cache, and nothing else."""
    from simlaw.disk.places import DESCRIPTORS, cache_folder, data_homes, kind_folder

    cache = folder / name
    own = {kind_folder(cache, DESCRIPTORS): kind_folder(cache_folder(), DESCRIPTORS)}
    for here, there in {**own, cache / "data": data_homes()[0]}.items():
        there.mkdir(parents=True, exist_ok=True)
        here.parent.mkdir(parents=True, exist_ok=True)
        here.symlink_to(there.resolve())
    return cache


def pairs(study: str, folder: Path, times: int, *, whole: bool) -> dict[str, dict[str, float]]:
    """Return the steps of a study with a cold and a warm cache."""
    cold, warm = [], []
    for number in range(times):
        cache = new_cache(folder, f"{Path(study).stem}-{number}")
        for where, name in ((cold, "cold"), (warm, "warm")):
            run = folder / f"run-{Path(study).stem}-{number}-{name}"
            where.append(steps(["run", study, "--output", str(run)], cache, whole=whole))
    found = {"cold": quickest(cold), "warm": quickest(warm)}
    for name, reached in found.items():
        show(f"{Path(study).stem}, {name}", reached)
    return found


def save(results: dict[str, Any]) -> None:
    """Add to the figures that are there."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, **results}, indent=2, sort_keys=True) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inside", nargs=argparse.REMAINDER)
    parser.add_argument("--studies", nargs="*", default=["refractive-index", "polymer-density"])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="Where to work; a new temporary folder.")
    asked = parser.parse_args()
    if asked.inside is not None:
        inside(asked.inside)
        return
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        short = folder / "short.toml"
        short.write_text(SHORT)
        results["help_seconds"] = seconds_of(["--help"], 2 * asked.times + 1, folder)
        print("simlaw --help:", results["help_seconds"], flush=True)
        found = {"short": pairs(str(short), folder, asked.times, whole=True)}
        for study in asked.studies:
            found[study] = pairs(study, folder, asked.times, whole=False)
        if asked.studies:
            for state, reached in found[asked.studies[0]].items():
                results[f"first_trial_seconds_{state}_cache"] = reached[FIRST]
        results["startup"] = found
        save(results)
        cache, run = folder / "short-0", folder / "run-short-0-warm"
        again = [steps(["run", str(short), "--output", str(run)], cache, whole=True) for _ in "123"]
        found["short"]["again"] = quickest(again)
        show("short, all trials done before", found["short"]["again"])
        commands: dict[str, list[str]] = {
            "report": ["report", str(run)],
            "fit": ["fit", str(run / "curve.csv")],
            "plan": ["plan", str(run), "--target-error", "0.015"],
        }
        seconds = {k: seconds_of(v, asked.times, cache) for k, v in commands.items()}
        print("commands:", seconds)
        results["startup"] = {**found, "commands": seconds}
    save(results)


if __name__ == "__main__":
    main()
