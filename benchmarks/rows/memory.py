"""Memory and time of a command and all processes it starts (Linux).

Memory is the proportional set size: a page that several processes share counts once, divided among
them, so that the sum over processes is what the machine gives up for them.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.2
"""Seconds between two looks."""


@dataclass
class Watched:
    """What was seen of a command; sizes in bytes.

    ``peaks`` holds the largest sum over processes in each phase, ``anonymous`` the part of that
    peak that is backed by no file, ``begun`` when a phase was first seen, ``worked`` the seconds
    of processor that the first process had used when the phase was last seen.
    """

    seconds: float = 0.0
    peaks: dict[str, int] = field(default_factory=dict)
    anonymous: dict[str, int] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)

    @property
    def peak(self) -> int:
        """The largest of all phases."""
        return max(self.peaks.values())


def watch(
    command: Sequence[str], phase: Callable[[], str], *, env: dict[str, str], log: Path
) -> Watched:
    """Run a command and look at its memory every `EVERY` seconds.

    ``phase`` names what it is doing at the moment. Raises `RuntimeError` if it fails.
    """
    seen = Watched()
    began = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None:
                now = phase()
                seen.begun.setdefault(now, time.perf_counter() - began)
                sizes = [size for pid in tree(process.pid) if (size := shares(pid)) is not None]
                whole = sum(size[0] for size in sizes)
                if whole > seen.peaks.get(now, 0):
                    seen.peaks[now] = whole
                    seen.anonymous[now] = sum(size[1] for size in sizes)
                seen.worked[now] = worked(process.pid)
                time.sleep(EVERY)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    seen.seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text()[-2000:]}")
    return seen


def tree(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                children = Path(f"/proc/{parent}/task/{task}/children").read_text()
                found += [int(child) for child in children.split()]
        except OSError:
            continue
    return found


def shares(pid: int) -> tuple[int, int] | None:
    """Return a process's proportional set size and the anonymous part of it; None if it ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    found = {}
    for line in text.splitlines()[1:]:
        name, _, rest = line.partition(":")
        found[name] = 1024 * int(rest.split()[0])
    return found.get("Pss", 0), found.get("Pss_Anon", 0)


def worked(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
