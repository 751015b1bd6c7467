"""Two commits in one environment, in turns: whole commands timed, ratios with their intervals.

    python benchmarks/commits.py                      main against HEAD
    python benchmarks/commits.py v0.1.0 HEAD          or any two commits
    python benchmarks/commits.py HEAD HEAD            the same twice: what the machine adds
    python benchmarks/commits.py --only help fit --rounds 20

Each commit is unpacked into a folder of its own and run there with the libraries installed here;
so both must go with them. A round times every command once with either commit, and the next round
the other way round, so that what the machine does meanwhile falls on both. A ratio is that of B to
A, round by round: above 1, B takes longer. Its interval is that of Student's t on the logarithms.
Leave the machine alone meanwhile: how much it disturbed is told too.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from scipy import stats

ROOT = Path(__file__).parents[1]
LEVEL = 0.95
QUIET = 0.5
"""Processes that may want a core beside this one before figures are doubted."""

RUN = "from simlaw.cli import main; main()"
TABLE = """path = "{path}"
kind = "label"
material = "sample"
value = "stiffness"
unit = "GPa"
columns = ["x0", "x1", "x2", "x3"]
"""
STUDY = f"""name = "small"
[source]
{TABLE.format(path="computed.csv")}
[target]
{TABLE.format(path="measured.csv")}
[descriptor]
names = ["columns"]
[design]
m = [50]
n = [50, 200, 800, 3200]
replicates = 6
[training]
hidden = [64]
"""
READ = """
import simlaw
columns = [f"x{i}" for i in range(12)]
for name in ("rows.csv", "rows.parquet"):
    simlaw.read_table(name, kind="label", material="sample", value="y", columns=columns)
"""


@dataclass(frozen=True)
class Side:
    """One of the two commits, unpacked.

    Attributes
    ----------
    name
        As it was asked for.
    code
        The folder that is imported from.
    work
        A folder of its own, with the inputs of every case and the cache.
    """

    name: str
    code: Path
    work: Path

    @property
    def cache(self) -> Path:
        """Where it keeps what it may use again."""
        return self.work / "cache"

    def call(self, *arguments: str) -> tuple[float, float]:
        """Run Python with some arguments; return the seconds, and those of all its processors."""
        place = {**os.environ, "PYTHONPATH": str(self.code), "SIMLAW_CACHE_DIR": str(self.cache)}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.work,
            env=place,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(arguments)}\n{done.stderr}")
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return seconds, used

    def simlaw(self, *arguments: str) -> tuple[float, float]:
        """Run a command of simlaw."""
        return self.call("-c", RUN, *arguments)


Case = Callable[[Side], tuple[float, float]]


def cold(side: Side) -> tuple[float, float]:
    """Run the study with nothing kept from before."""
    for name in ("cache", "cold"):
        shutil.rmtree(side.work / name, ignore_errors=True)
    return side.simlaw("run", "study.toml", "--output", "cold", "--workers", "2", "--quiet")


def warm(side: Side) -> tuple[float, float]:
    """Run the study anew, with all that the cold run kept."""
    shutil.rmtree(side.work / "warm", ignore_errors=True)
    return side.simlaw("run", "study.toml", "--output", "warm", "--workers", "2", "--quiet")


CASES: Mapping[str, tuple[str, Case]] = {
    "help": ("simlaw --help", lambda side: side.simlaw("--help")),
    "fit": ("simlaw fit, 6 sizes of 32 replicates", lambda side: side.simlaw("fit", "points.csv")),
    "tables": ("tables of 50,000 rows read, CSV and Parquet", lambda side: side.call("-c", READ)),
    "cold": ("simlaw run, 30 trials, nothing kept", cold),
    "warm": ("simlaw run, the same with the cache of before", warm),
    "again": (
        "simlaw run, in the folder of a finished run",
        lambda side: side.simlaw("run", "study.toml", "--output", "warm", "--quiet"),
    ),
}
"""Each case by name: what it is, and what runs it. Warm needs cold before it, and again warm."""


def unpacked(commit: str, place: Path) -> Side:
    """Return a commit ready to be run below a folder, with its own copy of all inputs."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(place / "code", filter="data")
    work = place / "work"
    work.mkdir()
    write_inputs(work)
    return Side(commit, place / "code" / "src", work)


def write_inputs(folder: Path) -> None:
    """Write the tables, the study and the points of all cases; the same every time."""
    rng = np.random.default_rng(20_261)
    for name, count, first in (("computed", 4000, 0), ("measured", 200, 3900)):
        x = rng.standard_normal((count, 4))
        frame = pd.DataFrame({f"x{i}": x[:, i] for i in range(4)})
        frame.insert(0, "sample", [f"s{first + row}" for row in range(count)])
        frame["stiffness"] = np.abs(x[:, 0]) + x[:, 1] * x[:, 2] + 0.1 * x[:, 3]
        frame.to_csv(folder / f"{name}.csv", index=False)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    n = np.tile([50, 100, 200, 400, 800, 1600], 32)
    error = (2 * n**-0.5 + 0.1) * np.exp(0.05 * rng.standard_normal(n.size))
    points = pd.DataFrame({"n": n, "error": error, "replicate": np.repeat(np.arange(32), 6)})
    points.to_csv(folder / "points.csv", index=False)
    rows = pd.DataFrame(rng.standard_normal((50_000, 12)), columns=[f"x{i}" for i in range(12)])
    rows.insert(0, "sample", [f"s{row}" for row in range(len(rows))])
    rows["y"] = 1.0
    rows.to_csv(folder / "rows.csv", index=False)
    rows.to_parquet(folder / "rows.parquet", index=False)


