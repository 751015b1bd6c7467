import pytest
from tests.decide.laws import known

from simlaw.decide import Costs, Price, best_spend, least_cost, plan_for_money, trade_off
from simlaw.errors import InputError

COSTS = Costs(Price(0.1), Price(30.0))


def test_a_budget_and_an_error_are_answered_together():
    plan = plan_for_money(known(), COSTS, budget=3000, error=0.15)
    assert plan.spend is not None
    assert plan.spend.step.spend == best_spend(known(), COSTS, 3000)
    assert plan.spend.trade_off == tuple(trade_off(known(), COSTS, 3000))
    assert plan.cheapest is not None
    assert plan.cheapest.spend == least_cost(known(), COSTS, 0.15)
    assert list(plan.to_dict()) == ["costs", "joint", "spend", "least_cost"]
    assert plan.to_dict()["spend"]["budget"] == 3000


def test_what_is_not_asked_is_left_out():
    plan = plan_for_money(known(), COSTS, error=0.15)
    assert plan.spend is None
    assert "spend" not in plan.to_dict()
    assert "least_cost" not in plan_for_money(known(), COSTS, budget=3000).to_dict()


def test_no_money_goes_no_further_than_what_is_owned():
    owned = Costs(Price(0.1, owned=100), Price(30.0, owned=10))
    plan = plan_for_money(known(), owned, budget=0)
    assert plan.spend is not None
    assert plan.spend.trade_off == (plan.spend.step,)
    with pytest.raises(InputError, match="not negative"):
        plan_for_money(known(), owned, budget=-1)
