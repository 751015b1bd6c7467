from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from tests.cli.command_line import Outcome
from tests.decide.laws import PLAN_SCHEMA

from simlaw import load_result
from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.decide.money.budget import best_spend, least_cost
from simlaw.decide.money.costs import Costs, Price

Call = Callable[..., Outcome]
PRICED = ("--cost-simulation", "0.5", "--cost-experiment", "20")


def test_the_requirement_is_that_of_the_law(finished: Path, simlaw: Call) -> None:
    law = load_result(finished / "runs/tiny").laws[8]
    wanted = 0.99 * float(law.predict(10))
    found = json.loads(
        simlaw("plan", "runs/tiny", "--target-error", wanted, "--m", 8, "--json").out
    )
    direct = load_result(finished / "runs/tiny").curve.direct(8)
    assert direct is not None
    assert found["direct"] == direct.to_dict()
    assert "by_joint_law" not in found
    expected = law.required_n(wanted).to_dict()
    assert {name: found[name] for name in expected} == expected
    assert (found["m"], found["unit"]) == (8, "GPa")
    jsonschema.validate(found, PLAN_SCHEMA)
    assert [row["n"] for row in found["by"]] == [60, 120, 240, 600]
    assert found["next_round"]["more"] == found["next_round"]["n"] - 60
    assert set(found["n"]) == {"median", "low", "high"}
    assert 0 <= found["unreachable_probability"] <= 1


def test_it_is_said_in_a_sentence_with_its_unit(finished: Path, simlaw: Call) -> None:
    outcome = simlaw("plan", "runs/tiny", "--target-error", 1e-6)
    assert outcome.status == 0
    # Few sizes and an open gap: the points do not decide.
    assert "an error of 1.00×10⁻⁶\u00a0GPa: whether it can be reached" in outcome.out
    assert "out of reach" not in outcome.out
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
        (("runs/tiny",), "give --target-error, --budget, or both"),
        (("runs/tiny", "--budget", "9"), "give --cost-simulation and --cost-experiment"),
        (("runs/tiny", "--budget", "9", "--cost-experiment", "1"), "--cost-simulation is missing"),
        (("runs/tiny", "--target-error", "1", "--owned-simulations", "5"), "is missing"),
        (("runs/tiny", "--budget", "9", *PRICED), "at least 3 different m"),
        (("runs/tiny", "--budget", "9", *PRICED), "What can be answered"),
        (("runs/tiny", "--budget", "9", *PRICED, "--cost-experiment", "0"), "is 0"),
        (("runs/tiny", "--budget", "9", *PRICED, "--cost-simulation", "-2"), "is -2"),
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


def test_a_budget_is_split_and_an_error_priced(several: Path, simlaw: Call) -> None:
    law = joint_law(load_result(several).curve)
    costs = Costs(Price(0.5, owned=100), Price(20.0, batch=5))
    words = ("plan", several, *PRICED, "--owned-simulations", 100, "--batch-experiments", 5)
    found = json.loads(simlaw(*words, "--budget", 2000, "--target-error", 0.2, "--json").out)
    jsonschema.validate(found, PLAN_SCHEMA)
    spend = best_spend(law, costs, 2000)
    assert (found["spend"]["n"], found["spend"]["m"]) == (spend.n, spend.m)
    assert found["least_cost"].items() >= least_cost(law, costs, 0.2).to_dict().items()
    budgets = [row["budget"] for row in found["spend"]["trade_off"]]
    assert budgets == sorted(budgets)
    errors = [row["error"]["estimate"] for row in found["spend"]["trade_off"]]
    assert errors == sorted(errors, reverse=True)
    assert found["by_joint_law"] == law.required_n(0.2, 100).to_dict()
    said = simlaw(*words, "--budget", 2000).out
    assert said.startswith("For 2,000, buy ")
    assert "simulations and" in said


def test_an_error_that_no_purchase_reaches(several: Path, simlaw: Call) -> None:
    message = simlaw("plan", several, *PRICED, "--target-error", 0.01).refusal()
    assert "No purchase reaches an error of 0.01" in message
    assert "better protocol" in message


def test_how_probable_it_is_by_some_n(finished: Path, simlaw: Call) -> None:
    law = load_result(finished / "runs/tiny").laws[8]
    wanted = float(law.predict(40))
    said = simlaw("plan", "runs/tiny", "--target-error", wanted, "--m", 8, "--n", 50).out
    assert "By n = 50 it is reached with probability" in said


def test_an_unfinished_run_says_so(finished: Path, simlaw: Call) -> None:
    trials = finished / "runs/tiny/trials.jsonl"
    trials.write_bytes(b"".join(trials.read_bytes().splitlines(keepends=True)[:-1]))
    said = simlaw("plan", "runs/tiny", "--target-error", 1).out
    assert "Note: the run is not finished, " in said
    assert "trainings are done" in said


@pytest.mark.parametrize("cost", ["1e300", "1e-300"])
def test_costs_that_cannot_be_summed_are_refused(several: Path, simlaw: Call, cost: str) -> None:
    words = ("plan", several, "--budget", 9, "--cost-simulation", cost, "--cost-experiment", 1)
    assert "in another unit of money" in simlaw(*words).refusal()


def test_the_joint_law_has_its_say(several: Path, simlaw: Call) -> None:
    said = simlaw("plan", several, "--target-error", 0.2).out
    assert said.startswith("With m = 100 measurements, an error of 0.200")
    assert "That is by the law of m = 100 alone; by the joint law of all m it" in said
