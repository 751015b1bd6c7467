from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.command_line import Outcome

Call = Callable[..., Outcome]


def held(page: Path) -> Any:
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_planner_is_written_and_nothing_else_needs_be_asked(
    several: Path, simlaw: Call
) -> None:
    outcome = simlaw("plan", several, "--html", "planner.html")
    assert outcome.status == 0, outcome.err
    assert outcome.out.endswith("\nPlanner: planner.html\n")
    assert held(Path("planner.html"))["kind"] == "joint"


def test_the_planner_opens_with_what_was_asked(several: Path, simlaw: Call) -> None:
    outcome = simlaw(
        *("plan", several, "--target-error", 0.4321, "--m", 50, "--n", 33, "--level", 0.8),
        *("--budget", 500, "--cost-simulation", 0.5, "--cost-experiment", 20),
        *("--batch-simulations", 7, "--owned-experiments", 3, "--most-experiments", 90),
        *("--html", "planner.html"),
    )
    assert outcome.status == 0, outcome.err
    data = held(Path("planner.html"))
    asked = {"error": 0.4321, "m": 50, "n": 33, "budget": 500, "simulation": 0.5, "experiment": 20}
    bought = {"batch_n": 7, "batch_m": 1, "owned_n": 0, "owned_m": 3, "most_m": 90}
    assert data["start"].items() >= (asked | bought).items()
    assert data["level"] == 0.8


def test_an_error_that_does_not_fall_has_no_planner(finished: Path, simlaw: Call) -> None:
    outcome = simlaw("plan", "runs/tiny", "--html", "planner.html")
    assert "do not show that the error falls" in outcome.refusal()
    assert not (finished / "planner.html").exists()


def test_a_file_that_cannot_be_written_is_said(several: Path, simlaw: Call) -> None:
    outcome = simlaw("plan", several, "--html", several / "result.json" / "planner.html")
    assert "planner.html: cannot be written" in outcome.refusal()
