"""What samples cost, and which costs are none."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.decide.money.costs import MOST_BATCHES, Costs, Price
from simlaw.errors import InputError

PRICES = st.builds(
    Price,
    each=st.floats(1e-3, 1e3),
    fixed=st.floats(0, 100),
    batch=st.integers(1, 50),
    owned=st.integers(0, 200),
    most=st.one_of(st.none(), st.integers(200, 2000)),
)


@given(price=PRICES, money=st.floats(0, 1e6))
def test_what_money_buys_costs_no_more_and_one_batch_more_would(price: Price, money: float) -> None:
    bought = price.affordable(money)
    slack = 2e-9 * price.step
    assert bought == math.floor(bought) >= 0
    assert price.of(bought) - price.fixed * (bought > 0) <= money + slack
    if bought < price.batches:
        assert price.step * (bought + 1) > money
    assert price.most is None or price.size(bought) <= max(price.most, price.owned)


@given(price=PRICES, batches=st.integers(0, 1000))
def test_nothing_bought_costs_nothing_and_the_rest_adds_up(price: Price, batches: int) -> None:
    assert price.of(0) == 0.0
    assert price.size(0) == price.owned
    assert price.size(batches) - price.owned == batches * price.batch
    if batches:
        assert price.of(batches) == pytest.approx(price.fixed + batches * price.batch * price.each)


def test_decimal_fractions_pay_for_what_they_should() -> None:
    assert Price(0.1).affordable(0.3) == 3
    assert Price(0.1).affordable(0.1 + 0.2) == 3
    assert Price(1.0).affordable(-1.0) == 0


def test_limits_are_counted_in_whole_batches() -> None:
    assert Price(1.0).batches == MOST_BATCHES
    assert Price(1.0, batch=10, owned=25, most=60).batches == 3
    assert Price(1.0, batch=10, owned=60, most=60).batches == 0
    assert Price(1.0).affordable(1e30) == MOST_BATCHES


def test_costs_of_both_add_up_and_go_into_json() -> None:
    costs = Costs(Price(2.0, fixed=5.0), Price(30.0, batch=4, most=40))
    assert costs.of(3, 2) == 2.0 * 3 + 5.0 + 30.0 * 4 * 2
    assert costs.of(0, 0) == 0.0
    told = json.loads(json.dumps(costs.to_dict(), allow_nan=False))
    assert told["simulation"] == {"each": 2.0, "fixed": 5.0, "batch": 1, "owned": 0, "most": None}
    assert told["experiment"]["most"] == 40


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (Price(0.0), "must be finite and above zero, but is 0"),
        (Price(math.nan), "must be finite and above zero, but is nan"),
        (Price(math.inf), "must be finite and above zero"),
        (Price(1e-40), "Give all costs in another unit of money"),
        (Price(1e40), "must lie between 1e-30 and 1e\\+30"),
        (Price(1.0, fixed=-1.0), "fixed cost of .*s must be finite and not negative, but is -1"),
        (Price(1.0, fixed=math.inf), "fixed cost"),
        (Price(1.0, batch=0), "must hold at least 1, but is 0"),
        (Price(1.0, owned=-3), "must not be negative, but are -3"),
        (Price(1.0, batch=10, most=7), "At most 7 .* fewer than a batch of 10"),
        (Price(1.0, owned=20, most=7), "fewer than the 20 owned"),
        (Price(1.0, most=0), "fewer than one"),
    ],
)
def test_what_is_no_price_is_refused_for_either_kind(price: Price, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        Costs(price, Price(1.0))
    assert "simulation" in str(caught.value)
    with pytest.raises(InputError, match=said) as caught:
        Costs(Price(1.0), price)
    assert "experiment" in str(caught.value)
