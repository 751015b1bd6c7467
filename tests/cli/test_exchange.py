from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from tests.cli.command_line import Outcome
from tests.decide.laws import EXCHANGE_SCHEMA

from simlaw import load_result
from simlaw.decide.exchange import exchange
from simlaw.decide.joint_law_of_curve import joint_law

Call = Callable[..., Outcome]


def test_the_rate_is_that_of_the_joint_law(several: Path, simlaw: Call) -> None:
    law = joint_law(load_result(several).curve)
    words = ("exchange", several, "--n", 800, "--m", 50, "--to-m", 60)
    found = json.loads(simlaw(*words, "--json").out)
    jsonschema.validate(found, EXCHANGE_SCHEMA)
    expected = exchange(law, 800, 50, 60).to_dict()
    assert {name: found[name] for name in expected} == expected
    assert len(found["map"]["lines"]) >= 3
    said = simlaw(*words).out
    assert said.startswith(found["sentence"])
    assert said.startswith("At 800 simulations and 50 measurements, one more measurement is worth")
    assert "Going from 50 to 60 measurements" in said


def test_without_sizes_it_is_asked_at_the_largest_n_and_the_runs_m(
    several: Path, simlaw: Call
) -> None:
    assert simlaw("exchange", several).out.startswith("At 3,200 simulations and 100 measurements")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runs/none",), "there is no such run folder"),
        (("runs/tiny",), "at least 3 different m and 3 different n, but there are m = 8, 16"),
        (("runs/tiny",), "What can be answered"),
        (("runs/tiny", "--n", "0"), "--n"),
        (("runs/tiny", "--to-m", "x"), "--to-m"),
        (("runs/tiny", "--level", "2"), "--level"),
    ],
)
def test_what_cannot_be_answered(
    finished: Path, simlaw: Call, words: tuple[str, ...], said: str
) -> None:
    assert said in simlaw("exchange", *words).refusal()


def test_sizes_beyond_any_integer_type(several: Path, simlaw: Call) -> None:
    assert "outside the sizes studied" in simlaw("exchange", several, "--n", 10**21).out