@dataclass(frozen=True)
class Ratio:
    """How B compares with A: their medians in seconds, the ratio, and its interval."""

    a: float
    b: float
    ratio: float
    low: float
    high: float

    @classmethod
    def of(cls, a: Sequence[float], b: Sequence[float], level: float = LEVEL) -> Ratio:
        """Return the ratio of paired times, one of each for every round.

        The interval is that of a paired t test on logarithms; of one round nothing is known.
        """
        logs = np.log(np.asarray(b) / np.asarray(a))
        half = np.inf
        if logs.size > 1:
            half = stats.t.ppf((1 + level) / 2, logs.size - 1) * stats.sem(logs)
        low, middle, high = np.exp(logs.mean() + np.array([-half, 0.0, half]))
        return cls(median(a), median(b), float(middle), float(low), float(high))

    @property
    def word(self) -> str:
        """What the interval says."""
        if self.low > 1:
            return "B takes longer"
        if self.high < 1:
            return "B is quicker"
        return "no difference shown"


def unrest(times: Sequence[float]) -> float:
    """Return how far times of one and the same thing lie apart: their quartiles over the median."""
    low, high = np.quantile(times, [0.25, 0.75])
    return float((high - low) / median(times))


Times = dict[str, dict[str, list[tuple[float, float]]]]


def contest(a: Side, b: Side, names: Sequence[str], rounds: int) -> Times:
    """Time each case with A and B in turns; return for each case the times of either."""
    times: Times = {name: {"a": [], "b": []} for name in names}
    for name in names:  # once beforehand: code is compiled, files come into memory
        for side in (a, b):
            CASES[name][1](side)
    for number in range(rounds):
        for name in names:
            sides = [("a", a), ("b", b)]
            for key, side in sides if number % 2 == 0 else sides[::-1]:
                times[name][key].append(CASES[name][1](side))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    return times


def same_numbers(a: Side, b: Side) -> str:
    """Say whether both commits gave the study the same curve and law, byte by byte."""
    told = []
    for name in ("curve.csv", "law.json"):
        paths = [side.work / "warm" / name for side in (a, b)]
        if all(path.exists() for path in paths):
            one, other = (path.read_bytes() for path in paths)
            told.append(f"{name} {'the same' if one == other else 'DIFFERS'}")
    return ", ".join(told)


def table(times: Times) -> str:
    """Return the account as a table in Markdown: seconds by the clock, then those of processors."""
    lines = [
        "| Case | A (s) | B (s) | B / A | 95 % interval | | unrest of A | processors, B / A |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, found in times.items():
        (a, used_a), (b, used_b) = (zip(*found[key], strict=True) for key in ("a", "b"))
        clock, used = Ratio.of(a, b), Ratio.of(used_a, used_b)
        lines.append(
            f"| {CASES[name][0]} | {clock.a:.3f} | {clock.b:.3f} | {clock.ratio:.3f} "
            f"| {clock.low:.3f} to {clock.high:.3f} | {clock.word} | {100 * unrest(a):.0f} % "
            f"| {used.ratio:.3f} ({used.low:.3f} to {used.high:.3f}) |"
        )
    return "\n".join(lines)


def named(commit: str) -> str:
    """Return a commit's short name, and its subject."""
    told = ["git", "log", "-1", "--format=%h %s", commit]
    return subprocess.run(told, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def load() -> float:
    """Return how many processes wanted a core during the last minute."""
    return os.getloadavg()[0]


def chosen(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("a", nargs="?", default="main", metavar="A")
    parser.add_argument("b", nargs="?", default="HEAD", metavar="B")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--json", type=Path, help="also write all times here")
    asked = parser.parse_args(arguments)
    needed = {"warm": ("cold",), "again": ("cold", "warm")}
    first = {before for name in asked.only for before in needed.get(name, ())}
    asked.only = [name for name in CASES if name in first | set(asked.only)]
    return asked


def main() -> None:
    """Run the contest and print its account."""
    asked = chosen()
    names = {key: named(commit) for key, commit in (("A", asked.a), ("B", asked.b))}
    began = load()
    with tempfile.TemporaryDirectory(prefix="simlaw-commits-") as place:
        a, b = (
            unpacked(commit, Path(place) / key) for key, commit in (("a", asked.a), ("b", asked.b))
        )
        times = contest(a, b, asked.only, asked.rounds)
        numbers = same_numbers(a, b)
    print("\n".join(f"{key}: {name}" for key, name in names.items()))
    print(f"\n{table(times)}\n")
    print(f"{asked.rounds} rounds on {os.cpu_count()} cores, Python {platform.python_version()}.")
    if numbers:
        print(f"Of the study: {numbers}.")
    if began > QUIET:
        print(
            f"Processes that wanted a core when it began: {began:.1f}. Figures may have suffered."
        )
    if asked.json:
        asked.json.write_text(json.dumps({"commits": names, "times": times}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
