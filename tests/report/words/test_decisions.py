import dataclasses
import math

import numpy as np
import pytest
from tests.decide.laws import known, studied

from simlaw.decide.exchange import Worth, exchange
from simlaw.decide.money.budget import best_spend, least_cost
from simlaw.decide.money.costs import Costs, Price
from simlaw.decide.money.error_along_budgets import next_step, slack
from simlaw.decide.next_round_to_buy import Correction, next_round
from simlaw.law import Requirement, fit
from simlaw.law.estimate import Estimate
from simlaw.report.words.decisions import (
    budget_sentences,
    direct_sentence,
    exchange_sentences,
    joint_sentence,
    least_cost_sentence,
    money,
    reach_sentence,
    round_sentence,
)

COSTS = Costs(Price(0.1), Price(30.0))


def worth(estimate, low, high, infinite=0.0):
    found = exchange(known(), 5400, 100, 120)
    number = Worth(estimate, low, high, infinite)
    return found, number


def test_the_rate_as_a_manager_hears_it():
    found, number = worth(312.4, 181.2, 718.0)
    (said, _) = exchange_sentences(dataclasses.replace(found, rate=number))
    assert said == (
        "At 5,400 simulations and 100 measurements, one more measurement is worth about 310 "
        "simulations (90 % interval 180 to 720)."
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (Worth(math.inf, 10, math.inf, 0.7), "no number of simulations is worth"),
        (
            Worth(0.2, 0.1, 0.3, 0.0),
            "worth less than one simulation: 0.20 of it (90 % interval 0.10 to 0.30)",
        ),
        (Worth(300, 200, math.inf, 0.1), "(90 % interval 200 to no limit)"),
    ],
)
def test_rates_at_the_edges(number, said):
    found, _ = worth(1, 1, 1)
    assert said in exchange_sentences(dataclasses.replace(found, rate=number))[0]


def test_going_to_another_m():
    law = studied(seed=3)
    assert "does what going from 800 to about" in exchange_sentences(exchange(law, 800, 50, 55))[1]
    assert "transfer gap is in the way" in exchange_sentences(exchange(law, 12_000, 25, 400))[1]
    assert "of only" in exchange_sentences(exchange(law, 800, 50, 40))[1]
    one = exchange_sentences(exchange(law, 800, 1, 1))
    assert one[0].startswith("At 800 simulations and 1 measurement, one")
    assert "m = 1 is what there is" in one[1]
    assert "nothing is replaced" in exchange_sentences(exchange(law, 800, 50, 50))[1]


def test_a_budget():
    step = next_step(known(), COSTS, 3000)
    said = budget_sentences(step, slack(known(), COSTS, step.spend, 3000), "eV")
    assert said[0].startswith("For 3,000, buy ")
    assert "eV (90 % interval " in said[0]
    assert "split is not sharp" in said[1]
    assert "The next 300 would lower it by" in said[2]
    owned = Costs(Price(0.1, owned=100), Price(30.0, owned=10))
    step = next_step(known(), owned, 0)
    assert (
        "buy nothing (n = 100, m = 10 are owned)"
        in budget_sentences(step, slack(known(), owned, step.spend, 0))[0]
    )


def test_an_error_at_least_cost():
    spend = least_cost(known(), COSTS, 0.15)
    assert "cheapest way to an error of 0.150" in least_cost_sentence(spend, 0.15)
    owned = Costs(Price(0.1, owned=10_000), Price(30.0, owned=400))
    assert "what is owned reaches" in least_cost_sentence(least_cost(known(), owned, 0.2), 0.2)
    assert best_spend(known(), owned, 0).cost == 0


def test_rounds():
    n = [50.0, 100, 200, 400, 800, 1600, 3200]
    law = fit(n, [2 * size**-0.5 + 0.1 for size in n])
    assert "No further simulations" in round_sentence(next_round(law, 0.2))
    assert "better protocol" in round_sentence(next_round(law, 0.05))
    said = round_sentence(next_round(law, 0.125, Correction(1.3, 3)))
    assert said.startswith("Next round: ")
    assert "further than the law said" in said
    assert "a part of the way" in round_sentence(next_round(law, 0.105))
    assert "about 1 more simulation," in round_sentence(
        dataclasses.replace(next_round(law, 0.125), more=1)
    )
    doubt = round_sentence(dataclasses.replace(next_round(law, 0.2), probability=0.68))
    assert "with probability 68 %. For more certainty" in doubt
    assert "do not show" in round_sentence(next_round(law, 0.125), "negative_transfer")
    assert reach_sentence(5000, 1.0).endswith("over 99 %.")


@pytest.mark.parametrize(
    ("amount", "text"), [(10_000.4, "10,000"), (12.5, "12.50"), (3.0, "3"), (0.0021, "0.0021")]
)
def test_money_has_no_unit_and_no_excess_digits(amount, text):
    assert money(amount) == text


@pytest.mark.parametrize(
    ("joint", "alone", "said"),
    [
        ((900, 1000, 1100), (90, 100, 110), "differ by more than their intervals allow"),
        ((100, 1000, 2000), (90, 100, 110), "a factor of 10 apart, though within"),
        ((90, 120, 140), (90, 100, 110), "about n = 120 (90 % interval 90 to 140)."),
        ((math.inf,) * 3, (90, 100, 110), "probably out of reach (probability over 99 %; no n"),
        ((1, 3, 9), (1, 3, 9), "reached under n = 50 (90 % interval under 50)."),
    ],
)
def test_two_laws_are_held_against_each_other(joint, alone, said):
    every, ask = (
        Requirement(0.1, np.repeat(np.array(ends, dtype=float), (10, 80, 10)), 0.9, 3000.0, 50.0)
        for ends in (joint, alone)
    )
    assert said in joint_sentence(every, ask, 100)


def test_what_one_m_leaves_open_the_joint_law_does_not_close():
    never = Requirement(0.1, np.full(100, math.inf), 0.9, 3000.0, 50.0)
    alone = dataclasses.replace(never, undetermined="4 sizes are too few")
    said = joint_sentence(never, alone, 100)
    assert "not determined either (P(unreachable) = over 99 %" in said
    assert "out of reach" not in said


def test_what_measurements_reach_alone():
    direct = Estimate(0.16, 0.15, 0.17, 0.9)
    assert "0.160\u00a0eV (90 % interval 0.150 to 0.170): they reach it" in direct_sentence(
        direct, 0.18, 40, "eV"
    )
    assert direct_sentence(direct, 0.155, 40).endswith("0.170).")


def test_more_money_that_buys_nothing():
    owned = Costs(Price(1.0, owned=100), Price(30.0, owned=10))
    step = dataclasses.replace(next_step(known(), owned, 1), next_fall=0.0)
    said = budget_sentences(step, slack(known(), owned, step.spend, 1))
    assert said[-1] == "The next 0.10 would not lower it."
