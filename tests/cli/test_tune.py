from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.command_line import SCRIPT, Outcome, changed, in_a_process, nothing_written

pytest.importorskip("optuna")

from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file

Call = Callable[..., Outcome]
SHORT = ("--trials", 3, "--splits", 2, "--shapes", "8", "--n", 30)


def test_a_study_is_tuned_and_the_result_is_a_study(tiny: Path, simlaw: Call) -> None:
    outcome = simlaw("tune", "tiny.toml", "-o", "found/best.toml", *SHORT)
    assert outcome.status == 0, outcome
    assert "3 settings tried" in outcome.out
    assert "found/best.toml: written. Next: simlaw run found/best.toml" in outcome.out
    assert "3/3 settings tried" in outcome.err
    text = (tiny / "found/best.toml").read_text(encoding="utf-8")
    spec = tomllib.loads(text)
    assert spec["design"]["test"] == "fixed"
    assert spec["name"] == "tiny-tuned"
    assert spec["source"]["path"] == "../computed.csv"
    assert spec["design"]["m"] == [8, 16]
    assert text.startswith("# tiny.toml, tuned. Run it with: simlaw run found/best.toml\n")
    assert "# 3 settings tried" in text
    assert sorted(entry.name for entry in (tiny / "found").iterdir()) == ["best.toml"]
    ready = load_study(read_study_file(tiny / "found/best.toml").settings, tiny / "found")
    inputs = ready.prepare(workers=1).inputs
    assert inputs.draw(0).test.tolist() == inputs.draw(1).test.tolist()
    kept = (tiny / "found/best.toml").read_bytes()
    assert (
        "found/best.toml: the file is there"
        in simlaw("tune", "tiny.toml", "-o", "found/best.toml", *SHORT).refusal()
    )
    again = simlaw("tune", "tiny.toml", "-o", "found/best.toml", *SHORT, "--force")
    assert "3 of 3 settings are tried already" in again.err
    assert (tiny / "found/best.toml").read_bytes() == kept


def test_ctrl_c_and_the_same_command_again(tiny: Path) -> None:
    words = ["tune", "tiny.toml", "--trials", "500", "--splits", "2", "--shapes", "8"]
    environment = {**os.environ, "SIMLAW_CACHE_DIR": str(tiny / ".cache")}
    process = subprocess.Popen(
        [SCRIPT, *words], cwd=tiny, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("2/500 settings tried"):
            process.send_signal(signal.SIGINT)
            break
    rest = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 130, rest
    assert "run the same command to go on" in rest
    assert "Traceback" not in rest
    assert not (tiny / "tiny-tuned.toml").exists()
    outcome = in_a_process(
        *words, "--time-budget", "0.001", cwd=tiny, SIMLAW_CACHE_DIR=str(tiny / ".cache")
    )
    assert outcome.status == 0, outcome
    assert "of 500 settings are tried already" in outcome.err
    assert read_study_file(tiny / "tiny-tuned.toml").settings.design.test == "fixed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trials", 0), "trials must be at least 1"),
        (("--splits", 1), "splits must be at least 2"),
        (("--descriptors", "morgen"), "Unknown descriptor 'morgen'"),
        (("--descriptors", "columns,columns+morgan"), "does not describe kind 'label'"),
        (("--descriptors", "columns,"), "Unknown descriptor ''"),
        (("--set", "design.mm=3"), "no key 'design.mm' in a study file. Did you mean 'design.m'"),
        (("--set", "design.m=[2]", "--set", "law.m=8"), "law.m = 8 is not among design.m = [2]"),
        (("--shapes", "wide"), "'wide' are no hidden layers"),
        (("-o", "tiny.toml"), "tiny.toml: the file is there already"),
    ],
)
def test_bad_wishes(tiny: Path, simlaw: Call, words: tuple[object, ...], said: str) -> None:
    before = (tiny / "tiny.toml").read_bytes()
    assert said in simlaw("tune", "tiny.toml", "--quiet", *words).refusal()
    assert (tiny / "tiny.toml").read_bytes() == before
    assert nothing_written(tiny)


def test_without_optuna_the_install_line_is_said(
    tiny: Path, simlaw: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    message = simlaw("tune", "tiny.toml").refusal()
    assert "pip install 'simlaw[tune]'" in message
    assert nothing_written(tiny)


def test_too_few_materials_to_validate(tiny: Path, simlaw: Call) -> None:
    changed(tiny, "m = [8, 16]", "m = [2]\ntest_fraction = 0.93")
    message = simlaw("tune", "tiny.toml", "--quiet", *SHORT).refusal()
    assert "too few to hold some out for validation" in message
