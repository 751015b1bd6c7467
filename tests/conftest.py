"""Fixtures that several packages' tests share, and which tests run when."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from tests.chosen_tests import pytest_collection_modifyitems
from tests.known_studies import browser, make_curve, make_study, rivals
from tests.small_study import full_disk, small

from simlaw import registry

__all__ = [
    "browser",
    "full_disk",
    "make_curve",
    "make_study",
    "pytest_collection_modifyitems",
    "rivals",
    "small",
]


@pytest.fixture
def forgotten_modules() -> Iterator[None]:
    """Forget what is installed, and modules that a test imported, before and after it."""
    known = set(sys.modules)
    registry._installed.cache_clear()
    registry._owners.cache_clear()
    yield
    registry._installed.cache_clear()
    registry._owners.cache_clear()
    for name in set(sys.modules) - known:
        if name.startswith(("paint", "brush")):
            del sys.modules[name]


Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a distribution of one module, in a folder of its own on the path."""

    def made(name: str, code: str = "", points: str = "", version: str = "1.2") -> Path:
        place = tmp_path / f"site-{name}"
        info = place / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (place / f"{name}.py").write_text(dedent(code), encoding="utf-8")
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
        )
        (info / "top_level.txt").write_text(f"{name}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[simlaw.colours]\n{points}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(place)
        return place

    return made


GREEN = """
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Paint:
        name: str
        shade: float = 0.1

    GREEN = Paint("green")
    NOT_ONE = object()
"""
