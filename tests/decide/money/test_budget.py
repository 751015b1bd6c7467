import json
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.laws import known

from simlaw.decide.money.budget import best_spend, least_cost
from simlaw.decide.money.costs import Costs, Price
from simlaw.decide.money.least_whole_number import least
from simlaw.errors import InputError

PRICES = st.builds(
    Price,
    each=st.sampled_from([0.1, 0.3, 1.0, 7.0, 30.0]),
    fixed=st.sampled_from([0.0, 0.0, 5.0, 40.0]),
    batch=st.sampled_from([1, 1, 3, 10]),
    owned=st.sampled_from([0, 0, 1, 25, 130]),
    most=st.sampled_from([None, None, 140, 200]),
)
THETAS = st.sampled_from(
    [
        (3.0, 0.5, 0.4, 0.3, 0.05),
        (3.0, 0.2, 0.0, 0.5, 0.0),
        (0.5, 1.0, 2.0, 0.1, 0.5),
        (3.0, 0.5, 3.0, 0.6, 0.0),
    ]
)


def whole(price, money):
    """Numbers of batches that money might buy, counted one by one."""
    k, most = 0, (price.most or math.inf)
    while price.of(k) <= money + 1e-9 * price.step and price.owned + k * price.batch <= most:
        yield k
        k += 1


def tried(law, costs, budget):
    """All purchases a budget pays for: batches, cost and error, by brute force."""
    i = np.array([k for k in whole(costs.simulation, budget) if costs.simulation.size(k) > 0])
    j = np.array([k for k in whole(costs.experiment, budget) if costs.experiment.size(k) > 0])
    if i.size == 0 or j.size == 0:
        return np.empty(0), np.empty(0)
    i, j = (axis.ravel() for axis in np.meshgrid(i, j))
    cost = np.array([costs.simulation.of(k) for k in range(int(i.max()) + 1)])[i]
    cost = cost + np.array([costs.experiment.of(k) for k in range(int(j.max()) + 1)])[j]
    paid = cost <= budget + 1e-9 * (costs.simulation.step + costs.experiment.step)
    n = costs.simulation.owned + costs.simulation.batch * i[paid]
    m = costs.experiment.owned + costs.experiment.batch * j[paid]
    return (cost[paid], law.predict(n, m)) if paid.any() else (np.empty(0), np.empty(0))


@settings(deadline=None, max_examples=80)
@given(
    theta=THETAS,
    simulation=PRICES,
    experiment=PRICES,
    budget=st.sampled_from([0.0, 0.5, 13.0, 60.0, 200.0]),
)
def test_least_error_is_that_of_trying_everything(theta, simulation, experiment, budget):
    law, costs = known(theta), Costs(simulation, experiment)
    _, errors = tried(law, costs, budget)
    if errors.size == 0:
        with pytest.raises(InputError, match="does not pay"):
            best_spend(law, costs, budget)
        return
    spend = best_spend(law, costs, budget)
    assert spend.error == pytest.approx(errors.min(), rel=1e-12)
    assert spend.cost <= budget + 1e-6
    assert spend.n == simulation.owned + spend.buy_n
    assert spend.buy_n % simulation.batch == spend.buy_m % experiment.batch == 0
    assert spend.low <= spend.error <= spend.high


@settings(deadline=None, max_examples=80)
@given(
    theta=THETAS,
    simulation=PRICES,
    experiment=PRICES,
    budget=st.sampled_from([13.0, 60.0, 200.0]),
    share=st.floats(0.0, 1.0),
)
def test_least_cost_is_that_of_trying_everything(theta, simulation, experiment, budget, share):
    law, costs = known(theta), Costs(simulation, experiment)
    cost, errors = tried(law, costs, budget)
    if errors.size == 0:
        return
    wanted = float(np.quantile(errors, share))
    spend = least_cost(law, costs, wanted)
    assert spend.error <= wanted * (1 + 1e-8)
    assert spend.cost <= cost[errors <= wanted].min() + 1e-6
    # Whatever the budget pays for and reaches it was tried, so nothing is cheaper than the best.
    close = errors <= wanted * (1 + 1e-8)
    assert spend.cost == pytest.approx(cost[close].min(), abs=1e-6)


