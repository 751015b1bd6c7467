"""A small study for `faults.py`: its files, its runs through the command line, and the account.

48 trials of some 0.05 s each on tables made here; every run is the real command in a process of its
own, and what it recorded is read from its run folder by nobody's leave but the disk's.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SIMLAW = str(Path(sys.executable).with_name("simlaw"))
SIZES, REPLICATES = (10, 25, 60), 12
TOTAL = REPLICATES * (len(SIZES) + 1)
PATIENCE = 1200.0

TABLE = """path = "{path}"
kind = "label"
material = "sample"
value = "stiffness"
unit = "GPa"
columns = ["x0", "x1"]
"""
STUDY = f"""name = "faults"
[source]
{TABLE.format(path="computed.csv")}
[target]
{TABLE.format(path="measured.csv")}
[descriptor]
names = ["columns"]
[design]
m = [8]
n = {list(SIZES)}
replicates = {REPLICATES}
[training]
hidden = [32]
least_steps = 400
fine_tune_steps = 100
direct_steps = 100
"""

Trial = tuple[int, int]


def samples(count: int, first: int, *, measured: bool) -> pd.DataFrame:
    """Return samples whose stiffness hangs on two numbers; measured ones have a bias."""
    rng = np.random.default_rng(first + measured)
    x = rng.standard_normal((count, 2))
    value = 5 + x[:, 0] + np.abs(x[:, 1])
    return pd.DataFrame(
        {
            "sample": [f"s{first + row}" for row in range(count)],
            "x0": x[:, 0],
            "x1": x[:, 1],
            "stiffness": 1.2 * value + 0.3 if measured else value,
        }
    )


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Look every 5 ms until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the moment for the fault did not come")
        time.sleep(0.005)


def recorded(folder: Path) -> list[Trial]:
    """Return the trials of all whole lines of a run folder's record, which tell more besides."""
    try:
        lines = (folder / "trials.jsonl").read_bytes().split(b"\n")[1:-1]
    except OSError:
        return []
    found = [json.loads(line) for line in lines]
    return [(line["replicate"], line["n"]) for line in found if "replicate" in line]


def count(folder: Path) -> int:
    """Return the number of trials in the record."""
    try:
        return (folder / "trials.jsonl").read_bytes().count(b'\n{"replicate"')
    except OSError:
        return 0


def workers_of(pid: int) -> list[int]:
    """Return the worker processes of a run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                command = (path.parent / "cmdline").read_bytes()
                if b"spawn_main" in command:
                    found.append(int(path.parent.name))
        except OSError:
            continue
    return sorted(found)


@dataclass(frozen=True)
class Ending:
    """How a command ended: exit status (negative: the signal), last words, seconds."""

    status: int
    said: str
    traceback: bool
    seconds: float


class Run:
    """One `simlaw run` under way."""

    def __init__(
        self, words: list[str], cwd: Path, log: Path, env: dict[str, str], terminal: int | None
    ) -> None:
        self.log, self.cwd = log, cwd
        self.began = time.monotonic()
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                words, cwd=cwd, env={**os.environ, **env}, stdout=out, stderr=terminal or out,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to the runner, or to all its processes as a terminal does."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def end(self) -> Ending:
        """Wait for the end; one that does not come is an ending of its own."""
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            status = 999
        text = self.log.read_text("utf-8", "replace").replace(f"{self.cwd}/", "")
        return Ending(
            status, last_words(text), "Traceback" in text, round(time.monotonic() - self.began, 1)
        )


def last_words(text: str) -> str:
    """Return what stands last in a run's output, tables and bars left out."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    lines = [line.strip() for line in plain.splitlines()]
    told = [
        line for line in lines
        if line and not re.search(r"[━┃│┏┡└╇┳]|mean absolute error so far|^[\d,]+ +0\.", line)
    ]  # fmt: skip
    wrong = [line for line in told if line.startswith(("Error", "Stopped"))]
    return (wrong or told or [""])[-1]


@dataclass
class Story:
    """What one kind of fault did."""

    fault: str
    how: str
    times: int = 0
    endings: list[Ending] = field(default_factory=list)
    acknowledged: set[Trial] = field(default_factory=set)
    more: dict[str, Any] = field(default_factory=dict)


