"""What a wanted error needs: the distribution, one error at a time and many at once."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlaw.law
from simlaw.errors import InputError
from simlaw.law import Requirement, fit, fit_joint
from simlaw.law.distribution import Draws
from simlaw.law.required_n import required_n_of_many, sizes_reaching

N = np.geomspace(50, 6400, 8)


@pytest.fixture(scope="module")
def law():
    rng = np.random.default_rng(1)
    rows = (2 * N**-0.5 + 0.1) * (1 + 0.02 * rng.standard_normal((16, 8)))
    return fit(np.tile(N, 16), rows.ravel(), replicate=np.repeat(np.arange(16), 8))


def test_truth_is_inside(law):
    needed = law.required_n(2 * 20_000**-0.5 + 0.1)
    assert needed.low < 20_000 < needed.high
    tight, wide = law.required_n(0.12, level=0.5), law.required_n(0.12, level=0.99)
    assert wide.low < tight.low < tight.high < wide.high


def test_smaller_errors_need_more(law):
    sizes = [law.required_n(error).median for error in (0.3, 0.2, 0.15, 0.12, 0.11)]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("error", [0, -1, float("nan"), float("inf")])
def test_impossible_errors_are_refused(law, error):
    with pytest.raises(InputError, match="above zero"):
        law.required_n(error)


def test_where_straight_curves_cross_is_known():
    x = np.array([-2.0, 0.0, 2.0])
    curves = np.log(np.array([[0.4, 0.2, 0.1], [0.4, 0.3, 0.3], [0.1, 0.1, 0.1]]))
    draws = Draws(x, curves, np.zeros(3))
    sizes = sizes_reaching(draws, 1000.0, 0.2)
    assert sizes[0] == pytest.approx(1000)
    assert math.isinf(sizes[1])
    assert sizes[2] == pytest.approx(1000 * math.exp(-2))
    half = sizes_reaching(draws, 1000.0, math.sqrt(0.2 * 0.1))
    assert half[0] == pytest.approx(1000 * math.e)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.02, 2.0), min_size=1, max_size=6),
    st.integers(0, 1000),
    st.floats(0.5, 0.99),
)
def test_many_errors_at_once_are_answered_as_one_by_one(errors, seed, level):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-3, 8, 12))
    # Curves that rise as well as fall, as draws of a law may.
    draws = Draws(x, np.cumsum(rng.normal(-0.3, 0.4, (30, 12)), axis=1), np.zeros(30))
    table = required_n_of_many(draws, 500.0, errors, level)
    for row, error in zip(table, errors, strict=True):
        one = Requirement(error, sizes_reaching(draws, 500.0, error), level, 500.0)
        expected = [one.median, one.low, one.high, one.unreachable_probability]
        assert row == pytest.approx(expected, rel=1e-9)


def test_the_joint_law_answers_with_the_same_type(law):
    n, m = (axis.ravel() for axis in np.meshgrid(np.geomspace(50, 12_800, 6), [25.0, 50, 100, 200]))
    joint = fit_joint(n, m, (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05, resamples=50)
    needed = joint.required_n(0.17, 100)
    assert type(needed) is type(law.required_n(0.12)) is Requirement
    assert (needed.measured, needed.fewest) == (pytest.approx(12_800), pytest.approx(50))
    assert needed.to_dict().keys() == law.required_n(0.12).to_dict().keys()
    assert joint.required_n(0.05, 100).unreachable_probability == 1


def test_far_answers_carry_a_note_and_infinite_ones_become_none(law):
    far = Requirement(0.1, np.full(10, 1e6), 0.9, measured=6400.0)
    assert [note.code for note in far.notes] == ["far_extrapolation"]
    never = Requirement(0.1, np.full(10, np.inf), 0.9, measured=6400.0)
    assert never.notes == ()
    told = json.loads(json.dumps(never.to_dict(), allow_nan=False))
    assert told["n"] == {"median": None, "low": None, "high": None}
    assert told["unreachable_probability"] == 1
    assert never.reached_by(1e300) == 0


def test_the_former_name_still_stands_for_it():
    with pytest.warns(DeprecationWarning, match=r"now simlaw\.law\.Requirement"):
        assert simlaw.law.NeededSize is Requirement
    with pytest.raises(AttributeError, match="no attribute 'Needed'"):
        _ = simlaw.law.Needed
