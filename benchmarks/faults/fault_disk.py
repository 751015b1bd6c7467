"""Faults of `faults.py` that strike the disk: full, read-only, or gone as in a power cut."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fault_scene import TOTAL, Scene, Story, clear, count, disk, recorded, wait_for

from simlaw.disk.places import kind_folder

SHUTDOWN = 0x8004587D
"""The request EXT4_IOC_SHUTDOWN of Linux: the file system stops there and then."""

NOLOGFLUSH = 2
"""Its setting for: nothing more is written, not even the log."""

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
"""What a command starts with to run without rights."""


def missing(name: str) -> str | None:
    """Return what a case needs and is not there."""
    if os.geteuid():
        return "the rights of root, to mount"
    if name == "power-cut" and not shutil.which("mkfs.ext4"):
        return "mkfs.ext4"
    if (
        name == "read-only-mid-run"
        and subprocess.run(
            [*NOBODY, sys.executable, "-c", "import simlaw"], capture_output=True
        ).returncode
    ):
        return "setpriv, and a Python that users without rights may run"
    return None


def full(
    fault: str, when: Callable[[Path], bool] | None
) -> Callable[[Scene, Path], dict[str, Any]]:
    """Return a case that fills the disk of the run folder at a moment; before the start if None."""

    def case(scene: Scene, folder: Path) -> dict[str, Any]:
        story = Story(fault, "a file system of 4 MB filled to its last page", times=1)
        with disk(folder) as small:
            home = small.place / "run"
            if when is None:
                small.fill()
            run = scene.start(home)
            if when is not None:
                wait_for(lambda: run.over or when(home))
                story.acknowledged |= set(recorded(home))
                small.fill()
            story.endings.append(run.end())
            small.free()
            return scene.account(story, home)

    return case


def cache_full(what: str) -> Callable[[Scene, Path], dict[str, Any]]:
    """Return a case that leaves the cache no room for descriptors or inputs."""

    def case(scene: Scene, folder: Path) -> dict[str, Any]:
        story = Story(
            f"The disk of the cache is full when {what} are written",
            "a file system of 4 MB filled to its last page",
            times=1,
        )
        with disk(folder) as small:
            cache = small.place / "cache"
            shutil.copytree(scene.cache, cache)
            clear(kind_folder(cache, what))
            small.fill()
            home = scene.home / f"run-{what}"
            env = {"SIMLAW_CACHE_DIR": str(cache)}
            story.endings.append(scene.start(home, **env).end())
            story.more["left"] = [p.name for p in kind_folder(cache, what).glob("*")]
            small.free()
            told = scene.account(story, home, **env)
            clear(home)
            return told

    return case


def read_only(scene: Scene, folder: Path) -> dict[str, Any]:
    """Make the run folder's disk read-only between two runs."""
    story = Story("The run folder is read-only", "its file system remounted read-only", times=1)
    with disk(folder) as small:
        home = small.place / "run"
        run = scene.start(home)
        wait_for(lambda: run.over or count(home) >= 12)
        run.process.kill()
        run.end()
        story.acknowledged |= set(recorded(home))
        small.remount("ro")
        story.endings.append(scene.start(home).end())
        small.remount("rw")
        return scene.account(story, home)


def locked_by_rights(scene: Scene, folder: Path) -> dict[str, Any]:
    """Take the right to write away from a run under way, which is not root's."""
    story = Story(
        "The run folder is made read-only in mid-run", "chmod, under a user without rights", times=1
    )
    scene.cache.chmod(0o777)
    for path in [scene.home, *scene.home.parents]:
        if path.stat().st_uid == os.getuid() and str(path) != "/":
            path.chmod(path.stat().st_mode | 0o055)
    for path in scene.cache.rglob("*"):
        path.chmod(0o777)
    folder.mkdir()
    folder.chmod(0o777)
    home, own = folder / "run", {"HOME": str(folder)}
    run = scene.start(home, before=NOBODY, **own)
    wait_for(lambda: run.over or count(home) >= 12)
    story.acknowledged |= set(recorded(home))
    home.chmod(0o555)
    story.endings.append(run.end())
    home.chmod(0o777)
    return scene.account(story, home, before=NOBODY, **own)


class Pulled:
    """A file system of its own in a file, that can be stopped as by a power cut."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.image, self.place = folder / "image", folder / "disk"
        self.place.mkdir(exist_ok=True)
        with open(self.image, "wb") as file:
            file.truncate(64 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)

    def mount(self) -> None:
        """Mount it; what its log holds is played back, as after a power cut."""
        subprocess.run(["mount", "-o", "loop", self.image, self.place], check=True)

    def cut(self) -> None:
        """Stop it at once, unwritten pages and log and all."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, NOLOGFLUSH.to_bytes(4, "little"))
        finally:
            os.close(handle)

    def unmount(self) -> None:
        """Take it away."""
        subprocess.run(["umount", self.place], check=True)


def power_cut(scene: Scene, folder: Path) -> dict[str, Any]:
    """Stop the file system of the run folder and the cache under the run, three times."""
    story = Story(
        "Power cut",
        "ext4 stopped without its log (EXT4_IOC_SHUTDOWN) and mounted again, three times",
    )
    pulled = Pulled(folder)
    home, env = pulled.place / "run", {"SIMLAW_CACHE_DIR": str(pulled.place / "cache")}
    for _ in range(3):
        pulled.mount()
        before = count(home)
        run = scene.start(home, **env)
        told: list[tuple[int, int]] = []
        last = told
        while not run.over and len(told) < before + 10:
            now = recorded(home)
            if len(now) > len(told):
                # What comes before the newest lines has been synced: they follow its sync.
                last, told = told, now
            time.sleep(0.002)
        story.acknowledged |= set(last)
        pulled.cut()
        story.times += 1
        story.endings.append(run.end())
        pulled.unmount()
    pulled.mount()
    try:
        return scene.account(story, home, **env)
    finally:
        pulled.unmount()


CASES = {
    "disk-full-start": full("The disk is full before the run starts", None),
    "disk-full-trials": full(
        "The disk is full while trials are recorded", lambda home: count(home) >= 12
    ),
    "disk-full-curve": full(
        "The disk is full when curve.csv is written", lambda home: count(home) >= TOTAL
    ),
    "disk-full-report": full(
        "The disk is full when the report is written", lambda home: (home / "law.json").exists()
    ),
    "disk-full-inputs": cache_full("inputs"),
    "disk-full-descriptors": cache_full("descriptors"),
    "read-only": read_only,
    "read-only-mid-run": locked_by_rights,
    "power-cut": power_cut,
}