@pytest.mark.parametrize("budget", [1e4, 1e7, 1e10, 1e13])
def test_large_budgets_are_split_at_once_and_at_equal_value(budget):
    law, costs = known(), Costs(Price(0.1), Price(30.0, fixed=10))
    begin = time.process_time()
    spend = best_spend(law, costs, budget)
    again = least_cost(law, costs, spend.error)
    assert time.process_time() - begin < 1
    assert spend.value_simulation == pytest.approx(spend.value_experiment, rel=0.02)
    assert again.cost == pytest.approx(budget, rel=1e-4)
    assert again.cost <= budget * (1 + 1e-9)


def test_money_in_decimal_fractions_buys_what_it_should():
    costs = Costs(Price(0.1), Price(0.2))
    assert best_spend(known(), costs, 0.1 + 0.2).cost == pytest.approx(0.3)


def test_what_does_not_help_is_not_bought():
    flat = known((0.0, 0.5, 1.0, 0.3, 0.05))
    spend = best_spend(flat, Costs(Price(1.0, owned=5), Price(1.0)), 100)
    assert (spend.buy_n, spend.buy_m) == (0, 100)
    assert best_spend(flat, Costs(Price(1.0), Price(1.0)), 100).n == 1


def test_far_purchases_carry_a_note_and_near_ones_none():
    costs = Costs(Price(0.1), Price(30.0))
    assert best_spend(known(), costs, 1e3).notes == ()
    (note,) = best_spend(known(), costs, 1e6).notes
    assert note.code == "far_extrapolation"
    found = best_spend(known(), costs, 1e6).to_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda law: Costs(Price(0.0), Price(1.0)), "cost per simulation .* above zero, but is 0"),
        (lambda law: Costs(Price(1.0), Price(-2.0)), "cost per experiment .* is -2"),
        (lambda law: Costs(Price(math.nan), Price(1.0)), "cost per simulation"),
        (lambda law: Costs(Price(1.0, fixed=-1), Price(1.0)), "fixed cost of simulations"),
        (lambda law: Costs(Price(1.0, batch=0), Price(1.0)), "batch of simulations"),
        (lambda law: Costs(Price(1.0, owned=-1), Price(1.0)), "owned must not be negative"),
        (lambda law: Costs(Price(1.0, owned=9, most=5), Price(1.0)), "fewer than the 9 owned"),
        (lambda law: Costs(Price(1.0, batch=9, most=5), Price(1.0)), "than a batch of 9"),
        (lambda law: best_spend(law, Costs(Price(1.0), Price(1.0)), -1), "not negative"),
        (lambda law: best_spend(law, Costs(Price(1.0), Price(1.0)), 1.5), "costs 2"),
        (lambda law: least_cost(law, Costs(Price(1.0), Price(1.0)), 0), "above zero"),
        (
            lambda law: least_cost(law, Costs(Price(1.0), Price(1.0)), 0.05),
            "down to 0.0500 at best",
        ),
        (
            lambda law: least_cost(law, Costs(Price(1.0, most=50), Price(1.0, most=60)), 0.1),
            "at most 50 simulations and 60 experiments",
        ),
    ],
)
def test_what_cannot_be_paid_for_or_reached_is_refused(call, said):
    with pytest.raises(InputError, match=said):
        call(known())


@settings(deadline=None, max_examples=20)
@given(bottom=st.floats(0, 4e5), rough=st.floats(0, 1), width=st.floats(1e3, 1e6))
def test_long_ranges_give_the_least_of_all(bottom, rough, width):
    def relaxed(k):
        return ((k - bottom) / width) ** 2

    def exact(k):
        return relaxed(k) + 1e-7 * rough * (1 + np.sin(12.9 * k))

    found = least(exact, relaxed, 0.0, 300_000.0)
    everything = exact(np.arange(300_001.0))
    assert exact(np.array([found]))[0] == everything.min()
