import numpy as np
import pytest
from tests.decide.laws import known

from simlaw.decide.money.budget import best_spend
from simlaw.decide.money.costs import Costs, Price
from simlaw.decide.money.error_along_budgets import next_step, slack, trade_off
from simlaw.errors import InputError

COSTS = Costs(Price(0.1, batch=10), Price(30.0, fixed=20))


def test_more_money_never_raises_the_error_and_falls_add_up():
    curve = trade_off(known(), COSTS, 3000, count=15)
    errors = [step.spend.error for step in curve]
    assert errors == sorted(errors, reverse=True)
    assert [step.budget for step in curve] == pytest.approx(
        list(3000 * 8 ** np.linspace(-1, 1, 15))
    )
    falls = sum(step.next_fall for step in curve[:-1])
    assert falls == pytest.approx(errors[0] - errors[-1])
    assert all(step.value > 0 for step in curve)


def test_next_money_is_worth_what_the_next_budget_brings():
    step = next_step(known(), COSTS, 3000, extra=500)
    later = best_spend(known(), COSTS, 3500)
    assert step.next_fall == pytest.approx(step.spend.error - later.error)
    assert next_step(known(), COSTS, 3000).next_money == pytest.approx(300)


def test_with_everything_owned_nothing_need_be_spent():
    costs = Costs(Price(0.1, owned=100), Price(30.0, owned=10))
    step = next_step(known(), costs, 0)
    assert step.spend.cost == 0
    assert step.next_money == pytest.approx(30.1)


@pytest.mark.parametrize("budget", [500.0, 3000.0, 20_000.0])
def test_slack_is_the_range_of_m_within_the_share(budget):
    law = known()
    spend = best_spend(law, COSTS, budget)
    room = slack(law, COSTS, spend, budget, 0.01)
    good = []
    for j in range(1, int((budget - 20) / 30) + 1):
        i = np.floor((budget - COSTS.experiment.of(j)) / 1.0 + 1e-9)
        if i >= 1 and law.predict(10 * i, j) <= 1.01 * spend.error:
            good.append(j)
    assert (room.m_low, room.m_high) == (min(good), max(good))


def test_budgets_that_pay_for_nothing_are_left_out():
    assert min(step.budget for step in trade_off(known(), COSTS, 100)) >= 51
    with pytest.raises(InputError, match="above zero"):
        trade_off(known(), COSTS, 0)
    with pytest.raises(InputError, match="factor must be above 1"):
        trade_off(known(), COSTS, 10, factor=1)