class Scene:
    """Tables, a study file and a cache in one folder, and runs of them."""

    def __init__(self, home: Path, *, brief: bool = False) -> None:
        self.home = home
        self.brief = brief
        self.cache = home / "cache"
        self._logs = 0
        self._runs: list[Run] = []
        home.mkdir(parents=True, exist_ok=True)
        samples(70, 0, measured=False).to_csv(home / "computed.csv", index=False)
        samples(30, 66, measured=True).to_csv(home / "measured.csv", index=False)
        (home / "study.toml").write_text(STUDY, encoding="utf-8")
        self.whole = home / "whole"

    def start(
        self,
        folder: Path,
        *options: str,
        before: tuple[str, ...] = (),
        terminal: int | None = None,
        workers: int = 1,
        **env: str,
    ) -> Run:
        """Start the command; `before` are words in front of it, such as a tracer's."""
        self._logs += 1
        words = [
            *before,
            SIMLAW,
            "run",
            "study.toml",
            "-o",
            str(folder),
            "-w",
            str(workers),
            *options,
        ]
        env = {"SIMLAW_CACHE_DIR": str(self.cache), **env}
        log = self.home / f"log-{self._logs}.txt"
        self._runs.append(Run(words, self.home, log, env, terminal))
        return self._runs[-1]

    def finish(self, run: Run, folder: Path) -> Ending:
        """Let a run finish; in brief, until its numbers are written, the report left out."""
        if self.brief:
            law = folder / "law.json"
            before = law.stat().st_mtime_ns if law.exists() else 0
            wait_for(lambda: run.over or (law.exists() and law.stat().st_mtime_ns > before))
            if not run.over:
                run.signal(signal.SIGKILL, group=True)
                return replace(run.end(), status=0, said="ended when its numbers were written")
        return run.end()

    def close(self) -> None:
        """Leave no run behind."""
        for run in self._runs:
            if not run.over:
                run.signal(signal.SIGKILL, group=True)
                run.process.wait()

    def account(self, story: Story, folder: Path, **settings: Any) -> dict[str, Any]:
        """Give the same command again, and return the fault's line of the table."""
        broken = wreck(folder, self.whole)
        after = set(recorded(folder))
        last = self.finish(self.start(folder, *settings.pop("options", ()), **settings), folder)
        final = recorded(folder)
        gone = (story.acknowledged - after) | (story.acknowledged - set(final))
        same = [
            (f / "curve.csv").read_bytes() if (f / "curve.csv").exists() else b""
            for f in (folder, self.whole)
        ]
        return {
            "fault": story.fault,
            "how": story.how,
            "times": story.times,
            "endings": [vars(ending) for ending in story.endings],
            "status": sorted({ending.status for ending in story.endings}),
            "tracebacks": sum(e.traceback for e in [*story.endings, last]),
            "half_written": broken,
            "again_status": last.status,
            "again_said": last.said,
            "acknowledged": len(story.acknowledged),
            "trials": len(set(final)),
            "trials_lost": len(gone),
            "trials_doubled": len(final) - len(set(final)),
            "same_curve": same[0] == same[1] != b"",
            **story.more,
        }


def wreck(folder: Path, whole: Path) -> list[str]:
    """Return the files of a run folder that are neither whole nor absent."""
    wrong = []
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        try:
            if path.is_dir() or path.name == ".trials.jsonl.lock":
                continue
            if path.name.startswith("."):
                wrong.append(f"{path.name} left behind")
            elif path.suffix == ".json":
                json.loads(path.read_text("utf-8"))
            elif path.name == "report.html" and not path.read_text("utf-8").rstrip().endswith(
                "</html>"
            ):
                wrong.append(path.name)
            elif path.name == "trials.jsonl":
                recorded(folder)
        except ValueError:
            wrong.append(path.name)
    return wrong


@contextmanager
def disk(place: Path, size: str = "4m") -> Iterator[Disk]:
    """Mount a small file system of its own; needs the rights of root."""
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        yield Disk(place)
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@dataclass(frozen=True)
class Disk:
    """A small file system."""

    place: Path

    def fill(self) -> None:
        """Leave no room at all."""
        try:
            with open(self.place / "ballast", "ab", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError:
            return

    def free(self) -> None:
        """Make room again."""
        (self.place / "ballast").unlink()

    def remount(self, how: str) -> None:
        """Make it read-only (``ro``) or writable (``rw``)."""
        subprocess.run(["mount", "-o", f"remount,{how}", self.place], check=True)


def clear(folder: Path) -> None:
    """Remove a folder, whatever it holds."""
    shutil.rmtree(folder, ignore_errors=True)
