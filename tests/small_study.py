"""A small real study: numeric columns, a computed property that is the measured one plus bias."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import simlaw
from simlaw import Study, TrainingRecipe
from simlaw.transfer.training_recipe import UNCHANGED

SHORT = TrainingRecipe(
    hidden=(16,), epochs=4, least_steps=60, fine_tune_steps=40, direct_steps=40, decay_samples=50
)

FORMER = replace(SHORT, anchor_samples=5e3, most_steps=50_000, **UNCHANGED)
"""The same by the recipe that the kept records were made with."""


def frame(count: int, offset: int, seed: int, *, measured: bool) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((count, 3))
    value = x[:, 0] + np.abs(x[:, 1])
    if measured:
        value = 1.2 * value + 0.3 + 0.1 * x[:, 2]
    columns = {f"x{i}": x[:, i] for i in range(3)}
    return pd.DataFrame({"id": [f"s{offset + i}" for i in range(count)], **columns, "y": value})


def table(count: int, offset: int, seed: int, *, measured: bool) -> simlaw.PropertyTable:
    return simlaw.read_table(
        frame(count, offset, seed, measured=measured),
        kind="label",
        material="id",
        value="y",
        name="measured" if measured else "computed",
        property="stiffness",
        columns=("x0", "x1", "x2"),
    )


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Study]:
    """Return a maker of small studies, with a cache of their own."""
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))

    def make(**changes: Any) -> Study:
        settings: dict[str, Any] = {
            "source": table(240, 0, 1, measured=False),
            "target": table(80, 200, 2, measured=True),
            "descriptor": "columns",
            "m": [10, 20],
            "n": [20, 60, 180],
            "replicates": 2,
            "recipe": SHORT,
            "name": "small",
        }
        return Study(**{**settings, **changes})

    return make


@pytest.fixture
def full_disk() -> Callable[[int], AbstractContextManager[None]]:
    """Return what lets files grow to so many bytes and no further, as a full disk does.

    The write that reaches the bound is cut short, and those after it are refused.
    """
    resource = pytest.importorskip("resource", reason="needs bounds on the size of files")

    @contextmanager
    def bounded(size: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return bounded
