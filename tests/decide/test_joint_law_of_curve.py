import numpy as np
import pytest
from tests.decide.laws import M, N, truth

from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.errors import InputError
from simlaw.law import LearningCurve


def curve(n=N, m=M, method="fine-tune"):
    rows = [
        {
            "replicate": 0,
            "n": int(a),
            "m": int(b),
            "method": method,
            "mae": truth(a, b),
            "rmse": 2 * truth(a, b),
        }
        for a, b in zip(n, m, strict=True)
    ]
    direct = [{**row, "n": 0, "method": "direct"} for row in rows if row["n"] == min(n)]
    return LearningCurve.from_rows(rows + direct)


def test_the_joint_law_is_that_of_the_methods_trials():
    assert joint_law(curve()).alpha.estimate == pytest.approx(0.5, abs=0.01)
    other = joint_law(curve(method="residual"), method="residual", level=0.8)
    assert other.level == 0.8


def test_one_m_alone_is_refused_with_what_can_be_answered():
    alone = M == 100
    with pytest.raises(InputError, match=r"there are m = 100 and n = 50, 200") as caught:
        joint_law(curve(N[alone], M[alone]))
    assert "What can be answered" in str(caught.value)
    assert "[design]" in str(caught.value)
    with pytest.raises(InputError, match="no m yet"):
        joint_law(curve(), method="head-only")


def test_too_few_pairs_are_refused():
    few = np.isin(np.arange(N.size), [0, 6, 12])
    with pytest.raises(InputError, match="at least 3 different"):
        joint_law(curve(N[few], M[few]))
