import numpy as np
import pytest
from tests.decide.test_joint_law_of_curve import curve

from simlaw.decide.direct_learning_over_m import direct_learning, direct_learning_of
from simlaw.law import Estimate, LearningCurve

MS = (25, 50, 100, 200, 400)


def direct_curve(ms=MS, replicates=6):
    rng = np.random.default_rng(0)
    rows = [
        {"replicate": r, "n": n, "m": m, "method": method, "mae": error, "rmse": error}
        for r in range(replicates)
        for m in ms
        for n, method in ((0, "direct"), (50, "fine-tune"))
        for error in [(2 * m**-0.5 + 0.1) * (1 + 0.03 * rng.standard_normal())]
    ]
    return LearningCurve.from_rows(rows)


def test_measured_m_are_told_as_measured_and_others_by_the_law_in_m():
    found = direct_learning(direct_curve())
    assert list(found.measured) == list(MS)
    assert found.at(100) == found.measured[100]
    between, beyond = found.at(70), found.at(1600)
    assert between.low <= between.estimate <= between.high
    assert between.estimate == pytest.approx(2 * 70**-0.5 + 0.1, rel=0.1)
    assert beyond.low < 2 * 1600**-0.5 + 0.1 < beyond.high
    assert (found.beyond(100), found.beyond(1600), found.beyond(10)) == (False, True, True)
    assert set(found.to_dict()["law"]) >= {"form", "D", "alpha", "C"}


def test_two_m_have_no_law_and_no_trials_nothing():
    found = direct_learning(direct_curve(ms=(25, 50)))
    assert found.law is None
    assert found.at(50) == found.measured[50]
    assert found.at(100) is None
    assert found.to_dict()["law"] is None
    alone = direct_curve().frame.query("method == 'fine-tune'")
    assert direct_learning(LearningCurve(alone)) is None
    assert direct_learning(curve()).at(25).estimate > 0


@pytest.mark.parametrize("half", [0.0, 0.01])
def test_means_of_a_table_give_the_same(half):
    means = {m: 2 * m**-0.5 + 0.1 for m in reversed(MS)}
    found = direct_learning_of({m: Estimate(x, x - half, x + half, 0.9) for m, x in means.items()})
    assert list(found.measured) == list(MS)
    assert found.at(70).estimate == pytest.approx(2 * 70**-0.5 + 0.1, rel=0.05)
    assert direct_learning_of({}) is None
