from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from tests.decide.money.shared_curves import joint_of, prop

from simlaw.decide import Costs, Price, best_spend, gain_of_all, shared_budget
from simlaw.errors import InputError

SIMULATION = Price(1.0, owned=3200)


@pytest.mark.parametrize(("cost", "budget"), [(20.0, 5000.0), (300.0, 20_000.0)])
def test_one_property_alone_is_split_as_plan_splits_it(cost: float, budget: float) -> None:
    simulation = Price(1.0, owned=200)
    plan = shared_budget([prop("a", 0, cost=cost)], simulation, budget)
    rival = best_spend(joint_of(0), Costs(simulation, Price(cost, owned=100)), budget)
    ours = plan.best.properties[0].error.estimate
    # As good as the exact search of one property; its steps are a hundredth of the budget.
    assert ours == pytest.approx(rival.error, rel=2e-3)
    assert plan.best.cost <= budget * (1 + 1e-9)


def test_no_split_of_two_properties_tried_one_by_one_is_better() -> None:
    several = [prop("a", 0, cost=20.0, weight=2.0), prop("b", 1, amplitude=8.0, cost=25.0)]
    simulation, budget = Price(1.0, owned=400), 6000.0
    plan = shared_budget(several, simulation, budget)

    def objective(n: float, first: float, second: float) -> float:
        return float(
            2 * np.log(several[0].error([n], [first])[0])
            + np.log(several[1].error([n], [second])[0])
        )

    found = plan.best
    ours = objective(found.n, *(one.m for one in found.properties))
    tried = []
    for for_n, for_a in itertools.product(np.linspace(0, 1, 11), repeat=2):
        if for_n + for_a > 1:
            continue
        first = 100 + int(budget * for_a / 20.0)
        second = 100 + int(budget * (1 - for_n - for_a) / 25.0 + 1e-9)
        tried.append(objective(400 + budget * for_n, first, second))
    assert ours <= min(tried) + 3 * 1e-3  # a thousandth of the error, for weights of 3
    assert found.n > 400
    assert all(one.buy_m > 0 for one in found.properties)
    spent = found.buy_n + sum(
        one.buy_m * cost for one, cost in zip(found.properties, (20.0, 25.0), strict=True)
    )
    assert found.cost == pytest.approx(spent)
    assert spent <= budget


def test_what_weighs_more_gets_more() -> None:
    def bought(weight: float) -> int:
        several = [prop("a", 0, cost=20.0, weight=weight), prop("b", 1, cost=20.0)]
        return shared_budget(several, SIMULATION, 4000.0).best.properties[0].buy_m

    assert bought(0.0) == 0
    assert bought(0.3) < bought(1.0) < bought(5.0)


def test_with_simulations_alone_to_buy_all_money_goes_there_or_nowhere() -> None:
    plan = shared_budget([prop("a", 0), prop("b", 1)], SIMULATION, 1000.0)
    assert plan.best.buy_n == 1000
    assert plan.simulate
    assert plan.without is not None
    assert plan.without.cost == 0
    assert 0 < plan.best.fall.estimate < 0.1
    harmed = [prop("a", 0, alone=0.5), prop("b", 1, alone=0.5)]
    idle = shared_budget(harmed, SIMULATION, 1000.0)
    assert idle.best.buy_n == 0
    assert not idle.simulate
    assert idle.best.fall.estimate == 0
    assert not any(one.uses_simulations for one in idle.best.properties)


def test_one_property_that_is_harmed_is_left_to_its_measurements() -> None:
    plan = shared_budget([prop("a", 0), prop("b", 1, alone=0.5)], SIMULATION, 1000.0)
    assert [one.uses_simulations for one in plan.best.properties] == [True, False]
    assert plan.best.buy_n == 1000


def test_simulations_are_advised_only_where_they_are_surely_better() -> None:
    plan = shared_budget([prop("a", 0, cost=20.0)], Price(1.0, owned=50), 5000.0)
    assert plan.probability is not None
    assert plan.probability > 0.95
    assert plan.simulate
    assert not replace(plan, probability=0.7).simulate
    assert plan.to_dict()["simulate"] is True


def test_nothing_is_known_without_measurements_alone_and_without_a_simulation() -> None:
    unknown = [prop("a", 0, alone=None)]
    plan = shared_budget(unknown, Price(1.0), 500.0)
    assert plan.without is None
    assert plan.best.n == 500
    assert plan.to_dict()["without_more_simulations"] is None
    with pytest.raises(InputError, match="does not pay for a simulation"):
        shared_budget(unknown, Price(1.0), 0.5)


def test_far_beyond_what_was_studied_there_is_a_note() -> None:
    assert shared_budget([prop("a", 0)], SIMULATION, 1000.0).notes == ()
    notes = shared_budget([prop("a", 0, cost=20.0)], SIMULATION, 1e6).notes
    assert [note.code for note in notes] == ["far_extrapolation"]
    assert "times the largest studied" in notes[0].text


def test_the_gain_of_one_property_is_that_of_its_law() -> None:
    one = prop("a", 0)
    ours, own = gain_of_all([one], 3200), one.law.gain()
    assert ours.estimate == pytest.approx(own.estimate, abs=1e-3)
    assert ours.low == pytest.approx(own.low, abs=2e-3)


def test_a_property_without_weight_changes_no_gain() -> None:
    one = prop("a", 0)
    both = [one, prop("b", 1, amplitude=30.0, weight=0.0)]
    assert np.array_equal(gain_of_all(both, 3200).draws, gain_of_all([one], 3200).draws)


@pytest.mark.parametrize(
    ("budget", "cost", "weight", "said"),
    [
        (-1.0, 1.0, 1.0, "budget must be finite"),
        (10.0, 0.0, 1.0, "cost per simulation must be finite and above zero"),
        (10.0, 1.0, 0.0, "weight above zero"),
    ],
)
def test_what_is_out_of_range_is_refused(
    budget: float, cost: float, weight: float, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        shared_budget([prop("a", 0, weight=weight)], Price(cost, owned=10), budget)
