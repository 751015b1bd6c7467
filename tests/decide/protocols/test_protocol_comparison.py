import json
import math

import pandas as pd
import pytest

from simlaw.decide.protocols.protocol_comparison import (
    Crossing,
    Pair,
    Protocol,
    SideBySide,
    best_of,
)
from simlaw.errors import InputError
from simlaw.law import Estimate, Note

N = [100, 200, 400, 800, 1600]
FRAME = pd.DataFrame({"replicate": 0, "n": N, "error": [2 * n**-0.5 + 0.1 for n in N]})


def estimate(value):
    return Estimate(value, value - 1, value + 1, 0.9)


def test_a_protocol_has_the_law_of_its_errors_and_a_cost_above_zero():
    protocol = Protocol.of("a", FRAME, cost=2.0, level=0.8)
    assert protocol.law.n.tolist() == N
    assert protocol.law.level == 0.8
    for cost in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(InputError, match="cost per sample of 'a' must be finite and above"):
            Protocol("a", FRAME, protocol.law, cost)


def test_of_equally_likely_ones_the_lower_error_leads():
    assert best_of([0.2, 0.8], [estimate(1), estimate(2)]) == 1
    assert best_of([0.5, 0.5], [estimate(2), estimate(1)]) == 1


def test_side_by_side_is_json_by_name():
    beside = SideBySide(
        400.0, (400.0, 200.0), (estimate(3), estimate(2)), (estimate(1), estimate(0)), (0.1, 0.9),
        (Note("far", "Far."),),
    )  # fmt: skip
    told = json.loads(json.dumps(beside.to_dict(("a", "b")), allow_nan=False))
    assert told["leader"] == "b"
    assert [one["name"] for one in told["protocols"]] == ["a", "b"]
    assert [one["n"] for one in told["protocols"]] == [400, 200]
    assert told["notes"] == [{"code": "far", "text": "Far."}]


def test_crossings_that_never_are_become_null():
    never = Crossing(math.inf, math.inf, math.inf, 1.0, 100.0, 1e5)
    told = json.loads(json.dumps(never.to_dict(), allow_nan=False))
    assert told == {
        "median": None, "low": None, "high": None, "never_probability": 1.0, "range": [100, 1e5]
    }  # fmt: skip
    pair = Pair(0, 1, estimate(0), estimate(0), never, None)
    assert pair.to_dict(("a", "b"))["crossing_budget"] is None
    assert (pair.to_dict(("a", "b"))["first"], pair.to_dict(("a", "b"))["second"]) == ("a", "b")
