"""``simlaw predict``: what a user gave that cannot be used, and lists of candidates."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.command_line import Outcome, in_a_process
from tests.predict.small_predictor import new_materials, small_predictor


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a predictor and a table of new materials, made the current one."""
    monkeypatch.chdir(tmp_path)
    small_predictor().save(tmp_path / "kept")
    new_materials(25).to_csv(tmp_path / "new.csv", index=False)
    return tmp_path


def test_a_bad_row_is_told_of_and_the_rest_is_written(
    simlaw: Callable[..., Outcome], kept: Path
) -> None:
    new = new_materials(25)
    new["x0"] = new["x0"].astype(object)
    new.loc[4, "x0"] = "much"
    new.to_csv("new.csv", index=False)
    said = simlaw("predict", "kept", "new.csv", "-o", "out.parquet", "-w", 1, "--quiet")
    assert said.status == 0, said
    assert "24 of 25 materials predicted" in said.out
    assert "x0" in said.err
    found = pd.read_parquet(kept / "out.parquet")
    assert found["value"].isna().tolist() == [row == 4 for row in range(25)]


def test_candidates_are_ranked(simlaw: Callable[..., Outcome], kept: Path) -> None:
    words = ("--candidates", "--top", 3, "-o", "out.csv", "-w", 1, "--quiet")
    said = simlaw("predict", "kept", "new.csv", *words)
    assert said.status == 0, said
    assert "in effect stand for the list" in said.out
    assert pd.read_csv(kept / "out.csv")["rank"].tolist() == [1, 2, 3]
    message = simlaw("predict", "kept", "new.csv", "--lowest").refusal()
    assert "--candidates" in message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere", "new.csv"), "there is no predictor here"),
        (("new.csv", "new.csv"), "cannot be read"),
        (("kept", "nothing.csv"), "no such file"),
        (("kept", "new.csv", "--material", "name"), "'name' is missing"),
        (("kept", "new.csv", "--unit", "eV"), "eV"),
        (("kept", "new.csv", "--unit", "bananas"), "bananas"),
        (("kept", "new.csv", "-o", "out.xlsx"), ".parquet"),
        (("kept", "new.csv", "-o", "kept"), "neither"),
        (("kept", "new.csv", "-o", "new.csv/out.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    words: tuple[str, ...], said: str, simlaw: Callable[..., Outcome], kept: Path
) -> None:
    message = simlaw("predict", *words, "-w", 1, "--quiet").refusal()
    assert said in message
    assert message.strip().count("\n") == 0
    assert {entry.name for entry in kept.iterdir()} == {"kept", "new.csv"}


def test_a_newer_format_is_refused(simlaw: Callable[..., Outcome], kept: Path) -> None:
    card = kept / "kept/card.json"
    content = json.loads(card.read_text(encoding="utf-8"))
    card.write_text(json.dumps({**content, "format": 7}), encoding="utf-8")
    assert "install a newer one" in simlaw("predict", "kept", "new.csv").refusal()


def test_nothing_that_scikit_learn_holds_is_needed(kept: Path) -> None:
    # A process that cannot import it predicts all the same.
    (kept / "sklearn.py").write_text("raise ImportError('not here')", encoding="utf-8")
    said = in_a_process(
        *("predict", "kept", "new.csv", "-o", "out.csv", "-w", 1, "--quiet"),
        cwd=kept,
        PYTHONPATH=os.pathsep.join([str(kept), os.environ.get("PYTHONPATH", "")]),
    )
    assert said.status == 0, said
    assert "25 of 25" in said.out
