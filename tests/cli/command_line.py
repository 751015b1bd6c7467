"""The command line as a user meets it: real files, real exit statuses, real worker processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

SCRIPT = str(Path(sys.executable).with_name("simlaw"))

STUDY = """
name = "tiny"
[source]
path = "computed.csv"
kind = "label"
material = "sample"
value = "stiffness"
unit = "GPa"
columns = ["x0", "x1"]
[target]
path = "measured.csv"
kind = "label"
material = "sample"
value = "stiffness"
unit = "GPa"
columns = ["x0", "x1"]
[descriptor]
names = ["columns"]
[design]
m = [8, 16]
n = [10, 25, 60]
replicates = 3
[training]
hidden = [8]
epochs = 1.0
least_steps = 20
fine_tune_steps = 10
direct_steps = 10
"""


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit status, and what it wrote to both streams."""

    status: int
    out: str
    err: str

    def refusal(self) -> str:
        """Return the message of a command that refused its input, and nothing but that."""
        assert self.status == 2, self
        assert self.out == ""
        assert "Traceback" not in self.err
        message = self.err.rpartition("Error: ")[2]
        assert message.strip(), self
        assert self.err.count("Error: ") == 1
        return message


def in_a_process(*words: object, cwd: Path, **environment: str) -> Outcome:
    """Call the installed command in a process of its own."""
    done = subprocess.run(
        [SCRIPT, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def samples(count: int, first: int, *, measured: bool) -> pd.DataFrame:
    """Return samples whose stiffness hangs on two numbers; measured ones differ by a bias."""
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


def write_tiny(folder: Path) -> Path:
    """Write the tables and the study file of a tiny study; return the study file."""
    samples(70, 0, measured=False).to_csv(folder / "computed.csv", index=False)
    samples(30, 66, measured=True).to_csv(folder / "measured.csv", index=False)
    study = folder / "tiny.toml"
    study.write_text(STUDY, encoding="utf-8")
    return study


def changed(folder: Path, old: str, new: str) -> Path:
    """Change the tiny study file; return it."""
    study = folder / "tiny.toml"
    text = study.read_text(encoding="utf-8")
    assert old in text
    study.write_text(text.replace(old, new), encoding="utf-8")
    return study


def nothing_written(folder: Path) -> bool:
    """Whether no run folder and no partial file is there."""
    ours = {"computed.csv", "measured.csv", "tiny.toml", ".cache"}
    return {entry.name for entry in folder.iterdir()} <= ours
