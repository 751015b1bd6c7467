"""``simlaw train`` and ``simlaw predict`` as a user meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from tests.cli.command_line import Outcome

import simlaw as package


def test_from_a_study_to_predictions(simlaw: Callable[..., Outcome], tiny: Path) -> None:
    trained = simlaw("train", "tiny.toml", "-o", "kept", "-w", 1, "--quiet")
    assert trained.status == 0, trained
    assert "Expected error on new materials" in trained.out
    assert "Without computed data" in trained.out
    assert "holds the measured values" in trained.out
    said = simlaw("predict", "kept", "measured.csv", "-o", "out.csv", "-w", 1, "--quiet")
    assert said.status == 0, said
    assert "30 of 30 materials predicted" in said.out
    found = pd.read_csv(tiny / "out.csv")
    assert found["material"].tolist() == pd.read_csv(tiny / "measured.csv")["sample"].tolist()
    again = package.load_predictor(tiny / "kept").predict(pd.read_csv(tiny / "measured.csv"))
    assert (found["value"] - again.values).abs().max() < 1e-12


def test_from_a_run_it_knows_the_law(simlaw: Callable[..., Outcome], finished: Path) -> None:
    trained = simlaw("train", "runs/tiny", "-o", "kept", "-w", 1, "--quiet")
    assert trained.status == 0, trained
    card = package.load_predictor(finished / "kept").card
    assert card.law is not None
    assert card.law.m == 16
    assert card.law.text


def test_what_is_there_is_not_replaced(simlaw: Callable[..., Outcome], tiny: Path) -> None:
    message = simlaw("train", "tiny.toml", "-o", ".", "-w", 1).refusal()
    assert "holds other things" in message
    message = simlaw("train", "tiny.toml", "-o", "tiny.toml", "-w", 1).refusal()
    assert "this is a file" in message
    (tiny / "empty").mkdir()
    assert "no run" in simlaw("train", "empty").refusal()
