import json

import numpy as np
import pandas as pd
import pytest

from simlaw.decide import Costs, Price, joint_law, plan_for_money
from simlaw.decide.money.without_simulations import (
    SURE_ENOUGH,
    advise,
    alone_of,
    chance_of_less,
    cheapest_advice,
)
from simlaw.errors import InputError
from simlaw.law import LearningCurve

NS, MS = (50, 135, 362, 974, 1597), (25, 50, 100, 200, 400)
DENSITY = {
    25: (0.101, 0.0900, 0.0960, 0.0915, 0.0810, 0.0790),
    50: (0.0855, 0.0838, 0.0890, 0.0870, 0.0800, 0.0760),
    100: (0.0699, 0.0703, 0.0770, 0.0750, 0.0712, 0.0682),
    200: (0.0612, 0.0602, 0.0663, 0.0647, 0.0621, 0.0603),
    400: (0.0556, 0.0552, 0.0585, 0.0577, 0.0563, 0.0554),
}
"""Errors without simulations and at each n, by m: fine-tuning that first hurts, and at most m does
not help afterwards."""


def density(replicates=8):
    rng = np.random.default_rng(1)
    rows = []
    for r in range(replicates):
        shared = rng.normal(0, 0.06)
        for m, errors in DENSITY.items():
            for n, error in zip((0, *NS), errors, strict=True):
                method = "fine-tune" if n else "direct"
                mae = error * float(np.exp(shared + rng.normal(0, 0.01)))
                rows.append((r, n, m, method, mae, mae))
    frame = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae", "rmse"])
    return LearningCurve(frame)


@pytest.fixture(scope="module")
def known():
    curve = density()
    return joint_law(curve), alone_of(curve)


@pytest.mark.parametrize(("budget", "each", "m"), [(2000, 8, 250), (3000, 10, 300)])
def test_measurements_alone_are_advised_where_they_are_better(known, budget, each, m):
    law, alone = known
    found = advise(law, Costs(Price(1.0), Price(each)), budget, alone)
    assert not found.simulate
    assert (found.spend.n, found.spend.m, found.spend.buy_n) == (0, m, 0)
    assert 0.0556 < found.spend.error < 0.0612
    assert found.probability < SURE_ENOUGH
    assert found.with_simulations.error > found.spend.error


def test_simulations_are_advised_where_measurements_are_dear(known):
    law, alone = known
    found = advise(law, Costs(Price(1.0), Price(100.0)), 3000, alone)
    assert found.simulate
    assert found.probability > 0.9
    assert found.spend.n > 0
    assert found.without.error > found.spend.error


def test_no_forecast_inside_the_grid_beats_what_was_measured(known):
    law, alone = known
    for budget in (1000, 2000, 3000, 4000):
        found = advise(law, Costs(Price(1.0), Price(8.0)), budget, alone).with_simulations
        near = min(DENSITY, key=lambda m: abs(np.log(m / found.m)))
        if found.n <= NS[-1] and near <= found.m:
            more = max(found.m / near, 1.0) ** -0.4
            assert found.error > 0.97 * more * min(DENSITY[near][1:])


def test_the_cheapest_way_may_need_no_simulations(known):
    law, alone = known
    found = cheapest_advice(law, Costs(Price(1.0), Price(8.0)), 0.06, alone)
    assert not found.simulate
    assert found.spend.error <= 0.06
    assert found.spend.cost == 8.0 * found.spend.m
    assert found.with_simulations.cost > found.spend.cost
    with pytest.raises(InputError, match="No purchase reaches"):
        cheapest_advice(law, Costs(Price(1.0, most=60), Price(8.0, most=60)), 0.05, alone)
    with pytest.raises(InputError, match="above zero"):
        cheapest_advice(law, Costs(Price(1.0), Price(8.0)), -1.0, alone)


def test_money_for_measurements_alone_is_spent_so_and_too_little_refused(known):
    law, alone = known
    costs = Costs(Price(1.0, fixed=500.0), Price(8.0))
    found = advise(law, costs, 100, alone)
    assert (found.simulate, found.with_simulations, found.spend.m) == (False, None, 12)
    with pytest.raises(InputError, match="does not pay"):
        advise(law, costs, 5, alone)
    with pytest.raises(InputError, match="not negative"):
        advise(law, costs, -5, alone)


def test_without_trials_of_it_nothing_is_compared():
    curve = density()
    bare = LearningCurve(curve.frame.query("method == 'fine-tune'").reset_index(drop=True))
    assert alone_of(bare) is None
    found = advise(joint_law(bare), Costs(Price(1.0), Price(8.0)), 2000, None)
    assert (found.simulate, found.without, found.probability) == (True, None, None)


def test_a_whole_plan_is_plain_json_and_says_both(known):
    law, alone = known
    plan = plan_for_money(law, Costs(Price(1.0), Price(8.0)), budget=2000, error=0.06, alone=alone)
    told = json.loads(json.dumps(plan.to_dict(), allow_nan=False))
    assert told["spend"]["simulate"] is False
    assert told["spend"]["n"] == 0
    assert told["spend"]["without_simulations"]["m"] == 250
    assert [step["n"] for step in told["spend"]["trade_off"]].count(0) > 10
    assert told["least_cost"]["simulate"] is False


def test_the_probability_is_that_of_log_normals():
    rng = np.random.default_rng(0)
    a = np.exp(rng.normal(0.0, 0.1, 200_000))
    b = np.exp(rng.normal(0.1, 0.1, 1000))
    apart = float(np.mean(np.log(a) < 0.1 + 0.1 * rng.standard_normal(a.size)))
    assert chance_of_less(a, b, 0.0) == pytest.approx(apart, abs=0.02)
    assert chance_of_less(a, b, 0.9) > chance_of_less(a, b, 0.0)
    assert chance_of_less(np.ones(3), np.ones(5), 0.5) == 0.5
    assert chance_of_less(np.ones(3), np.full(5, 2.0), 0.5) == 1.0
