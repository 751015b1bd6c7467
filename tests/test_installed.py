"""simlaw as somebody installs it: in a fresh environment, with what it always needs and no more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simlaw

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow(
    of=["studies", "src/simlaw/cli", "src/simlaw/schemas", "src/simlaw/report/page/templates"]
)

Program = Callable[..., subprocess.CompletedProcess[str]]

STUDY = """
import simlaw

source, target = (
    simlaw.read_table(name, kind="label", material="id", value="y", columns=["x0", "x1"])
    for name in ("computed.csv", "measured.csv")
)
recipe = simlaw.TrainingRecipe(
    hidden=(8,), epochs=2, least_steps=20, fine_tune_steps=10, direct_steps=10
)
study = simlaw.Study(
    source, target, descriptor="columns", m=[10], n=[20, 40, 80], replicates=2, recipe=recipe,
    name="small",
)

if __name__ == "__main__":
    study.run("runs/small")
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return what runs a program of the fresh environment, in a folder of its own."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", place / "env"], check=True)
    programs = place / "env" / "bin"
    work = place / "work"
    work.mkdir()
    clean = {"PATH": str(programs), "HOME": str(place), "SIMLAW_CACHE_DIR": str(place / "cache")}

    def run(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [programs / name, *arguments],
            cwd=work,
            env=clean,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    done = run("pip", "install", "--quiet", "--disable-pip-version-check", ROOT)
    assert done.returncode == 0, done.stderr
    return run


def test_it_says_its_version_and_its_help(program: Program) -> None:
    assert program("simlaw", "--version").stdout == f"simlaw, version {simlaw.__version__}\n"
    assert "simlaw run refractive-index" in program("simlaw", "--help").stdout
    said = program("python", "-c", "import importlib.metadata as m; print(m.version('simlaw'))")
    assert said.stdout.strip() == simlaw.__version__


def test_what_is_no_code_comes_along(program: Program) -> None:
    listing = "import importlib.resources as r; print(*r.files('simlaw').rglob('*'), sep='\\n')"
    lines = program("python", "-c", listing).stdout.splitlines()
    held = {line.partition("/site-packages/")[2] for line in lines}
    for path in sorted([*ROOT.glob("src/simlaw/**/*"), *ROOT.glob("studies/*.toml")]):
        if path.is_file() and "__pycache__" not in path.parts:
            there = f"simlaw/{path.relative_to(ROOT / 'src/simlaw')}" if "src" in path.parts else ""
            assert (there or f"simlaw/study/studies/{path.name}") in held


def test_the_law_serves_alone(program: Program) -> None:
    code = (
        "import simlaw.law, sys; n = [50, 100, 200, 400, 800];"
        "print(simlaw.law.fit(n, [2 * k**-0.5 + 0.1 for k in n]).form);"
        "print(*{m.partition('.')[0] for m in sys.modules}"
        " & {'jax', 'pydantic', 'altair', 'rdkit', 'click'})"
    )
    done = program("python", "-W", "error", "-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["power+offset"]


def test_a_study_runs_with_what_is_always_needed(program: Program) -> None:
    work = Path(program("python", "-c", "import os; print(os.getcwd())").stdout.strip())
    rng = np.random.default_rng(0)
    for name, count, first in (("computed", 120, 0), ("measured", 60, 100)):
        x = rng.standard_normal((count, 2))
        labels = [f"s{first + row}" for row in range(count)]
        table = pd.DataFrame({"id": labels, "x0": x[:, 0], "x1": x[:, 1], "y": x.sum(axis=1)})
        table.to_csv(work / f"{name}.csv", index=False)
    (work / "study.py").write_text(STUDY, encoding="utf-8")
    done = program("python", "study.py")
    assert done.returncode == 0, done.stderr
    curve = next(work.rglob("curve.csv"))
    assert "fine-tune" in curve.read_text(encoding="utf-8")
    fitted = program("simlaw", "fit", curve)
    assert fitted.returncode == 0, fitted.stderr


def test_what_an_extra_brings_is_asked_for_by_its_install_line(program: Program) -> None:
    work = Path(program("python", "-c", "import os; print(os.getcwd())").stdout.strip())
    (work / "molecules.csv").write_text("smiles,y\nCCO,1\n", encoding="utf-8")
    code = (
        "import simlaw; simlaw.read_table('molecules.csv', kind='molecule', material='smiles',"
        " value='y')"
    )
    done = program("python", "-c", code)
    assert done.returncode != 0
    assert "pip install 'simlaw[molecule]'" in done.stderr
