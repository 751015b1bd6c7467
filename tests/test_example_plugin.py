"""The example distribution beside simlaw in a fresh environment, on processes and on Dask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow(
    of=["examples/plugin", "src/simlaw/registry.py", "src/simlaw/transfer", "src/simlaw/study/run"]
)

METHODS = ("fine-tune", "direct", "k-nearest", "stacked-huber", "torch-module", "graph-network")
STUDY = """
name = "plugged"
[source]
path = "computed.csv"
kind = "molecule"
material = "smiles"
value = "index"
unit = "1"
[target]
path = "measured.csv"
kind = "molecule"
material = "smiles"
value = "index"
unit = "1"
[descriptor]
names = ["element-counts"]
[design]
m = [40]
n = [40, 80, 160]
replicates = 2
methods = [{methods}]
[training]
hidden = [16]
least_steps = 100
fine_tune_steps = 50
direct_steps = 50
"""

Program = Callable[..., subprocess.CompletedProcess[str]]


class Place:
    """A fresh environment with simlaw and the example, and a folder to work in."""

    def __init__(self, home: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", home / "env"], check=True)
        self.programs, self.work = home / "env" / "bin", home / "work"
        self.work.mkdir()
        self.environment = {
            "PATH": str(self.programs),
            "HOME": str(home),
            "SIMLAW_CACHE_DIR": str(home / "cache"),
        }
        kept = {key: os.environ[key] for key in os.environ if key.startswith(("PIP_", "SSL_"))}
        done = subprocess.run(
            [
                self.programs / "pip", "install", "--quiet", "--disable-pip-version-check",
                f"{ROOT}[molecule,baselines,dask]", f"{ROOT / 'examples' / 'plugin'}[chemprop]",
            ],
            env={**self.environment, **kept}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def simlaw(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.programs / "simlaw", *arguments],
            cwd=self.work, env=self.environment, capture_output=True, text=True, check=False,
            timeout=900,
        )  # fmt: skip

    @contextmanager
    def cluster(self) -> Iterator[None]:
        begun = [
            subprocess.Popen(
                [self.programs / "dask", what, *options, "--scheduler-file", "scheduler.json",
                 "--no-dashboard", "--host", "127.0.0.1"],
                cwd=self.work, env=self.environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for what, options in (
                ("scheduler", ("--port", "0")),
                ("worker", ("--nthreads", "1", "--no-nanny")),
            )
        ]  # fmt: skip
        try:
            end = time.monotonic() + 60
            while not (self.work / "scheduler.json").exists():
                assert time.monotonic() < end, "the scheduler did not start"
                time.sleep(0.1)
            yield
        finally:
            for process in begun[::-1]:
                process.terminate()
                process.wait(30)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    from simlaw.tables import catalog

    pytest.importorskip("chemicals", reason="the measured indices come from its tables")
    made = Place(tmp_path_factory.mktemp("plugin"))
    for name, file, rows in (
        ("refractive-index-d4", "computed.csv", 260),
        ("refractive-index-crc", "measured.csv", 90),
    ):
        table = catalog.load(name).take(np.arange(rows)).frame[["key", "value"]]
        table.set_axis(["smiles", "index"], axis=1).to_csv(made.work / file, index=False)
    listed = ", ".join(f'"{name}"' for name in METHODS)
    (made.work / "study.toml").write_text(STUDY.format(methods=listed))
    return made


def test_a_study_runs_with_it_on_processes_and_on_dask(place: Place) -> None:
    done = place.simlaw("run", "study.toml", "-o", "pool", "-w", "2", "--quiet")
    assert done.returncode == 0, done.stderr
    plan = json.loads((place.work / "pool" / "plan.json").read_text())
    told = {one["name"]: one for one in plan["plugins"]}
    assert set(told) == {"element-counts", *METHODS[2:]}
    assert {one["distribution"] for one in told.values()} == {"simlaw-example-plugin"}
    assert {one["version"] for one in told.values()} == {"0.1.0"}
    page = (place.work / "pool" / "report.html").read_text(encoding="utf-8")
    assert "simlaw-example-plugin 0.1.0" in page
    curve = (place.work / "pool" / "curve.csv").read_text()
    assert {line.split(",")[3] for line in curve.splitlines()[1:]} == set(METHODS)
    with place.cluster():
        done = place.simlaw(
            "run", "study.toml", "-o", "dask", "--executor", "dask", "--scheduler",
            "scheduler.json", "--quiet",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (place.work / "dask" / "curve.csv").read_text() == curve


def test_its_names_are_known_to_messages(place: Place) -> None:
    done = place.simlaw("run", "study.toml", "-o", "x", "--set", 'design.methods=["k-neares"]')
    assert done.returncode == 2
    assert "Did you mean 'k-nearest'?" in done.stderr
