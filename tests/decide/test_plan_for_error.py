from __future__ import annotations

from collections.abc import Callable

import pytest

from simlaw.decide import WantedError, joint_law, next_round, plan_for_error
from simlaw.errors import InputError
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


@pytest.fixture(scope="module")
def curve(make_curve: Curves) -> LearningCurve:
    return make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000))


def test_it_puts_the_answers_together(curve: LearningCurve) -> None:
    law = curve.fit(50, resamples=200)
    joint = joint_law(curve)
    wanted = WantedError(0.0225, 50, by_n=7000, level=0.8)
    plan = plan_for_error(curve, law, wanted, joint)
    assert plan.needed.to_dict() == law.required_n(0.0225, 0.8).to_dict()
    assert [n for n, _ in plan.by] == [4000, 7000, 8000, 16_000, 40_000]
    assert dict(plan.by)[7000] == plan.needed.reached_by(7000)
    assert plan.step.n == next_round(law, 0.0225, plan.step.correction, level=0.8).n
    assert plan.by_joint_law is not None
    assert plan.by_joint_law.to_dict() == joint.required_n(0.0225, 50, 0.8).to_dict()
    assert plan.direct == curve.direct(50, level=0.8)
    assert list(plan.to_dict()) == [
        "error", "n", "level", "unreachable_probability", "determined", "notes", "m", "by",
        "next_round", "by_joint_law", "direct",
    ]  # fmt: skip


def test_what_was_not_measured_is_left_out(make_curve: Curves) -> None:
    curve = make_curve(direct=None)
    plan = plan_for_error(curve, curve.fit(resamples=200), WantedError(0.02, 100))
    assert plan.direct is None
    assert plan.by_joint_law is None
    assert not {"direct", "by_joint_law"} & set(plan.to_dict())
    with pytest.raises(InputError, match="no trials with m = 7"):
        plan_for_error(curve, curve.fit(resamples=200), WantedError(0.02, 7))
