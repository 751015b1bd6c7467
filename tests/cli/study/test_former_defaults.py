"""A run folder goes on with the defaults it was made with, and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.command_line import Outcome, changed

from simlaw.transfer.training_recipe import UNCHANGED

Call = Callable[..., Outcome]

FORMER = {**UNCHANGED, "anchor_limit": 20.0, "anchor_samples": 5e3, "most_steps": 50_000}


def made_before(simlaw: Call, folder: str) -> None:
    """Run the tiny study with the recipe of an earlier version, whose file lacks later keys."""
    words = [part for key, value in FORMER.items() for part in ("--set", f"training.{key}={value}")]
    done = simlaw("run", "tiny.toml", "-o", folder, "-w", "1", "--quiet", *words)
    assert done.status == 0, done
    path = Path(folder, "study.toml")
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if line.split(" = ")[0] not in UNCHANGED]
    assert len(kept) == len(lines) - len(UNCHANGED)
    path.write_text("\n".join(kept) + "\n", "utf-8")


def test_a_folder_of_former_defaults_goes_on_with_them(simlaw: Call, tiny: Path) -> None:
    made_before(simlaw, "old")
    curve = Path("old", "curve.csv").read_bytes()
    trials = Path("old", "trials.jsonl").read_bytes()
    again = simlaw("run", "tiny.toml", "-o", "old", "-w", "1", "--quiet")
    assert again.status == 0, again
    assert "made with other defaults" in again.err
    assert "training.anchor_share = 1 (today 0.9)" in again.err
    assert Path("old", "curve.csv").read_bytes() == curve
    assert Path("old", "trials.jsonl").read_bytes() == trials


def test_more_replicates_join_those_of_former_defaults(simlaw: Call, tiny: Path) -> None:
    made_before(simlaw, "old")
    more = simlaw("run", "tiny.toml", "-o", "old", "-w", "1", "--quiet", "--replicates", "4")
    assert more.status == 0, more
    words = [part for key, value in FORMER.items() for part in ("--set", f"training.{key}={value}")]
    words += ["--replicates", "4"]
    whole = simlaw("run", "tiny.toml", "-o", "whole", "-w", "1", "--quiet", *words)
    assert whole.status == 0, whole
    assert Path("old", "curve.csv").read_bytes() == Path("whole", "curve.csv").read_bytes()


def test_the_folder_of_a_run_runs_again_by_its_own_file(simlaw: Call, tiny: Path) -> None:
    made_before(simlaw, "old")
    curve = Path("old", "curve.csv").read_bytes()
    again = simlaw("run", "old/study.toml", "-o", "old", "-w", "1", "--quiet")
    assert again.status == 0, again
    assert Path("old", "curve.csv").read_bytes() == curve


def test_what_the_file_says_itself_is_not_overruled(simlaw: Call, tiny: Path) -> None:
    made_before(simlaw, "old")
    changed(tiny, "epochs = 1.0", "epochs = 1.0\nanchor_share = 0.5")
    refused = simlaw("run", "tiny.toml", "-o", "old", "-w", "1", "--quiet")
    assert refused.status == 2
    assert "another" in refused.err
