import json

import jsonschema
import numpy as np
import pytest
from tests.decide.laws import EXCHANGE_SCHEMA, THETA, known, studied

from simlaw.decide.exchange import exchange
from simlaw.errors import InputError


def test_known_law_gives_the_known_rate():
    law = known()
    amplitude, alpha, floor, beta, _ = THETA
    answer = exchange(law, 5400, 100)
    expected = beta * 5400 / (alpha * 100) * (1 + floor / amplitude * 5400**alpha)
    assert answer.rate.estimate == pytest.approx(expected, rel=1e-3)
    assert answer.replacing is None


def test_replacing_n_has_the_error_that_more_measurements_bring():
    law = known()
    answer = exchange(law, 800, 50, to_m=60)
    assert float(law.predict(answer.replacing.estimate, 50)) == pytest.approx(
        float(law.predict(800, 60)), rel=1e-9
    )
    assert answer.error_to < answer.error
    fewer = exchange(law, 800, 50, to_m=45)
    assert fewer.replacing.estimate < 800


def test_intervals_hold_the_truth_and_widen_with_their_level():
    law = studied(seed=3)
    truth = exchange(known(), 2000, 100).rate.estimate
    wide, tight = (exchange(law, 2000, 100, level=level).rate for level in (0.99, 0.5))
    assert wide.low < tight.low <= tight.estimate <= tight.high < wide.high
    assert wide.low < truth < wide.high
    assert exchange(law, 2000, 100).level == law.level


def test_the_gap_makes_it_infinite():
    law = studied(seed=3)
    answer = exchange(law, 12_000, 25, to_m=400)
    assert np.isinf(answer.replacing.estimate)
    assert answer.replacing.infinite_probability > 0.9
    found = answer.to_dict()
    assert found["replacing_n"]["estimate"] is None
    jsonschema.validate(json.loads(json.dumps(found, allow_nan=False)), EXCHANGE_SCHEMA)


def test_sizes_not_studied_carry_a_note():
    law = known()
    assert exchange(law, 800, 50, 60).notes == ()
    (note,) = exchange(law, 8e6, 50, 1000).notes
    assert note.code == "outside_the_sizes"
    assert "n = 8e+06" not in note.text
    assert "n = 8,000,000" in note.text
    assert "m = 1,000" in note.text


@pytest.mark.parametrize(
    ("n", "m", "to_m", "name"),
    [(0, 10, None, "n"), (10, float("nan"), None, "m"), (10, 10, -1, "to_m")],
)
def test_sizes_below_one_are_refused(n, m, to_m, name):
    with pytest.raises(InputError, match=f"{name} must be a number of at least 1"):
        exchange(known(), n, m, to_m)
