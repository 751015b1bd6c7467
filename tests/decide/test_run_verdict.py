import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.decide.money.test_without_simulations import DENSITY, NS, density

from simlaw.decide import verdict_of
from simlaw.law import Estimate, LearningCurve


def laws_of(curve):
    return {int(m): curve.fit(int(m), resamples=200) for m in curve.ms}


@pytest.fixture(scope="module")
def found():
    curve = density()
    return verdict_of(curve, laws_of(curve))


def test_it_says_where_simulations_help_and_where_no_more(found):
    assert found.status == "mixed"
    assert [one.m for one in found.of("helps")] == [25, 50, 100, 200]
    assert [one.effect for one in found.by_m][-1] == "no difference"
    assert found.best.m == 25
    assert found.best.share == pytest.approx(0.0790 / 0.101 - 1, abs=0.02)
    assert found.at(220).m == 200
    assert {one.shape for one in found.by_m} == {"rises, then falls"}
    assert found.at(200).peak == 135
    assert found.at(200).falls


def test_every_size_stands_beside_the_measurements_alone(found):
    one = found.at(200)
    assert [size.n for size in one.sizes] == list(NS)
    assert [size.effect for size in one.sizes][1:3] == ["harms", "harms"]
    for size in one.sizes:
        assert size.difference.low <= size.difference.estimate <= size.difference.high
    assert one.at(400).n == 362
    assert one.reference == "direct"
    assert one.without.estimate == pytest.approx(DENSITY[200][0], rel=0.08)


def test_it_is_plain_json(found):
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["status"] == "mixed"
    assert told["helps_most_at_m"] == 25
    assert repr(found).startswith("mixed: m = 25: helps at n = 1,597")


def test_the_best_method_alone_is_the_reference():
    curve = density()
    better = curve.frame.query("method == 'direct'").assign(method="gaussian-process")
    better = better.assign(mae=0.7 * better["mae"])
    both = LearningCurve(pd.concat([curve.frame, better], ignore_index=True))
    found = verdict_of(both, {})
    assert found.status == "harms"
    assert {one.reference for one in found.by_m} == {"gaussian-process"}


def test_one_replicate_and_no_reference_are_unknown():
    curve = density(replicates=1)
    assert verdict_of(curve, {}).status == "unknown"
    frame = density().frame.query("method == 'fine-tune'").reset_index(drop=True)
    alone = LearningCurve(frame)
    found = verdict_of(alone, {})
    assert (found.status, found.best) == ("unknown", None)
    assert found.at(100).without is None
    assert np.isnan(found.at(100).share)
    given = {m: Estimate(2 * errors[0], 2 * errors[0], 2 * errors[0], 0.9) for m, errors in
             DENSITY.items()}  # fmt: skip
    assert verdict_of(alone, {}, without=given).status == "helps"


def test_a_curve_without_a_law_has_neither_gap_nor_gain():
    curve = density()
    few = curve.frame[curve.frame["n"].isin([0, 50, 135])].reset_index(drop=True)
    found = verdict_of(replace(curve, frame=few), {})
    assert {(one.shape, one.gap, one.gain) for one in found.by_m} == {("unknown", None, None)}
    assert verdict_of(curve, {}, method="residual").by_m == ()
