from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.command_line import Outcome

from simlaw import load_result
from simlaw.decide.requirement import required_n

Call = Callable[..., Outcome]


def test_the_requirement_is_that_of_the_law(finished: Path, simlaw: Call) -> None:
    law = load_result(finished / "runs/tiny").laws[8]
    wanted = 0.99 * float(law.predict(10))
    found = json.loads(
        simlaw("plan", "runs/tiny", "--target-error", wanted, "--m", 8, "--json").out
    )
    expected = required_n(law, wanted).to_dict()
    assert found == {**expected, "m": 8, "unit": "GPa"}
    assert set(found["n"]) == {"median", "low", "high"}
    assert 0 <= found["unreachable_probability"] <= 1


def test_it_is_said_in_a_sentence_with_its_unit(finished: Path, simlaw: Call) -> None:
    outcome = simlaw("plan", "runs/tiny", "--target-error", 1e-6)
    assert outcome.status == 0
    assert "out of reach" in outcome.out
    assert "1e-06 GPa" in outcome.out
    never = json.loads(simlaw("plan", "runs/tiny", "--target-error", 1e-6, "--json").out)
    assert never["n"]["median"] is None
    assert never["unreachable_probability"] > 0.5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runs/none", "--target-error", "1"), "there is no such run folder"),
        ((".", "--target-error", "1"), "not a run folder of simlaw"),
        (("runs/tiny", "--target-error", "0"), "above zero"),
        (("runs/tiny", "--target-error", "-1"), "above zero"),
        (("runs/tiny", "--target-error", "nan"), "finite"),
        (("runs/tiny", "--target-error", "x"), "--target-error"),
        (("runs/tiny",), "--target-error"),
        (("runs/tiny", "--target-error", "1", "--m", "9"), "Use one of m = 8, 16"),
        (("runs/tiny", "--target-error", "1", "--level", "1"), "--level"),
    ],
)
def test_what_cannot_be_answered(
    finished: Path, simlaw: Call, words: tuple[str, ...], said: str
) -> None:
    assert said in simlaw("plan", *words).refusal()


def test_a_run_with_too_few_sizes_yet(finished: Path, simlaw: Call) -> None:
    trials = finished / "runs/tiny/trials.jsonl"
    trials.write_bytes(b"".join(trials.read_bytes().splitlines(keepends=True)[:3]))
    message = simlaw("plan", "runs/tiny", "--target-error", 1).refusal()
    assert "fewer than 3 sizes" in message
    assert "simlaw run" in message
