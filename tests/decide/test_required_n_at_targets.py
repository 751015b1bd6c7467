from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from simlaw.decide import required_n_at_targets
from simlaw.decide.required_n_at_targets import first_shown
from simlaw.law import Law, LearningCurve

Curves = Callable[..., LearningCurve]


@pytest.fixture(scope="module")
def law(make_curve: Curves) -> Law:
    return make_curve().fit(resamples=200)


def test_each_answer_is_that_of_the_law_for_its_label(law: Law) -> None:
    for answer in required_n_at_targets(law, most=20):
        assert float(answer.label) == answer.error
        needed = law.required_n(answer.error)
        assert answer.needed.to_dict() == needed.to_dict()


def test_targets_reach_from_out_of_reach_to_long_met(law: Law) -> None:
    answers = required_n_at_targets(law)
    errors = [answer.error for answer in answers]
    assert 30 <= len(answers) <= 90
    assert errors == sorted(errors)
    assert answers[0].needed.unreachable_probability > 0.5
    assert answers[-1].needed.median < law.n[-1] / 10
    start = answers[first_shown(answers)]
    assert law.n[-1] < start.needed.median < math.inf


@pytest.mark.parametrize(
    "shape",
    [{"amplitude": 0.0}, {"gap": 0.0}, {"amplitude": 5e3, "alpha": 0.9, "gap": 40.0}],
    ids=["flat", "no gap", "large numbers"],
)
def test_targets_of_laws_of_any_shape(make_curve: Curves, shape: dict[str, float]) -> None:
    law = make_curve(direct=None, zero_shot=False, **shape).fit(resamples=200)
    answers = required_n_at_targets(law, most=15)
    assert 2 <= len(answers) <= 15
    assert all(float(answer.label) == answer.error > 0 for answer in answers)
    assert 0 <= first_shown(answers) < len(answers)
