"""Which tests run when: the quick ones by themselves, those that install environments when due.

A *heavy* test trains networks, starts programs, opens a browser, or takes more than a second
otherwise: ``make quick`` leaves it out. A *slow* one installs an environment: ``.ci/run`` runs it
where what it tests has changed, and ``make check-all`` always.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

HEAVY = (
    "cases",
    "charts/test_charts.py",
    "cli",
    "law/test_calibration.py",
    "predict",
    "report/answers",
    "report/page",
    "report/planner",
    "report/test_former_names.py",
    "simulate/test_compute_all.py",
    "simulate/test_embedded.py",
    "simulate/test_produce.py",
    "study/allocate",
    "study/design/test_scale.py",
    "study/design/test_several_draws.py",
    "study/run",
    "study/test_study.py",
    "study/train",
    "study/tune",
    "test_guard.py",
    "testing/test_methods.py",
    "testing/test_networks.py",
    "testing/test_workers.py",
    "transfer",
    "workers",
)
"""Folders and files below ``tests`` all of whose tests are heavy; single ones bear the mark."""

SINCE = "SIMLAW_TESTED_SINCE"
"""Environment variable: a slow test runs where what it tests has changed since this commit."""

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark heavy tests, and skip slow ones that test what has not changed."""
    since = os.environ.get(SINCE, "")
    changed = changed_since(since, TESTS.parent) if since else None
    for item in items:
        if is_heavy(item.path):
            item.add_marker(pytest.mark.heavy)
        slow = item.get_closest_marker("slow")
        if slow is None or changed is None or "of" not in slow.kwargs:
            continue
        own = item.path.relative_to(TESTS.parent).as_posix()
        if not touched(changed, [own, "pyproject.toml", *slow.kwargs["of"]]):
            item.add_marker(pytest.mark.skip(reason=f"nothing that it tests changed since {since}"))


def is_heavy(path: Path) -> bool:
    """Say whether a file of tests is among `HEAVY`, or in a folder that is."""
    return any(path == TESTS / name or TESTS / name in path.parents for name in HEAVY)


def changed_since(commit: str, root: Path) -> frozenset[str] | None:
    """Return the paths that differ from a commit, new files too; None where git cannot say."""
    found: list[str] = []
    for command in (
        ["git", "diff", "--name-only", "--no-renames", "-z", commit, "--"],
        ["git", "ls-files", "--others", "--exclude-standard", "-z"],
    ):
        try:
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        found += done.stdout.split("\0")
    return frozenset(path for path in found if path)


def touched(changed: Iterable[str], paths: Sequence[str]) -> bool:
    """Say whether a changed path is among some files, or lies in a folder among them."""
    return any(
        path == one or path.startswith(f"{one.rstrip('/')}/") for path in changed for one in paths
    )
